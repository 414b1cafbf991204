import { MAX_BYTES, TERMS, type Term } from "../../problem/index.js";
import { UsageError } from "../errors.js";

/**
 * The planner's own limit, said here again so that a wrong value is refused without loading the planner; a test
 * compares the two.
 */
export const MOST_THREADS = 256;

const UNITS: Readonly<Record<string, number>> = { "": 1, b: 1, kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30, tib: 2 ** 40 };

/** Parser of a whole number within [min, max], for an option of the given name. */
export function wholeNumber(option: string, min: number, max = MAX_BYTES): (text: string) => number {
  const range = max === MAX_BYTES ? `≥ ${min}` : `from ${min} to ${max}`;
  return (text) => {
    const value = Number(text);
    if (!/^[+-]?\d+$/.test(text) || !(value >= min && value <= max)) {
      throw new UsageError(`${option}: must be a whole number ${range}, got ${JSON.stringify(text)}`);
    }
    return value;
  };
}

/**
 * Parser of bytes: a whole number, or a number of KiB, MiB, GiB or TiB that comes to whole bytes.
 *
 * @param none the word that stands for Infinity, where there is one
 * @param besides what the option takes besides, as its refusal says
 */
export function bytes(option: string, none?: string, besides = ""): (text: string) => number {
  return (text) => {
    if (none !== undefined && text === none) return Number.POSITIVE_INFINITY;
    const [, digits, unit = ""] = /^(\d+(?:\.\d+)?) ?([a-z]*)$/i.exec(text.trim()) ?? [];
    const factor = Object.hasOwn(UNITS, unit.toLowerCase()) ? UNITS[unit.toLowerCase()]! : Number.NaN;
    const value = Number(digits) * factor;
    if (!Number.isSafeInteger(value)) {
      const wanted = `${besides}whole bytes ≥ 0 (1048576, 1MiB, 1.5GiB)${none === undefined ? "" : ` or "${none}"`}`;
      throw new UsageError(`${option}: must be ${wanted}, got ${JSON.stringify(text)}`);
    }
    return value;
  };
}

/** What a peak may grow by: bytes, or percent of what it was. */
export interface Growth {
  readonly value: number;
  readonly unit: "bytes" | "percent";
  /** As it was given. */
  readonly text: string;
}

/** Parser of a growth: `2%`, or bytes. */
export function growth(option: string): (text: string) => Growth {
  return (text) => {
    const [, digits] = /^(\d+(?:\.\d+)?) ?%$/.exec(text.trim()) ?? [];
    if (digits !== undefined) return { value: Number(digits), unit: "percent", text };
    const value = bytes(option, undefined, "a percentage (2%, 0.5%) or ")(text);
    return { value, unit: "bytes", text };
  };
}

/** Parser of a time limit in seconds, or `none`, which gives Infinity. Returns milliseconds. */
export function seconds(option: string): (text: string) => number {
  return (text) => {
    if (text === "none") return Number.POSITIVE_INFINITY;
    const value = Number(text);
    if (!/^\d*\.?\d+$/.test(text) || !(value > 0)) {
      throw new UsageError(`${option}: must be seconds > 0 or "none", got ${JSON.stringify(text)}`);
    }
    return value * 1000;
  };
}

/** Parser of terms with commas between them. */
export function termList(option: string): (text: string) => Term[] {
  return (text) => {
    const terms = text.split(",").map((word) => oneOf(option, TERMS)(word.trim()));
    const twice = terms.find((term, i) => terms.indexOf(term) < i);
    if (twice !== undefined) throw new UsageError(`${option}: names ${twice} twice`);
    return terms;
  };
}

/** Parser of `term=most`, for an option that may be repeated. */
export function termLimit(option: string) {
  return (text: string, others: Partial<Record<Term, number>> = {}): Partial<Record<Term, number>> => {
    const [term = "", most] = text.split("=");
    if (most === undefined) {
      throw new UsageError(`${option}: must be a term and its limit, as reuse=10, got ${JSON.stringify(text)}`);
    }
    return { ...others, [oneOf(option, TERMS)(term)]: wholeNumber(option, 0)(most) };
  };
}

/** Parser of `name=size`, for an option that may be repeated. */
export function dimension(option: string) {
  return (text: string, others: Readonly<Record<string, number>> = {}): Readonly<Record<string, number>> => {
    const [, name, size] = /^(.+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || size === undefined) {
      throw new UsageError(`${option}: must be a name and a size, as batch=1, got ${JSON.stringify(text)}`);
    }
    return { ...others, [name]: wholeNumber(option, 0)(size) };
  };
}

/** Parser of a word out of `choices`. */
export function oneOf<T extends string>(option: string, choices: readonly T[]): (text: string) => T {
  return (text) => {
    const found = choices.find((choice) => choice === text);
    if (found === undefined) {
      throw new UsageError(`${option}: must be ${choices.join(" or ")}, got ${JSON.stringify(text)}`);
    }
    return found;
  };
}
