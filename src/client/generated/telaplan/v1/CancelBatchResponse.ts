// Original file: proto/telaplan/v1/batch.proto

import type { Batch as _telaplan_v1_Batch, Batch__Output as _telaplan_v1_Batch__Output } from '../../telaplan/v1/Batch.js';

/**
 * The batch, cancelled.
 */
export interface CancelBatchResponse {
  /**
   * How it stands.
   */
  'batch'?: (_telaplan_v1_Batch | null);
}

/**
 * The batch, cancelled.
 */
export interface CancelBatchResponse__Output {
  /**
   * How it stands.
   */
  'batch': (_telaplan_v1_Batch__Output | null);
}
