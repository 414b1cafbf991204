// Original file: proto/telaplan/v1/planner.proto

import type { PlanStatus as _telaplan_v1_PlanStatus, PlanStatus__Output as _telaplan_v1_PlanStatus__Output } from '../../telaplan/v1/PlanStatus.js';
import type { Counters as _telaplan_v1_Counters, Counters__Output as _telaplan_v1_Counters__Output } from '../../telaplan/v1/Counters.js';
import type { StoppedBy as _telaplan_v1_StoppedBy, StoppedBy__Output as _telaplan_v1_StoppedBy__Output } from '../../telaplan/v1/StoppedBy.js';
import type { SimulationReport as _telaplan_v1_SimulationReport, SimulationReport__Output as _telaplan_v1_SimulationReport__Output } from '../../telaplan/v1/SimulationReport.js';
import type { Infeasibility as _telaplan_v1_Infeasibility, Infeasibility__Output as _telaplan_v1_Infeasibility__Output } from '../../telaplan/v1/Infeasibility.js';
import type { TermResult as _telaplan_v1_TermResult, TermResult__Output as _telaplan_v1_TermResult__Output } from '../../telaplan/v1/TermResult.js';
import type { Why as _telaplan_v1_Why, Why__Output as _telaplan_v1_Why__Output } from '../../telaplan/v1/Why.js';
import type { Suggestion as _telaplan_v1_Suggestion, Suggestion__Output as _telaplan_v1_Suggestion__Output } from '../../telaplan/v1/Suggestion.js';
import type { Proof as _telaplan_v1_Proof, Proof__Output as _telaplan_v1_Proof__Output } from '../../telaplan/v1/Proof.js';
import type { Long } from '@grpc/proto-loader';

/**
 * The answer to one problem.
 */
export interface PlanResponse {
  /**
   * How the run ended.
   */
  'status'?: (_telaplan_v1_PlanStatus);
  /**
   * Bytes, one for each buffer in the order of the request. Empty unless the status is OPTIMAL or FEASIBLE.
   */
  'offsets'?: (number | string | Long)[];
  /**
   * Greatest offset + size of the plan, bytes from the base. Absent where there is no plan.
   */
  'peak'?: (number | string | Long);
  /**
   * Proved: no plan peaks lower. Bytes.
   */
  'lowerBound'?: (number | string | Long);
  /**
   * What the search did.
   */
  'counters'?: (_telaplan_v1_Counters | null);
  /**
   * What ended the run early.
   */
  'stoppedBy'?: (_telaplan_v1_StoppedBy);
  /**
   * The simulator's report on the plan. Absent where there is no plan.
   */
  'verification'?: (_telaplan_v1_SimulationReport | null);
  /**
   * Milliseconds spent on solving; that of the first run where the answer was stored.
   */
  'solveMs'?: (number | string);
  /**
   * As asked.
   */
  'seed'?: (number | string | Long);
  /**
   * The policy that guided the search.
   */
  'policy'?: (string);
  /**
   * Version of telaplan that made the answer.
   */
  'solverVersion'?: (string);
  /**
   * The answer was stored: an equal problem with equal parameters had been solved before.
   */
  'cached'?: (boolean);
  /**
   * Why there is no plan. Absent unless the status is INFEASIBLE.
   */
  'infeasibility'?: (_telaplan_v1_Infeasibility | null);
  /**
   * The memory of each buffer, in the order of the request. Empty where the problem lists no memories, where there is
   * no plan, and where offsets were left out.
   */
  'memoryIndex'?: (number)[];
  /**
   * What was minimised, in order. Empty for a problem without constraints and hints, whose only term is the peak, and
   * where there is no plan.
   */
  'terms'?: (_telaplan_v1_TermResult)[];
  /**
   * What was done to a problem with constraints before it was planned, a sentence each, with the names of the request.
   * Empty for a problem without constraints.
   */
  'presolve'?: (string)[];
  /**
   * Why the result is what it is. Absent where it was not asked for, and where time ran out before.
   */
  'why'?: (_telaplan_v1_Why | null);
  /**
   * Changes with which there is a plan, the best first. Empty where they were not asked for, where there is a plan, and
   * where none was found in time.
   */
  'suggestions'?: (_telaplan_v1_Suggestion)[];
  /**
   * All that can be suggested was tried. Where it is false, a limit may have kept better suggestions from being found.
   */
  'suggestionsComplete'?: (boolean);
  /**
   * What became of the proof. Absent where none was asked for, and where time ran out before.
   */
  'proof'?: (_telaplan_v1_Proof | null);
  '_peak'?: "peak";
}

/**
 * The answer to one problem.
 */
export interface PlanResponse__Output {
  /**
   * How the run ended.
   */
  'status': (_telaplan_v1_PlanStatus__Output);
  /**
   * Bytes, one for each buffer in the order of the request. Empty unless the status is OPTIMAL or FEASIBLE.
   */
  'offsets': (number)[];
  /**
   * Greatest offset + size of the plan, bytes from the base. Absent where there is no plan.
   */
  'peak'?: (number);
  /**
   * Proved: no plan peaks lower. Bytes.
   */
  'lowerBound': (number);
  /**
   * What the search did.
   */
  'counters': (_telaplan_v1_Counters__Output | null);
  /**
   * What ended the run early.
   */
  'stoppedBy': (_telaplan_v1_StoppedBy__Output);
  /**
   * The simulator's report on the plan. Absent where there is no plan.
   */
  'verification': (_telaplan_v1_SimulationReport__Output | null);
  /**
   * Milliseconds spent on solving; that of the first run where the answer was stored.
   */
  'solveMs': (number);
  /**
   * As asked.
   */
  'seed': (number);
  /**
   * The policy that guided the search.
   */
  'policy': (string);
  /**
   * Version of telaplan that made the answer.
   */
  'solverVersion': (string);
  /**
   * The answer was stored: an equal problem with equal parameters had been solved before.
   */
  'cached': (boolean);
  /**
   * Why there is no plan. Absent unless the status is INFEASIBLE.
   */
  'infeasibility': (_telaplan_v1_Infeasibility__Output | null);
  /**
   * The memory of each buffer, in the order of the request. Empty where the problem lists no memories, where there is
   * no plan, and where offsets were left out.
   */
  'memoryIndex': (number)[];
  /**
   * What was minimised, in order. Empty for a problem without constraints and hints, whose only term is the peak, and
   * where there is no plan.
   */
  'terms': (_telaplan_v1_TermResult__Output)[];
  /**
   * What was done to a problem with constraints before it was planned, a sentence each, with the names of the request.
   * Empty for a problem without constraints.
   */
  'presolve': (string)[];
  /**
   * Why the result is what it is. Absent where it was not asked for, and where time ran out before.
   */
  'why': (_telaplan_v1_Why__Output | null);
  /**
   * Changes with which there is a plan, the best first. Empty where they were not asked for, where there is a plan, and
   * where none was found in time.
   */
  'suggestions': (_telaplan_v1_Suggestion__Output)[];
  /**
   * All that can be suggested was tried. Where it is false, a limit may have kept better suggestions from being found.
   */
  'suggestionsComplete': (boolean);
  /**
   * What became of the proof. Absent where none was asked for, and where time ran out before.
   */
  'proof': (_telaplan_v1_Proof__Output | null);
  '_peak'?: "peak";
}
