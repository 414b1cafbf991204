// Original file: proto/telaplan/v1/planner.proto

import type { PlanRequest as _telaplan_v1_PlanRequest, PlanRequest__Output as _telaplan_v1_PlanRequest__Output } from '../../telaplan/v1/PlanRequest.js';

/**
 * One of many problems.
 */
export interface PlanManyRequest {
  /**
   * Comes back with the answer. Any text, not empty; the caller keeps it unique among the requests that are not
   * answered yet.
   */
  'requestId'?: (string);
  /**
   * Required.
   */
  'plan'?: (_telaplan_v1_PlanRequest | null);
}

/**
 * One of many problems.
 */
export interface PlanManyRequest__Output {
  /**
   * Comes back with the answer. Any text, not empty; the caller keeps it unique among the requests that are not
   * answered yet.
   */
  'requestId': (string);
  /**
   * Required.
   */
  'plan': (_telaplan_v1_PlanRequest__Output | null);
}
