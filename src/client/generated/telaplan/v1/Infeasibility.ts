// Original file: proto/telaplan/v1/planner.proto

import type { InfeasibilityCause as _telaplan_v1_InfeasibilityCause, InfeasibilityCause__Output as _telaplan_v1_InfeasibilityCause__Output } from '../../telaplan/v1/InfeasibilityCause.js';

/**
 * A proof that there is no plan, for people and for programs.
 */
export interface Infeasibility {
  /**
   * What kind of proof.
   */
  'cause'?: (_telaplan_v1_InfeasibilityCause);
  /**
   * The buffers that cannot go together, counted from 0, ascending. Perhaps not all of them are needed.
   */
  'bufferIndex'?: (number)[];
  /**
   * One sentence, with the names of the request.
   */
  'message'?: (string);
}

/**
 * A proof that there is no plan, for people and for programs.
 */
export interface Infeasibility__Output {
  /**
   * What kind of proof.
   */
  'cause': (_telaplan_v1_InfeasibilityCause__Output);
  /**
   * The buffers that cannot go together, counted from 0, ascending. Perhaps not all of them are needed.
   */
  'bufferIndex': (number)[];
  /**
   * One sentence, with the names of the request.
   */
  'message': (string);
}
