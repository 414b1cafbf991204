// Original file: proto/telaplan/v1/planner.proto

import type { Long } from '@grpc/proto-loader';

/**
 * The state from a time to the next point.
 */
export interface TimelinePoint {
  /**
   * In the caller's unit.
   */
  'time'?: (number | string | Long);
  /**
   * Bytes.
   */
  'liveBytes'?: (number | string | Long);
  /**
   * The highest live byte + 1, from the base; 0 while nothing is live.
   */
  'top'?: (number | string | Long);
  /**
   * 1 − live_bytes / top; 0 while nothing is live.
   */
  'fragmentation'?: (number | string);
}

/**
 * The state from a time to the next point.
 */
export interface TimelinePoint__Output {
  /**
   * In the caller's unit.
   */
  'time': (number);
  /**
   * Bytes.
   */
  'liveBytes': (number);
  /**
   * The highest live byte + 1, from the base; 0 while nothing is live.
   */
  'top': (number);
  /**
   * 1 − live_bytes / top; 0 while nothing is live.
   */
  'fragmentation': (number);
}
