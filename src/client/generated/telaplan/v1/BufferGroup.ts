// Original file: proto/telaplan/v1/planner.proto


/**
 * Buffers, as an entry of a list of groups.
 */
export interface BufferGroup {
  /**
   * The buffers; no index comes twice in the list.
   */
  'bufferIndex'?: (number)[];
}

/**
 * Buffers, as an entry of a list of groups.
 */
export interface BufferGroup__Output {
  /**
   * The buffers; no index comes twice in the list.
   */
  'bufferIndex': (number)[];
}
