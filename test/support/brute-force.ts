import type { Problem } from "../../src/problem/index.js";

/**
 * Offsets within the capacity by trying every offset of every buffer, or null. Shares nothing with the planner, and is
 * exponential: for up to 8 buffers of sizes below 10.
 */
export function bruteForce(problem: Problem, capacity: number): number[] | null {
  const { buffers } = problem;
  const offsets: number[] = [];
  const place = (index: number): boolean => {
    const buffer = buffers[index];
    if (buffer === undefined) return true;
    const { size, alignment = 1, offset: fixed } = buffer;
    for (let offset = fixed ?? 0; offset + size <= capacity; offset += alignment) {
      const free = offsets.every((other, i) => {
        const { lower, upper, size: height } = buffers[i]!;
        const together = lower < buffer.upper && buffer.lower < upper;
        return !together || other + height <= offset || offset + size <= other;
      });
      if (free) {
        offsets.push(offset);
        if (place(index + 1)) return true;
        offsets.pop();
      }
      if (fixed !== undefined) break;
    }
    return false;
  };
  return place(0) ? offsets : null;
}

/** The least capacity that holds the problem. */
export function bruteForceOptimum(problem: Problem): number {
  let capacity = bruteForceBound(problem);
  while (bruteForce(problem, capacity) === null) capacity++;
  return capacity;
}

/** The greatest sum of sizes that are live at one time, and the highest fixed top. */
export function bruteForceBound({ buffers }: Problem): number {
  let bound = 0;
  for (const { lower, offset, size } of buffers) {
    let live = 0;
    for (const other of buffers) if (other.lower <= lower && lower < other.upper) live += other.size;
    bound = Math.max(bound, live, offset === undefined ? 0 : offset + size);
  }
  return bound;
}

/** Every way in which a plan is invalid, in words; empty for a valid one. Pairwise, from the raw lifetimes. */
export function faultsOf(
  problem: Problem,
  offsets: ArrayLike<number>,
  capacity = problem.capacity ?? Infinity,
): string[] {
  const faults: string[] = [];
  problem.buffers.forEach((buffer, i) => {
    const at = offsets[i]!;
    const { id, size, alignment = 1, offset } = buffer;
    if (!Number.isSafeInteger(at) || at < 0) faults.push(`${id}: offset ${at}`);
    if (at + size > capacity) faults.push(`${id}: [${at}, ${at + size}) beyond ${capacity}`);
    if (at % alignment !== 0) faults.push(`${id}: ${at} misaligned to ${alignment}`);
    if (offset !== undefined && at !== offset) faults.push(`${id}: ${at}, fixed at ${offset}`);
    for (let j = 0; j < i; j++) {
      const other = problem.buffers[j]!;
      const together = other.lower < buffer.upper && buffer.lower < other.upper;
      if (together && offsets[j]! < at + size && at < offsets[j]! + other.size)
        faults.push(`${other.id} and ${id} overlap`);
    }
  });
  return faults;
}
