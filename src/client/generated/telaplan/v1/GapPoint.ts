// Original file: proto/telaplan/v1/planner.proto

import type { Long } from '@grpc/proto-loader';

/**
 * What was known at some time of a run.
 */
export interface GapPoint {
  /**
   * Milliseconds since it began.
   */
  'ms'?: (number | string);
  /**
   * The least peak found, within the capacity or not. Absent before the first plan.
   */
  'peak'?: (number | string | Long);
  /**
   * Proved: no plan peaks lower.
   */
  'bound'?: (number | string | Long);
  '_peak'?: "peak";
}

/**
 * What was known at some time of a run.
 */
export interface GapPoint__Output {
  /**
   * Milliseconds since it began.
   */
  'ms': (number);
  /**
   * The least peak found, within the capacity or not. Absent before the first plan.
   */
  'peak'?: (number);
  /**
   * Proved: no plan peaks lower.
   */
  'bound': (number);
  '_peak'?: "peak";
}
