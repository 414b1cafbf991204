// Original file: proto/telaplan/v1/planner.proto

import type { Long } from '@grpc/proto-loader';

/**
 * Where a buffer lies.
 */
export interface Placement {
  /**
   * Its name.
   */
  'id'?: (string);
  /**
   * Bytes, absolute.
   */
  'offset'?: (number | string | Long);
  /**
   * The memory. Absent where the problem lists none.
   */
  'memoryIndex'?: (number);
  '_memoryIndex'?: "memoryIndex";
}

/**
 * Where a buffer lies.
 */
export interface Placement__Output {
  /**
   * Its name.
   */
  'id': (string);
  /**
   * Bytes, absolute.
   */
  'offset': (number);
  /**
   * The memory. Absent where the problem lists none.
   */
  'memoryIndex'?: (number);
  '_memoryIndex'?: "memoryIndex";
}
