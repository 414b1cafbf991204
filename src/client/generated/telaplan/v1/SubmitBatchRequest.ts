// Original file: proto/telaplan/v1/batch.proto

import type { BatchOptions as _telaplan_v1_BatchOptions, BatchOptions__Output as _telaplan_v1_BatchOptions__Output } from '../../telaplan/v1/BatchOptions.js';
import type { BatchProblem as _telaplan_v1_BatchProblem, BatchProblem__Output as _telaplan_v1_BatchProblem__Output } from '../../telaplan/v1/BatchProblem.js';

/**
 * A message of SubmitBatch.
 */
export interface SubmitBatchRequest {
  /**
   * Opens the batch: required in the first message, absent in all others.
   */
  'open'?: (_telaplan_v1_BatchOptions | null);
  /**
   * Problems, which get their places in the order in which they come.
   */
  'problems'?: (_telaplan_v1_BatchProblem)[];
}

/**
 * A message of SubmitBatch.
 */
export interface SubmitBatchRequest__Output {
  /**
   * Opens the batch: required in the first message, absent in all others.
   */
  'open': (_telaplan_v1_BatchOptions__Output | null);
  /**
   * Problems, which get their places in the order in which they come.
   */
  'problems': (_telaplan_v1_BatchProblem__Output)[];
}
