// Original file: proto/telaplan/v1/planner.proto

import type { PlanRequest as _telaplan_v1_PlanRequest, PlanRequest__Output as _telaplan_v1_PlanRequest__Output } from '../../telaplan/v1/PlanRequest.js';

/**
 * As PlanRequest.
 */
export interface PlanStreamRequest {
  /**
   * Required.
   */
  'plan'?: (_telaplan_v1_PlanRequest | null);
}

/**
 * As PlanRequest.
 */
export interface PlanStreamRequest__Output {
  /**
   * Required.
   */
  'plan': (_telaplan_v1_PlanRequest__Output | null);
}
