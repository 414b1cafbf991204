// Original file: proto/telaplan/v1/planner.proto

import type { Long } from '@grpc/proto-loader';

/**
 * A buffer has another lifetime.
 */
export interface RetimeBuffer {
  /**
   * Which.
   */
  'id'?: (string);
  /**
   * First time at which it is live.
   */
  'lower'?: (number | string | Long);
  /**
   * First time at which it is live no more; at least `lower`.
   */
  'upper'?: (number | string | Long);
}

/**
 * A buffer has another lifetime.
 */
export interface RetimeBuffer__Output {
  /**
   * Which.
   */
  'id': (string);
  /**
   * First time at which it is live.
   */
  'lower': (number);
  /**
   * First time at which it is live no more; at least `lower`.
   */
  'upper': (number);
}
