import { InputError } from "./errors.js";
import { type Buffer, MAX_BYTES, type Problem } from "./problem.js";

/**
 * Checks a problem and throws at the first fault.
 *
 * @throws InputError that names the buffer, the field and the value: an empty or repeated id, a number that is no integer within
 * ±(2^53 − 1), size ≤ 0, upper ≤ lower, alignment ≤ 0, a negative or misaligned fixed offset, a buffer that alone
 * exceeds the capacity, two fixed buffers that share a byte while both are live, sizes that sum to more than 2^53 − 1.
 */
export function validate(problem: Problem): void {
  if (problem === null || typeof problem !== "object")
    throw new InputError(`the problem must be an object, got ${problem}`);
  const { buffers, capacity } = problem;
  if (!Array.isArray(buffers)) throw new InputError("buffers must be an array", { field: "buffers" });
  if (capacity !== undefined && !(Number.isSafeInteger(capacity) && capacity >= 0)) {
    throw new InputError(`capacity must be an integer ≥ 0 bytes, got ${capacity}`, { field: "capacity" });
  }
  const seen = new Map<string, number>();
  let highestFixedTop = 0;
  let sum = 0;
  for (let i = 0; i < buffers.length; i++) {
    const buffer = buffers[i]!;
    checkId(buffer, i, seen);
    checkNumbers(buffer, i);
    checkAgainstCapacity(buffer, i, capacity);
    const { size, alignment = 1, offset } = buffer;
    // What a stack of all buffers could reach: every intermediate sum of the planner stays below this.
    sum += size + (alignment - 1);
    if (offset !== undefined) highestFixedTop = Math.max(highestFixedTop, offset + size);
    if (sum + highestFixedTop > MAX_BYTES) {
      throw fault(
        buffer,
        i,
        "size",
        "the sizes up to this buffer (padded to their alignment) sum to more than 2^53 − 1 bytes",
      );
    }
  }
  if (highestFixedTop > 0) checkFixedOverlaps(buffers);
}

function fault(buffer: Buffer, bufferIndex: number, field: string, text: string): InputError {
  return new InputError(`buffer ${JSON.stringify(buffer.id)}: ${text}`, { bufferIndex, field });
}

function checkId(buffer: Buffer, index: number, seen: Map<string, number>): void {
  if (buffer === null || typeof buffer !== "object") {
    throw new InputError(`buffer ${index} must be an object, got ${buffer}`, { bufferIndex: index });
  }
  const { id } = buffer;
  if (typeof id !== "string" || id === "") {
    throw new InputError(
      `buffer ${index}: id must be a non-empty string, got ${typeof id === "string" ? '""' : String(id)}`,
      {
        bufferIndex: index,
        field: "id",
      },
    );
  }
  const first = seen.get(id);
  if (first !== undefined) {
    throw fault(buffer, index, "id", `id is used twice, by buffers ${first} and ${index} (counted from 0)`);
  }
  seen.set(id, index);
}

function checkNumbers(buffer: Buffer, index: number): void {
  const { lower, upper, size, alignment, offset, hint } = buffer;
  const integer = (field: string, value: unknown): void => {
    if (!Number.isSafeInteger(value)) {
      throw fault(buffer, index, field, `${field} must be an integer within ±(2^53 − 1), got ${String(value)}`);
    }
  };
  integer("lower", lower);
  integer("upper", upper);
  integer("size", size);
  if (size <= 0) throw fault(buffer, index, "size", `size must be > 0 bytes, got ${size}`);
  if (upper <= lower) throw fault(buffer, index, "upper", `upper must be > lower, got [${lower}, ${upper})`);
  if (alignment !== undefined) {
    integer("alignment", alignment);
    if (alignment <= 0) throw fault(buffer, index, "alignment", `alignment must be > 0 bytes, got ${alignment}`);
  }
  if (hint !== undefined) {
    integer("hint", hint);
    if (hint < 0) throw fault(buffer, index, "hint", `hint must be ≥ 0 bytes, got ${hint}`);
  }
  if (offset !== undefined) {
    integer("offset", offset);
    if (offset < 0) throw fault(buffer, index, "offset", `fixed offset must be ≥ 0 bytes, got ${offset}`);
    if (offset + size > MAX_BYTES) {
      throw fault(buffer, index, "offset", `fixed at ${offset}, its top exceeds 2^53 − 1 bytes`);
    }
    if (alignment !== undefined && offset % alignment !== 0) {
      throw fault(buffer, index, "offset", `fixed offset ${offset} is no multiple of the alignment ${alignment}`);
    }
  }
}

function checkAgainstCapacity(buffer: Buffer, index: number, capacity: number | undefined): void {
  if (capacity === undefined) return;
  const { size, offset } = buffer;
  if (size > capacity) throw fault(buffer, index, "size", `size ${size} exceeds the capacity of ${capacity} bytes`);
  if (offset !== undefined && offset + size > capacity) {
    throw fault(
      buffer,
      index,
      "offset",
      `fixed at [${offset}, ${offset + size}), beyond the capacity of ${capacity} bytes`,
    );
  }
}

/** Sweeps the fixed buffers by start; those live now are kept in address order, so only direct neighbours can collide first. */
function checkFixedOverlaps(buffers: readonly Buffer[]): void {
  const fixed: number[] = [];
  for (let i = 0; i < buffers.length; i++) if (buffers[i]!.offset !== undefined) fixed.push(i);
  const byStart = fixed.slice().sort((a, b) => buffers[a]!.lower - buffers[b]!.lower || a - b);
  const byEnd = fixed.slice().sort((a, b) => buffers[a]!.upper - buffers[b]!.upper || a - b);
  const live: number[] = [];
  const positionOf = (offset: number): number => {
    let low = 0;
    let high = live.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (buffers[live[middle]!]!.offset! < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  let ended = 0;
  for (const index of byStart) {
    const buffer = buffers[index]!;
    const offset = buffer.offset!;
    for (; buffers[byEnd[ended]!]!.upper <= buffer.lower; ended++)
      live.splice(positionOf(buffers[byEnd[ended]!]!.offset!), 1);
    const at = positionOf(offset);
    for (const other of [live[at - 1], live[at]]) {
      if (other === undefined) continue;
      const { id, offset: otherOffset, size } = buffers[other]!;
      if (otherOffset! < offset + buffer.size && offset < otherOffset! + size) {
        const ranges = `[${offset}, ${offset + buffer.size}) and [${otherOffset}, ${otherOffset! + size})`;
        throw fault(
          buffer,
          index,
          "offset",
          `fixed offset collides with buffer ${JSON.stringify(id)}: ${ranges}, both live`,
        );
      }
    }
    live.splice(at, 0, index);
  }
}
