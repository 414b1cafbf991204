// Original file: proto/telaplan/v1/planner.proto

import type { PlanResponse as _telaplan_v1_PlanResponse, PlanResponse__Output as _telaplan_v1_PlanResponse__Output } from '../../telaplan/v1/PlanResponse.js';
import type { Status as _google_rpc_Status, Status__Output as _google_rpc_Status__Output } from '../../google/rpc/Status.js';

/**
 * The answer to one of many problems.
 */
export interface PlanManyResponse {
  /**
   * As in the request; empty where a request was too broken to have one.
   */
  'requestId'?: (string);
  /**
   * The answer.
   */
  'result'?: (_telaplan_v1_PlanResponse | null);
  /**
   * What a call of Plan would have ended with. The stream goes on.
   */
  'error'?: (_google_rpc_Status | null);
  /**
   * Exactly one is set.
   */
  'outcome'?: "result"|"error";
}

/**
 * The answer to one of many problems.
 */
export interface PlanManyResponse__Output {
  /**
   * As in the request; empty where a request was too broken to have one.
   */
  'requestId': (string);
  /**
   * The answer.
   */
  'result'?: (_telaplan_v1_PlanResponse__Output | null);
  /**
   * What a call of Plan would have ended with. The stream goes on.
   */
  'error'?: (_google_rpc_Status__Output | null);
  /**
   * Exactly one is set.
   */
  'outcome'?: "result"|"error";
}
