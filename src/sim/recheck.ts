import { emptyColumns, type ProblemColumns } from "../problem/index.js";
import { simulateColumns } from "./simulate-columns.js";

/** A plan in rows, some of which may be nobody's. Nothing of it is trusted. */
export interface RowPlan {
  /** Rows. */
  readonly high: number;
  readonly base: number;
  /** Bytes; Infinity where there is no limit. */
  readonly capacity: number;
  /** 1 where a row is a buffer. */
  readonly present: Uint8Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly size: Float64Array;
  readonly alignment: Float64Array;
  readonly fixed: Float64Array;
  /** Bytes, absolute. */
  readonly offset: Float64Array;
}

/** What a check has come to. */
export interface Recheck {
  /** What is wrong, for people; null where the plan is sound. */
  readonly fault: string | null;
  /** Bytes from the base: the greatest top. */
  readonly peak: number;
  /** Rows that were checked against all others; null where the whole plan was replayed. */
  readonly checked: number | null;
}

/** With more rows that differ, a replay of the whole is faster. */
const MOST_CHANGED = 48;

const COLUMNS = ["lower", "upper", "size", "alignment", "fixed", "offset"] as const;
type Column = (typeof COLUMNS)[number];

/**
 * Checks plans that follow each other and differ in a few buffers. The first one is replayed whole. Of each later one,
 * it finds by itself which rows differ from those that it has found sound, whatever the caller believes to have
 * changed, and compares these with every other buffer, by raw lifetimes and bytes: two sound buffers that have not
 * changed share no byte. O(n) for each row that differs.
 */
export class Rechecker {
  #high = 0;
  #base = 0;
  #present = new Uint8Array(0);
  #columns: Record<Column, Float64Array> = emptyCopy(0);
  /** No plan has been found sound since a fault. */
  #isEmpty = true;

  /** @param whole replays everything, whatever has changed */
  check(plan: RowPlan, whole = false): Recheck {
    const changed = whole || this.#isEmpty || plan.base !== this.#base ? null : this.#changed(plan);
    const fault = changed === null ? replayed(plan) : (withinBounds(plan, changed) ?? apart(plan, changed));
    const peak = fault === null ? peakOf(plan) : 0;
    const isAbove = fault === null && peak > plan.capacity;
    const told = isAbove ? `the plan peaks at ${peak} bytes, the capacity is ${plan.capacity}` : fault;
    this.#isEmpty = told !== null;
    if (told === null) this.#remember(plan, changed);
    return { fault: told, peak, checked: changed === null ? null : changed.length };
  }

  /** The rows that differ from those that were found sound; null where there are too many. */
  #changed(plan: RowPlan): number[] | null {
    const { lower, upper, size, alignment, fixed, offset } = this.#columns;
    const changed: number[] = [];
    for (let row = 0; row < plan.high; row++) {
      const isSame =
        row < this.#high &&
        plan.present[row] === this.#present[row] &&
        plan.offset[row] === offset[row] &&
        plan.lower[row] === lower[row] &&
        plan.upper[row] === upper[row] &&
        plan.size[row] === size[row] &&
        plan.alignment[row] === alignment[row] &&
        plan.fixed[row] === fixed[row];
      if (isSame) continue;
      if (changed.length === MOST_CHANGED) return null;
      changed.push(row);
    }
    return changed;
  }

  #remember(plan: RowPlan, changed: readonly number[] | null): void {
    if (this.#present.length < plan.high) {
      const room = 2 * plan.high;
      const wider = emptyCopy(room);
      for (const column of COLUMNS) wider[column].set(this.#columns[column]);
      const present = new Uint8Array(room);
      present.set(this.#present);
      this.#present = present;
      this.#columns = wider;
    }
    if (changed === null) {
      for (const column of COLUMNS) this.#columns[column].set(plan[column].subarray(0, plan.high));
      this.#present.set(plan.present.subarray(0, plan.high));
    } else {
      for (const row of changed) {
        for (const column of COLUMNS) this.#columns[column][row] = plan[column][row]!;
        this.#present[row] = plan.present[row]!;
      }
    }
    this.#high = plan.high;
    this.#base = plan.base;
  }
}

function emptyCopy(room: number): Record<Column, Float64Array> {
  const column = (): Float64Array => new Float64Array(room);
  return {
    lower: column(),
    upper: column(),
    size: column(),
    alignment: column(),
    fixed: column(),
    offset: column(),
  };
}

function peakOf({ high, base, present, size, offset }: RowPlan): number {
  let top = base;
  for (let row = 0; row < high; row++) {
    if (present[row] === 1 && offset[row]! + size[row]! > top) top = offset[row]! + size[row]!;
  }
  return top - base;
}

/** What is wrong with a buffer by itself. */
function withinBounds(plan: RowPlan, changed: readonly number[]): string | null {
  const { base, present, lower, upper, size, alignment, fixed, offset } = plan;
  for (const row of changed) {
    if (present[row] === 0) continue;
    const at = offset[row]!;
    const isSound =
      Number.isSafeInteger(lower[row]) &&
      Number.isSafeInteger(upper[row]) &&
      lower[row]! <= upper[row]! &&
      Number.isSafeInteger(size[row]) &&
      size[row]! >= 0 &&
      Number.isSafeInteger(alignment[row]) &&
      alignment[row]! > 0;
    if (!isSound) return `row ${row} is no sound buffer`;
    if (!(Number.isSafeInteger(at) && at >= base && size[row]! <= Number.MAX_SAFE_INTEGER - at)) {
      return `row ${row} has no usable offset: ${at}`;
    }
    if (at % alignment[row]! !== 0) return `row ${row} lies at ${at}, no multiple of its alignment ${alignment[row]}`;
    if (fixed[row]! >= 0 && at !== fixed[row]) return `row ${row} lies at ${at}, and is fixed at ${fixed[row]}`;
  }
  return null;
}

/** Which buffer shares a byte with a changed one while both live. */
function apart(plan: RowPlan, changed: readonly number[]): string | null {
  const { high, present, lower, upper, size, offset } = plan;
  for (const row of changed) {
    const from = lower[row]!;
    const until = upper[row]!;
    const bottom = offset[row]!;
    const top = bottom + size[row]!;
    if (present[row] === 0 || from === until || top === bottom) continue;
    for (let other = 0; other < high; other++) {
      if (lower[other]! >= until || upper[other]! <= from) continue;
      if (offset[other]! >= top || offset[other]! + size[other]! <= bottom) continue;
      if (other === row || present[other] === 0 || size[other] === 0 || lower[other] === upper[other]) continue;
      return `rows ${row} and ${other} share bytes from ${Math.max(bottom, offset[other]!)} on while both live`;
    }
  }
  return null;
}

function replayed(plan: RowPlan): string | null {
  let count = 0;
  for (let row = 0; row < plan.high; row++) count += plan.present[row]!;
  const { base, capacity } = plan;
  const columns: ProblemColumns = emptyColumns(count, { base, capacity, ids: null });
  const offsets = new Float64Array(count);
  for (let row = 0, b = 0; row < plan.high; row++) {
    if (plan.present[row] === 0) continue;
    columns.lower[b] = plan.lower[row]!;
    columns.upper[b] = plan.upper[row]!;
    columns.size[b] = plan.size[row]!;
    columns.alignment[b] = plan.alignment[row]!;
    columns.fixedOffset[b] = plan.fixed[row]!;
    offsets[b++] = plan.offset[row]!;
  }
  const report = simulateColumns(columns, offsets);
  return report.ok ? null : report.violations[0]!.message;
}
