// Original file: proto/telaplan/v1/planner.proto

import type { Long } from '@grpc/proto-loader';

/**
 * A buffer that lives at the time that is looked at.
 */
export interface LiveBuffer {
  /**
   * Which.
   */
  'bufferIndex'?: (number);
  /**
   * Absolute. Absent without a plan.
   */
  'offset'?: (number | string | Long);
  /**
   * What it needs at this time.
   */
  'bytes'?: (number | string | Long);
  /**
   * Of the live bytes, 0 to 1.
   */
  'share'?: (number | string);
  '_offset'?: "offset";
}

/**
 * A buffer that lives at the time that is looked at.
 */
export interface LiveBuffer__Output {
  /**
   * Which.
   */
  'bufferIndex': (number);
  /**
   * Absolute. Absent without a plan.
   */
  'offset'?: (number);
  /**
   * What it needs at this time.
   */
  'bytes': (number);
  /**
   * Of the live bytes, 0 to 1.
   */
  'share': (number);
  '_offset'?: "offset";
}
