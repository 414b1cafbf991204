import type { Model } from "../model/model.js";
import { timeOf } from "../model/timing.js";
import { TERMS, type Term } from "../problem/index.js";
import type { Hint } from "./scene.js";
import type { SharedCosts } from "./shared-costs.js";

/** What each term comes to. */
export type Values = Readonly<Record<Term, number>>;

/** A plan of all memories, by body of the model. */
export interface SoftPlan {
  /** Absolute bytes. */
  readonly offsets: Float64Array;
  readonly memories: Int32Array;
  readonly values: Values;
  /** How it was found, for people. */
  readonly foundBy: string;
}

/** What the terms of a plan come to, all of it counted anew. */
export function valuesOf(
  { bodies, memories, timing }: Pick<Model, "bodies" | "memories" | "timing">,
  { pairs, always }: SharedCosts,
  hints: readonly (readonly Hint[])[],
  offsets: Float64Array,
  memoryOf: Int32Array,
): Values {
  const peaks = new Float64Array(memories.length);
  let [spill, reuse, moved] = [0, always, 0];
  for (const [b, { choices, size }] of bodies.entries()) {
    const memory = memoryOf[b]!;
    spill += choices.find((choice) => choice.memory === memory)!.cost;
    peaks[memory] = Math.max(peaks[memory]!, offsets[b]! + size - memories[memory]!.base);
    for (const hint of hints[b]!) if (hint.offset !== offsets[b]) moved += hint.size;
  }
  for (const { a, b, low, high, cost } of pairs) {
    const difference = offsets[b]! - offsets[a]!;
    if (memoryOf[a] === memoryOf[b] && low < difference && difference < high) reuse += cost;
  }
  const time = timing === null ? 0 : timeOf(timing, memoryOf);
  return { time, spill, reuse, moved, peak: peaks.reduce((sum, peak) => sum + peak, 0) };
}

/** Whether the first is better in the order of the terms. */
export function isBetter(a: Values, b: Values, terms: readonly Term[]): boolean {
  for (const term of terms) if (a[term] !== b[term]) return a[term] < b[term];
  return false;
}

/** Whether the values are within limits. */
export function isWithin(values: Values, limits: Readonly<Partial<Record<Term, number>>>): boolean {
  return TERMS.every((term) => values[term] <= (limits[term] ?? Number.POSITIVE_INFINITY));
}
