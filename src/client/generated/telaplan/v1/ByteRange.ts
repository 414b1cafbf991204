// Original file: proto/telaplan/v1/planner.proto

import type { Long } from '@grpc/proto-loader';

/**
 * Bytes from `from` on, up to and without `to`.
 */
export interface ByteRange {
  /**
   * At least 0.
   */
  'from'?: (number | string | Long);
  /**
   * At least `from`.
   */
  'to'?: (number | string | Long);
}

/**
 * Bytes from `from` on, up to and without `to`.
 */
export interface ByteRange__Output {
  /**
   * At least 0.
   */
  'from': (number);
  /**
   * At least `from`.
   */
  'to': (number);
}
