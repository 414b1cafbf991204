// Original file: proto/telaplan/v1/batch.proto

import type { Objective as _telaplan_v1_Objective, Objective__Output as _telaplan_v1_Objective__Output } from '../../telaplan/v1/Objective.js';
import type { Limits as _telaplan_v1_Limits, Limits__Output as _telaplan_v1_Limits__Output } from '../../telaplan/v1/Limits.js';
import type { BatchPriority as _telaplan_v1_BatchPriority, BatchPriority__Output as _telaplan_v1_BatchPriority__Output } from '../../telaplan/v1/BatchPriority.js';
import type { Long } from '@grpc/proto-loader';

/**
 * What a batch is called, and how all its problems are planned.
 */
export interface BatchOptions {
  /**
   * 1 to 40 of A–Z, a–z, 0–9, "-", "_" and ".". Empty: the server makes one.
   */
  'batchId'?: (string);
  /**
   * Fit or minimise.
   */
  'objective'?: (_telaplan_v1_Objective);
  /**
   * Of each problem. Absent: the server's default time limit and no limit on steps.
   */
  'limits'?: (_telaplan_v1_Limits | null);
  /**
   * As PlanRequest's.
   */
  'seed'?: (number | string | Long);
  /**
   * "learned" or "rules". Empty: learned.
   */
  'policy'?: (string);
  /**
   * Whose turn it is among the jobs of all batches.
   */
  'priority'?: (_telaplan_v1_BatchPriority);
}

/**
 * What a batch is called, and how all its problems are planned.
 */
export interface BatchOptions__Output {
  /**
   * 1 to 40 of A–Z, a–z, 0–9, "-", "_" and ".". Empty: the server makes one.
   */
  'batchId': (string);
  /**
   * Fit or minimise.
   */
  'objective': (_telaplan_v1_Objective__Output);
  /**
   * Of each problem. Absent: the server's default time limit and no limit on steps.
   */
  'limits': (_telaplan_v1_Limits__Output | null);
  /**
   * As PlanRequest's.
   */
  'seed': (number);
  /**
   * "learned" or "rules". Empty: learned.
   */
  'policy': (string);
  /**
   * Whose turn it is among the jobs of all batches.
   */
  'priority': (_telaplan_v1_BatchPriority__Output);
}
