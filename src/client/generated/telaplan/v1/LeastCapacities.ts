// Original file: proto/telaplan/v1/planner.proto

import type { LeastCapacity as _telaplan_v1_LeastCapacity, LeastCapacity__Output as _telaplan_v1_LeastCapacity__Output } from '../../telaplan/v1/LeastCapacity.js';
import type { ClosestPlan as _telaplan_v1_ClosestPlan, ClosestPlan__Output as _telaplan_v1_ClosestPlan__Output } from '../../telaplan/v1/ClosestPlan.js';

/**
 * The capacities that would do.
 */
export interface LeastCapacities {
  /**
   * In the order of the problem; those without an end are left out where `is_any`.
   */
  'memories'?: (_telaplan_v1_LeastCapacity)[];
  /**
   * Buffers may choose their memory, and each figure is for that memory alone, while the others stay as they are. Else
   * every memory needs so much.
   */
  'isAny'?: (boolean);
  /**
   * Of the plans that were found on the way the one with the least overflow. Absent where there is none.
   */
  'closest'?: (_telaplan_v1_ClosestPlan | null);
  /**
   * What would do, in a sentence.
   */
  'message'?: (string);
}

/**
 * The capacities that would do.
 */
export interface LeastCapacities__Output {
  /**
   * In the order of the problem; those without an end are left out where `is_any`.
   */
  'memories': (_telaplan_v1_LeastCapacity__Output)[];
  /**
   * Buffers may choose their memory, and each figure is for that memory alone, while the others stay as they are. Else
   * every memory needs so much.
   */
  'isAny': (boolean);
  /**
   * Of the plans that were found on the way the one with the least overflow. Absent where there is none.
   */
  'closest': (_telaplan_v1_ClosestPlan__Output | null);
  /**
   * What would do, in a sentence.
   */
  'message': (string);
}
