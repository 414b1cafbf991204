// Original file: proto/telaplan/v1/planner.proto

import type { Long } from '@grpc/proto-loader';

/**
 * Buffers in columns, so that 60,000 of them are about a megabyte: buffer i is described by the i-th entry of `lower`,
 * `upper` and `size`. No buffers at all is a valid problem. The number of buffers is at most Capabilities' max_buffers.
 */
export interface Problem {
  /**
   * First time at which buffer i is live, in the caller's unit of time. One entry for each buffer.
   */
  'lower'?: (number | string | Long)[];
  /**
   * First time at which it is live no more; at least `lower`, and equal to it for a buffer that never lives. One entry
   * for each buffer.
   */
  'upper'?: (number | string | Long)[];
  /**
   * Bytes, at least 0. One entry for each buffer. All sizes (padded to their alignment) and the base sum to 2^53 − 1 at
   * most.
   */
  'size'?: (number | string | Long)[];
  /**
   * The absolute offset must be a multiple of this; bytes, at least 1. Empty (1 for all) or one entry for each buffer.
   */
  'alignment'?: (number | string | Long)[];
  /**
   * Names that errors and violations use. Empty (a buffer's name is then its index in decimal) or one for each buffer:
   * not empty, and no two the same.
   */
  'id'?: (string)[];
  /**
   * Buffers with a fixed offset: buffer fixed_index[k], counted from 0, lies at fixed_offset[k] and nowhere else. Both
   * arrays have one length; no index comes twice.
   */
  'fixedIndex'?: (number)[];
  /**
   * Bytes, at least 0, a multiple of the buffer's alignment; absolute, as all offsets. −1: the buffer is not fixed. One
   * that is fixed outside of the memory, or two that collide, have no plan: PLAN_STATUS_INFEASIBLE.
   */
  'fixedOffset'?: (number | string | Long)[];
  /**
   * Buffers with a hint: the caller would like buffer hint_index[k] to lie at hint_offset[k]. Nothing depends on it.
   * Both arrays have one length; no index comes twice.
   */
  'hintIndex'?: (number)[];
  /**
   * Bytes, at least 0; absolute. −1: no hint.
   */
  'hintOffset'?: (number | string | Long)[];
  /**
   * Bytes of memory, at least 0. Absent: unbounded.
   */
  'capacity'?: (number | string | Long);
  /**
   * Where the memory begins; bytes, at least 0. Absent: 0.
   */
  'base'?: (number | string | Long);
  '_capacity'?: "capacity";
  '_base'?: "base";
}

/**
 * Buffers in columns, so that 60,000 of them are about a megabyte: buffer i is described by the i-th entry of `lower`,
 * `upper` and `size`. No buffers at all is a valid problem. The number of buffers is at most Capabilities' max_buffers.
 */
export interface Problem__Output {
  /**
   * First time at which buffer i is live, in the caller's unit of time. One entry for each buffer.
   */
  'lower': (number)[];
  /**
   * First time at which it is live no more; at least `lower`, and equal to it for a buffer that never lives. One entry
   * for each buffer.
   */
  'upper': (number)[];
  /**
   * Bytes, at least 0. One entry for each buffer. All sizes (padded to their alignment) and the base sum to 2^53 − 1 at
   * most.
   */
  'size': (number)[];
  /**
   * The absolute offset must be a multiple of this; bytes, at least 1. Empty (1 for all) or one entry for each buffer.
   */
  'alignment': (number)[];
  /**
   * Names that errors and violations use. Empty (a buffer's name is then its index in decimal) or one for each buffer:
   * not empty, and no two the same.
   */
  'id': (string)[];
  /**
   * Buffers with a fixed offset: buffer fixed_index[k], counted from 0, lies at fixed_offset[k] and nowhere else. Both
   * arrays have one length; no index comes twice.
   */
  'fixedIndex': (number)[];
  /**
   * Bytes, at least 0, a multiple of the buffer's alignment; absolute, as all offsets. −1: the buffer is not fixed. One
   * that is fixed outside of the memory, or two that collide, have no plan: PLAN_STATUS_INFEASIBLE.
   */
  'fixedOffset': (number)[];
  /**
   * Buffers with a hint: the caller would like buffer hint_index[k] to lie at hint_offset[k]. Nothing depends on it.
   * Both arrays have one length; no index comes twice.
   */
  'hintIndex': (number)[];
  /**
   * Bytes, at least 0; absolute. −1: no hint.
   */
  'hintOffset': (number)[];
  /**
   * Bytes of memory, at least 0. Absent: unbounded.
   */
  'capacity'?: (number);
  /**
   * Where the memory begins; bytes, at least 0. Absent: 0.
   */
  'base'?: (number);
  '_capacity'?: "capacity";
  '_base'?: "base";
}
