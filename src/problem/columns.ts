import { KeyJudge } from "./keys.js";
import { columnsBehind } from "./lazy.js";
import { fixedOffsetOf, MAX_BYTES, type Problem } from "./problem.js";
import type { ProblemColumns } from "./problem-columns.js";
import { checkList, checkMemory, RowChecks } from "./validate.js";

/** Columns that are numbers. */
const NUMBERS = 5;

/** From this many rows on, columns lie in shared memory: threads that plan and check them need no copy. */
const SHARED_ROWS = 4_096;

/** What columns are besides their numbers. */
type Rest = Pick<ProblemColumns, "capacity" | "base" | "ids">;

/** Columns without ids, in one piece: what is sent to another thread. */
export interface PackedColumns extends Omit<Rest, "ids"> {
  readonly count: number;
  /** The columns one after the other. */
  readonly numbers: Float64Array;
}

/** Columns to be filled: alignments are 1 and offsets free. They share one piece of memory. */
export function emptyColumns(count: number, rest: Rest): ProblemColumns {
  const numbers = count < SHARED_ROWS ? new Float64Array(NUMBERS * count) : sharedNumbers(NUMBERS * count);
  const columns = columnsIn(numbers, count, rest);
  columns.alignment.fill(1);
  columns.fixedOffset.fill(-1);
  return columns;
}

/** The columns that lie in a piece of memory. */
function columnsIn(numbers: Float64Array, count: number, { capacity, base, ids }: Rest): ProblemColumns {
  // One literal: with spread, making it takes ten times as long as the rest.
  return {
    count,
    capacity,
    base,
    lower: numbers.subarray(0, count),
    upper: numbers.subarray(count, 2 * count),
    size: numbers.subarray(2 * count, 3 * count),
    alignment: numbers.subarray(3 * count, 4 * count),
    fixedOffset: numbers.subarray(4 * count, 5 * count),
    ids,
  };
}

/** Columns that `emptyColumns` made, packed: the same memory. */
export function packColumns({ count, capacity, base, lower }: ProblemColumns): PackedColumns {
  return { count, capacity, base, numbers: new Float64Array(lower.buffer, lower.byteOffset, NUMBERS * count) };
}

export function unpackColumns({ count, capacity, base, numbers }: PackedColumns): ProblemColumns {
  return columnsIn(numbers, count, { capacity, base, ids: null });
}

function sharedNumbers(count: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT * count));
}

/** What the buffer in a row is called: its id, or its position where ids were not given. */
export function idOf({ ids }: Pick<ProblemColumns, "ids">, row: number): string {
  return ids === null ? String(row) : ids.at(row)!;
}

/** Validates a problem and lays it out as columns. @throws InputError as `validate` does */
export function toColumns(problem: Problem): ProblemColumns {
  const keys = new KeyJudge();
  const behind = columnsBehind(problem);
  if (behind !== null) {
    keys.checkProblem(problem);
    return behind;
  }
  const { buffers, capacity = Number.POSITIVE_INFINITY, base = 0 } = checkList(problem, keys);
  const count = buffers.length;
  const ids = new Array<string>(count);
  const columns = emptyColumns(count, { capacity, base, ids });
  const { lower, upper, size, alignment, fixedOffset } = columns;
  const checks = new RowChecks(base);
  for (let b = 0; b < count; b++) {
    const buffer = buffers[b]!;
    checks.id(buffer, b);
    keys.checkBuffer(buffer, b);
    checks.row(buffer, b);
    ids[b] = buffer.id;
    lower[b] = buffer.lower;
    upper[b] = buffer.upper;
    size[b] = buffer.size;
    if (buffer.alignment !== undefined) alignment[b] = buffer.alignment;
    fixedOffset[b] = fixedOffsetOf(buffer);
  }
  return columns;
}

/** Checks columns that were made from something else than objects. @throws InputError as `validate` does */
export function checkColumns(columns: ProblemColumns): void {
  const { count, capacity, base, ids, lower, upper, size, alignment, fixedOffset } = columns;
  checkMemory(capacity, base);
  const checks = new RowChecks(base);
  // One object for all rows: what is wrong with one is told as it is of a buffer.
  const row = { id: "", lower: 0, upper: 0, size: 0, alignment: 1, offset: -1 };
  for (let b = 0; b < count; b++) {
    row.id = idOf(columns, b);
    if (ids !== null) checks.id(row, b);
    row.lower = lower[b]!;
    row.upper = upper[b]!;
    row.size = size[b]!;
    row.alignment = alignment[b]!;
    row.offset = fixedOffset[b]!;
    checks.row(row, b);
  }
}

/**
 * Whether `checkColumns` would find nothing, ids left aside. Makes nothing, and is for those who can tell better
 * where a fault is.
 */
export function areSound(columns: ProblemColumns): boolean {
  const { count, capacity, base, lower, upper, size, alignment, fixedOffset } = columns;
  if (!isAddress(base) || !(capacity === Number.POSITIVE_INFINITY || isAddress(capacity))) return false;
  let sum = base;
  let highestFixedTop = 0;
  for (let b = 0; b < count; b++) {
    const bytes = size[b]!;
    const step = alignment[b]!;
    const fixed = fixedOffset[b]!;
    if (!Number.isSafeInteger(lower[b]!) || !Number.isSafeInteger(upper[b]!) || upper[b]! < lower[b]!) return false;
    if (!isAddress(bytes) || !isAddress(step) || step === 0) return false;
    if (fixed !== -1) {
      if (!isAddress(fixed) || fixed + bytes > MAX_BYTES || fixed % step !== 0) return false;
      highestFixedTop = Math.max(highestFixedTop, fixed + bytes);
    }
    sum += bytes + (step - 1);
    if (sum + highestFixedTop > MAX_BYTES) return false;
  }
  return true;
}

function isAddress(bytes: number): boolean {
  return Number.isSafeInteger(bytes) && bytes >= 0;
}
