// Original file: proto/telaplan/v1/batch.proto


/**
 * Asks for a batch.
 */
export interface GetBatchRequest {
  /**
   * The batch.
   */
  'batchId'?: (string);
}

/**
 * Asks for a batch.
 */
export interface GetBatchRequest__Output {
  /**
   * The batch.
   */
  'batchId': (string);
}
