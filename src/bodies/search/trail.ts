/** What a decision may change of a section, as flat arrays that the trail writes old values back into. */
export interface TrailedSections {
  readonly floor: Float64Array;
  readonly total: Float64Array;
  readonly resting: Int32Array;
  readonly open: Int32Array;
}

/** Old values of sections in the order in which they were overwritten; `open` begins a decision, `takeBack` ends it. */
export class SectionTrail {
  readonly #state: TrailedSections;
  /** The decision in which a section was saved last: once is enough. */
  readonly #savedIn: Int32Array;
  #decisions = 0;
  #top = 0;
  /** Triples: section, resting, open; beside them pairs: floor, total. */
  #counts: Int32Array;
  #levels: Float64Array;

  constructor(state: TrailedSections) {
    this.#state = state;
    const sections = state.floor.length;
    this.#savedIn = new Int32Array(sections);
    this.#counts = new Int32Array(3 * 4 * sections + 3);
    this.#levels = new Float64Array(2 * 4 * sections + 2);
  }

  clear(): void {
    this.#top = 0;
    this.#savedIn.fill(0);
    this.#decisions = 0;
  }

  /** Begins a decision. Returns the mark to go back to. */
  open(): number {
    this.#decisions++;
    if (2 * (this.#top + this.#savedIn.length) > this.#levels.length) {
      const counts = new Int32Array(2 * this.#counts.length);
      counts.set(this.#counts);
      this.#counts = counts;
      const levels = new Float64Array(2 * this.#levels.length);
      levels.set(this.#levels);
      this.#levels = levels;
    }
    return this.#top;
  }

  save(s: number): void {
    if (this.#savedIn[s] === this.#decisions) return;
    this.#savedIn[s] = this.#decisions;
    const { floor, total, resting, open } = this.#state;
    const top = this.#top++;
    this.#counts[3 * top] = s;
    this.#counts[3 * top + 1] = resting[s]!;
    this.#counts[3 * top + 2] = open[s]!;
    this.#levels[2 * top] = floor[s]!;
    this.#levels[2 * top + 1] = total[s]!;
  }

  takeBack(mark: number): void {
    const { floor, total, resting, open } = this.#state;
    for (let i = this.#top - 1; i >= mark; i--) {
      const s = this.#counts[3 * i]!;
      resting[s] = this.#counts[3 * i + 1]!;
      open[s] = this.#counts[3 * i + 2]!;
      floor[s] = this.#levels[2 * i]!;
      total[s] = this.#levels[2 * i + 1]!;
    }
    this.#top = mark;
  }
}
