// Original file: proto/telaplan/v1/planner.proto

import type { InfeasibilityCause as _telaplan_v1_InfeasibilityCause, InfeasibilityCause__Output as _telaplan_v1_InfeasibilityCause__Output } from '../../telaplan/v1/InfeasibilityCause.js';

/**
 * Why no plan exists.
 */
export interface Infeasibility {
  /**
   * What kind of reason it is.
   */
  'cause'?: (_telaplan_v1_InfeasibilityCause);
  /**
   * The buffers that cannot go together, counted from 0, ascending. Perhaps not all of them are needed.
   */
  'bufferIndex'?: (number)[];
  /**
   * One sentence for people, with numbers. Equal problems share an answer, whatever their names: buffers go by their index in quotes.
   */
  'message'?: (string);
}

/**
 * Why no plan exists.
 */
export interface Infeasibility__Output {
  /**
   * What kind of reason it is.
   */
  'cause': (_telaplan_v1_InfeasibilityCause__Output);
  /**
   * The buffers that cannot go together, counted from 0, ascending. Perhaps not all of them are needed.
   */
  'bufferIndex': (number)[];
  /**
   * One sentence for people, with numbers. Equal problems share an answer, whatever their names: buffers go by their index in quotes.
   */
  'message': (string);
}
