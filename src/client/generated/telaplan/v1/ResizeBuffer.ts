// Original file: proto/telaplan/v1/planner.proto

import type { Long } from '@grpc/proto-loader';

/**
 * A buffer has another size.
 */
export interface ResizeBuffer {
  /**
   * Which.
   */
  'id'?: (string);
  /**
   * Bytes, at least 0.
   */
  'size'?: (number | string | Long);
}

/**
 * A buffer has another size.
 */
export interface ResizeBuffer__Output {
  /**
   * Which.
   */
  'id': (string);
  /**
   * Bytes, at least 0.
   */
  'size': (number);
}
