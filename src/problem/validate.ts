import { InputError } from "./errors.js";
import { KeyJudge } from "./keys.js";
import { columnsBehind } from "./lazy.js";
import { type Buffer, fixedOffsetOf, MAX_BYTES, type Problem } from "./problem.js";

/**
 * Checks a problem and throws at the first fault. What contradicts itself is a fault. Whether a plan exists is not
 * asked: buffers above the capacity and fixed buffers that collide are for the planner to answer.
 *
 * @throws InputError that names the buffer, the field and the value: a key that means a constraint or nearly means
 * something (`keys.ts`), an empty or repeated id, a number that is no integer within ±(2^53 − 1), size < 0, upper <
 * lower, alignment ≤ 0, a negative fixed offset or hint other than −1, a misaligned fixed offset, a negative capacity
 * or base, sizes that with the base sum to more than 2^53 − 1.
 */
export function validate(problem: Problem): void {
  checkPlainly(problem, new KeyJudge());
}

/**
 * The same, but for constraints: their keys are let pass, and what they say is not looked at.
 *
 * @throws InputError
 */
export function validateBesidesConstraints(problem: Problem): void {
  checkPlainly(problem, new KeyJudge(true));
}

function checkPlainly(problem: Problem, keys: KeyJudge): void {
  if (columnsBehind(problem) !== null) {
    keys.checkProblem(problem);
    return;
  }
  const { buffers, base = 0 } = checkList(problem, keys);
  const checks = new RowChecks(base);
  for (let b = 0; b < buffers.length; b++) {
    const buffer = buffers[b]!;
    checks.id(buffer, b);
    keys.checkBuffer(buffer, b);
    checks.row(buffer, b);
  }
}

/** Checks what a problem is besides its buffers, and returns it. @throws InputError */
export function checkList(problem: Problem, keys: KeyJudge): Problem {
  if (problem === null || typeof problem !== "object") {
    throw new InputError(`the problem must be an object, got ${shown(problem)}`);
  }
  keys.checkProblem(problem);
  if (!Array.isArray(problem.buffers)) throw new InputError("buffers must be an array", { field: "buffers" });
  checkMemory(problem.capacity, problem.base);
  return problem;
}

/** @throws InputError */
export function checkMemory(capacity: number | undefined, base: number | undefined): void {
  if (capacity !== undefined && capacity !== Number.POSITIVE_INFINITY) checkBytes("capacity", capacity);
  if (base !== undefined) checkBytes("base", base);
}

/**
 * Checks the buffers of one problem, in their order: each by itself, its id and the sum of the sizes against those
 * before.
 */
export class RowChecks {
  readonly #seen = new Map<string, number>();
  #highestFixedTop = 0;
  #sum: number;

  constructor(base: number) {
    this.#sum = base;
  }

  /** @throws InputError */
  id(buffer: Pick<Buffer, "id">, index: number): void {
    checkId(buffer, index, this.#seen);
  }

  /** Checks all but the id. @throws InputError */
  row(buffer: Buffer, index: number): void {
    checkNumbers(buffer, index);
    const { size, alignment = 1 } = buffer;
    // What a stack of all buffers could reach: every intermediate sum of the planner stays below this.
    this.#sum += size + (alignment - 1);
    const fixed = fixedOffsetOf(buffer);
    if (fixed >= 0) this.#highestFixedTop = Math.max(this.#highestFixedTop, fixed + size);
    if (this.#sum + this.#highestFixedTop > MAX_BYTES) {
      throw fault(
        buffer,
        index,
        "size",
        "the sizes up to this buffer (padded to their alignment) sum to more than 2^53 − 1 bytes",
      );
    }
  }
}

/**
 * A value as a message quotes it: text in quotes and a bigint with its n, so that "64" and 64n are not mistaken for 64.
 */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  return typeof value === "bigint" ? `${value}n` : String(value);
}

function checkBytes(field: "capacity" | "base", value: unknown): void {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return;
  throw new InputError(`${field} must be an integer ≥ 0 bytes, got ${shown(value)}`, { field });
}

function fault(buffer: Pick<Buffer, "id">, bufferIndex: number, field: string, text: string): InputError {
  return new InputError(`buffer ${JSON.stringify(buffer.id)}: ${text}`, { bufferIndex, field });
}

function checkId(buffer: Pick<Buffer, "id">, index: number, seen: Map<string, number>): void {
  if (buffer === null || typeof buffer !== "object") {
    throw new InputError(`buffer ${index} must be an object, got ${shown(buffer)}`, { bufferIndex: index });
  }
  const { id } = buffer;
  if (typeof id !== "string" || id === "") {
    throw new InputError(`buffer ${index}: id must be a non-empty string, got ${shown(id)}`, {
      bufferIndex: index,
      field: "id",
    });
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
      throw fault(buffer, index, field, `${field} must be an integer within ±(2^53 − 1), got ${shown(value)}`);
    }
  };
  integer("lower", lower);
  integer("upper", upper);
  integer("size", size);
  if (size < 0) throw fault(buffer, index, "size", `size must be ≥ 0 bytes, got ${size}`);
  if (upper < lower) throw fault(buffer, index, "upper", `upper must be ≥ lower, got [${lower}, ${upper})`);
  if (alignment !== undefined) {
    integer("alignment", alignment);
    if (alignment <= 0) throw fault(buffer, index, "alignment", `alignment must be > 0 bytes, got ${alignment}`);
  }
  if (hint !== undefined) {
    integer("hint", hint);
    if (hint < -1) throw fault(buffer, index, "hint", `hint must be ≥ 0 bytes, or −1 for none, got ${hint}`);
  }
  if (offset !== undefined) {
    integer("offset", offset);
    if (offset < -1) {
      throw fault(buffer, index, "offset", `fixed offset must be ≥ 0 bytes, or −1 for none, got ${offset}`);
    }
    if (offset + size > MAX_BYTES) {
      throw fault(buffer, index, "offset", `fixed at ${offset}, its top exceeds 2^53 − 1 bytes`);
    }
    if (offset >= 0 && alignment !== undefined && offset % alignment !== 0) {
      throw fault(buffer, index, "offset", `fixed offset ${offset} is no multiple of the alignment ${alignment}`);
    }
  }
}
