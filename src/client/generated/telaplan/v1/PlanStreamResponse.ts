// Original file: proto/telaplan/v1/planner.proto

import type { Incumbent as _telaplan_v1_Incumbent, Incumbent__Output as _telaplan_v1_Incumbent__Output } from '../../telaplan/v1/Incumbent.js';
import type { PlanResponse as _telaplan_v1_PlanResponse, PlanResponse__Output as _telaplan_v1_PlanResponse__Output } from '../../telaplan/v1/PlanResponse.js';

/**
 * One message of the stream.
 */
export interface PlanStreamResponse {
  /**
   * A better plan or a better bound, as it is found. What a slow reader has not taken is superseded by what is
   * better.
   */
  'incumbent'?: (_telaplan_v1_Incumbent | null);
  /**
   * The answer; the last message.
   */
  'result'?: (_telaplan_v1_PlanResponse | null);
  /**
   * Exactly one is set.
   */
  'event'?: "incumbent"|"result";
}

/**
 * One message of the stream.
 */
export interface PlanStreamResponse__Output {
  /**
   * A better plan or a better bound, as it is found. What a slow reader has not taken is superseded by what is
   * better.
   */
  'incumbent'?: (_telaplan_v1_Incumbent__Output | null);
  /**
   * The answer; the last message.
   */
  'result'?: (_telaplan_v1_PlanResponse__Output | null);
  /**
   * Exactly one is set.
   */
  'event'?: "incumbent"|"result";
}
