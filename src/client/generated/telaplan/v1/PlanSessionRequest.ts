// Original file: proto/telaplan/v1/planner.proto

import type { PlanRequest as _telaplan_v1_PlanRequest, PlanRequest__Output as _telaplan_v1_PlanRequest__Output } from '../../telaplan/v1/PlanRequest.js';
import type { Edit as _telaplan_v1_Edit, Edit__Output as _telaplan_v1_Edit__Output } from '../../telaplan/v1/Edit.js';

/**
 * One message of a session.
 */
export interface PlanSessionRequest {
  /**
   * Opens the session: required in the first message, absent in all others. What it says of objective, limits, seed,
   * policy and report holds for every plan of the session; limits are those of each plan. Where it is at fault, the
   * call ends with its error.
   */
  'open'?: (_telaplan_v1_PlanRequest | null);
  /**
   * Changes of the problem, made one after the other: all of them or, where one cannot be made, none. Empty in the
   * first message. Empty in a later one: plan again, as after a limit.
   */
  'edits'?: (_telaplan_v1_Edit)[];
}

/**
 * One message of a session.
 */
export interface PlanSessionRequest__Output {
  /**
   * Opens the session: required in the first message, absent in all others. What it says of objective, limits, seed,
   * policy and report holds for every plan of the session; limits are those of each plan. Where it is at fault, the
   * call ends with its error.
   */
  'open': (_telaplan_v1_PlanRequest__Output | null);
  /**
   * Changes of the problem, made one after the other: all of them or, where one cannot be made, none. Empty in the
   * first message. Empty in a later one: plan again, as after a limit.
   */
  'edits': (_telaplan_v1_Edit__Output)[];
}
