/**
 * What the data of a model are checked with. They come from a file that may be damaged, so their types promise nothing.
 */

/** The number of a model's parameters so far, to be refused above a limit. */
export class Budget {
  #used = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Counts before anything is read or copied, so that no array is too long to look at. */
  take(count: number): void {
    this.#used += count;
    if (this.#used > this.#limit) throw new RangeError(`the model has more than ${this.#limit} parameters`);
  }
}

export function show(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return typeof value === "string" ? JSON.stringify(value.slice(0, 40)) : value === null ? "null" : typeof value;
}

export function record(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new RangeError(`${name} must be an object, got ${show(value)}`);
  }
  return value as Readonly<Record<string, unknown>>;
}

export function list(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new RangeError(`${name} must be an array, got ${show(value)}`);
  return value;
}

export function finite(value: unknown, name: string): number {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    throw new RangeError(`${name} must be a finite number, got ${show(value)}`);
  }
  return value;
}

/** A whole number from `low` to `high`. */
export function whole(value: unknown, low: number, high: number, name: string): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < low || value > high) {
    throw new RangeError(`${name} must be a whole number from ${low} to ${high}, got ${show(value)}`);
  }
  return value;
}

/** A copy of exactly `length` finite numbers. */
export function finiteNumbers(value: unknown, length: number, name: string, budget: Budget): Float64Array {
  const numbers = listOf(value, length, name, budget);
  return Float64Array.from({ length }, (_, i) => finite(numbers[i], `${name}[${i}]`));
}

/** A copy of exactly `length` whole numbers from `low` to `high`. */
export function wholeNumbers(
  value: unknown,
  length: number,
  low: number,
  high: number,
  name: string,
  budget: Budget,
): Int32Array {
  const numbers = listOf(value, length, name, budget);
  return Int32Array.from({ length }, (_, i) => whole(numbers[i], low, high, `${name}[${i}]`));
}

function listOf(value: unknown, length: number, name: string, budget: Budget): readonly unknown[] {
  const numbers = list(value, name);
  if (numbers.length !== length) throw new RangeError(`${name} must hold ${length} numbers, got ${numbers.length}`);
  budget.take(length);
  return numbers;
}
