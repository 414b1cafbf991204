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
   * Problem.hint_index and hint_offset: taken, and nothing depends on them.
   */
  CONSTRAINT_HINT: 'CONSTRAINT_HINT',
  /**
   * Problem.base.
   */
  CONSTRAINT_BASE: 'CONSTRAINT_BASE',
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
   * Problem.hint_index and hint_offset: taken, and nothing depends on them.
   */
  | 'CONSTRAINT_HINT'
  | 4
  /**
   * Problem.base.
   */
  | 'CONSTRAINT_BASE'
  | 5

/**
 * What a problem can ask for.
 */
export type Constraint__Output = typeof Constraint[keyof typeof Constraint]
