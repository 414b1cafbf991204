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
  /**
   * The buffer lies on reserved bytes of its memory.
   */
  VIOLATION_KIND_RESERVED: 'VIOLATION_KIND_RESERVED',
  /**
   * The buffer lies in a memory that it may not lie in.
   */
  VIOLATION_KIND_MEMORY: 'VIOLATION_KIND_MEMORY',
  /**
   * An alias does not lie where it has to.
   */
  VIOLATION_KIND_ALIAS: 'VIOLATION_KIND_ALIAS',
  /**
   * Two buffers that are to be apart are too near to each other.
   */
  VIOLATION_KIND_APART: 'VIOLATION_KIND_APART',
  /**
   * A buffer that shares no byte with any other does.
   */
  VIOLATION_KIND_EXCLUSIVE: 'VIOLATION_KIND_EXCLUSIVE',
  /**
   * A buffer lies in more than one bank, or in one with another that it must keep out of.
   */
  VIOLATION_KIND_BANK: 'VIOLATION_KIND_BANK',
  /**
   * A term is above its limit.
   */
  VIOLATION_KIND_LIMIT: 'VIOLATION_KIND_LIMIT',
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
   * The buffer lies on reserved bytes of its memory.
   */
  | 'VIOLATION_KIND_RESERVED'
  | 7
  /**
   * The buffer lies in a memory that it may not lie in.
   */
  | 'VIOLATION_KIND_MEMORY'
  | 8
  /**
   * An alias does not lie where it has to.
   */
  | 'VIOLATION_KIND_ALIAS'
  | 9
  /**
   * Two buffers that are to be apart are too near to each other.
   */
  | 'VIOLATION_KIND_APART'
  | 10
  /**
   * A buffer that shares no byte with any other does.
   */
  | 'VIOLATION_KIND_EXCLUSIVE'
  | 11
  /**
   * A buffer lies in more than one bank, or in one with another that it must keep out of.
   */
  | 'VIOLATION_KIND_BANK'
  | 12
  /**
   * A term is above its limit.
   */
  | 'VIOLATION_KIND_LIMIT'
  | 13

/**
 * A rule of plans.
 */
export type ViolationKind__Output = typeof ViolationKind[keyof typeof ViolationKind]
