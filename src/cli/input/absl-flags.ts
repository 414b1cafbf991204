/**
 * Command lines as Abseil's flags library parses them (absl/flags/parse.cc): `--flag=value`, `--flag value`, one dash
 * or two, `--flag` and `--noflag` for booleans, `--` before what is no flag. `--flagfile`, `--fromenv`, `--tryfromenv`
 * and `--undefok` are Abseil's own, and so are the texts of the errors.
 */

/** What a flag holds. */
export type FlagKind = "bool" | "int64" | "string" | "duration";
export type FlagValue = boolean | number | string;

export interface FlagSpec {
  readonly kind: FlagKind;
  /** For help. */
  readonly text: string;
  readonly initial: FlagValue;
}

/** Where arguments come from besides the command line. */
export interface Sources {
  /** The text of a file; null where there is none. */
  readonly readFile: (path: string) => string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface ParsedFlags {
  /** The values of those that were given. */
  readonly values: ReadonlyMap<string, FlagValue>;
  /** As Abseil prints them after `ERROR: `; with any, the program ends with 1. */
  readonly errors: readonly string[];
}

/** Arguments that a flag file may bring in through further ones. */
const MOST_ARGUMENTS = 100_000;

/** Abseil's own flags that bring in or excuse others: comma-separated lists. */
const GENERATORS = ["flagfile", "fromenv", "tryfromenv", "undefok"];

/** Parses the arguments of a program that has these flags. */
export function parseFlags(
  args: readonly string[],
  flags: Readonly<Record<string, FlagSpec>>,
  { readFile, env }: Sources,
): ParsedFlags {
  const values = new Map<string, FlagValue>();
  const errors: string[] = [];
  const unknown: string[] = [];
  const excused = new Set<string>();
  const kindOf = (name: string): FlagKind | undefined =>
    Object.hasOwn(flags, name) ? flags[name]!.kind : GENERATORS.includes(name) ? "string" : undefined;
  /** Lists of arguments, the one that is read at the end: what a flag brings in is read before what follows it. */
  const lists: string[][] = [[...args].reverse()];
  let count = 0;
  while (lists.length > 0) {
    const list = lists.at(-1)!;
    const argument = list.pop();
    if (argument === undefined) {
      lists.pop();
      continue;
    }
    if (++count > MOST_ARGUMENTS) return { values, errors: [...errors, "Too many flags in flag files"] };
    if (!/^-./s.test(argument)) continue;
    const [, given = "", assigned] = /^--?([^=]*)(?:=(.*))?$/s.exec(argument)!;
    if (given === "") break;
    const isNegative = kindOf(given) === undefined && given.startsWith("no");
    const name = isNegative ? given.slice(2) : given;
    const kind = kindOf(name);
    if (kind === undefined) {
      unknown.push(given);
      continue;
    }
    const text = textOf(name, kind, isNegative, assigned, list);
    if (typeof text !== "string") {
      errors.push(text.error);
      continue;
    }
    const value = parsedValue(kind, text);
    if (value === undefined) errors.push(`Illegal value '${text}' specified for flag '${name}'`);
    else if (name === "undefok") for (const each of text.split(",")) excused.add(each);
    else if (name === "flagfile") {
      for (const file of text.split(",").reverse()) lists.push(fileArguments(file, readFile, errors).reverse());
    } else if (name === "fromenv" || name === "tryfromenv") {
      lists.push(environmentArguments(text.split(","), name === "fromenv", env, errors).reverse());
    } else values.set(name, value);
  }
  for (const name of unknown) {
    if (excused.has(name) || (name.startsWith("no") && excused.has(name.slice(2)))) continue;
    errors.push(`Unknown command line flag '${name}'`);
  }
  return { values, errors };
}

/** The text of a flag's value, which may be the next argument. */
function textOf(
  name: string,
  kind: FlagKind,
  isNegative: boolean,
  assigned: string | undefined,
  rest: string[],
): string | { readonly error: string } {
  if (kind === "bool") {
    if (assigned === "") return { error: `Missing the value after assignment for the boolean flag '${name}'` };
    if (assigned === undefined) return isNegative ? "0" : "1";
    if (isNegative) return { error: `Negative form with assignment is not valid for the boolean flag '${name}'` };
    return assigned;
  }
  if (isNegative) return { error: `Negative form is not valid for the flag '${name}'` };
  return assigned ?? rest.pop() ?? { error: `Missing the value for the flag '${name}'` };
}

function parsedValue(kind: FlagKind, text: string): FlagValue | undefined {
  if (kind === "string") return text;
  const bare = text.trim();
  if (kind === "duration") return durationMs(bare);
  if (kind === "bool") {
    const word = bare.toLowerCase();
    if (["1", "true", "t", "yes", "y"].includes(word)) return true;
    return ["0", "false", "f", "no", "n"].includes(word) ? false : undefined;
  }
  if (!/^[+-]?(?:\d+|0x[0-9a-f]+)$/i.test(bare)) return undefined;
  const digits = BigInt(bare.replace(/^[+-]/, ""));
  const value = bare.startsWith("-") ? -digits : digits;
  return BigInt.asIntN(64, value) === value ? Number(value) : undefined;
}

/** Milliseconds in each unit of a duration. */
const UNITS: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds in a duration as Abseil writes it: `1h30m`, `2.5s`, `100ms`, `0`, `inf`, each with a sign or none. */
function durationMs(text: string): number | undefined {
  const [, sign = "", rest = ""] = /^([+-]?)(.*)$/s.exec(text)!;
  const factor = sign === "-" ? -1 : 1;
  if (rest === "0") return 0;
  if (rest === "inf") return factor * Number.POSITIVE_INFINITY;
  if (!/^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|ms|s|m|h))+$/.test(rest)) return undefined;
  let ms = 0;
  for (const [, amount, unit] of rest.matchAll(/([\d.]+)(ns|us|ms|s|m|h)/g)) ms += Number(amount) * UNITS[unit!]!;
  return factor * ms;
}

/** The flags in a file, one a line; blank lines and those that begin with `#` say nothing. */
function fileArguments(path: string, readFile: Sources["readFile"], errors: string[]): string[] {
  const text = readFile(path);
  if (text === null) {
    errors.push(`Can't open flagfile ${path}`);
    return [];
  }
  const found: string[] = [];
  for (const line of text.split("\n")) {
    const bare = line.trimStart().replace(/\r$/, "");
    if (bare === "" || bare.startsWith("#")) continue;
    if (bare === "--") {
      errors.push("Flagfile can't contain position arguments or --");
      break;
    }
    if (bare.startsWith("-")) found.push(bare);
    else {
      errors.push(`Unexpected line in the flagfile ${path}: ${line}`);
      break;
    }
  }
  return found;
}

/** Flags whose values stand in variables `FLAGS_name`. */
function environmentArguments(
  names: readonly string[],
  isRequired: boolean,
  env: Sources["env"],
  errors: string[],
): string[] {
  return names.flatMap((name) => {
    if (name === "fromenv" || name === "tryfromenv") {
      errors.push(`Infinite recursion on flag ${name}`);
      return [];
    }
    const value = env[`FLAGS_${name}`];
    if (value !== undefined) return [`--${name}=${value}`];
    if (isRequired) errors.push(`FLAGS_${name} not found in environment`);
    return [];
  });
}
