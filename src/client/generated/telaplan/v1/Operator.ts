// Original file: proto/telaplan/v1/planner.proto

import type { BufferList as _telaplan_v1_BufferList, BufferList__Output as _telaplan_v1_BufferList__Output } from '../../telaplan/v1/BufferList.js';
import type { Long } from '@grpc/proto-loader';

/**
 * What runs at one time. It takes as long as it computes, or as the slowest memory needs for its accesses: memories
 * move bytes at the same time, the accesses of one memory come one after the other. Accesses that no list names are
 * spread over the operators without such a list that run while the buffer lives (docs/tiers.md).
 */
export interface Operator {
  /**
   * Name that errors use; no two the same. Empty: none.
   */
  'id'?: (string);
  /**
   * When it runs, in the unit of lifetimes. Several of one time run one after the other, as listed.
   */
  'time'?: (number | string | Long);
  /**
   * Nanoseconds, at least 0, may be a fraction.
   */
  'compute'?: (number | string);
  /**
   * All buffers that it reads, which may be none. Absent: it reads what lifetimes say.
   */
  'reads'?: (_telaplan_v1_BufferList | null);
  /**
   * All buffers that it writes, likewise.
   */
  'writes'?: (_telaplan_v1_BufferList | null);
}

/**
 * What runs at one time. It takes as long as it computes, or as the slowest memory needs for its accesses: memories
 * move bytes at the same time, the accesses of one memory come one after the other. Accesses that no list names are
 * spread over the operators without such a list that run while the buffer lives (docs/tiers.md).
 */
export interface Operator__Output {
  /**
   * Name that errors use; no two the same. Empty: none.
   */
  'id': (string);
  /**
   * When it runs, in the unit of lifetimes. Several of one time run one after the other, as listed.
   */
  'time': (number);
  /**
   * Nanoseconds, at least 0, may be a fraction.
   */
  'compute': (number);
  /**
   * All buffers that it reads, which may be none. Absent: it reads what lifetimes say.
   */
  'reads': (_telaplan_v1_BufferList__Output | null);
  /**
   * All buffers that it writes, likewise.
   */
  'writes': (_telaplan_v1_BufferList__Output | null);
}
