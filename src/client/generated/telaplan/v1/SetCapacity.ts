// Original file: proto/telaplan/v1/planner.proto

import type { Long } from '@grpc/proto-loader';

/**
 * The memory has another size. Not for a problem that lists memories.
 */
export interface SetCapacity {
  /**
   * Bytes, at least 0. Absent: unbounded.
   */
  'capacity'?: (number | string | Long);
  '_capacity'?: "capacity";
}

/**
 * The memory has another size. Not for a problem that lists memories.
 */
export interface SetCapacity__Output {
  /**
   * Bytes, at least 0. Absent: unbounded.
   */
  'capacity'?: (number);
  '_capacity'?: "capacity";
}
