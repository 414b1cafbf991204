/** More weights, or nodes of trees, than a model may have. */
export const MAX_PARAMETERS = 100_000;

/** A list of finite numbers of the given length, flat. Throws RangeError that names the list. */
export function numbers(values: unknown, length: number, name: string): Float64Array {
  if (!Array.isArray(values)) throw new RangeError(`${name} is no list`);
  if (values.length !== length) throw new RangeError(`${name} has ${values.length} numbers, not ${length}`);
  if (length > MAX_PARAMETERS)
    throw new RangeError(`${name} has ${length} numbers, at most ${MAX_PARAMETERS} are read`);
  for (const [i, value] of values.entries()) {
    if (typeof value !== "number" || !Number.isFinite(value))
      throw new RangeError(`${name}[${i}] is ${String(value)}, no finite number`);
  }
  return Float64Array.from(values as number[]);
}
