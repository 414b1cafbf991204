// Original file: proto/telaplan/v1/planner.proto

import type { ClosestPlan as _telaplan_v1_ClosestPlan, ClosestPlan__Output as _telaplan_v1_ClosestPlan__Output } from '../../telaplan/v1/ClosestPlan.js';
import type { GapPoint as _telaplan_v1_GapPoint, GapPoint__Output as _telaplan_v1_GapPoint__Output } from '../../telaplan/v1/GapPoint.js';
import type { MoreTime as _telaplan_v1_MoreTime, MoreTime__Output as _telaplan_v1_MoreTime__Output } from '../../telaplan/v1/MoreTime.js';
import type { Long } from '@grpc/proto-loader';

/**
 * A run that ended without a plan and without a proof.
 */
export interface Undecided {
  /**
   * The plan with the least overflow. Absent where none is known.
   */
  'closest'?: (_telaplan_v1_ClosestPlan | null);
  /**
   * Proved: no plan peaks lower. Bytes.
   */
  'bound'?: (number | string | Long);
  /**
   * The peak of the closest plan less the bound. Absent without a plan.
   */
  'gap'?: (number | string | Long);
  /**
   * How it shrank, in the order of time.
   */
  'curve'?: (_telaplan_v1_GapPoint)[];
  /**
   * Whether more time is likely to help.
   */
  'moreTime'?: (_telaplan_v1_MoreTime);
  /**
   * All of it in a few sentences.
   */
  'message'?: (string);
  '_gap'?: "gap";
}

/**
 * A run that ended without a plan and without a proof.
 */
export interface Undecided__Output {
  /**
   * The plan with the least overflow. Absent where none is known.
   */
  'closest': (_telaplan_v1_ClosestPlan__Output | null);
  /**
   * Proved: no plan peaks lower. Bytes.
   */
  'bound': (number);
  /**
   * The peak of the closest plan less the bound. Absent without a plan.
   */
  'gap'?: (number);
  /**
   * How it shrank, in the order of time.
   */
  'curve': (_telaplan_v1_GapPoint__Output)[];
  /**
   * Whether more time is likely to help.
   */
  'moreTime': (_telaplan_v1_MoreTime__Output);
  /**
   * All of it in a few sentences.
   */
  'message': (string);
  '_gap'?: "gap";
}
