import { KeyJudge } from "./keys.js";
import { fixedOffsetOf, type Problem } from "./problem.js";
import { checkList, checkMemory, RowChecks } from "./validate.js";

/**
 * A problem as telaplan itself has it: one column a field, one row a buffer, in the order of `problem.buffers`. It is
 * made once where a problem comes in, and validated there. Times and bytes are integers within ±(2^53 − 1).
 */
export interface ProblemColumns {
  readonly count: number;
  /** Bytes; Infinity where the problem has none. */
  readonly capacity: number;
  /** Bytes: where the memory begins. */
  readonly base: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Bytes. */
  readonly size: Float64Array;
  /** Bytes, 1 where absent. */
  readonly alignment: Float64Array;
  /** Bytes, absolute; −1 where the buffer is free to move. */
  readonly fixedOffset: Float64Array;
  /** Null where buffers are called by their position. */
  readonly ids: readonly string[] | null;
}

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
  return ids === null ? String(row) : ids[row]!;
}

/** Validates a problem and lays it out as columns. @throws InputError as `validate` does */
export function toColumns(problem: Problem): ProblemColumns {
  const keys = new KeyJudge();
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
