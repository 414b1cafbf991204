// Original file: proto/telaplan/v1/batch.proto

import type { Long } from '@grpc/proto-loader';

/**
 * How a batch stands.
 */
export interface Batch {
  /**
   * What it is called.
   */
  'batchId'?: (string);
  /**
   * Problems that were submitted so far.
   */
  'submitted'?: (number | string | Long);
  /**
   * Problems that have an answer.
   */
  'answered'?: (number | string | Long);
  /**
   * Answers of PLAN_STATUS_OPTIMAL.
   */
  'optimal'?: (number | string | Long);
  /**
   * Answers of PLAN_STATUS_FEASIBLE.
   */
  'feasible'?: (number | string | Long);
  /**
   * Answers of PLAN_STATUS_INFEASIBLE.
   */
  'infeasible'?: (number | string | Long);
  /**
   * Answers of PLAN_STATUS_UNKNOWN.
   */
  'unknown'?: (number | string | Long);
  /**
   * Problems that could not be planned; their answers have the error.
   */
  'failed'?: (number | string | Long);
  /**
   * No more problems will come.
   */
  'sealed'?: (boolean);
  /**
   * It was cancelled.
   */
  'cancelled'?: (boolean);
  /**
   * When it was opened, in milliseconds since the epoch.
   */
  'createTimeMs'?: (number | string | Long);
  /**
   * Version of telaplan that its answers are of.
   */
  'solverVersion'?: (string);
}

/**
 * How a batch stands.
 */
export interface Batch__Output {
  /**
   * What it is called.
   */
  'batchId': (string);
  /**
   * Problems that were submitted so far.
   */
  'submitted': (number);
  /**
   * Problems that have an answer.
   */
  'answered': (number);
  /**
   * Answers of PLAN_STATUS_OPTIMAL.
   */
  'optimal': (number);
  /**
   * Answers of PLAN_STATUS_FEASIBLE.
   */
  'feasible': (number);
  /**
   * Answers of PLAN_STATUS_INFEASIBLE.
   */
  'infeasible': (number);
  /**
   * Answers of PLAN_STATUS_UNKNOWN.
   */
  'unknown': (number);
  /**
   * Problems that could not be planned; their answers have the error.
   */
  'failed': (number);
  /**
   * No more problems will come.
   */
  'sealed': (boolean);
  /**
   * It was cancelled.
   */
  'cancelled': (boolean);
  /**
   * When it was opened, in milliseconds since the epoch.
   */
  'createTimeMs': (number);
  /**
   * Version of telaplan that its answers are of.
   */
  'solverVersion': (string);
}
