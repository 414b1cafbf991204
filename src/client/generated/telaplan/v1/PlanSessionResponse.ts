// Original file: proto/telaplan/v1/planner.proto

import type { PlanResponse as _telaplan_v1_PlanResponse, PlanResponse__Output as _telaplan_v1_PlanResponse__Output } from '../../telaplan/v1/PlanResponse.js';
import type { Status as _google_rpc_Status, Status__Output as _google_rpc_Status__Output } from '../../google/rpc/Status.js';
import type { Placement as _telaplan_v1_Placement, Placement__Output as _telaplan_v1_Placement__Output } from '../../telaplan/v1/Placement.js';

/**
 * The answer to one message of a session.
 */
export interface PlanSessionResponse {
  /**
   * The plan of the problem as it is now. Offsets, indices and memories are in the order in which buffers came: those
   * that the session was opened with, then new ones; those that are gone leave no gap. It is never `cached`. It
   * has `verification` where the whole plan was replayed, and where report.timeline asks for it.
   */
  'result'?: (_telaplan_v1_PlanResponse | null);
  /**
   * Why the edits cannot be made: field paths are those of the message. The session goes on as if it had not come.
   */
  'error'?: (_google_rpc_Status | null);
  /**
   * The buffers that are new, or lie elsewhere than in the session's plan before; all of them in the first. Sent
   * whether or not offsets are left out.
   */
  'moved'?: (_telaplan_v1_Placement)[];
  /**
   * Buffers that the check of the plan compared with all others: those that have changed since the last. Absent where
   * the whole plan was replayed (the first, each hundredth, all with constraints), and where there is none.
   */
  'checked'?: (number);
  /**
   * Exactly one is set.
   */
  'outcome'?: "result"|"error";
  '_checked'?: "checked";
}

/**
 * The answer to one message of a session.
 */
export interface PlanSessionResponse__Output {
  /**
   * The plan of the problem as it is now. Offsets, indices and memories are in the order in which buffers came: those
   * that the session was opened with, then new ones; those that are gone leave no gap. It is never `cached`. It
   * has `verification` where the whole plan was replayed, and where report.timeline asks for it.
   */
  'result'?: (_telaplan_v1_PlanResponse__Output | null);
  /**
   * Why the edits cannot be made: field paths are those of the message. The session goes on as if it had not come.
   */
  'error'?: (_google_rpc_Status__Output | null);
  /**
   * The buffers that are new, or lie elsewhere than in the session's plan before; all of them in the first. Sent
   * whether or not offsets are left out.
   */
  'moved': (_telaplan_v1_Placement__Output)[];
  /**
   * Buffers that the check of the plan compared with all others: those that have changed since the last. Absent where
   * the whole plan was replayed (the first, each hundredth, all with constraints), and where there is none.
   */
  'checked'?: (number);
  /**
   * Exactly one is set.
   */
  'outcome'?: "result"|"error";
  '_checked'?: "checked";
}
