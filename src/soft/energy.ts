import { TERMS, type Term } from "../problem/index.js";
import type { Values } from "./values.js";

/**
 * How much each term weighs on a walk: `slope` for each unit above `free`. The term that is being lowered has `free` 0
 * and a gentle slope; one that must not rise has its cap, and a slope as steep as a broken rule.
 */
export interface Weight {
  readonly free: number;
  readonly slope: number;
  readonly isCap: boolean;
}

export type Weights = Readonly<Record<Term, Weight>>;

const NONE: Weight = { free: Number.POSITIVE_INFINITY, slope: 0, isCap: false };

/**
 * @param lowered the term that is to become less; null where any plan within the caps will do
 * @param units what one step of each term is worth: about the cost of a pair, the bytes of a buffer
 * @param caps the most that a term may be
 * @param steep the weight of a broken rule
 */
export function weightsFor(
  lowered: Term | null,
  units: Values,
  caps: Readonly<Partial<Record<Term, number>>>,
  steep: number,
): Weights {
  const weights: Record<Term, Weight> = { time: NONE, spill: NONE, reuse: NONE, moved: NONE, peak: NONE };
  for (const term of TERMS) {
    const cap = caps[term];
    if (term === lowered) weights[term] = { free: 0, slope: 1 / units[term], isCap: false };
    else if (cap !== undefined) weights[term] = { free: cap, slope: steep / units[term], isCap: true };
  }
  return weights;
}

/** What `value` weighs. */
export function energyOf({ free, slope }: Weight, value: number): number {
  return value > free ? slope * (value - free) : 0;
}
