// Original file: proto/telaplan/v1/planner.proto

import type { Long } from '@grpc/proto-loader';

/**
 * A buffer that is part of another: both lie in one memory, and may share bytes.
 */
export interface Alias {
  /**
   * The part.
   */
  'bufferIndex'?: (number);
  /**
   * What it is part of.
   */
  'ofIndex'?: (number);
  /**
   * Bytes from the offset of the other to that of the part. Absent: 0.
   */
  'at'?: (number | string | Long);
  '_at'?: "at";
}

/**
 * A buffer that is part of another: both lie in one memory, and may share bytes.
 */
export interface Alias__Output {
  /**
   * The part.
   */
  'bufferIndex': (number);
  /**
   * What it is part of.
   */
  'ofIndex': (number);
  /**
   * Bytes from the offset of the other to that of the part. Absent: 0.
   */
  'at'?: (number);
  '_at'?: "at";
}
