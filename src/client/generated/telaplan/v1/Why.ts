// Original file: proto/telaplan/v1/planner.proto

import type { MemoryWhy as _telaplan_v1_MemoryWhy, MemoryWhy__Output as _telaplan_v1_MemoryWhy__Output } from '../../telaplan/v1/MemoryWhy.js';
import type { PeakBound as _telaplan_v1_PeakBound, PeakBound__Output as _telaplan_v1_PeakBound__Output } from '../../telaplan/v1/PeakBound.js';
import type { Core as _telaplan_v1_Core, Core__Output as _telaplan_v1_Core__Output } from '../../telaplan/v1/Core.js';
import type { LeastCapacities as _telaplan_v1_LeastCapacities, LeastCapacities__Output as _telaplan_v1_LeastCapacities__Output } from '../../telaplan/v1/LeastCapacities.js';
import type { Undecided as _telaplan_v1_Undecided, Undecided__Output as _telaplan_v1_Undecided__Output } from '../../telaplan/v1/Undecided.js';

/**
 * Why a result is what it is: of a plan its peak and what is wasted below it; of a problem without a plan who cannot go
 * together; of an answer that is unknown how far it is. Sentences use the names of the request.
 */
export interface Why {
  /**
   * All of it in a sentence or two.
   */
  'message'?: (string);
  /**
   * Each memory, in the order of the problem.
   */
  'memories'?: (_telaplan_v1_MemoryWhy)[];
  /**
   * What no sum of peaks can be below.
   */
  'bound'?: (_telaplan_v1_PeakBound | null);
  /**
   * Who cannot go together. Absent where there may be a plan, and where no core was found within the limits.
   */
  'core'?: (_telaplan_v1_Core | null);
  /**
   * The capacities that would do. Absent where there may be a plan, and where time ran out before.
   */
  'least'?: (_telaplan_v1_LeastCapacities | null);
  /**
   * How far an answer is that is PLAN_STATUS_UNKNOWN. Absent for others.
   */
  'undecided'?: (_telaplan_v1_Undecided | null);
}

/**
 * Why a result is what it is: of a plan its peak and what is wasted below it; of a problem without a plan who cannot go
 * together; of an answer that is unknown how far it is. Sentences use the names of the request.
 */
export interface Why__Output {
  /**
   * All of it in a sentence or two.
   */
  'message': (string);
  /**
   * Each memory, in the order of the problem.
   */
  'memories': (_telaplan_v1_MemoryWhy__Output)[];
  /**
   * What no sum of peaks can be below.
   */
  'bound': (_telaplan_v1_PeakBound__Output | null);
  /**
   * Who cannot go together. Absent where there may be a plan, and where no core was found within the limits.
   */
  'core': (_telaplan_v1_Core__Output | null);
  /**
   * The capacities that would do. Absent where there may be a plan, and where time ran out before.
   */
  'least': (_telaplan_v1_LeastCapacities__Output | null);
  /**
   * How far an answer is that is PLAN_STATUS_UNKNOWN. Absent for others.
   */
  'undecided': (_telaplan_v1_Undecided__Output | null);
}
