import type { Buffer } from "../problem/index.js";
import { type ColumnInstance, defineFamily, type Family, type GeneratedInstance } from "./instance.js";
import { type OptionSpec, type Options, resolveOptions, type Values } from "./options.js";

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
