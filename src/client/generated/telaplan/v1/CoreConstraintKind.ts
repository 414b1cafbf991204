// Original file: proto/telaplan/v1/planner.proto

/**
 * What a constraint of a core is.
 */
export const CoreConstraintKind = {
  /**
   * Never sent.
   */
  CORE_CONSTRAINT_KIND_UNSPECIFIED: 'CORE_CONSTRAINT_KIND_UNSPECIFIED',
  /**
   * The capacity of a memory: memory_index, bytes.
   */
  CORE_CONSTRAINT_KIND_CAPACITY: 'CORE_CONSTRAINT_KIND_CAPACITY',
  /**
   * An entry of a memory's reserved: memory_index, entry.
   */
  CORE_CONSTRAINT_KIND_RESERVED: 'CORE_CONSTRAINT_KIND_RESERVED',
  /**
   * The alignment of a buffer: buffer_index, bytes.
   */
  CORE_CONSTRAINT_KIND_ALIGNMENT: 'CORE_CONSTRAINT_KIND_ALIGNMENT',
  /**
   * The fixed offset of a buffer: buffer_index, bytes.
   */
  CORE_CONSTRAINT_KIND_OFFSET: 'CORE_CONSTRAINT_KIND_OFFSET',
  /**
   * Problem.within_bank_index: buffer_index.
   */
  CORE_CONSTRAINT_KIND_WITHIN_BANK: 'CORE_CONSTRAINT_KIND_WITHIN_BANK',
  /**
   * Problem.exclusive_index: buffer_index.
   */
  CORE_CONSTRAINT_KIND_EXCLUSIVE: 'CORE_CONSTRAINT_KIND_EXCLUSIVE',
  /**
   * An entry of Problem.apart: entry.
   */
  CORE_CONSTRAINT_KIND_APART: 'CORE_CONSTRAINT_KIND_APART',
  /**
   * An entry of Problem.aliases: entry.
   */
  CORE_CONSTRAINT_KIND_ALIAS: 'CORE_CONSTRAINT_KIND_ALIAS',
  /**
   * An entry of Problem.limits: term, bytes (the most that it may be, in the term's unit).
   */
  CORE_CONSTRAINT_KIND_LIMIT: 'CORE_CONSTRAINT_KIND_LIMIT',
} as const;

/**
 * What a constraint of a core is.
 */
export type CoreConstraintKind =
  /**
   * Never sent.
   */
  | 'CORE_CONSTRAINT_KIND_UNSPECIFIED'
  | 0
  /**
   * The capacity of a memory: memory_index, bytes.
   */
  | 'CORE_CONSTRAINT_KIND_CAPACITY'
  | 1
  /**
   * An entry of a memory's reserved: memory_index, entry.
   */
  | 'CORE_CONSTRAINT_KIND_RESERVED'
  | 2
  /**
   * The alignment of a buffer: buffer_index, bytes.
   */
  | 'CORE_CONSTRAINT_KIND_ALIGNMENT'
  | 3
  /**
   * The fixed offset of a buffer: buffer_index, bytes.
   */
  | 'CORE_CONSTRAINT_KIND_OFFSET'
  | 4
  /**
   * Problem.within_bank_index: buffer_index.
   */
  | 'CORE_CONSTRAINT_KIND_WITHIN_BANK'
  | 5
  /**
   * Problem.exclusive_index: buffer_index.
   */
  | 'CORE_CONSTRAINT_KIND_EXCLUSIVE'
  | 6
  /**
   * An entry of Problem.apart: entry.
   */
  | 'CORE_CONSTRAINT_KIND_APART'
  | 7
  /**
   * An entry of Problem.aliases: entry.
   */
  | 'CORE_CONSTRAINT_KIND_ALIAS'
  | 8
  /**
   * An entry of Problem.limits: term, bytes (the most that it may be, in the term's unit).
   */
  | 'CORE_CONSTRAINT_KIND_LIMIT'
  | 9

/**
 * What a constraint of a core is.
 */
export type CoreConstraintKind__Output = typeof CoreConstraintKind[keyof typeof CoreConstraintKind]
