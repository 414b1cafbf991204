import type { Progress } from "../planner/index.js";

/** What was known at some time of a run. */
export interface GapPoint {
  /** Milliseconds since the call. */
  readonly ms: number;
  /** The least peak found, within the capacity or not; null before the first plan. */
  readonly peak: number | null;
  /** Proved: no plan peaks lower. */
  readonly bound: number;
}

/** Points that are kept at most; beyond, every other one of the older ones goes. */
const MOST_POINTS = 1_024;

/**
 * Listens to a run, and keeps how the gap between the best peak and the bound shrank over time, and the best plan:
 * `plan(problem, { onProgress: recorder.hear })`.
 */
export class GapRecorder {
  #points: GapPoint[] = [];
  #elapsedMs = 0;
  #best: Pick<Progress, "offsets" | "memories" | "peak"> | null = null;

  /** What changed and when, in the order of time. */
  get points(): readonly GapPoint[] {
    return this.#points;
  }

  /** Milliseconds of the run when it was last heard of. */
  get elapsedMs(): number {
    return this.#elapsedMs;
  }

  /** The plan of least peak, perhaps above the capacity, and not simulated. */
  get best(): Pick<Progress, "offsets" | "memories" | "peak"> | null {
    return this.#best;
  }

  readonly hear = ({ peak, lowerBound, elapsedMs, offsets, memories }: Progress): void => {
    this.#elapsedMs = Math.max(this.#elapsedMs, elapsedMs);
    if (peak !== null && offsets !== null && (this.#best === null || peak < this.#best.peak!)) {
      this.#best = { offsets, memories, peak };
    }
    const last = this.#points.at(-1);
    if (last !== undefined && last.peak === peak && last.bound === lowerBound) return;
    this.#points.push({ ms: elapsedMs, peak, bound: lowerBound });
    if (this.#points.length > MOST_POINTS) {
      this.#points = this.#points.filter((_, i) => i % 2 === 0 || i > MOST_POINTS / 2);
    }
  };
}
