// Original file: proto/telaplan/v1/planner.proto

import type { Long } from '@grpc/proto-loader';

/**
 * What the exact search did; all 0 where the bound or the heuristics settled the problem.
 */
export interface Counters {
  /**
   * Decisions tried.
   */
  'steps'?: (number | string | Long);
  /**
   * Decisions undone.
   */
  'backtracks'?: (number | string | Long);
  /**
   * Times that the search began anew from the root.
   */
  'restarts'?: (number | string | Long);
}

/**
 * What the exact search did; all 0 where the bound or the heuristics settled the problem.
 */
export interface Counters__Output {
  /**
   * Decisions tried.
   */
  'steps': (number);
  /**
   * Decisions undone.
   */
  'backtracks': (number);
  /**
   * Times that the search began anew from the root.
   */
  'restarts': (number);
}
