// Original file: proto/telaplan/v1/planner.proto

import type { Long } from '@grpc/proto-loader';

/**
 * A memory that a buffer may lie in.
 */
export interface MemoryChoice {
  /**
   * The buffer.
   */
  'bufferIndex'?: (number);
  /**
   * The memory; no two choices of one buffer name the same.
   */
  'memoryIndex'?: (number);
  /**
   * Due if the buffer lies there, at least 0: TERM_SPILL. Absent: 0.
   */
  'cost'?: (number | string | Long);
  '_cost'?: "cost";
}

/**
 * A memory that a buffer may lie in.
 */
export interface MemoryChoice__Output {
  /**
   * The buffer.
   */
  'bufferIndex': (number);
  /**
   * The memory; no two choices of one buffer name the same.
   */
  'memoryIndex': (number);
  /**
   * Due if the buffer lies there, at least 0: TERM_SPILL. Absent: 0.
   */
  'cost'?: (number);
  '_cost'?: "cost";
}
