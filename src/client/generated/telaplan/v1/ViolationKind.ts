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
   * A buffer lies on bytes that its memory reserves.
   */
  VIOLATION_KIND_RESERVED: 'VIOLATION_KIND_RESERVED',
  /**
   * A buffer lies in a memory that it may not lie in.
   */
  VIOLATION_KIND_MEMORY: 'VIOLATION_KIND_MEMORY',
  /**
   * A part does not lie where the buffer that it is part of has it, or in another memory.
   */
  VIOLATION_KIND_ALIAS: 'VIOLATION_KIND_ALIAS',
  /**
   * Two buffers that are apart share bytes, or lie too close.
   */
  VIOLATION_KIND_APART: 'VIOLATION_KIND_APART',
  /**
   * An exclusive buffer shares bytes with another of its memory.
   */
  VIOLATION_KIND_EXCLUSIVE: 'VIOLATION_KIND_EXCLUSIVE',
  /**
   * A buffer lies in more than one bank, or two in a common one.
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
   * A buffer lies on bytes that its memory reserves.
   */
  | 'VIOLATION_KIND_RESERVED'
  | 7
  /**
   * A buffer lies in a memory that it may not lie in.
   */
  | 'VIOLATION_KIND_MEMORY'
  | 8
  /**
   * A part does not lie where the buffer that it is part of has it, or in another memory.
   */
  | 'VIOLATION_KIND_ALIAS'
  | 9
  /**
   * Two buffers that are apart share bytes, or lie too close.
   */
  | 'VIOLATION_KIND_APART'
  | 10
  /**
   * An exclusive buffer shares bytes with another of its memory.
   */
  | 'VIOLATION_KIND_EXCLUSIVE'
  | 11
  /**
   * A buffer lies in more than one bank, or two in a common one.
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
