import { createHash } from "node:crypto";

/** A buffer as the checker takes it: as in a problem, with nothing else that binds it. */
export interface CheckedBuffer {
  readonly lower: number;
  readonly upper: number;
  readonly size: number;
  readonly alignment?: number;
  /** Bytes; −1 or absent where it is free. */
  readonly offset?: number;
}

/** What a proof is about. */
export interface CheckedProblem {
  readonly buffers: readonly CheckedBuffer[];
  /** Bytes, default 0. */
  readonly base?: number;
  /** Bytes; where it is there, a claim that nothing fits must name it. */
  readonly capacity?: number;
}

/** Whether a buffer has bytes and lives: others meet nothing. */
export function isSolid({ size, lower, upper }: CheckedBuffer): boolean {
  return size > 0 && upper > lower;
}

/** SHA-256 of the canonical form of a problem, as docs/proof.md defines it, in hexadecimal. */
export function problemHash({ buffers, base = 0 }: CheckedProblem): string {
  const hash = createHash("sha256").update(`telaplan problem 1\nbase ${base}\n`);
  for (const { lower, upper, size, alignment = 1, offset = -1 } of buffers) {
    hash.update(`${lower} ${upper} ${size} ${alignment} ${offset}\n`);
  }
  return hash.digest("hex");
}

/**
 * What is wrong with a plan, in words, or null: every buffer within [base, base + peak), at a multiple of its
 * alignment, where it is fixed if it is, and no two that live together share a byte. The peak must be met.
 */
export function faultOfPlan(
  { buffers, base = 0 }: CheckedProblem,
  plan: readonly unknown[],
  peak: number,
): string | null {
  if (plan.length !== buffers.length)
    return `the plan has ${plan.length} offsets, the problem ${buffers.length} buffers`;
  const at = plan as readonly number[];
  let highest = base;
  for (const [b, { size, alignment = 1, offset = -1 }] of buffers.entries()) {
    const place = at[b]!;
    if (!Number.isSafeInteger(place) || place < base || place + size > base + peak)
      return `buffer ${b} lies outside the memory`;
    if (place % alignment !== 0 || (offset >= 0 && place !== offset)) return `buffer ${b} may not lie at ${place}`;
    highest = Math.max(highest, place + size);
  }
  if (highest !== base + peak) return `the plan's peak is ${highest - base}, not ${peak}`;
  const solid = [...buffers.keys()].filter((b) => isSolid(buffers[b]!));
  const events = solid.flatMap((b) => [
    { time: buffers[b]!.lower, begins: 1, b },
    { time: buffers[b]!.upper, begins: 0, b },
  ]);
  // What ends goes before what begins. Those live lie in address order: a clash is one of neighbours.
  events.sort((x, y) => x.time - y.time || x.begins - y.begins);
  const live: number[] = [];
  for (const { begins, b } of events) {
    let [low, high] = [0, live.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (at[live[middle]!]! < at[b]!) low = middle + 1;
      else high = middle;
    }
    if (begins === 0) {
      live.splice(low, 1);
      continue;
    }
    const [below, above] = [live[low - 1], live[low]];
    if (below !== undefined && at[below]! + buffers[below]!.size > at[b]!)
      return `buffers ${below} and ${b} share bytes`;
    if (above !== undefined && at[b]! + buffers[b]!.size > at[above]!) return `buffers ${above} and ${b} share bytes`;
    live.splice(low, 0, b);
  }
  return null;
}
