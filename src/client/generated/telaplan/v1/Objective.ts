// Original file: proto/telaplan/v1/planner.proto

/**
 * What is asked.
 */
export const Objective = {
  /**
   * The same as OBJECTIVE_FIT.
   */
  OBJECTIVE_UNSPECIFIED: 'OBJECTIVE_UNSPECIFIED',
  /**
   * Any plan within the capacity. Where the problem has no capacity, the least peak is looked for. Costs that a problem
   * states are minimised in any case.
   */
  OBJECTIVE_FIT: 'OBJECTIVE_FIT',
  /**
   * The least peak, with a proof where one is found, within the capacity if there is one. A problem that says what to
   * `minimize` is planned as it says.
   */
  OBJECTIVE_MINIMIZE: 'OBJECTIVE_MINIMIZE',
} as const;

/**
 * What is asked.
 */
export type Objective =
  /**
   * The same as OBJECTIVE_FIT.
   */
  | 'OBJECTIVE_UNSPECIFIED'
  | 0
  /**
   * Any plan within the capacity. Where the problem has no capacity, the least peak is looked for. Costs that a problem
   * states are minimised in any case.
   */
  | 'OBJECTIVE_FIT'
  | 1
  /**
   * The least peak, with a proof where one is found, within the capacity if there is one. A problem that says what to
   * `minimize` is planned as it says.
   */
  | 'OBJECTIVE_MINIMIZE'
  | 2

/**
 * What is asked.
 */
export type Objective__Output = typeof Objective[keyof typeof Objective]
