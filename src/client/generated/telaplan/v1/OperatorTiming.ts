// Original file: proto/telaplan/v1/planner.proto

import type { Long } from '@grpc/proto-loader';

/**
 * How long one operator takes.
 */
export interface OperatorTiming {
  /**
   * Its position in `operators`. Absent where the problem lists none.
   */
  'operatorIndex'?: (number);
  /**
   * When it runs, in the unit of lifetimes.
   */
  'time'?: (number | string | Long);
  /**
   * How long it takes.
   */
  'ms'?: (number | string);
  /**
   * What it computes.
   */
  'computeMs'?: (number | string);
  /**
   * The memory that it waits for (0 where the problem lists none). Absent where it waits for none.
   */
  'waitsFor'?: (number);
  '_operatorIndex'?: "operatorIndex";
  '_waitsFor'?: "waitsFor";
}

/**
 * How long one operator takes.
 */
export interface OperatorTiming__Output {
  /**
   * Its position in `operators`. Absent where the problem lists none.
   */
  'operatorIndex'?: (number);
  /**
   * When it runs, in the unit of lifetimes.
   */
  'time': (number);
  /**
   * How long it takes.
   */
  'ms': (number);
  /**
   * What it computes.
   */
  'computeMs': (number);
  /**
   * The memory that it waits for (0 where the problem lists none). Absent where it waits for none.
   */
  'waitsFor'?: (number);
  '_operatorIndex'?: "operatorIndex";
  '_waitsFor'?: "waitsFor";
}
