// Original file: proto/telaplan/v1/planner.proto

import type { Long } from '@grpc/proto-loader';

/**
 * A new buffer. It comes behind all others.
 */
export interface AddBuffer {
  /**
   * Its name: not empty, and no other buffer's.
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
  /**
   * Bytes, at least 0.
   */
  'size'?: (number | string | Long);
  /**
   * Bytes, at least 1. Absent: 1, or in a problem with constraints that of its memory.
   */
  'alignment'?: (number | string | Long);
  /**
   * It lies there and nowhere else: bytes, at least 0, absolute. Absent: anywhere.
   */
  'fixedOffset'?: (number | string | Long);
  /**
   * It lay there before, as Problem.hint_offset: bytes, at least 0, absolute. Absent: no hint.
   */
  'hintOffset'?: (number | string | Long);
  /**
   * The memory that it lies in. Absent: any, as in a problem whose entry of memory_index is −1.
   */
  'memoryIndex'?: (number);
  '_alignment'?: "alignment";
  '_fixedOffset'?: "fixedOffset";
  '_hintOffset'?: "hintOffset";
  '_memoryIndex'?: "memoryIndex";
}

/**
 * A new buffer. It comes behind all others.
 */
export interface AddBuffer__Output {
  /**
   * Its name: not empty, and no other buffer's.
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
  /**
   * Bytes, at least 0.
   */
  'size': (number);
  /**
   * Bytes, at least 1. Absent: 1, or in a problem with constraints that of its memory.
   */
  'alignment'?: (number);
  /**
   * It lies there and nowhere else: bytes, at least 0, absolute. Absent: anywhere.
   */
  'fixedOffset'?: (number);
  /**
   * It lay there before, as Problem.hint_offset: bytes, at least 0, absolute. Absent: no hint.
   */
  'hintOffset'?: (number);
  /**
   * The memory that it lies in. Absent: any, as in a problem whose entry of memory_index is −1.
   */
  'memoryIndex'?: (number);
  '_alignment'?: "alignment";
  '_fixedOffset'?: "fixedOffset";
  '_hintOffset'?: "hintOffset";
  '_memoryIndex'?: "memoryIndex";
}
