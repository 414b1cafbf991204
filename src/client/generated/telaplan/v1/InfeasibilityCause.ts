// Original file: proto/telaplan/v1/planner.proto

/**
 * Why there is no plan.
 */
export const InfeasibilityCause = {
  /**
   * Never sent.
   */
  INFEASIBILITY_CAUSE_UNSPECIFIED: 'INFEASIBILITY_CAUSE_UNSPECIFIED',
  /**
   * A buffer alone is larger than the memory.
   */
  INFEASIBILITY_CAUSE_SIZE: 'INFEASIBILITY_CAUSE_SIZE',
  /**
   * A buffer is fixed at bytes that are not in the memory.
   */
  INFEASIBILITY_CAUSE_FIXED: 'INFEASIBILITY_CAUSE_FIXED',
  /**
   * Two buffers are fixed at the same bytes and live together.
   */
  INFEASIBILITY_CAUSE_COLLISION: 'INFEASIBILITY_CAUSE_COLLISION',
  /**
   * Buffers that live together have more bytes than the memory.
   */
  INFEASIBILITY_CAUSE_LOAD: 'INFEASIBILITY_CAUSE_LOAD',
  /**
   * Buffers that live together do not fit on top of each other in any order, for their alignments and fixed offsets.
   */
  INFEASIBILITY_CAUSE_STACK: 'INFEASIBILITY_CAUSE_STACK',
  /**
   * The exact search tried whatever could be a plan.
   */
  INFEASIBILITY_CAUSE_SEARCH: 'INFEASIBILITY_CAUSE_SEARCH',
} as const;

/**
 * Why there is no plan.
 */
export type InfeasibilityCause =
  /**
   * Never sent.
   */
  | 'INFEASIBILITY_CAUSE_UNSPECIFIED'
  | 0
  /**
   * A buffer alone is larger than the memory.
   */
  | 'INFEASIBILITY_CAUSE_SIZE'
  | 1
  /**
   * A buffer is fixed at bytes that are not in the memory.
   */
  | 'INFEASIBILITY_CAUSE_FIXED'
  | 2
  /**
   * Two buffers are fixed at the same bytes and live together.
   */
  | 'INFEASIBILITY_CAUSE_COLLISION'
  | 3
  /**
   * Buffers that live together have more bytes than the memory.
   */
  | 'INFEASIBILITY_CAUSE_LOAD'
  | 4
  /**
   * Buffers that live together do not fit on top of each other in any order, for their alignments and fixed offsets.
   */
  | 'INFEASIBILITY_CAUSE_STACK'
  | 5
  /**
   * The exact search tried whatever could be a plan.
   */
  | 'INFEASIBILITY_CAUSE_SEARCH'
  | 6

/**
 * Why there is no plan.
 */
export type InfeasibilityCause__Output = typeof InfeasibilityCause[keyof typeof InfeasibilityCause]
