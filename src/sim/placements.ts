import { type Buffer, InputError, type Problem } from "../problem/index.js";
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
  problem: Problem,
  offsets: ArrayLike<number>,
  capacity: number,
  log: ViolationLog,
  into: Placements,
): number {
  const { buffers, base = 0 } = problem;
  const { bufferIndex, lower, upper, offset, top } = into;
  const total = buffers.length;
  if (offsets.length !== total) {
    throw new InputError(`a plan needs one offset for each of the ${total} buffers, got ${offsets.length}`, {
      field: "offsets",
    });
  }
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
    const given = offsets[i]!;
    if (!Number.isSafeInteger(given) || given < 0 || size > Number.MAX_SAFE_INTEGER - given) {
      log.offset(i, given);
      continue;
    }
    const at = given + 0; // No −0 in the report.
    const end = at + size;
    const fixed = buffer.offset ?? -1;
    if (fixed >= 0 && at !== fixed) log.fixed(i, at, fixed);
    if (buffer.alignment !== undefined && at % buffer.alignment !== 0) log.alignment(i, at, buffer.alignment);
    if (at < base || end - base > capacity) log.capacity(i, at, end, base, capacity);
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
  into.count = count;
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
