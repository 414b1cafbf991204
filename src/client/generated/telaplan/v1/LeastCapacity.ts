// Original file: proto/telaplan/v1/planner.proto

import type { Long } from '@grpc/proto-loader';

/**
 * The least capacity of one memory with which there is a plan.
 */
export interface LeastCapacity {
  /**
   * The memory; 0 where the problem lists none.
   */
  'memoryIndex'?: (number);
  /**
   * What it has now, in bytes. Absent: unbounded.
   */
  'capacity'?: (number | string | Long);
  /**
   * The least that was found to do. Absent where none was found, or none does.
   */
  'bytes'?: (number | string | Long);
  /**
   * Proved: no less does. Absent where no capacity does, whatever it is.
   */
  'bound'?: (number | string | Long);
  /**
   * `bytes` is the least, or no capacity does at all.
   */
  'isProved'?: (boolean);
  '_capacity'?: "capacity";
  '_bytes'?: "bytes";
  '_bound'?: "bound";
}

/**
 * The least capacity of one memory with which there is a plan.
 */
export interface LeastCapacity__Output {
  /**
   * The memory; 0 where the problem lists none.
   */
  'memoryIndex': (number);
  /**
   * What it has now, in bytes. Absent: unbounded.
   */
  'capacity'?: (number);
  /**
   * The least that was found to do. Absent where none was found, or none does.
   */
  'bytes'?: (number);
  /**
   * Proved: no less does. Absent where no capacity does, whatever it is.
   */
  'bound'?: (number);
  /**
   * `bytes` is the least, or no capacity does at all.
   */
  'isProved': (boolean);
  '_capacity'?: "capacity";
  '_bytes'?: "bytes";
  '_bound'?: "bound";
}
