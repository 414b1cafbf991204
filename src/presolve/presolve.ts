import { bodyProblemOf } from "../bodies/build.js";
import type { Model, Pair } from "../model/model.js";
import { MemoryPresolve } from "./memory-presolve.js";
import type { Part, Presolved, PresolveSteps, PresolveTally } from "./presolved.js";

/**
 * Takes a problem apart into problems that are planned apart, as many of them plain as can be: the model's problem has
 * a plan exactly if each part has one, and the least peak of a memory is the greatest of its parts' least peaks, each
 * with its `lift`, and of `placedPeaks`.
 *
 * @param memoryOf by body of the model: the memory that it lies in; −1 for bodies that are not asked about
 * @param avoided reuse pairs that are to share no byte: those whose cost is not to be paid
 */
export function presolve(
  model: Model,
  memoryOf: ArrayLike<number>,
  avoided: ReadonlySet<Pair> = new Set(),
  steps: PresolveSteps = {},
): Presolved {
  const { bodies, memories } = model;
  const placed = new Float64Array(bodies.length).fill(-1);
  const placedPeaks = new Float64Array(memories.length);
  const parts: Part[] = [];
  const tally = emptyTally();
  const inMemory: number[][] = memories.map(() => []);
  for (let body = 0; body < bodies.length; body++) if (memoryOf[body]! >= 0) inMemory[memoryOf[body]!]!.push(body);
  for (const [memory, chosen] of inMemory.entries()) {
    if (chosen.length === 0) continue;
    const whole = bodyProblemOf(model, memory, Int32Array.from(chosen), avoided);
    const presolved = new MemoryPresolve(whole, memory, steps, tally).run();
    parts.push(...presolved.parts);
    for (const [body, offset] of presolved.placed) {
      placed[body] = offset;
      const peak = offset + bodies[body]!.size - whole.base;
      placedPeaks[memory] = Math.max(placedPeaks[memory]!, peak);
    }
    tally.memories++;
  }
  tally.parts = parts.length;
  tally.plainParts = parts.filter(({ kind }) => kind === "plain").length;
  return { parts, placed, placedPeaks, tally };
}

function emptyTally(): PresolveTally {
  return {
    memories: 0,
    parts: 0,
    plainParts: 0,
    droppedRules: 0,
    mergedBodies: 0,
    looseBodies: 0,
    trimmedRanges: 0,
    groundedRanges: 0,
    cutRanges: 0,
    shiftedParts: 0,
    retimedBodies: 0,
    retimedRules: 0,
    retimedMemories: 0,
  };
}
