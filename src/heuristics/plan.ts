import type { ProblemArrays } from "../problem/index.js";
import { type Parts, partArrays, splitParts } from "./parts.js";

/** A plan found without search. */
export interface Plan {
  /** Bytes, by buffer. */
  readonly offsets: Float64Array;
  /** Greatest offset + size, in bytes. */
  readonly peak: number;
  /** How it was found, for people: "first fit by area". */
  readonly foundBy: string;
}

export interface GreedyOptions {
  /** Bytes: the first plan that peaks no higher ends the run. The load bound, or the capacity if fitting is enough. */
  readonly target: number;
  /**
   * Asked between runs and every 128 steps within; once it returns true, the best plan so far is returned. The same to
   * the end then.
   */
  readonly shouldStop?: () => boolean;
  /** Asked in its place while there is no plan yet: once it returns true, buffers are dropped. By default the same. */
  readonly shouldDrop?: () => boolean;
  /**
   * Where time falls apart: every part is to reach the target. Otherwise one that is no higher than the best plan of
   * another is left as it is, for it does not decide the peak. Default false.
   */
  readonly everyPart?: boolean;
  /** Called at every better plan of the whole problem. */
  readonly onIncumbent?: (plan: Plan) => void;
}

/** Greatest top, in bytes. */
export function peakOf({ count, size }: ProblemArrays, offsets: Float64Array): number {
  let peak = 0;
  for (let b = 0; b < count; b++) peak = Math.max(peak, offsets[b]! + size[b]!);
  return peak;
}

/**
 * Betters a plan part by part, from the highest part down, where time falls apart into independent ones.
 *
 * A part that is no higher than the target, or than the best that was found for an earlier part, needs no work: it does
 * not decide the peak. `better` must return a plan no higher than the one it was given; it is handed the part as a
 * problem of its own, with the peak that is low enough as its target. Plans of a part are not told to `onIncumbent`.
 * Pauses where `better` does.
 */
export function* betterByParts(
  arrays: ProblemArrays,
  start: Plan,
  options: GreedyOptions,
  better: (part: ProblemArrays, plan: Plan, options: GreedyOptions) => Generator<undefined, Plan>,
): Generator<undefined, Plan> {
  const parts = splitParts(arrays);
  if (parts.count <= 1) return yield* better(arrays, start, options);
  const { target, shouldStop, everyPart = false, onIncumbent } = options;
  const peaks = partPeaks(arrays, parts, start.offsets);
  const high = Array.from(peaks.keys()).filter((part) => peaks[part]! > target);
  high.sort((a, b) => peaks[b]! - peaks[a]! || a - b);
  const offsets = start.offsets.slice();
  let reached = target;
  let foundBy = start.foundBy;
  for (const part of high) {
    if (peaks[part]! <= reached) break;
    const members = parts.members.subarray(parts.first[part]!, parts.first[part + 1]!);
    const before = { offsets: Float64Array.from(members, (b) => offsets[b]!), peak: peaks[part]!, foundBy };
    const plan = yield* better(partArrays(arrays, members), before, { target: reached, shouldStop });
    for (let i = 0; i < members.length; i++) offsets[members[i]!] = plan.offsets[i]!;
    if (plan.peak < peaks[part]!) foundBy = plan.foundBy;
    if (!everyPart) reached = Math.max(reached, plan.peak);
  }
  const plan = { offsets, peak: peakOf(arrays, offsets), foundBy };
  if (plan.peak >= start.peak) return start;
  onIncumbent?.(plan);
  return plan;
}

function partPeaks({ count, size }: ProblemArrays, parts: Parts, offsets: Float64Array): Float64Array {
  const peaks = new Float64Array(parts.count);
  for (let b = 0; b < count; b++) {
    const part = parts.partOf[b]!;
    peaks[part] = Math.max(peaks[part]!, offsets[b]! + size[b]!);
  }
  return peaks;
}
