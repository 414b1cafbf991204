// Original file: proto/telaplan/v1/planner.proto

/**
 * How a run ended.
 */
export const PlanStatus = {
  /**
   * Never sent.
   */
  PLAN_STATUS_UNSPECIFIED: 'PLAN_STATUS_UNSPECIFIED',
  /**
   * A plan, and a proof that none has a lower peak. Where there are `terms`: a proof of each of them.
   */
  PLAN_STATUS_OPTIMAL: 'PLAN_STATUS_OPTIMAL',
  /**
   * A plan within the capacity.
   */
  PLAN_STATUS_FEASIBLE: 'PLAN_STATUS_FEASIBLE',
  /**
   * A proof that there is no plan. `infeasibility` says why.
   */
  PLAN_STATUS_INFEASIBLE: 'PLAN_STATUS_INFEASIBLE',
  /**
   * Neither a plan nor a proof when the run ended.
   */
  PLAN_STATUS_UNKNOWN: 'PLAN_STATUS_UNKNOWN',
} as const;

/**
 * How a run ended.
 */
export type PlanStatus =
  /**
   * Never sent.
   */
  | 'PLAN_STATUS_UNSPECIFIED'
  | 0
  /**
   * A plan, and a proof that none has a lower peak. Where there are `terms`: a proof of each of them.
   */
  | 'PLAN_STATUS_OPTIMAL'
  | 1
  /**
   * A plan within the capacity.
   */
  | 'PLAN_STATUS_FEASIBLE'
  | 2
  /**
   * A proof that there is no plan. `infeasibility` says why.
   */
  | 'PLAN_STATUS_INFEASIBLE'
  | 3
  /**
   * Neither a plan nor a proof when the run ended.
   */
  | 'PLAN_STATUS_UNKNOWN'
  | 4

/**
 * How a run ended.
 */
export type PlanStatus__Output = typeof PlanStatus[keyof typeof PlanStatus]
