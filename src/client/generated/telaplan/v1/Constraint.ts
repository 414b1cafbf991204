// Original file: proto/telaplan/v1/planner.proto

/**
 * What a problem can ask for.
 */
export const Constraint = {
  /**
   * Never sent.
   */
  CONSTRAINT_UNSPECIFIED: 'CONSTRAINT_UNSPECIFIED',
  /**
   * Problem.capacity.
   */
  CONSTRAINT_CAPACITY: 'CONSTRAINT_CAPACITY',
  /**
   * Problem.alignment.
   */
  CONSTRAINT_ALIGNMENT: 'CONSTRAINT_ALIGNMENT',
  /**
   * Problem.fixed_index and fixed_offset.
   */
  CONSTRAINT_FIXED_OFFSET: 'CONSTRAINT_FIXED_OFFSET',
  /**
   * Problem.hint_index and hint_offset: as few bytes as can be lie elsewhere (TERM_MOVED).
   */
  CONSTRAINT_HINT: 'CONSTRAINT_HINT',
  /**
   * Problem.base.
   */
  CONSTRAINT_BASE: 'CONSTRAINT_BASE',
  /**
   * Problem.gaps.
   */
  CONSTRAINT_GAP: 'CONSTRAINT_GAP',
  /**
   * Gap.from and to.
   */
  CONSTRAINT_WINDOW: 'CONSTRAINT_WINDOW',
  /**
   * Problem.memories and memory_index.
   */
  CONSTRAINT_MEMORY: 'CONSTRAINT_MEMORY',
  /**
   * Problem.memory_choices.
   */
  CONSTRAINT_MEMORY_CHOICE: 'CONSTRAINT_MEMORY_CHOICE',
  /**
   * Memory.reserved.
   */
  CONSTRAINT_RESERVED: 'CONSTRAINT_RESERVED',
  /**
   * Problem.aliases.
   */
  CONSTRAINT_ALIAS: 'CONSTRAINT_ALIAS',
  /**
   * Problem.apart.
   */
  CONSTRAINT_APART: 'CONSTRAINT_APART',
  /**
   * Apart.cost.
   */
  CONSTRAINT_REUSE: 'CONSTRAINT_REUSE',
  /**
   * Problem.exclusive_index.
   */
  CONSTRAINT_EXCLUSIVE: 'CONSTRAINT_EXCLUSIVE',
  /**
   * Problem.free.
   */
  CONSTRAINT_FREE: 'CONSTRAINT_FREE',
  /**
   * Problem.inplace.
   */
  CONSTRAINT_INPLACE: 'CONSTRAINT_INPLACE',
  /**
   * Memory.bank, Problem.within_bank_index and Apart.banks.
   */
  CONSTRAINT_BANK: 'CONSTRAINT_BANK',
  /**
   * Problem.clock_lower and clock_upper.
   */
  CONSTRAINT_CLOCK: 'CONSTRAINT_CLOCK',
  /**
   * Problem.limits.
   */
  CONSTRAINT_LIMIT: 'CONSTRAINT_LIMIT',
  /**
   * Memory.bandwidth and latency, and TERM_TIME.
   */
  CONSTRAINT_BANDWIDTH: 'CONSTRAINT_BANDWIDTH',
  /**
   * Problem.operators and no_operators.
   */
  CONSTRAINT_OPERATOR: 'CONSTRAINT_OPERATOR',
  /**
   * Problem.reads and writes.
   */
  CONSTRAINT_ACCESS: 'CONSTRAINT_ACCESS',
} as const;

/**
 * What a problem can ask for.
 */
export type Constraint =
  /**
   * Never sent.
   */
  | 'CONSTRAINT_UNSPECIFIED'
  | 0
  /**
   * Problem.capacity.
   */
  | 'CONSTRAINT_CAPACITY'
  | 1
  /**
   * Problem.alignment.
   */
  | 'CONSTRAINT_ALIGNMENT'
  | 2
  /**
   * Problem.fixed_index and fixed_offset.
   */
  | 'CONSTRAINT_FIXED_OFFSET'
  | 3
  /**
   * Problem.hint_index and hint_offset: as few bytes as can be lie elsewhere (TERM_MOVED).
   */
  | 'CONSTRAINT_HINT'
  | 4
  /**
   * Problem.base.
   */
  | 'CONSTRAINT_BASE'
  | 5
  /**
   * Problem.gaps.
   */
  | 'CONSTRAINT_GAP'
  | 6
  /**
   * Gap.from and to.
   */
  | 'CONSTRAINT_WINDOW'
  | 7
  /**
   * Problem.memories and memory_index.
   */
  | 'CONSTRAINT_MEMORY'
  | 8
  /**
   * Problem.memory_choices.
   */
  | 'CONSTRAINT_MEMORY_CHOICE'
  | 9
  /**
   * Memory.reserved.
   */
  | 'CONSTRAINT_RESERVED'
  | 10
  /**
   * Problem.aliases.
   */
  | 'CONSTRAINT_ALIAS'
  | 11
  /**
   * Problem.apart.
   */
  | 'CONSTRAINT_APART'
  | 12
  /**
   * Apart.cost.
   */
  | 'CONSTRAINT_REUSE'
  | 13
  /**
   * Problem.exclusive_index.
   */
  | 'CONSTRAINT_EXCLUSIVE'
  | 14
  /**
   * Problem.free.
   */
  | 'CONSTRAINT_FREE'
  | 15
  /**
   * Problem.inplace.
   */
  | 'CONSTRAINT_INPLACE'
  | 16
  /**
   * Memory.bank, Problem.within_bank_index and Apart.banks.
   */
  | 'CONSTRAINT_BANK'
  | 17
  /**
   * Problem.clock_lower and clock_upper.
   */
  | 'CONSTRAINT_CLOCK'
  | 18
  /**
   * Problem.limits.
   */
  | 'CONSTRAINT_LIMIT'
  | 19
  /**
   * Memory.bandwidth and latency, and TERM_TIME.
   */
  | 'CONSTRAINT_BANDWIDTH'
  | 20
  /**
   * Problem.operators and no_operators.
   */
  | 'CONSTRAINT_OPERATOR'
  | 21
  /**
   * Problem.reads and writes.
   */
  | 'CONSTRAINT_ACCESS'
  | 22

/**
 * What a problem can ask for.
 */
export type Constraint__Output = typeof Constraint[keyof typeof Constraint]
