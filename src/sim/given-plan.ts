import { columnsBehind, emptyColumns, InputError, idOf, type Problem, type ProblemColumns } from "../problem/index.js";
import type { Placements } from "./placements.js";

/** The offset of a buffer that lies nowhere. */
const NOWHERE = -1;

/**
 * A plan as it was given, for the rules of single buffers. Buffers go by their positions in the problem.
 */
export class GivenPlan {
  /** Of each buffer of the problem; below 0 where it lies nowhere. */
  readonly offset: Float64Array;
  /** The lowest offset and the highest offset + size of those that lie somewhere; Infinity and 0 where none does. */
  lowest = Number.POSITIVE_INFINITY;
  highest = 0;
  /** The buffers that lie somewhere and must lie at a given offset. */
  fixedCount = 0;
  readonly fixed: Int32Array;
  /** What was given in place of offsets that can be used. */
  readonly unusable: { readonly bufferIndex: number; readonly value: unknown }[] = [];

  constructor(capacity: number) {
    this.offset = new Float64Array(capacity);
    this.fixed = new Int32Array(capacity);
  }
}

/**
 * Copies what the simulator needs of a problem's buffers, as numbers.
 *
 * @throws InputError where a lifetime, a size or an alignment is not as `Buffer` says.
 */
export function readBuffers(problem: Problem): ProblemColumns {
  const behind = columnsBehind(problem);
  if (behind !== null) return behind;
  const { buffers, capacity, base } = problem;
  const count = buffers.length;
  const ids = new Array<string>(count);
  const columns = emptyColumns(count, { capacity: capacity ?? Number.POSITIVE_INFINITY, base: base ?? 0, ids });
  for (let b = 0; b < count; b++) {
    const { id, lower, upper, size, alignment = 1, offset } = buffers[b]!;
    if (!isSound(lower, upper, size, alignment)) throw unsound(id, b, lower, upper, size, alignment);
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
 * Reads the problem and the plan, once each. What takes part in the replay goes to `placements` too: all but buffers
 * without a usable offset, of no bytes, or with no time to live.
 *
 * Nothing here trusts an earlier validation, except that ids are not compared: all reports carry the position too.
 *
 * @returns the peak of the buffers that lie somewhere and meet no other: the greatest offset + size, 0 where there are
 * none
 * @throws InputError where there is not one offset for each buffer, where a lifetime, a size or an alignment is not as
 * `Buffer` says, or where the sizes sum to more than 2^53 − 1.
 */
export function readGivenPlan(
  problem: ProblemColumns,
  offsets: ArrayLike<number>,
  given: GivenPlan,
  placements: Placements,
): number {
  const { offset: givenOffset, fixed } = given;
  const { bufferIndex, lower, upper, offset, top } = placements;
  const total = problem.count;
  if (offsets.length !== total) {
    throw new InputError(`a plan needs one offset for each of the ${total} buffers, got ${offsets.length}`, {
      field: "offsets",
    });
  }
  given.unusable.length = 0;
  let fixedCount = 0;
  let lowest = Number.POSITIVE_INFINITY;
  let farthest = 0;
  let count = 0;
  let sum = 0;
  let highest = 0;
  for (let i = 0; i < total; i++) {
    const size = problem.size[i]!;
    const from = problem.lower[i]!;
    const until = problem.upper[i]!;
    const step = problem.alignment[i]!;
    if (!isSound(from, until, size, step)) throw unsound(idOf(problem, i), i, from, until, size, step);
    sum += size;
    if (sum > Number.MAX_SAFE_INTEGER) {
      throw fault(idOf(problem, i), i, "size", "the sizes up to this buffer sum to more than 2^53 − 1 bytes");
    }
    const value = offsets[i]!;
    if (!Number.isSafeInteger(value) || value < 0 || size > Number.MAX_SAFE_INTEGER - value) {
      given.unusable.push({ bufferIndex: i, value });
      givenOffset[i] = NOWHERE;
      continue;
    }
    const at = value + 0; // No −0 in the report.
    const end = at + size;
    givenOffset[i] = at;
    if (at < lowest) lowest = at;
    if (end > farthest) farthest = end;
    if (problem.fixedOffset[i]! >= 0) fixed[fixedCount++] = i;
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
  placements.count = count;
  given.lowest = lowest;
  given.highest = farthest;
  given.fixedCount = fixedCount;

  return highest;
}

/** Whether the numbers of a buffer are as `Buffer` says. */
function isSound(lower: number, upper: number, size: number, alignment: number): boolean {
  const integers = Number.isSafeInteger(lower) && Number.isSafeInteger(upper) && Number.isSafeInteger(size);
  return integers && lower <= upper && size >= 0 && Number.isSafeInteger(alignment) && alignment > 0;
}

/** What is wrong with numbers that are not sound. */
function unsound(id: string, index: number, lower: number, upper: number, size: number, alignment: number): InputError {
  if (!Number.isSafeInteger(lower) || !Number.isSafeInteger(upper) || upper < lower) {
    return fault(id, index, "upper", `lifetime must be two integers, lower ≤ upper, got [${lower}, ${upper})`);
  }
  if (!Number.isSafeInteger(size) || size < 0) {
    return fault(id, index, "size", `size must be an integer ≥ 0 bytes, got ${size}`);
  }
  return fault(id, index, "alignment", `alignment must be an integer > 0 bytes, got ${alignment}`);
}

function fault(id: string, bufferIndex: number, field: string, text: string): InputError {
  return new InputError(`buffer ${JSON.stringify(id)}: ${text}`, { bufferIndex, field });
}
