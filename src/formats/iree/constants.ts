/** The values of constants in MLIR text, and of the arithmetic that IREE does with sizes. */
import type { Operation } from "../mlir/operations.js";

/** Operations that make one value of two. */
const BINARY: Readonly<Record<string, (a: number, b: number) => number>> = {
  "arith.addi": (a, b) => a + b,
  "arith.subi": (a, b) => a - b,
  "arith.muli": (a, b) => a * b,
  "arith.maxui": Math.max,
  "arith.maxsi": Math.max,
  "arith.minui": Math.min,
  "arith.minsi": Math.min,
  "arith.ceildivui": (a, b) => Math.ceil(a / b),
  "arith.ceildivsi": (a, b) => Math.ceil(a / b),
  "arith.divui": (a, b) => Math.floor(a / b),
  "util.align": (a, b) => Math.ceil(a / b) * b,
};
const SAME = /^arith\.(index_cast(ui)?|extui|extsi)$/;

export class Constants {
  readonly #definitions = new Map<string, Operation>();
  readonly #values = new Map<string, number>();

  /** @param operations those of one function, in the order of the text: what is used is defined before */
  constructor(operations: Iterable<Operation>) {
    for (const operation of operations) {
      for (const result of operation.results) this.#definitions.set(result, operation);
      const value = operation.results.length === 1 ? this.#compute(operation) : null;
      if (value !== null && Number.isSafeInteger(value)) this.#values.set(operation.results[0]!, value);
    }
  }

  /** The operation that makes a value; undefined where that is an argument. */
  definition(name: string): Operation | undefined {
    return this.#definitions.get(name);
  }

  /** Null where it is no constant within ±(2^53 − 1). */
  value(name: string): number | null {
    return this.#values.get(name) ?? null;
  }

  #compute({ name, tokens }: Operation): number | null {
    if (/(^|\.)constant$/.test(name)) {
      const at = tokens.findIndex(({ text }) => text === "value");
      const number = at < 0 ? tokens.find(({ kind }) => kind === "number") : tokens[at + 2];
      return number?.kind === "number" && /^-?(\d+|0x[\da-f]+)$/i.test(number.text) ? Number(number.text) : null;
    }
    const combine = Object.hasOwn(BINARY, name) ? BINARY[name] : undefined;
    if (combine === undefined && !SAME.test(name)) return null;
    const operands = tokens.filter(({ kind }) => kind === "value").map(({ text }) => this.value(text.slice(1)));
    const [a, b] = operands;
    if (a === undefined || a === null) return null;
    if (combine === undefined) return operands.length === 1 ? a : null;
    return operands.length === 2 && b !== undefined && b !== null ? combine(a, b) : null;
  }
}
