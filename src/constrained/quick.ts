import type { BodyProblem } from "../bodies/body-problem.js";
import { peakBound } from "../bodies/bounds/index.js";
import { bodyProblemOf } from "../bodies/build.js";
import { type BodyPlan, placeBodiesSteps } from "../bodies/heuristics/place-bodies.js";
import type { Model } from "../model/model.js";

/** Above this many bodies presolve is worth its time in any case. */
const MOST_BODIES = 500;

/** Runs of the heuristics: most that meet the bound at all do so in one of the first. */
const RUNS = 6;

/** What the first heuristics have come to, memory by memory. */
export interface QuickPlan {
  /** By body; 0 where its memory is not settled. */
  readonly offsets: Float64Array;
  /** By memory: whether its bodies are placed so that nothing is left to find out. */
  readonly isSettled: readonly boolean[];
  /** By memory, in bytes from its base: what is proved, and the peak where it is settled. */
  readonly bounds: Float64Array;
  readonly peaks: Float64Array;
}

/**
 * Tries the first few heuristics on a small problem as it is: where they meet the bound, or fit, presolve would take
 * longer than the whole rest.
 *
 * @param memoryOf by body: the only memory that it may lie in
 * @param minimize whether the least peak is wanted, or any plan
 */
export function quickPlan(model: Model, memoryOf: Int32Array, minimize: boolean, seed: number): QuickPlan {
  const { bodies, memories } = model;
  const offsets = new Float64Array(bodies.length);
  const bounds = new Float64Array(memories.length);
  const peaks = new Float64Array(memories.length);
  const isSettled = memories.map((_, memory) => {
    const chosen = Int32Array.from(memoryOf.keys()).filter((b) => memoryOf[b] === memory);
    if (chosen.length === 0) return true;
    if (bodies.length > MOST_BODIES) return false;
    const whole = bodyProblemOf(model, memory, chosen);
    const { bytes } = peakBound(whole);
    bounds[memory] = bytes;
    if (bytes > whole.capacity) return false;
    const found = firstPlan(whole, minimize ? bytes : whole.capacity, seed);
    if (found === null) return false;
    chosen.forEach((body, row) => {
      offsets[body] = found.offsets[row]!;
    });
    peaks[memory] = found.peak;
    return true;
  });
  return { offsets, isSettled, bounds, peaks };
}

/** The first plan that peaks no higher than `target`. */
function firstPlan(problem: BodyProblem, target: number, seed: number): BodyPlan | null {
  let runs = 0;
  const placing = placeBodiesSteps(problem, { target, seed, rounds: 0, shouldStop: () => runs >= RUNS });
  for (;;) {
    runs++;
    const { done, value: best } = placing.next();
    if (done === true) return best !== null && best.peak <= target ? best : null;
  }
}
