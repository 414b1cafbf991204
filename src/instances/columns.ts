import type { Buffer } from "../problem/index.js";
import { defineFamily, type Family, type GeneratedInstance } from "./instance.js";
import { type OptionSpec, type Options, resolveOptions, type Values } from "./options.js";

/**
 * A generated instance without an object a buffer: one number a row in each column. A million buffers take 24 MB so.
 * The id of a row is `b` and its number.
 */
export interface ColumnInstance extends Omit<GeneratedInstance, "problem" | "memories"> {
  /** Bytes; absent: unbounded. */
  readonly capacity?: number;
  /** The first time at which a row lives. */
  readonly lower: Float64Array;
  /** The first time at which it lives no more. */
  readonly upper: Float64Array;
  /** Bytes. */
  readonly size: Float64Array;
}

/** Ties a family's specifications to a builder of columns. `generate` makes the same instance out of them. */
export function defineColumnFamily<const S extends readonly OptionSpec[]>(
  parts: Pick<Family, "name" | "kind" | "description"> & { readonly options: S },
  build: (values: Values<S>) => ColumnInstance,
): Family {
  const columns = (options: Options = {}) => build(resolveOptions(parts.name, parts.options, options));
  return { ...defineFamily(parts, (values) => instanceOfColumns(build(values))), columns };
}

/** The same instance with an object a buffer. */
function instanceOfColumns(columns: ColumnInstance): GeneratedInstance {
  const { lower, upper, size, capacity, ...rest } = columns;
  const buffers = new Array<Buffer>(lower.length);
  for (let row = 0; row < lower.length; row++) {
    buffers[row] = { id: `b${row}`, lower: lower[row]!, upper: upper[row]!, size: size[row]! };
  }
  return { ...rest, problem: capacity === undefined ? { buffers } : { buffers, capacity } };
}
