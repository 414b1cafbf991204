// Original file: proto/telaplan/v1/batch.proto

import type { Long } from '@grpc/proto-loader';

/**
 * Asks for answers.
 */
export interface WatchBatchRequest {
  /**
   * The batch.
   */
  'batchId'?: (string);
  /**
   * The cursor of the last message that was seen; 0 for all answers.
   */
  'cursor'?: (number | string | Long);
}

/**
 * Asks for answers.
 */
export interface WatchBatchRequest__Output {
  /**
   * The batch.
   */
  'batchId': (string);
  /**
   * The cursor of the last message that was seen; 0 for all answers.
   */
  'cursor': (number);
}
