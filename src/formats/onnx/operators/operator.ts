import type { Call } from "../call.js";
import { type Result, result } from "../known.js";

/** What is known of an operator. A new one is an entry in one of the tables of this folder. */
export interface Operator {
  /**
   * Types and shapes of its outputs, in their order; more than a node lists do no harm.
   *
   * @throws FormatError where the node contradicts the operator, NotStatic where only a run would tell
   */
  readonly infer: (call: Call) => readonly Result[];
  /** The first output has the bytes of the first input: nothing need be copied. */
  readonly isView?: boolean;
  /**
   * Inputs over which the first output may be written, where both have the same shape and elements of one size: each
   * element is made of the one at its own place, and of others that stay.
   */
  readonly inPlace?: readonly number[] | "any";
  /** Gives something else each time, or what it gives is no function of the contents: it is never computed before. */
  readonly isRandom?: boolean;
  /** What it gives follows from the shapes of its inputs alone. */
  readonly isOfShapes?: boolean;
}

/** Operators by name. */
export type Operators = Readonly<Record<string, Operator>>;

/** Gives each name the same operator. */
export function each(names: string, operator: Operator): Operators {
  return Object.fromEntries(names.split(" ").map((name) => [name, operator]));
}

/** Its first output is like one input; what it gives is not computed here. */
export function like(input: number, { inPlace = false } = {}): Operator {
  return {
    infer: (call) => [alike(call, input)],
    ...(inPlace && { inPlace: [input] }),
  };
}

/** Type and shape of an input. */
export function alike(call: Call, index: number): Result {
  const { type, shape } = call.input(index);
  return result(type, shape);
}
