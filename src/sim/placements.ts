/** The buffers that take part in the replay, as flat arrays. Each goes by its position here: 0 to count − 1. */
export class Placements {
  count = 0;
  /** Position in `problem.buffers`. */
  readonly bufferIndex: Int32Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** First byte. */
  readonly offset: Float64Array;
  /** Last byte + 1. */
  readonly top: Float64Array;

  constructor(capacity: number) {
    this.bufferIndex = new Int32Array(capacity);
    this.lower = new Float64Array(capacity);
    this.upper = new Float64Array(capacity);
    this.offset = new Float64Array(capacity);
    this.top = new Float64Array(capacity);
  }
}
