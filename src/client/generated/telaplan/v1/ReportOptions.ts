// Original file: proto/telaplan/v1/planner.proto


/**
 * What the answer holds besides status, peak, bound, counters and the simulator's verdict.
 */
export interface ReportOptions {
  /**
   * Leave the offsets out, of incumbents too.
   */
  'omitOffsets'?: (boolean);
  /**
   * Add the simulator's timeline: one point for every time at which something changes.
   */
  'timeline'?: (boolean);
}

/**
 * What the answer holds besides status, peak, bound, counters and the simulator's verdict.
 */
export interface ReportOptions__Output {
  /**
   * Leave the offsets out, of incumbents too.
   */
  'omitOffsets': (boolean);
  /**
   * Add the simulator's timeline: one point for every time at which something changes.
   */
  'timeline': (boolean);
}
