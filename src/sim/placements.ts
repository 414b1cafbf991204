import { emptyColumns, InputError, idOf, type Problem, type ProblemColumns } from "../problem/index.js";
import type { ViolationLog } from "./violation-log.js";

/** The buffers that lie somewhere, as flat arrays. A buffer is called by its position here: 0 to count − 1. */
export class Placements {
  count = 0;
  /** Position in `problem.buffers`. */
  readonly bufferIndex: Int32Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** First byte. */
  readonly offset: Float64Array;
  /** Last byte + 1. */
  readonly top: Float64Array;

  constructor(capacity: number) {
    this.bufferIndex = new Int32Array(capacity);
    this.lower = new Float64Array(capacity);
    this.upper = new Float64Array(capacity);
    this.offset = new Float64Array(capacity);
    this.top = new Float64Array(capacity);
  }
}

/**
 * Copies what the simulator needs of a problem's buffers, as numbers.
 *
 * @throws InputError where a lifetime, a size or an alignment is not as `Buffer` says.
 */
export function readBuffers({ buffers, capacity, base }: Problem): ProblemColumns {
  const count = buffers.length;
  const ids = new Array<string>(count);
  const columns = emptyColumns(count, { capacity: capacity ?? Number.POSITIVE_INFINITY, base: base ?? 0, ids });
  for (let b = 0; b < count; b++) {
    const { id, lower, upper, size, alignment = 1, offset } = buffers[b]!;
    checkNumbers(id, b, lower, upper, size, alignment);
    ids[b] = id;
    columns.lower[b] = lower;
    columns.upper[b] = upper;
    columns.size[b] = size;
    columns.alignment[b] = alignment;
    columns.fixedOffset[b] = offset ?? -1;
  }
  return columns;
}

/**
 * Reads the problem and the plan, once each, and reports what can be said of one buffer alone: bad, misaligned and
 * moved fixed offsets, and buffers beyond the capacity. Buffers with a bad offset are left out of `into`.
 *
 * Nothing here trusts an earlier validation, except that ids are not compared: all reports carry the position too.
 *
 * @returns the peak of the buffers that meet no other, which are not in `into`: the greatest offset + size, 0 where
 * there are none
 * @throws InputError where there is not one offset for each buffer, where a lifetime, a size or an alignment is not as
 * `Buffer` says, or where the sizes sum to more than 2^53 − 1.
 */
export function placeBuffers(
  problem: ProblemColumns,
  offsets: ArrayLike<number>,
  capacity: number,
  log: ViolationLog,
  into: Placements,
): number {
  const { count: total, base } = problem;
  const { bufferIndex, lower, upper, offset, top } = into;
  if (offsets.length !== total) {
    throw new InputError(`a plan needs one offset for each of the ${total} buffers, got ${offsets.length}`, {
      field: "offsets",
    });
  }
  let count = 0;
  let sum = 0;
  let highest = 0;
  for (let i = 0; i < total; i++) {
    const size = problem.size[i]!;
    const from = problem.lower[i]!;
    const until = problem.upper[i]!;
    const alignment = problem.alignment[i]!;
    if (!isSound(from, until, size, alignment)) checkNumbers(idOf(problem, i), i, from, until, size, alignment);
    sum += size;
    if (sum > Number.MAX_SAFE_INTEGER) {
      throw fault(idOf(problem, i), i, "size", "the sizes up to this buffer sum to more than 2^53 − 1 bytes");
    }
    const given = offsets[i]!;
    if (!Number.isSafeInteger(given) || given < 0 || size > Number.MAX_SAFE_INTEGER - given) {
      log.offset(i, given);
      continue;
    }
    const at = given + 0; // No −0 in the report.
    const end = at + size;
    const fixed = problem.fixedOffset[i]!;
    if (fixed >= 0 && at !== fixed) log.fixed(i, at, fixed);
    if (at % alignment !== 0) log.alignment(i, at, alignment);
    if (at < base || end - base > capacity) log.capacity(i, at, end, base, capacity);
    if (size === 0 || from === until) {
      highest = Math.max(highest, end);
      continue;
    }
    bufferIndex[count] = i;
    lower[count] = from + 0;
    upper[count] = until + 0;
    offset[count] = at;
    top[count] = end;
    count++;
  }
  into.count = count;
  return highest;
}

/** Whether the numbers of a buffer are as `Buffer` says. */
function isSound(lower: number, upper: number, size: number, alignment: number): boolean {
  const integers = Number.isSafeInteger(lower) && Number.isSafeInteger(upper) && Number.isSafeInteger(size);
  return integers && lower <= upper && size >= 0 && Number.isSafeInteger(alignment) && alignment > 0;
}

function checkNumbers(id: string, index: number, lower: number, upper: number, size: number, alignment: number): void {
  if (!Number.isSafeInteger(lower) || !Number.isSafeInteger(upper) || upper < lower) {
    throw fault(id, index, "upper", `lifetime must be two integers, lower ≤ upper, got [${lower}, ${upper})`);
  }
  if (!Number.isSafeInteger(size) || size < 0) {
    throw fault(id, index, "size", `size must be an integer ≥ 0 bytes, got ${size}`);
  }
  if (!(Number.isSafeInteger(alignment) && alignment > 0)) {
    throw fault(id, index, "alignment", `alignment must be an integer > 0 bytes, got ${alignment}`);
  }
}

function fault(id: string, bufferIndex: number, field: string, text: string): InputError {
  return new InputError(`buffer ${JSON.stringify(id)}: ${text}`, { bufferIndex, field });
}
