/** Bodies and where they rise to, the first `count` of each. */
export interface Aimed {
  readonly bodies: Int32Array;
  readonly targets: Float64Array;
  readonly count: number;
}
