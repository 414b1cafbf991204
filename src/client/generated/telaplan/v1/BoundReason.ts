// Original file: proto/telaplan/v1/planner.proto

/**
 * What a bound on a peak rests on.
 */
export const BoundReason = {
  /**
   * Never sent.
   */
  BOUND_REASON_UNSPECIFIED: 'BOUND_REASON_UNSPECIFIED',
  /**
   * Bytes that are needed at one time.
   */
  BOUND_REASON_LOAD: 'BOUND_REASON_LOAD',
  /**
   * Buffers that live together, and gaps that alignments and fixed offsets leave between them.
   */
  BOUND_REASON_STACK: 'BOUND_REASON_STACK',
  /**
   * Buffers of which no two may share a byte, whenever they live.
   */
  BOUND_REASON_CLIQUE: 'BOUND_REASON_CLIQUE',
  /**
   * One buffer alone, by its size or its fixed offset.
   */
  BOUND_REASON_BUFFER: 'BOUND_REASON_BUFFER',
  /**
   * The exact search, which has tried what could be lower.
   */
  BOUND_REASON_SEARCH: 'BOUND_REASON_SEARCH',
} as const;

/**
 * What a bound on a peak rests on.
 */
export type BoundReason =
  /**
   * Never sent.
   */
  | 'BOUND_REASON_UNSPECIFIED'
  | 0
  /**
   * Bytes that are needed at one time.
   */
  | 'BOUND_REASON_LOAD'
  | 1
  /**
   * Buffers that live together, and gaps that alignments and fixed offsets leave between them.
   */
  | 'BOUND_REASON_STACK'
  | 2
  /**
   * Buffers of which no two may share a byte, whenever they live.
   */
  | 'BOUND_REASON_CLIQUE'
  | 3
  /**
   * One buffer alone, by its size or its fixed offset.
   */
  | 'BOUND_REASON_BUFFER'
  | 4
  /**
   * The exact search, which has tried what could be lower.
   */
  | 'BOUND_REASON_SEARCH'
  | 5

/**
 * What a bound on a peak rests on.
 */
export type BoundReason__Output = typeof BoundReason[keyof typeof BoundReason]
