import { whole } from "./problem.js";

/** A line that is an object: which one it is, under `claim` or `step`, and its other keys. */
export type Fields = Readonly<Record<string, unknown>>;

/** The further keys of the first line, by claim, and of a step, by its kind. */
const KEYS = {
  claim: { peak: "proof problem least", optimal: "proof problem peak plan", infeasible: "proof problem capacity" },
  step: { load: "time", stack: "buffers", lemma: "id least", tree: "", drop: "lemmas", end: "" },
} as const;

/** A line as a value. What two readers of JSON might take for two things is refused. @throws Error */
export function parseLine(text: string, most: number): unknown {
  if (text.length > most) throw new Error(`the line is longer than ${most} characters`);
  if (!/^[\t\r\n -[\]-~]*$/.test(text)) throw new Error("a line is plain ASCII, without a backslash");
  if (/\d{17}|\d[.eE]/.test(text.replace(/"[^"]*"/g, "")))
    throw new Error("a number has a point, an exponent or 17 digits");
  const line = parse(text);
  const keys = text.match(/"\s*:/g)?.length ?? 0;
  if (isObject(line) && Object.keys(line).length !== keys) throw new Error("a key comes twice");
  return line;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("this is no JSON");
  }
}

/** The fields of an object that has all the keys that belong to it, and no other. @throws Error */
export function fieldsOf(line: unknown, key: keyof typeof KEYS): readonly [kind: string, fields: Fields] {
  if (!isObject(line)) throw new Error("this is no object");
  const kind = line[key];
  const table: Readonly<Record<string, string>> = KEYS[key];
  if (typeof kind !== "string" || !Object.hasOwn(table, kind)) throw new Error(`there is no such ${key}`);
  const names = [key, ...table[kind]!.split(" ").filter((name) => name !== "")];
  const keys = Object.keys(line);
  if (keys.length !== names.length || !names.every((name) => Object.hasOwn(line, name)))
    throw new Error(`the keys of ${kind} are ${names.join(", ")}`);
  return [kind, line];
}

export function list(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`${what} is no list`);
}

/** Rows `[offset, buffer, …]` of a lemma. @throws Error */
export function rowsOf(least: unknown, count: number, base: number): (readonly [buffer: number, offset: number])[] {
  return list(least, "least").flatMap((row) => {
    const [first, ...members] = list(row, "a row of least");
    const offset = whole(first, "offset", base);
    return members.map((b) => [whole(b, "buffer", 0, count - 1), offset] as const);
  });
}

/** A word: its letter, and its number, 0 where it has none. @throws Error */
export function readWord(word: unknown): readonly [letter: string, number: number] {
  const found = typeof word === "string" ? /^(?:[.x]|([bwstl])(0|[1-9][0-9]{0,15}))$/.exec(word) : null;
  const number = Number(found?.[2] ?? 0);
  if (found === null || !Number.isSafeInteger(number)) throw new Error("this is no word");
  return [found[0][0]!, number];
}

function isObject(line: unknown): line is Fields {
  return typeof line === "object" && line !== null && !Array.isArray(line);
}
