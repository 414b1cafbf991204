// Original file: proto/telaplan/v1/planner.proto

/**
 * What ended a run before it was done.
 */
export const StoppedBy = {
  /**
   * Never sent.
   */
  STOPPED_BY_UNSPECIFIED: 'STOPPED_BY_UNSPECIFIED',
  /**
   * Nothing did: the run ended by itself.
   */
  STOPPED_BY_NOTHING: 'STOPPED_BY_NOTHING',
  /**
   * The limit on steps.
   */
  STOPPED_BY_STEPS: 'STOPPED_BY_STEPS',
  /**
   * The time limit, or the call's deadline less a margin; or the request waited for its search as long as the server
   * lets requests wait, and had the plan that the heuristics found.
   */
  STOPPED_BY_DEADLINE: 'STOPPED_BY_DEADLINE',
  /**
   * The server is going down and hands back the best that it has.
   */
  STOPPED_BY_SHUTDOWN: 'STOPPED_BY_SHUTDOWN',
} as const;

/**
 * What ended a run before it was done.
 */
export type StoppedBy =
  /**
   * Never sent.
   */
  | 'STOPPED_BY_UNSPECIFIED'
  | 0
  /**
   * Nothing did: the run ended by itself.
   */
  | 'STOPPED_BY_NOTHING'
  | 1
  /**
   * The limit on steps.
   */
  | 'STOPPED_BY_STEPS'
  | 2
  /**
   * The time limit, or the call's deadline less a margin; or the request waited for its search as long as the server
   * lets requests wait, and had the plan that the heuristics found.
   */
  | 'STOPPED_BY_DEADLINE'
  | 3
  /**
   * The server is going down and hands back the best that it has.
   */
  | 'STOPPED_BY_SHUTDOWN'
  | 4

/**
 * What ended a run before it was done.
 */
export type StoppedBy__Output = typeof StoppedBy[keyof typeof StoppedBy]
