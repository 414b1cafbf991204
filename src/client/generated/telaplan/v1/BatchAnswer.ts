// Original file: proto/telaplan/v1/batch.proto

import type { PlanResponse as _telaplan_v1_PlanResponse, PlanResponse__Output as _telaplan_v1_PlanResponse__Output } from '../../telaplan/v1/PlanResponse.js';
import type { Status as _google_rpc_Status, Status__Output as _google_rpc_Status__Output } from '../../google/rpc/Status.js';
import type { Long } from '@grpc/proto-loader';

/**
 * The answer to one problem.
 */
export interface BatchAnswer {
  /**
   * Its place, counted from 0.
   */
  'index'?: (number | string | Long);
  /**
   * As submitted.
   */
  'name'?: (string);
  /**
   * The answer, in the names of the batch. Its plan was replayed by the simulator just now.
   */
  'result'?: (_telaplan_v1_PlanResponse | null);
  /**
   * Why there is none.
   */
  'error'?: (_google_rpc_Status | null);
  /**
   * Exactly one is set.
   */
  'outcome'?: "result"|"error";
}

/**
 * The answer to one problem.
 */
export interface BatchAnswer__Output {
  /**
   * Its place, counted from 0.
   */
  'index': (number);
  /**
   * As submitted.
   */
  'name': (string);
  /**
   * The answer, in the names of the batch. Its plan was replayed by the simulator just now.
   */
  'result'?: (_telaplan_v1_PlanResponse__Output | null);
  /**
   * Why there is none.
   */
  'error'?: (_google_rpc_Status__Output | null);
  /**
   * Exactly one is set.
   */
  'outcome'?: "result"|"error";
}
