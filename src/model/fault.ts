import type { Buffer } from "../problem/index.js";
import { type Culprit, InputError, shown } from "../problem/index.js";

/** The error about one buffer. */
export function bufferFault(
  buffer: Buffer,
  bufferIndex: number,
  field: string,
  text: string,
  entryIndex?: number,
): InputError {
  const entry = entryIndex === undefined ? {} : { entryIndex };
  return new InputError(`buffer ${quote(buffer.id)}: ${text}`, { bufferIndex, field, ...entry });
}

/** The error about an entry of one of the problem's lists, as in `apart[2]`. */
export function entryFault(list: string, index: number, text: string): InputError {
  return new InputError(`${list}[${index}]: ${text}`, { field: list, entryIndex: index } satisfies Culprit);
}

export function quote(id: string): string {
  return JSON.stringify(id);
}

/** A whole number within its bounds. @throws whatever `fail` makes of the sentence */
export function checkWhole(
  name: string,
  value: unknown,
  least: number,
  fail: (text: string) => InputError,
  unit = " bytes",
): void {
  if (Number.isSafeInteger(value) && (value as number) >= least) return;
  throw fail(`${name} must be an integer ≥ ${least}${unit}, got ${shown(value)}`);
}
