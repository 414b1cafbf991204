// Original file: proto/telaplan/v1/planner.proto

import type { Term as _telaplan_v1_Term, Term__Output as _telaplan_v1_Term__Output } from '../../telaplan/v1/Term.js';
import type { Long } from '@grpc/proto-loader';

/**
 * A term and a number.
 */
export interface TermValue {
  /**
   * The term.
   */
  'term'?: (_telaplan_v1_Term);
  /**
   * At least 0.
   */
  'value'?: (number | string | Long);
}

/**
 * A term and a number.
 */
export interface TermValue__Output {
  /**
   * The term.
   */
  'term': (_telaplan_v1_Term__Output);
  /**
   * At least 0.
   */
  'value': (number);
}
