// Original file: proto/telaplan/v1/planner.proto

/**
 * A rule of plans.
 */
export const ViolationKind = {
  /**
   * Never sent.
   */
  VIOLATION_KIND_UNSPECIFIED: 'VIOLATION_KIND_UNSPECIFIED',
  /**
   * The offset is negative, or the buffer would end beyond byte 2^53 − 1.
   */
  VIOLATION_KIND_OFFSET: 'VIOLATION_KIND_OFFSET',
  /**
   * The buffer has a fixed offset and lies elsewhere.
   */
  VIOLATION_KIND_FIXED: 'VIOLATION_KIND_FIXED',
  /**
   * The offset is no multiple of the alignment.
   */
  VIOLATION_KIND_ALIGNMENT: 'VIOLATION_KIND_ALIGNMENT',
  /**
   * The buffer ends beyond the memory, or begins below it.
   */
  VIOLATION_KIND_CAPACITY: 'VIOLATION_KIND_CAPACITY',
  /**
   * Two buffers that are live at one time share bytes.
   */
  VIOLATION_KIND_OVERLAP: 'VIOLATION_KIND_OVERLAP',
  /**
   * A buffer did not hold what was written to it when it was read.
   */
  VIOLATION_KIND_CLOBBERED_READ: 'VIOLATION_KIND_CLOBBERED_READ',
} as const;

/**
 * A rule of plans.
 */
export type ViolationKind =
  /**
   * Never sent.
   */
  | 'VIOLATION_KIND_UNSPECIFIED'
  | 0
  /**
   * The offset is negative, or the buffer would end beyond byte 2^53 − 1.
   */
  | 'VIOLATION_KIND_OFFSET'
  | 1
  /**
   * The buffer has a fixed offset and lies elsewhere.
   */
  | 'VIOLATION_KIND_FIXED'
  | 2
  /**
   * The offset is no multiple of the alignment.
   */
  | 'VIOLATION_KIND_ALIGNMENT'
  | 3
  /**
   * The buffer ends beyond the memory, or begins below it.
   */
  | 'VIOLATION_KIND_CAPACITY'
  | 4
  /**
   * Two buffers that are live at one time share bytes.
   */
  | 'VIOLATION_KIND_OVERLAP'
  | 5
  /**
   * A buffer did not hold what was written to it when it was read.
   */
  | 'VIOLATION_KIND_CLOBBERED_READ'
  | 6

/**
 * A rule of plans.
 */
export type ViolationKind__Output = typeof ViolationKind[keyof typeof ViolationKind]
