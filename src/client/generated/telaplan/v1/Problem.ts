// Original file: proto/telaplan/v1/planner.proto

import type { Long } from '@grpc/proto-loader';

/**
 * Buffers in columns, so that 60,000 of them are about a megabyte: buffer i is described by the i-th entry of `lower`, `upper` and
 * `size`. No buffers at all is a valid problem. The number of buffers is at most Capabilities' max_buffers.
 */
export interface Problem {
  /**
   * First time at which buffer i is live, in the caller's unit of time. One entry for each buffer.
   */
  'lower'?: (number | string | Long)[];
  /**
   * First time at which it is live no more; at least `lower`. One entry for each buffer.
   */
  'upper'?: (number | string | Long)[];
  /**
   * Bytes, at least 0. One entry for each buffer. All sizes (padded to their alignment) and the base sum to 2^53 − 1 at most.
   */
  'size'?: (number | string | Long)[];
  /**
   * The offset must be a multiple of this; bytes, at least 1. Empty (1 for all) or one entry for each buffer.
   */
  'alignment'?: (number | string | Long)[];
  /**
   * Names that errors and violations use. Empty (a buffer's name is then its index in decimal) or one for each buffer: not empty,
   * and no two the same.
   */
  'id'?: (string)[];
  /**
   * Buffers with a fixed offset: buffer fixed_index[k], counted from 0, lies at fixed_offset[k] and nowhere else. Both arrays have
   * one length; no index comes twice.
   */
  'fixedIndex'?: (number)[];
  /**
   * Bytes, at least 0, a multiple of the buffer's alignment; −1 for a buffer that is free all the same. Where fixed buffers collide, or
   * lie beyond the memory, there is no plan, and the answer says so.
   */
  'fixedOffset'?: (number | string | Long)[];
  /**
   * Buffers with a hint: the caller would like buffer hint_index[k] to lie at hint_offset[k]. Nothing depends on it. Both arrays
   * have one length; no index comes twice.
   */
  'hintIndex'?: (number)[];
  /**
   * Bytes, at least 0; −1 for none.
   */
  'hintOffset'?: (number | string | Long)[];
  /**
   * Bytes of memory, at least 0. Absent: unbounded.
   */
  'capacity'?: (number | string | Long);
  /**
   * Where the memory begins, bytes, at least 0. Absent: 0. Offsets are absolute, fixed ones and hints included, and alignment is that
   * of the absolute offset; peaks and bounds are sizes and count from here.
   */
  'base'?: (number | string | Long);
  '_capacity'?: "capacity";
  '_base'?: "base";
}

/**
 * Buffers in columns, so that 60,000 of them are about a megabyte: buffer i is described by the i-th entry of `lower`, `upper` and
 * `size`. No buffers at all is a valid problem. The number of buffers is at most Capabilities' max_buffers.
 */
export interface Problem__Output {
  /**
   * First time at which buffer i is live, in the caller's unit of time. One entry for each buffer.
   */
  'lower': (number)[];
  /**
   * First time at which it is live no more; at least `lower`. One entry for each buffer.
   */
  'upper': (number)[];
  /**
   * Bytes, at least 0. One entry for each buffer. All sizes (padded to their alignment) and the base sum to 2^53 − 1 at most.
   */
  'size': (number)[];
  /**
   * The offset must be a multiple of this; bytes, at least 1. Empty (1 for all) or one entry for each buffer.
   */
  'alignment': (number)[];
  /**
   * Names that errors and violations use. Empty (a buffer's name is then its index in decimal) or one for each buffer: not empty,
   * and no two the same.
   */
  'id': (string)[];
  /**
   * Buffers with a fixed offset: buffer fixed_index[k], counted from 0, lies at fixed_offset[k] and nowhere else. Both arrays have
   * one length; no index comes twice.
   */
  'fixedIndex': (number)[];
  /**
   * Bytes, at least 0, a multiple of the buffer's alignment; −1 for a buffer that is free all the same. Where fixed buffers collide, or
   * lie beyond the memory, there is no plan, and the answer says so.
   */
  'fixedOffset': (number)[];
  /**
   * Buffers with a hint: the caller would like buffer hint_index[k] to lie at hint_offset[k]. Nothing depends on it. Both arrays
   * have one length; no index comes twice.
   */
  'hintIndex': (number)[];
  /**
   * Bytes, at least 0; −1 for none.
   */
  'hintOffset': (number)[];
  /**
   * Bytes of memory, at least 0. Absent: unbounded.
   */
  'capacity'?: (number);
  /**
   * Where the memory begins, bytes, at least 0. Absent: 0. Offsets are absolute, fixed ones and hints included, and alignment is that
   * of the absolute offset; peaks and bounds are sizes and count from here.
   */
  'base'?: (number);
  '_capacity'?: "capacity";
  '_base'?: "base";
}
