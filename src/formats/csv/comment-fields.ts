/**
 * What comments of CSV say of the problem: `# NAME=VALUE` for the capacity, the base and what is to be least, and
 * `# memory ID KEY=VALUE …` for each of several memories. All other comments are prose.
 */
import type { Memory, Problem } from "../../problem/index.js";
import { type Fields, PROBLEM_SHAPES } from "../../problem/shapes.js";
import { squash } from "../../problem/vocabulary.js";
import { clip } from "../errors.js";
import type { NameJudge } from "../names.js";
import { integerOf } from "../table.js";
import { type Comment, type Statement, statementOf } from "./comments.js";

export type Fail = (position: number, detail: string, refusedName?: string) => never;

export interface Said {
  readonly capacity?: SaidBytes;
  readonly base?: SaidBytes;
  readonly minimize?: { readonly terms: readonly string[]; readonly position: number };
  readonly memories: readonly SaidMemory[];
}

interface SaidBytes {
  readonly bytes: number;
  /** Where the number stands. */
  readonly position: number;
  /** True for OmniMalloc's `pool_offset`. OmniMalloc itself counts offsets from there. */
  readonly isPool: boolean;
}

interface SaidMemory {
  readonly memory: Memory;
  readonly position: number;
  /** Where the value of each field stands. */
  readonly positions: Readonly<Partial<Record<string, number>>>;
}

const [{ id: _, ...MEMORY_FIELDS }] = PROBLEM_SHAPES.memories;

/**
 * Reads the comments of one file. Other names are judged as those of columns are, but not told of: most comments are
 * prose.
 */
export function readComments(text: string, comments: readonly Comment[], names: NameJudge, fail: Fail): Said {
  const said: { -readonly [K in keyof Said]: Said[K] } = { memories: [] };
  const memories: SaidMemory[] = [];
  for (const comment of comments) {
    const memory = memoryIn(text, comment, names, fail);
    if (memory !== null) memories.push(memory);
    const statement = statementOf(text, comment);
    if (statement === null) continue;
    const { name, value, nameBegin, valueBegin } = statement;
    const { field, refusal } = names.judgeComment(name);
    if (refusal !== undefined) fail(nameBegin, refusal, name);
    if (field === undefined) continue;
    if (field in said && field !== "memories") fail(nameBegin, `the comments say the ${field} twice`);
    if (field === "capacity" || field === "base") {
      said[field] = { bytes: bytesOf(statement, fail), position: valueBegin, isPool: squash(name) === "pooloffset" };
    } else if (field === "minimize") {
      said.minimize = { terms: value.split(","), position: valueBegin };
    } else {
      const way = field === "memories" ? "a comment # memory ID capacity=BYTES says one" : "JSON and files of pairs do";
      fail(nameBegin, `comment ${clip(name)} is not read: ${way}`, name);
    }
  }
  return { ...said, memories };
}

/** The memory that a comment states; null where it states none. What follows the id tells: prose has no `=` there. */
function memoryIn(text: string, { begin, end }: Comment, names: NameJudge, fail: Fail): SaidMemory | null {
  const line = text.slice(begin, end);
  const match = /^#[ \t]*memory[ \t]+("(?:[^"\\]|\\.)*"|[^\s"=][^\s=]*)[ \t]+(?=[\w.-]+=)/i.exec(line);
  if (names.isDropped("memory")) return null;
  if (/^#[ \t]*memory[ \t]+[\w.-]+=/i.test(line)) fail(begin, "the memory has no id: # memory ID KEY=VALUE");
  if (match === null) return null;
  const position = begin + match[0].indexOf(match[1]!, 1);
  const id = match[1]!.startsWith('"') ? unquoted(match[1]!, position, fail) : match[1]!;
  const memory: Record<string, unknown> = { id };
  const positions: Record<string, number> = {};
  for (const { 0: word, index } of line.slice(match[0].length).matchAll(/\S+/g)) {
    const at = begin + match[0].length + index;
    const equals = word.indexOf("=");
    if (equals < 0) fail(at, `memory ${clip(id)}: ${clip(word)} is not of the form KEY=VALUE`);
    const key = word.slice(0, equals);
    const { field, refusal } = names.judgeEntry(key, `memory ${clip(id)}`, MEMORY_FIELDS);
    if (refusal !== undefined) fail(at, refusal, key);
    if (field === undefined) continue;
    if (field in positions) fail(at, `memory ${clip(id)}: ${key} is there twice`);
    positions[field] = at + equals + 1;
    const value = word.slice(equals + 1);
    const failAt = (detail: string): never => fail(at + equals + 1, `memory ${clip(id)}: ${key} ${detail}`);
    if (field === "reserved") memory[field] = value.split(",").map((range) => rangeOf(range, failAt));
    else if (value.toLowerCase() === "none") continue;
    else
      memory[field] = (MEMORY_FIELDS as Fields)[field] === "number" ? numberOf(value, failAt) : wholeOf(value, failAt);
  }
  return { memory: memory as unknown as Memory, position, positions };
}

function unquoted(text: string, position: number, fail: Fail): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    return fail(position, `the memory's id ${text} is no text in quotes as JSON has it`);
  }
}

function rangeOf(text: string, fail: (detail: string) => never): { from: number; to: number } {
  const [, from, to] =
    /^([^-]+)-([^-]+)$/.exec(text) ?? fail(`must be ranges as 0-65536,70000-70016, got ${clip(text)}`);
  return { from: wholeOf(from!, fail), to: wholeOf(to!, fail) };
}

function wholeOf(text: string, fail: (detail: string) => never): number {
  const value = integerOf(text);
  if (Number.isFinite(value)) return value;
  return fail(`must be an integer${Number.isNaN(value) ? "" : " within ±(2^53 − 1)"}, got ${clip(text)}`);
}

/** A number that may be a fraction. */
function numberOf(text: string, fail: (detail: string) => never): number {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : fail(`must be a number, got ${clip(text)}`);
}

function bytesOf({ name, value, valueBegin }: Statement, fail: Fail): number {
  const bytes = integerOf(value);
  if (Number.isFinite(bytes)) return bytes;
  const range = Number.isNaN(bytes) ? "" : " within ±(2^53 − 1)";
  return fail(valueBegin, `${name} must be an integer${range}, got ${clip(value)}`);
}

/** The comments that say what columns cannot, a line each, as `readComments` reads them. */
export function commentsOf({ memories = [], minimize = [] }: Problem): string {
  const lines = memories.map(({ id, reserved = [], ...bytes }) => {
    const name = /^[^\s"=][^\s=]*$/.test(id) ? id : JSON.stringify(id).replaceAll(" ", "\\u0020");
    const numbers = Object.entries(bytes).filter(([, value]) => value !== undefined && Number.isFinite(value));
    if (bytes.capacity === undefined || !Number.isFinite(bytes.capacity)) numbers.unshift(["capacity", Number.NaN]);
    const words = numbers.map(([key, value]) => `${key}=${Number.isNaN(value) ? "none" : value}`);
    if (reserved.length > 0) words.push(`reserved=${reserved.map(({ from, to }) => `${from}-${to}`).join(",")}`);
    return `# memory ${name} ${words.join(" ")}\n`;
  });
  if (minimize.length > 0) lines.push(`# minimize=${minimize.join(",")}\n`);
  return lines.join("");
}
