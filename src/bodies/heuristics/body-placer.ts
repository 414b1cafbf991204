/** First fit takes the lowest place that is free, best fit the one that leaves the fewest bytes above it. */
export type BodyFit = "first" | "best";

/** Places the bodies of one problem, one after the other. */
export interface BodyPlacer {
  /**
   * Places the fixed bodies, then those of `order` (which may name fixed ones, too), and writes their offsets.
   *
   * @param most bytes that the peak may be, from the base
   * @returns the peak in bytes, or Infinity where a body found no place or `shouldStop` ended the run
   */
  place(order: Int32Array, fit: BodyFit, most: number, offsets: Float64Array, shouldStop?: () => boolean): number;
  /** The body that found no place in the latest run; −1 where all did. */
  readonly failed: number;
}

/** How often a run asks whether it should stop: every this many bodies. */
export const STOP_INTERVAL = 128;
