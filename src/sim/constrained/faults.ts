import { InputError, shown } from "../../problem/index.js";

/** The error about one buffer. */
export function bufferFault(id: string, bufferIndex: number, field: string, text: string): InputError {
  return new InputError(`buffer ${JSON.stringify(id)}: ${text}`, { bufferIndex, field });
}

/** The error about an entry of one of the problem's lists, as in `apart[2]`. */
export function entryFault(list: string, index: number, text: string): InputError {
  return new InputError(`${list}[${index}]: ${text}`, { field: list });
}

/** @throws whatever `fail` makes of the sentence, where the value is no integer ≥ least */
export function checkInteger(name: string, value: unknown, least: number, fail: (text: string) => InputError): void {
  if (Number.isSafeInteger(value) && (value as number) >= least) return;
  const bound = least === Number.MIN_SAFE_INTEGER ? "" : ` ≥ ${least}`;
  throw fail(`${name} must be an integer${bound}, got ${shown(value)}`);
}

/** A list that may be absent. @throws whatever `fail` makes of the sentence, where it is something else */
export function listOf<T>(value: unknown, name: string, fail: (text: string) => InputError): readonly T[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw fail(`${name} must be an array, got ${shown(value)}`);
  return value;
}
