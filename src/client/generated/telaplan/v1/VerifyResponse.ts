// Original file: proto/telaplan/v1/planner.proto

import type { SimulationReport as _telaplan_v1_SimulationReport, SimulationReport__Output as _telaplan_v1_SimulationReport__Output } from '../../telaplan/v1/SimulationReport.js';

/**
 * The simulator's report.
 */
export interface VerifyResponse {
  /**
   * What a replay of the plan shows.
   */
  'report'?: (_telaplan_v1_SimulationReport | null);
}

/**
 * The simulator's report.
 */
export interface VerifyResponse__Output {
  /**
   * What a replay of the plan shows.
   */
  'report': (_telaplan_v1_SimulationReport__Output | null);
}
