import type { Buffer, Problem } from "../../src/problem/index.js";

/**
 * Absolute offsets within the capacity by trying every offset of every buffer, or null. Shares nothing with the
 * planner, and is exponential: for up to 8 buffers of sizes below 10.
 */
export function bruteForce(problem: Problem, capacity: number): number[] | null {
  const { buffers, base = 0 } = problem;
  const offsets = new Array<number>(buffers.length).fill(-1);
  // What has no choice goes first: where it collides, nothing else is tried.
  const isFixed = ({ offset = -1 }: Buffer): boolean => offset >= 0;
  const order = [...buffers.keys()].sort((a, b) => Number(isFixed(buffers[b]!)) - Number(isFixed(buffers[a]!)));
  const place = (step: number): boolean => {
    const index = order[step];
    if (index === undefined) return true;
    const buffer = buffers[index]!;
    const { size, alignment = 1, offset: fixed = -1 } = buffer;
    let offset = fixed;
    if (fixed < 0) for (offset = base; offset % alignment !== 0; ) offset++;
    if (offset < base) return false;
    for (; offset + size <= base + capacity; offset += alignment) {
      const free = order.slice(0, step).every((other) => {
        const { size: height } = buffers[other]!;
        return !meet(buffers[other]!, buffer) || offsets[other]! + height <= offset || offset + size <= offsets[other]!;
      });
      if (free) {
        offsets[index] = offset;
        if (place(step + 1)) return true;
      }
      // Where a buffer that meets no other lies makes no difference to them.
      if (fixed >= 0 || !buffers.some((other) => other !== buffer && meet(other, buffer))) break;
    }
    return false;
  };
  return place(0) ? offsets : null;
}

/** Whether two buffers may not share a byte: both have some, and there is a time at which both live. */
function meet(a: Buffer, b: Buffer): boolean {
  if (a.size === 0 || b.size === 0) return false;
  for (let time = Math.min(a.lower, b.lower); time < Math.max(a.upper, b.upper); time++) {
    if (a.lower <= time && time < a.upper && b.lower <= time && time < b.upper) return true;
  }
  return false;
}

/**
 * The least capacity that holds the problem; Infinity where none does, because fixed buffers collide or lie below the
 * base.
 */
export function bruteForceOptimum(problem: Problem): number {
  const { buffers, base = 0 } = problem;
  // In this much every buffer has room above all others and above all that is fixed.
  const enough = buffers.reduce(
    (sum, { size, alignment = 1, offset = -1 }) => sum + size + alignment + Math.max(0, offset - base),
    0,
  );
  const fixed = buffers.filter(({ offset = -1 }) => offset >= 0);
  if (bruteForce({ ...problem, buffers: fixed }, enough) === null) return Infinity;
  let capacity = bruteForceBound(problem);
  while (bruteForce(problem, capacity) === null) capacity++;
  return capacity;
}

/** The greatest sum of sizes that are live at one time, and the highest fixed top. */
export function bruteForceBound({ buffers, base = 0 }: Problem): number {
  let bound = 0;
  for (const { lower, offset = -1, size } of buffers) {
    let live = 0;
    for (const other of buffers) if (other.lower <= lower && lower < other.upper) live += other.size;
    bound = Math.max(bound, live, size, offset - base + size);
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
  const { base = 0 } = problem;
  problem.buffers.forEach((buffer, i) => {
    const at = offsets[i]!;
    const { id, size, alignment = 1, offset = -1 } = buffer;
    if (!Number.isSafeInteger(at) || at < base) faults.push(`${id}: offset ${at}`);
    if (at + size > base + capacity) faults.push(`${id}: [${at}, ${at + size}) beyond ${capacity}`);
    if (at % alignment !== 0) faults.push(`${id}: ${at} misaligned to ${alignment}`);
    if (offset >= 0 && at !== offset) faults.push(`${id}: ${at}, fixed at ${offset}`);
    for (let j = 0; j < i; j++) {
      const other = problem.buffers[j]!;
      const empty = (one: Buffer): boolean => one.size === 0 || one.lower === one.upper;
      const together = other.lower < buffer.upper && buffer.lower < other.upper && !empty(other) && !empty(buffer);
      if (together && offsets[j]! < at + size && at < offsets[j]! + other.size)
        faults.push(`${other.id} and ${id} overlap`);
    }
  });
  return faults;
}
