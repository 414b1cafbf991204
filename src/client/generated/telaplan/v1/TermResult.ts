// Original file: proto/telaplan/v1/planner.proto

import type { Term as _telaplan_v1_Term, Term__Output as _telaplan_v1_Term__Output } from '../../telaplan/v1/Term.js';
import type { Long } from '@grpc/proto-loader';

/**
 * A term of a plan, and what is proved of it.
 */
export interface TermResult {
  /**
   * The term.
   */
  'term'?: (_telaplan_v1_Term);
  /**
   * What the plan comes to.
   */
  'value'?: (number | string | Long);
  /**
   * Proved: no plan that is as good in all terms before this one comes to less.
   */
  'bound'?: (number | string | Long);
}

/**
 * A term of a plan, and what is proved of it.
 */
export interface TermResult__Output {
  /**
   * The term.
   */
  'term': (_telaplan_v1_Term__Output);
  /**
   * What the plan comes to.
   */
  'value': (number);
  /**
   * Proved: no plan that is as good in all terms before this one comes to less.
   */
  'bound': (number);
}
