// Original file: proto/telaplan/v1/planner.proto

import type { Long } from '@grpc/proto-loader';

/**
 * A plan of which nothing is wrong but that it is too high.
 */
export interface ClosestPlan {
  /**
   * Bytes, one for each buffer. Empty where offsets were left out.
   */
  'offsets'?: (number | string | Long)[];
  /**
   * The memory of each buffer. Empty where the problem lists none, and where offsets were left out.
   */
  'memoryIndex'?: (number)[];
  /**
   * Bytes; the sum over the memories.
   */
  'peak'?: (number | string | Long);
  /**
   * Bytes above the capacities, summed over the memories.
   */
  'overflow'?: (number | string | Long);
}

/**
 * A plan of which nothing is wrong but that it is too high.
 */
export interface ClosestPlan__Output {
  /**
   * Bytes, one for each buffer. Empty where offsets were left out.
   */
  'offsets': (number)[];
  /**
   * The memory of each buffer. Empty where the problem lists none, and where offsets were left out.
   */
  'memoryIndex': (number)[];
  /**
   * Bytes; the sum over the memories.
   */
  'peak': (number);
  /**
   * Bytes above the capacities, summed over the memories.
   */
  'overflow': (number);
}
