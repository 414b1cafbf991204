// Original file: proto/telaplan/v1/batch.proto


/**
 * Ends a batch.
 */
export interface CancelBatchRequest {
  /**
   * The batch.
   */
  'batchId'?: (string);
}

/**
 * Ends a batch.
 */
export interface CancelBatchRequest__Output {
  /**
   * The batch.
   */
  'batchId': (string);
}
