import { FormatError } from "./errors.js";

/** The forms in which problems are written anew. */
export type Form = "csv" | "json";

/** The name without the `.gz` of a packed file. */
export function unpackedName(fileName: string): string {
  return fileName.replace(/(?<=[^/\\])\.gz$/i, "");
}

/**
 * What a file's name says of the capacity: the bytes, or why a number in the capacity's place is not taken for one;
 * or nothing.
 */
export interface NamedCapacity {
  readonly capacity?: number;
  /** A sentence for the user. */
  readonly note?: string;
}

/** B is not among them: `pangu.13B.csv` tells parameters, and bytes need no unit. */
const UNITS: Readonly<Record<string, number>> = { kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30, tib: 2 ** 40 };

/** A word before the number that leaves no doubt. */
const SAID = /capacity$/i;

/** Numbers below this are parts of versions too often to be worth a note. */
const NOTED = 1000;

/**
 * The capacity that a file's name carries just before the extension, as in `NAME.CAPACITY.csv`: digits, or a number
 * with a unit (`model.1MiB.csv`). What stands before it must not end in a digit, for then it is more likely a version
 * (`llama-3.1.csv`), and it must not be a date (`net.20260925.csv`). A name of nothing else (`7.csv`) carries none,
 * and folders do not count.
 *
 * @throws FormatError at 1:1 for a number beyond 2^53 − 1
 */
export function capacityOf(fileName: string): NamedCapacity {
  const name = unpackedName(fileName).replace(/^.*[/\\]/s, "");
  const match = /^(.+?)\.((\d+)|(\d+(?:\.\d+)?)([a-z]+))\.[^.]*[^.\d][^.]*$/is.exec(name);
  if (match === null) return {};
  const [, before = "", written = "", whole, amount = "", unit = ""] = match;
  const factor = Object.hasOwn(UNITS, unit.toLowerCase()) ? UNITS[unit.toLowerCase()]! : undefined;
  if (whole === undefined && factor === undefined) {
    if (!/^[kmgt]b?$/i.test(unit)) return {};
    return { note: `${written} in the file's name is not taken for the capacity: the units are KiB, MiB, GiB and TiB` };
  }
  const bytes = whole === undefined ? Number(amount) * factor! : Number(whole);
  const told = (why: string): NamedCapacity =>
    bytes < NOTED
      ? {}
      : { note: `${written} in the file's name is not taken for the capacity: ${why}; -c ${written} takes it` };
  if (!SAID.test(before)) {
    if (/\d$/.test(before)) return told(`${JSON.stringify(before)} before it ends in a digit`);
    if (whole !== undefined && isDate(whole)) return told("it looks like a date");
  }
  if (Number.isSafeInteger(bytes)) return { capacity: bytes };
  if (bytes < 2 ** 53) return { note: `${written} in the file's name is no capacity: it is no whole number of bytes` };
  throw new FormatError(fileName, 1, 1, `the capacity in the file's name, ${written}, is beyond 2^53 − 1 bytes`);
}

/** The bytes that a file's name carries, or undefined; as `capacityOf`. */
export function capacityFromFileName(fileName: string): number | undefined {
  return capacityOf(fileName).capacity;
}

/** A file's name that carries the capacity, so that `capacityOf` finds it again: `net.csv` and 64 make `net.64.csv`. */
export function withCapacity(stem: string, capacity: number, form: string): string {
  const { capacity: found } = capacityOf(`${stem}.${capacity}.${form}`);
  return `${stem}${found === capacity ? "" : "-capacity"}.${capacity}.${form}`;
}

/** YYYYMMDD, in this century or the last. */
function isDate(digits: string): boolean {
  const [, month, day] = /^(?:19|20)\d\d(\d\d)(\d\d)$/.exec(digits) ?? [];
  return month !== undefined && Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31;
}
