import type { Buffer } from "../problem/index.js";
import { type Culprit, InputError, shown } from "../problem/index.js";

/** The error about one buffer, or about an entry of one of its lists. */
export function bufferFault(
  buffer: Buffer,
  bufferIndex: number,
  field: string,
  text: string,
  entry?: number,
): InputError {
  const culprit: Culprit = { bufferIndex, field, ...(entry !== undefined && { entry }) };
  return new InputError(`buffer ${quote(buffer.id)}: ${text}`, culprit);
}

/** The error about an entry of one of the problem's lists, as in `apart[2]`, or about a field of it. */
export function entryFault(list: string, entry: number, text: string, key?: string): InputError {
  const culprit: Culprit = { field: list, entry, ...(key !== undefined && { key }) };
  return new InputError(`${list}[${entry}]: ${text}`, culprit);
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
