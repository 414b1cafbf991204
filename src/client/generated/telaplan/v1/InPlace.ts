// Original file: proto/telaplan/v1/planner.proto

import type { Long } from '@grpc/proto-loader';

/**
 * Two buffers that live together and may share bytes at one distance only.
 */
export interface InPlace {
  /**
   * The one that may take the place of the other.
   */
  'bufferIndex'?: (number);
  /**
   * The other.
   */
  'ofIndex'?: (number);
  /**
   * Bytes from the offset of the other to that of the first, where they share bytes. Absent: 0.
   */
  'at'?: (number | string | Long);
  '_at'?: "at";
}

/**
 * Two buffers that live together and may share bytes at one distance only.
 */
export interface InPlace__Output {
  /**
   * The one that may take the place of the other.
   */
  'bufferIndex': (number);
  /**
   * The other.
   */
  'ofIndex': (number);
  /**
   * Bytes from the offset of the other to that of the first, where they share bytes. Absent: 0.
   */
  'at'?: (number);
  '_at'?: "at";
}
