import { FormatError } from "./errors.js";

export type Form = "csv" | "json";

/** The form that a file's extension names; for another extension, JSON exactly if the content begins with `{` or `[`. */
export function formOf(fileName: string, text: string): Form {
  if (/\.json$/i.test(fileName)) return "json";
  if (/\.csv$/i.test(fileName)) return "csv";
  return /^\s*[{[]/.test(text) ? "json" : "csv";
}

/**
 * The capacity in bytes that a file's name carries: the all-digit part just before the extension, as in
 * `NAME.CAPACITY.csv`. Undefined where there is none; a name of nothing but digits (`7.csv`) carries none.
 * Folders do not count. Note that `v1.2.csv` reads as a capacity of 2.
 *
 * @throws FormatError at 1:1 for a number beyond 2^53 − 1.
 */
export function capacityFromFileName(name: string): number | undefined {
  const match = /[^/\\]\.(\d+)\.[^./\\]*[^./\\\d][^./\\]*$/.exec(name);
  if (match === null) return undefined;
  const capacity = Number(match[1]);
  if (!Number.isSafeInteger(capacity)) {
    throw new FormatError(name, 1, 1, `the capacity in the file's name, ${match[1]}, is beyond 2^53 − 1 bytes`);
  }
  return capacity;
}
