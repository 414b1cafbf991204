// Original file: proto/telaplan/v1/planner.proto


/**
 * Buffers that an operator accesses.
 */
export interface BufferList {
  /**
   * Each once; they live when it runs.
   */
  'bufferIndex'?: (number)[];
}

/**
 * Buffers that an operator accesses.
 */
export interface BufferList__Output {
  /**
   * Each once; they live when it runs.
   */
  'bufferIndex': (number)[];
}
