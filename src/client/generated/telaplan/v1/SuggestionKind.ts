// Original file: proto/telaplan/v1/planner.proto

/**
 * What a suggestion changes. docs/explain.md tells what each means for the program that is planned.
 */
export const SuggestionKind = {
  /**
   * Never sent.
   */
  SUGGESTION_KIND_UNSPECIFIED: 'SUGGESTION_KIND_UNSPECIFIED',
  /**
   * Changes of several kinds.
   */
  SUGGESTION_KIND_MIXED: 'SUGGESTION_KIND_MIXED',
  /**
   * The alignment of buffer_id is `to` instead of `from`.
   */
  SUGGESTION_KIND_ALIGN: 'SUGGESTION_KIND_ALIGN',
  /**
   * Entry `entry` of Problem.apart is dropped, or the pair pair_id of it.
   */
  SUGGESTION_KIND_APART: 'SUGGESTION_KIND_APART',
  /**
   * buffer_id may share bytes with others at other times.
   */
  SUGGESTION_KIND_EXCLUSIVE: 'SUGGESTION_KIND_EXCLUSIVE',
  /**
   * buffer_id may lie across banks.
   */
  SUGGESTION_KIND_WITHIN_BANK: 'SUGGESTION_KIND_WITHIN_BANK',
  /**
   * Entry `entry` of what memory_id has reserved is dropped.
   */
  SUGGESTION_KIND_RESERVED: 'SUGGESTION_KIND_RESERVED',
  /**
   * The limit of `term` is `to` instead of `from`.
   */
  SUGGESTION_KIND_LIMIT: 'SUGGESTION_KIND_LIMIT',
  /**
   * buffer_id has `to` bytes instead of `from`.
   */
  SUGGESTION_KIND_SHRINK: 'SUGGESTION_KIND_SHRINK',
  /**
   * buffer_id may move: the plan puts it at `to` instead of `from`.
   */
  SUGGESTION_KIND_UNFIX: 'SUGGESTION_KIND_UNFIX',
  /**
   * buffer_id is written where of_id lies, by the operation that reads of_id last.
   */
  SUGGESTION_KIND_INPLACE: 'SUGGESTION_KIND_INPLACE',
  /**
   * buffer_id becomes a view of the first bytes of of_id.
   */
  SUGGESTION_KIND_VIEW: 'SUGGESTION_KIND_VIEW',
  /**
   * Entry `entry` of Problem.aliases is given up: buffer_id and of_id have bytes of their own.
   */
  SUGGESTION_KIND_COPY: 'SUGGESTION_KIND_COPY',
  /**
   * buffer_id ends at `to` instead of `from`.
   */
  SUGGESTION_KIND_END: 'SUGGESTION_KIND_END',
  /**
   * buffer_id starts at `to` instead of `from`.
   */
  SUGGESTION_KIND_START: 'SUGGESTION_KIND_START',
  /**
   * buffer_id lives `by` units of time later; earlier where it is negative.
   */
  SUGGESTION_KIND_SHIFT: 'SUGGESTION_KIND_SHIFT',
  /**
   * buffer_id is dropped in [from, to) and computed again: from `to` on it is a buffer of its own, again_id.
   */
  SUGGESTION_KIND_SPLIT: 'SUGGESTION_KIND_SPLIT',
  /**
   * buffer_id lies in memory_id instead of one of from_memory_id.
   */
  SUGGESTION_KIND_MOVE: 'SUGGESTION_KIND_MOVE',
  /**
   * memory_id has `to` bytes instead of `from`.
   */
  SUGGESTION_KIND_CAPACITY: 'SUGGESTION_KIND_CAPACITY',
} as const;

/**
 * What a suggestion changes. docs/explain.md tells what each means for the program that is planned.
 */
export type SuggestionKind =
  /**
   * Never sent.
   */
  | 'SUGGESTION_KIND_UNSPECIFIED'
  | 0
  /**
   * Changes of several kinds.
   */
  | 'SUGGESTION_KIND_MIXED'
  | 1
  /**
   * The alignment of buffer_id is `to` instead of `from`.
   */
  | 'SUGGESTION_KIND_ALIGN'
  | 2
  /**
   * Entry `entry` of Problem.apart is dropped, or the pair pair_id of it.
   */
  | 'SUGGESTION_KIND_APART'
  | 3
  /**
   * buffer_id may share bytes with others at other times.
   */
  | 'SUGGESTION_KIND_EXCLUSIVE'
  | 4
  /**
   * buffer_id may lie across banks.
   */
  | 'SUGGESTION_KIND_WITHIN_BANK'
  | 5
  /**
   * Entry `entry` of what memory_id has reserved is dropped.
   */
  | 'SUGGESTION_KIND_RESERVED'
  | 6
  /**
   * The limit of `term` is `to` instead of `from`.
   */
  | 'SUGGESTION_KIND_LIMIT'
  | 7
  /**
   * buffer_id has `to` bytes instead of `from`.
   */
  | 'SUGGESTION_KIND_SHRINK'
  | 8
  /**
   * buffer_id may move: the plan puts it at `to` instead of `from`.
   */
  | 'SUGGESTION_KIND_UNFIX'
  | 9
  /**
   * buffer_id is written where of_id lies, by the operation that reads of_id last.
   */
  | 'SUGGESTION_KIND_INPLACE'
  | 10
  /**
   * buffer_id becomes a view of the first bytes of of_id.
   */
  | 'SUGGESTION_KIND_VIEW'
  | 11
  /**
   * Entry `entry` of Problem.aliases is given up: buffer_id and of_id have bytes of their own.
   */
  | 'SUGGESTION_KIND_COPY'
  | 12
  /**
   * buffer_id ends at `to` instead of `from`.
   */
  | 'SUGGESTION_KIND_END'
  | 13
  /**
   * buffer_id starts at `to` instead of `from`.
   */
  | 'SUGGESTION_KIND_START'
  | 14
  /**
   * buffer_id lives `by` units of time later; earlier where it is negative.
   */
  | 'SUGGESTION_KIND_SHIFT'
  | 15
  /**
   * buffer_id is dropped in [from, to) and computed again: from `to` on it is a buffer of its own, again_id.
   */
  | 'SUGGESTION_KIND_SPLIT'
  | 16
  /**
   * buffer_id lies in memory_id instead of one of from_memory_id.
   */
  | 'SUGGESTION_KIND_MOVE'
  | 17
  /**
   * memory_id has `to` bytes instead of `from`.
   */
  | 'SUGGESTION_KIND_CAPACITY'
  | 18

/**
 * What a suggestion changes. docs/explain.md tells what each means for the program that is planned.
 */
export type SuggestionKind__Output = typeof SuggestionKind[keyof typeof SuggestionKind]
