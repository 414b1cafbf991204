// Original file: proto/telaplan/v1/planner.proto

/**
 * Why buffers and constraints cannot go together.
 */
export const CoreCause = {
  /**
   * Never sent.
   */
  CORE_CAUSE_UNSPECIFIED: 'CORE_CAUSE_UNSPECIFIED',
  /**
   * The buffers live together, and have more bytes than their memory.
   */
  CORE_CAUSE_LOAD: 'CORE_CAUSE_LOAD',
  /**
   * It is one buffer, which has no place by itself.
   */
  CORE_CAUSE_ALONE: 'CORE_CAUSE_ALONE',
  /**
   * Fixed offsets contradict each other, whatever the capacity.
   */
  CORE_CAUSE_COLLISION: 'CORE_CAUSE_COLLISION',
  /**
   * The buffers would fit but for the constraints.
   */
  CORE_CAUSE_CONSTRAINTS: 'CORE_CAUSE_CONSTRAINTS',
  /**
   * At no time are there too many bytes, and yet no arrangement over time and address fits.
   */
  CORE_CAUSE_FRAGMENTATION: 'CORE_CAUSE_FRAGMENTATION',
} as const;

/**
 * Why buffers and constraints cannot go together.
 */
export type CoreCause =
  /**
   * Never sent.
   */
  | 'CORE_CAUSE_UNSPECIFIED'
  | 0
  /**
   * The buffers live together, and have more bytes than their memory.
   */
  | 'CORE_CAUSE_LOAD'
  | 1
  /**
   * It is one buffer, which has no place by itself.
   */
  | 'CORE_CAUSE_ALONE'
  | 2
  /**
   * Fixed offsets contradict each other, whatever the capacity.
   */
  | 'CORE_CAUSE_COLLISION'
  | 3
  /**
   * The buffers would fit but for the constraints.
   */
  | 'CORE_CAUSE_CONSTRAINTS'
  | 4
  /**
   * At no time are there too many bytes, and yet no arrangement over time and address fits.
   */
  | 'CORE_CAUSE_FRAGMENTATION'
  | 5

/**
 * Why buffers and constraints cannot go together.
 */
export type CoreCause__Output = typeof CoreCause[keyof typeof CoreCause]
