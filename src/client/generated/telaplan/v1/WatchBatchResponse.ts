// Original file: proto/telaplan/v1/batch.proto

import type { BatchAnswer as _telaplan_v1_BatchAnswer, BatchAnswer__Output as _telaplan_v1_BatchAnswer__Output } from '../../telaplan/v1/BatchAnswer.js';
import type { Batch as _telaplan_v1_Batch, Batch__Output as _telaplan_v1_Batch__Output } from '../../telaplan/v1/Batch.js';
import type { Long } from '@grpc/proto-loader';

/**
 * A message of WatchBatch.
 */
export interface WatchBatchResponse {
  /**
   * An answer. Absent in the last message.
   */
  'answer'?: (_telaplan_v1_BatchAnswer | null);
  /**
   * With it, a later call goes on behind this message.
   */
  'cursor'?: (number | string | Long);
  /**
   * How the batch stands: in the last message alone.
   */
  'batch'?: (_telaplan_v1_Batch | null);
}

/**
 * A message of WatchBatch.
 */
export interface WatchBatchResponse__Output {
  /**
   * An answer. Absent in the last message.
   */
  'answer': (_telaplan_v1_BatchAnswer__Output | null);
  /**
   * With it, a later call goes on behind this message.
   */
  'cursor': (number);
  /**
   * How the batch stands: in the last message alone.
   */
  'batch': (_telaplan_v1_Batch__Output | null);
}
