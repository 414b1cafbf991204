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

/** A chain of arithmetic that is followed at most. */
const DEPTH = 100;

export class Constants {
  readonly #definitions = new Map<string, Operation>();
  readonly #values = new Map<string, number | null>();

  /** @param operations those of one function, in the order of the text */
  constructor(operations: Iterable<Operation>) {
    for (const operation of operations) {
      for (const result of operation.results) this.#definitions.set(result, operation);
    }
  }

  /** The operation that makes a value; undefined where that is an argument. */
  definition(name: string): Operation | undefined {
    return this.#definitions.get(name);
  }

  /** Null where it is no constant within ±(2^53 − 1). */
  value(name: string, depth = 0): number | null {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    if (depth > DEPTH) return null;
    this.#values.set(name, null);
    const value = this.#compute(name, depth);
    const kept = value !== null && Number.isSafeInteger(value) ? value : null;
    this.#values.set(name, kept);
    return kept;
  }

  #compute(name: string, depth: number): number | null {
    const operation = this.#definitions.get(name);
    if (operation === undefined) return null;
    const { tokens } = operation;
    if (/(^|\.)constant$/.test(operation.name)) {
      const at = tokens.findIndex(({ text }) => text === "value");
      const number = at < 0 ? tokens.find(({ kind }) => kind === "number") : tokens[at + 2];
      return number?.kind === "number" && /^-?(\d+|0x[\da-f]+)$/i.test(number.text) ? Number(number.text) : null;
    }
    const operands = tokens.filter(({ kind }) => kind === "value").map(({ text }) => text.slice(1));
    const combine = Object.hasOwn(BINARY, operation.name) ? BINARY[operation.name] : undefined;
    if (combine !== undefined && operands.length === 2) {
      const [a, b] = operands.map((operand) => this.value(operand, depth + 1));
      return a === null || b === null || a === undefined || b === undefined ? null : combine(a, b);
    }
    return SAME.test(operation.name) && operands.length === 1 ? this.value(operands[0]!, depth + 1) : null;
  }
}
