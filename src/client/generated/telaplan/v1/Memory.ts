// Original file: proto/telaplan/v1/planner.proto

import type { ByteRange as _telaplan_v1_ByteRange, ByteRange__Output as _telaplan_v1_ByteRange__Output } from '../../telaplan/v1/ByteRange.js';
import type { Long } from '@grpc/proto-loader';

/**
 * One of several memories.
 */
export interface Memory {
  /**
   * Name that errors, violations and sentences use; no two the same. Empty: its position in decimal.
   */
  'id'?: (string);
  /**
   * Bytes, at least 0. Absent: unbounded.
   */
  'capacity'?: (number | string | Long);
  /**
   * Where it begins; bytes, at least 0. Absent: 0.
   */
  'base'?: (number | string | Long);
  /**
   * The alignment of buffers that say none of their own; bytes, at least 1. Absent: 1.
   */
  'alignment'?: (number | string | Long);
  /**
   * Absolute bytes at which nothing is ever placed.
   */
  'reserved'?: (_telaplan_v1_ByteRange)[];
  /**
   * Bytes of a bank, at least 1: the memory is cut into banks from byte 0 on. Absent: it has none.
   */
  'bank'?: (number | string | Long);
  /**
   * Bytes a nanosecond (GB/s), above 0, may be a fraction. Absent: bytes are moved in no time.
   */
  'bandwidth'?: (number | string);
  /**
   * Nanoseconds before the bytes of each access, at least 0, may be a fraction. Absent: 0.
   */
  'latency'?: (number | string);
  '_capacity'?: "capacity";
  '_base'?: "base";
  '_alignment'?: "alignment";
  '_bank'?: "bank";
  '_bandwidth'?: "bandwidth";
  '_latency'?: "latency";
}

/**
 * One of several memories.
 */
export interface Memory__Output {
  /**
   * Name that errors, violations and sentences use; no two the same. Empty: its position in decimal.
   */
  'id': (string);
  /**
   * Bytes, at least 0. Absent: unbounded.
   */
  'capacity'?: (number);
  /**
   * Where it begins; bytes, at least 0. Absent: 0.
   */
  'base'?: (number);
  /**
   * The alignment of buffers that say none of their own; bytes, at least 1. Absent: 1.
   */
  'alignment'?: (number);
  /**
   * Absolute bytes at which nothing is ever placed.
   */
  'reserved': (_telaplan_v1_ByteRange__Output)[];
  /**
   * Bytes of a bank, at least 1: the memory is cut into banks from byte 0 on. Absent: it has none.
   */
  'bank'?: (number);
  /**
   * Bytes a nanosecond (GB/s), above 0, may be a fraction. Absent: bytes are moved in no time.
   */
  'bandwidth'?: (number);
  /**
   * Nanoseconds before the bytes of each access, at least 0, may be a fraction. Absent: 0.
   */
  'latency'?: (number);
  '_capacity'?: "capacity";
  '_base'?: "base";
  '_alignment'?: "alignment";
  '_bank'?: "bank";
  '_bandwidth'?: "bandwidth";
  '_latency'?: "latency";
}
