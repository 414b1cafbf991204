import type { BodyProblem } from "../body-problem.js";
import { sweepMeetings } from "../meetings.js";

/**
 * What every two bodies of a problem may not do, in compressed rows: while `other` lies at y, the body of the row lies
 * at no offset x with y + low < x < y + high. Each pair stands in both rows; a pair may have several entries.
 */
export interface Conflicts {
  readonly start: Int32Array;
  readonly other: Int32Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * Lists the conflicts of all pairs: cells that live together, and differences that are forbidden. A sweep over time
 * finds them, so it takes no longer than the list is long.
 *
 * @param most entries at most, two a pair; null where there are more.
 */
export function listConflicts(problem: BodyProblem, most = Number.POSITIVE_INFINITY): Conflicts | null {
  const list = new PairList(problem.count);
  for (const { a, b, low, high } of problem.forbidden) list.add(b, a, low, high);
  const { cellFrom, cellTo, count } = problem;
  const isWhole = sweepMeetings(
    problem,
    (x, y, a, b) => list.add(b, a, cellFrom[x]! - cellTo[y]!, cellTo[x]! - cellFrom[y]!),
    () => 2 * list.length <= most,
  );
  return isWhole && 2 * list.length <= most ? list.rows(cellFrom.length > count) : null;
}

/** Conflicts as rows, from the pairs of `forbidden` alone. */
export function listForbidden({ count, forbidden }: Pick<BodyProblem, "count" | "forbidden">): Conflicts {
  const list = new PairList(count);
  for (const { a, b, low, high } of forbidden) list.add(b, a, low, high);
  return list.rows(false);
}

/** Pairs as they are found: x − y lies not in (low, high), of the offsets x and y of `body` and `other`. */
class PairList {
  length = 0;
  #bodies = new Int32Array(256);
  #ranges = new Float64Array(256);
  readonly #count: number;

  constructor(count: number) {
    this.#count = count;
  }

  add(body: number, other: number, low: number, high: number): void {
    if (high - low <= 1) return;
    const at = 2 * this.length++;
    if (at === this.#bodies.length) {
      const bodies = new Int32Array(2 * at);
      bodies.set(this.#bodies);
      this.#bodies = bodies;
      const ranges = new Float64Array(2 * at);
      ranges.set(this.#ranges);
      this.#ranges = ranges;
    }
    this.#bodies[at] = body;
    this.#bodies[at + 1] = other;
    this.#ranges[at] = low;
    this.#ranges[at + 1] = high;
  }

  rows(mayRepeat: boolean): Conflicts {
    const bodies = this.#bodies;
    const ranges = this.#ranges;
    const { length } = this;
    const start = new Int32Array(this.#count + 1);
    for (let i = 0; i < 2 * length; i++) start[bodies[i]! + 1]!++;
    for (let b = 0; b < this.#count; b++) start[b + 1]! += start[b]!;
    const next = start.slice(0, this.#count);
    const other = new Int32Array(2 * length);
    const low = new Float64Array(2 * length);
    const high = new Float64Array(2 * length);
    for (let i = 0; i < 2 * length; i += 2) {
      const [b, a] = [bodies[i]!, bodies[i + 1]!];
      const own = next[b]!++;
      other[own] = a;
      low[own] = ranges[i]!;
      high[own] = ranges[i + 1]!;
      const its = next[a]!++;
      other[its] = b;
      low[its] = -ranges[i + 1]!;
      high[its] = -ranges[i]!;
    }
    const conflicts = { start, other, low, high };
    return mayRepeat ? merged(conflicts) : conflicts;
  }
}

/**
 * Entries of one pair that overlap, in one: cells of many pieces forbid the same differences again and again. Each is
 * held against the latest of its pair only, which finds nearly all, in one pass.
 */
function merged({ start, other, low, high }: Conflicts): Conflicts {
  const bodies = start.length - 1;
  const starts = new Int32Array(bodies + 1);
  /** The latest entry of each other body. */
  const latest = new Int32Array(bodies).fill(-1);
  let kept = 0;
  for (let b = 0; b < bodies; b++) {
    const first = kept;
    for (let i = start[b]!; i < start[b + 1]!; i++) {
      const a = other[i]!;
      const at = latest[a]!;
      // Intervals are open and differences whole: those that only touch leave the difference between them.
      if (at >= first && low[i]! < high[at]! && low[at]! < high[i]!) {
        low[at] = Math.min(low[at]!, low[i]!);
        high[at] = Math.max(high[at]!, high[i]!);
        continue;
      }
      latest[a] = kept;
      other[kept] = a;
      low[kept] = low[i]!;
      high[kept++] = high[i]!;
    }
    starts[b + 1] = kept;
  }
  return { start: starts, other: other.subarray(0, kept), low: low.subarray(0, kept), high: high.subarray(0, kept) };
}
