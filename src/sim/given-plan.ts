import { type Buffer, InputError, type Problem } from "../problem/index.js";
import type { Placements } from "./placements.js";

/** The offset of a buffer that lies nowhere. */
const NOWHERE = -1;
const MAX_INT32 = 2 ** 31 - 1;

/**
 * A plan as it was given, for the rules of single buffers. Buffers go by their positions in the problem.
 */
export class GivenPlan {
  /** Of each buffer of the problem; below 0 where it lies nowhere. */
  readonly offset: Float64Array;
  /** The lowest offset and the highest offset + size of those that lie somewhere; Infinity and 0 where none does. */
  lowest = Number.POSITIVE_INFINITY;
  highest = 0;
  /** Of each buffer that lies somewhere; 0 where it is beyond 32 bits, and `Buffer.alignment` must be asked. */
  readonly alignment: Int32Array;
  /** The buffers that lie somewhere and must lie at a given offset. */
  fixedCount = 0;
  readonly fixed: Int32Array;
  /** What was given in place of offsets that can be used. */
  readonly unusable: { readonly bufferIndex: number; readonly value: unknown }[] = [];

  constructor(capacity: number) {
    this.offset = new Float64Array(capacity);
    this.alignment = new Int32Array(capacity);
    this.fixed = new Int32Array(capacity);
  }
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
  { buffers }: Problem,
  offsets: ArrayLike<number>,
  given: GivenPlan,
  placements: Placements,
): number {
  const { offset: givenOffset, alignment, fixed } = given;
  const { bufferIndex, lower, upper, offset, top } = placements;
  const total = buffers.length;
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
    const buffer = buffers[i]!;
    const { size } = buffer;
    checkNumbers(buffer, i);
    sum += size;
    if (sum > Number.MAX_SAFE_INTEGER) {
      throw fault(buffer, i, "size", "the sizes up to this buffer sum to more than 2^53 − 1 bytes");
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
    const step = buffer.alignment ?? 1;
    alignment[i] = step <= MAX_INT32 ? step : 0;
    if (at < lowest) lowest = at;
    if (end > farthest) farthest = end;
    if (buffer.offset !== undefined && buffer.offset >= 0) fixed[fixedCount++] = i;
    if (size === 0 || buffer.lower === buffer.upper) {
      highest = Math.max(highest, end);
      continue;
    }
    bufferIndex[count] = i;
    lower[count] = buffer.lower + 0;
    upper[count] = buffer.upper + 0;
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

function checkNumbers(buffer: Buffer, index: number): void {
  const { lower, upper, size, alignment } = buffer;
  if (!Number.isSafeInteger(lower) || !Number.isSafeInteger(upper) || upper < lower) {
    throw fault(buffer, index, "upper", `lifetime must be two integers, lower ≤ upper, got [${lower}, ${upper})`);
  }
  if (!Number.isSafeInteger(size) || size < 0) {
    throw fault(buffer, index, "size", `size must be an integer ≥ 0 bytes, got ${size}`);
  }
  if (alignment !== undefined && !(Number.isSafeInteger(alignment) && alignment > 0)) {
    throw fault(buffer, index, "alignment", `alignment must be an integer > 0 bytes, got ${alignment}`);
  }
}

function fault(buffer: Buffer, bufferIndex: number, field: string, text: string): InputError {
  return new InputError(`buffer ${JSON.stringify(buffer.id)}: ${text}`, { bufferIndex, field });
}
