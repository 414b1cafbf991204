/**
 * How many bytes are occupied, and up to where, while ranges come and go: a segment tree over the addresses at which
 * ranges begin and end, with the number of ranges that cover each node whole (Bentley's algorithm for the area of
 * rectangles). Ranges may overlap; a byte counts once.
 */
export class Occupied {
  readonly #at: readonly number[];
  readonly #indexOf: ReadonlyMap<number, number>;
  readonly #covers: Int32Array;
  readonly #bytes: Float64Array;
  /** The end of the highest occupied byte of each node; 0 where there is none. */
  readonly #top: Float64Array;

  /** @param addresses begins and ends of all ranges that will come */
  constructor(addresses: Iterable<number>) {
    this.#at = [...new Set(addresses)].sort((a, b) => a - b);
    this.#indexOf = new Map(this.#at.map((address, i) => [address, i]));
    const nodes = 4 * Math.max(1, this.#at.length);
    this.#covers = new Int32Array(nodes);
    this.#bytes = new Float64Array(nodes);
    this.#top = new Float64Array(nodes);
  }

  /** Bytes in at least one range. */
  get bytes(): number {
    return this.#bytes[1]!;
  }

  /** The end of the highest occupied byte; 0 where there is none. */
  get top(): number {
    return this.#top[1]!;
  }

  /** Adds a range once more, or takes it away. */
  change(from: number, to: number, by: 1 | -1): void {
    const [first, end] = [this.#indexOf.get(from)!, this.#indexOf.get(to)!];
    if (first < end) this.#change(1, 0, this.#at.length - 1, first, end, by);
  }

  /** The node holds the pieces [low, high); as deep as the addresses have binary digits. */
  #change(node: number, low: number, high: number, first: number, end: number, by: 1 | -1): void {
    if (end <= low || high <= first) return;
    const [left, right] = [2 * node, 2 * node + 1];
    if (first <= low && high <= end) this.#covers[node]! += by;
    else {
      const middle = (low + high) >> 1;
      this.#change(left, low, middle, first, end, by);
      this.#change(right, middle, high, first, end, by);
    }
    const isWhole = this.#covers[node]! > 0;
    const isPiece = high - low === 1;
    this.#bytes[node] = isWhole
      ? this.#at[high]! - this.#at[low]!
      : isPiece
        ? 0
        : this.#bytes[left]! + this.#bytes[right]!;
    this.#top[node] = isWhole ? this.#at[high]! : isPiece ? 0 : this.#top[right]! || this.#top[left]!;
  }
}
