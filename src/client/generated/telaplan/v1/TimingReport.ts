// Original file: proto/telaplan/v1/planner.proto

import type { MemoryTiming as _telaplan_v1_MemoryTiming, MemoryTiming__Output as _telaplan_v1_MemoryTiming__Output } from '../../telaplan/v1/MemoryTiming.js';
import type { OperatorTiming as _telaplan_v1_OperatorTiming, OperatorTiming__Output as _telaplan_v1_OperatorTiming__Output } from '../../telaplan/v1/OperatorTiming.js';
import type { Long } from '@grpc/proto-loader';

/**
 * How long a plan takes, replayed operator by operator.
 */
export interface TimingReport {
  /**
   * All operators, one after the other.
   */
  'ms'?: (number | string);
  /**
   * What they compute, without waiting for memory.
   */
  'computeMs'?: (number | string);
  /**
   * What they wait for memory: ms − compute_ms.
   */
  'stallMs'?: (number | string);
  /**
   * Each memory, in the order of the problem; one where it lists none.
   */
  'memories'?: (_telaplan_v1_MemoryTiming)[];
  /**
   * In the order in which they run.
   */
  'operators'?: (_telaplan_v1_OperatorTiming)[];
  /**
   * The exact time in picoseconds, as TERM_TIME has it.
   */
  'ps'?: (number | string | Long);
}

/**
 * How long a plan takes, replayed operator by operator.
 */
export interface TimingReport__Output {
  /**
   * All operators, one after the other.
   */
  'ms': (number);
  /**
   * What they compute, without waiting for memory.
   */
  'computeMs': (number);
  /**
   * What they wait for memory: ms − compute_ms.
   */
  'stallMs': (number);
  /**
   * Each memory, in the order of the problem; one where it lists none.
   */
  'memories': (_telaplan_v1_MemoryTiming__Output)[];
  /**
   * In the order in which they run.
   */
  'operators': (_telaplan_v1_OperatorTiming__Output)[];
  /**
   * The exact time in picoseconds, as TERM_TIME has it.
   */
  'ps': (number);
}
