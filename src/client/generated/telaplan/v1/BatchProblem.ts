// Original file: proto/telaplan/v1/batch.proto

import type { Problem as _telaplan_v1_Problem, Problem__Output as _telaplan_v1_Problem__Output } from '../../telaplan/v1/Problem.js';

/**
 * A problem of a batch.
 */
export interface BatchProblem {
  /**
   * What its answer is told with. Empty: its place in decimal.
   */
  'name'?: (string);
  /**
   * Required. One that contradicts itself is answered with its error, and does not end the call.
   */
  'problem'?: (_telaplan_v1_Problem | null);
}

/**
 * A problem of a batch.
 */
export interface BatchProblem__Output {
  /**
   * What its answer is told with. Empty: its place in decimal.
   */
  'name': (string);
  /**
   * Required. One that contradicts itself is answered with its error, and does not end the call.
   */
  'problem': (_telaplan_v1_Problem__Output | null);
}
