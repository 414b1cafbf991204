// Original file: proto/telaplan/v1/planner.proto

/**
 * Whether more time is likely to help, as far as can be told.
 */
export const MoreTime = {
  /**
   * Never sent.
   */
  MORE_TIME_UNSPECIFIED: 'MORE_TIME_UNSPECIFIED',
  /**
   * Something changed in the last quarter of the run.
   */
  MORE_TIME_LIKELY: 'MORE_TIME_LIKELY',
  /**
   * Nothing changed after the first quarter, or no limit stopped the run.
   */
  MORE_TIME_UNLIKELY: 'MORE_TIME_UNLIKELY',
  /**
   * It cannot be told.
   */
  MORE_TIME_UNCLEAR: 'MORE_TIME_UNCLEAR',
} as const;

/**
 * Whether more time is likely to help, as far as can be told.
 */
export type MoreTime =
  /**
   * Never sent.
   */
  | 'MORE_TIME_UNSPECIFIED'
  | 0
  /**
   * Something changed in the last quarter of the run.
   */
  | 'MORE_TIME_LIKELY'
  | 1
  /**
   * Nothing changed after the first quarter, or no limit stopped the run.
   */
  | 'MORE_TIME_UNLIKELY'
  | 2
  /**
   * It cannot be told.
   */
  | 'MORE_TIME_UNCLEAR'
  | 3

/**
 * Whether more time is likely to help, as far as can be told.
 */
export type MoreTime__Output = typeof MoreTime[keyof typeof MoreTime]
