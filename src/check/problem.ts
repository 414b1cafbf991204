import { sha256 } from "./digest.js";

/** A buffer as the checker takes it; what else binds it, no proof covers. */
export interface CheckedBuffer {
  readonly id?: string;
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

const BUFFER_KEYS = new Set(["id", "lower", "upper", "size", "alignment", "offset"]);
const PROBLEM_KEYS = new Set(["buffers", "base", "capacity", "name"]);

/** @throws Error where a key is none that proofs cover, or a number none that it may be */
export function checkProblem(problem: CheckedProblem): void {
  const { buffers, base = 0, capacity = Infinity } = problem;
  refuseOthers(problem, PROBLEM_KEYS, "the problem");
  whole(base, "base");
  if (capacity !== Infinity) whole(capacity, "capacity");
  for (const [b, buffer] of buffers.entries()) {
    const { lower, upper, size, alignment = 1, offset = -1 } = buffer;
    refuseOthers(buffer, BUFFER_KEYS, `buffer ${b}`);
    whole(lower, `buffer ${b}: lower`, -MOST);
    whole(upper, `buffer ${b}: upper`, -MOST);
    whole(size, `buffer ${b}: size`);
    whole(alignment, `buffer ${b}: alignment`, 1);
    whole(offset, `buffer ${b}: offset`, -1);
  }
}

function refuseOthers(owner: object, known: ReadonlySet<string>, where: string): void {
  for (const [key, value] of Object.entries(owner)) {
    if (!known.has(key) && value !== undefined) throw new Error(`${where}: ${key} is not covered by proofs`);
  }
}

/** The largest number that may stand in a problem or a proof. */
export const MOST = Number.MAX_SAFE_INTEGER;

/** @throws Error where a value is no whole number from `least` to `most` */
export function whole(value: unknown, what: string, least = 0, most = MOST): number {
  if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
  throw new Error(`${what} is no whole number from ${least} to ${most}`);
}

/** Whether a buffer has bytes and lives: others meet nothing. */
export function isSolid({ size, lower, upper }: CheckedBuffer): boolean {
  return size > 0 && upper > lower;
}

/** SHA-256 of the canonical form of a problem, as docs/proof.md defines it, in hexadecimal. */
export function problemHash(problem: CheckedProblem): string {
  return sha256(canonical(problem));
}

function* canonical({ buffers, base = 0 }: CheckedProblem): Generator<string> {
  yield `telaplan problem 1\nbase ${base}\n`;
  for (const { lower, upper, size, alignment = 1, offset = -1 } of buffers) {
    yield `${lower} ${upper} ${size} ${alignment} ${offset}\n`;
  }
}

/**
 * Checks a plan: every buffer within [base, base + peak), at a multiple of its alignment, where it is fixed if it is,
 * and no two that live together share a byte. The peak must be met.
 *
 * @throws Error with what is wrong
 */
export function checkPlan({ buffers, base = 0 }: CheckedProblem, plan: readonly unknown[], peak: number): void {
  if (plan.length !== buffers.length) throw new Error("the plan has another number of buffers");
  const at = plan as readonly number[];
  let highest = base;
  for (const [b, { size, alignment = 1, offset = -1 }] of buffers.entries()) {
    const place = whole(at[b], `the offset of buffer ${b}`, base, base + peak - size);
    if (place % alignment !== 0 || (offset >= 0 && place !== offset)) {
      throw new Error(`buffer ${b} may not lie at ${place}`);
    }
    highest = Math.max(highest, place + size);
  }
  if (highest !== base + peak) throw new Error(`the plan's peak is ${highest - base}, not ${peak}`);
  const solid = [...buffers.keys()].filter((b) => isSolid(buffers[b]!));
  const events = solid.flatMap((b) => [
    { time: buffers[b]!.lower, begins: 1, b },
    { time: buffers[b]!.upper, begins: 0, b },
  ]);
  // What ends goes before what begins; those live lie in address order, so that a clash is one of neighbours.
  events.sort((x, y) => x.time - y.time || x.begins - y.begins || at[x.b]! - at[y.b]! || x.b - y.b);
  const live: number[] = [];
  for (const { begins, b } of events) {
    let [low, high] = [0, live.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (at[live[middle]!]! < at[b]!) low = middle + 1;
      else high = middle;
    }
    if (begins === 1) {
      const [below, above] = [live[low - 1], live[low]];
      if (below !== undefined && at[below]! + buffers[below]!.size > at[b]!) throw clash(below, b);
      if (above !== undefined && at[b]! + buffers[b]!.size > at[above]!) throw clash(above, b);
    }
    live.splice(low, 1 - begins, ...(begins === 1 ? [b] : []));
  }
}

function clash(a: number, b: number): Error {
  return new Error(`buffers ${Math.min(a, b)} and ${Math.max(a, b)} share bytes`);
}
