// Original file: proto/telaplan/v1/planner.proto

/**
 * Why bytes below a peak are not in use.
 */
export const WasteCause = {
  /**
   * Never sent.
   */
  WASTE_CAUSE_UNSPECIFIED: 'WASTE_CAUSE_UNSPECIFIED',
  /**
   * What lies above cannot come down by so little.
   */
  WASTE_CAUSE_ALIGNMENT: 'WASTE_CAUSE_ALIGNMENT',
  /**
   * What lies above is fixed there.
   */
  WASTE_CAUSE_FIXED: 'WASTE_CAUSE_FIXED',
  /**
   * Nothing may lie there, or what is left below a reserved range is too small for what lies above it.
   */
  WASTE_CAUSE_RESERVED: 'WASTE_CAUSE_RESERVED',
  /**
   * What lies above could come down now, and is held up by what lives at other times, by a rule, or by the plan.
   */
  WASTE_CAUSE_FRAGMENTATION: 'WASTE_CAUSE_FRAGMENTATION',
} as const;

/**
 * Why bytes below a peak are not in use.
 */
export type WasteCause =
  /**
   * Never sent.
   */
  | 'WASTE_CAUSE_UNSPECIFIED'
  | 0
  /**
   * What lies above cannot come down by so little.
   */
  | 'WASTE_CAUSE_ALIGNMENT'
  | 1
  /**
   * What lies above is fixed there.
   */
  | 'WASTE_CAUSE_FIXED'
  | 2
  /**
   * Nothing may lie there, or what is left below a reserved range is too small for what lies above it.
   */
  | 'WASTE_CAUSE_RESERVED'
  | 3
  /**
   * What lies above could come down now, and is held up by what lives at other times, by a rule, or by the plan.
   */
  | 'WASTE_CAUSE_FRAGMENTATION'
  | 4

/**
 * Why bytes below a peak are not in use.
 */
export type WasteCause__Output = typeof WasteCause[keyof typeof WasteCause]
