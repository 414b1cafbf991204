// Original file: proto/telaplan/v1/planner.proto

/**
 * What can be minimised or limited.
 */
export const Term = {
  /**
   * Never sent.
   */
  TERM_UNSPECIFIED: 'TERM_UNSPECIFIED',
  /**
   * The costs of the memories that buffers lie in.
   */
  TERM_SPILL: 'TERM_SPILL',
  /**
   * The costs of buffers apart that share bytes.
   */
  TERM_REUSE: 'TERM_REUSE',
  /**
   * The bytes of buffers that do not lie at their hint.
   */
  TERM_MOVED: 'TERM_MOVED',
  /**
   * The peak; the sum over the memories.
   */
  TERM_PEAK: 'TERM_PEAK',
  /**
   * What the operators take, one after the other, in picoseconds. A buffer of a problem that minimises or limits it
   * may lie in any memory if it names none.
   */
  TERM_TIME: 'TERM_TIME',
} as const;

/**
 * What can be minimised or limited.
 */
export type Term =
  /**
   * Never sent.
   */
  | 'TERM_UNSPECIFIED'
  | 0
  /**
   * The costs of the memories that buffers lie in.
   */
  | 'TERM_SPILL'
  | 1
  /**
   * The costs of buffers apart that share bytes.
   */
  | 'TERM_REUSE'
  | 2
  /**
   * The bytes of buffers that do not lie at their hint.
   */
  | 'TERM_MOVED'
  | 3
  /**
   * The peak; the sum over the memories.
   */
  | 'TERM_PEAK'
  | 4
  /**
   * What the operators take, one after the other, in picoseconds. A buffer of a problem that minimises or limits it
   * may lie in any memory if it names none.
   */
  | 'TERM_TIME'
  | 5

/**
 * What can be minimised or limited.
 */
export type Term__Output = typeof Term[keyof typeof Term]
