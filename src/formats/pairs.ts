/**
 * Constraints on pairs of buffers as a table of their own, beside a form that has no place for them:
 *
 *      a,b,rule,value
 *      conv1,conv2,apart,64      64 bytes between them at least, whenever they live; 0 where the value is left out
 *      conv1,conv3,reuse,12      the cost of sharing bytes
 *      then1,else1,free,         exclusive branches
 *      out,in,inplace,0          out may lie at in + 0
 *      view,whole,alias,16       view lies at whole + 16
 *      k,v,banks,                in no common bank while they live together
 */
import type { Alias, Culprit, Free, InputError, Problem } from "../problem/index.js";
import type { Lists } from "../problem/shapes.js";
import { squash } from "../problem/vocabulary.js";
import { FileContent, textOf } from "./content.js";
import { uncomment } from "./csv/comments.js";
import { readPlain } from "./csv/plain.js";
import { readQuoted } from "./csv/quoted.js";
import { separatorOf } from "./csv/separator.js";
import { clip, errorAt, type FormatError } from "./errors.js";
import { unpacked } from "./packing.js";
import { csvCell } from "./serialize.js";
import { cellInteger, cellText, isEmptyCell, type Table } from "./table.js";

const COLUMNS = ["a", "b", "rule", "value"] as const;
type Column = (typeof COLUMNS)[number];
type List = "aliases" | "apart" | "free" | "inplace";

/** What the rows of each rule say, and whether they have a value. */
const RULES = {
  apart: { list: "apart", value: "optional", entry: (a, b, distance) => ({ buffers: [a, b], distance }) },
  reuse: { list: "apart", value: "needed", entry: (a, b, cost) => ({ buffers: [a, b], cost }) },
  free: { list: "free", value: "none", entry: (a, b) => ({ buffers: [a, b] }) },
  inplace: { list: "inplace", value: "optional", entry: (buffer, of, at) => ({ buffer, of, at }) },
  alias: { list: "aliases", value: "optional", entry: (buffer, of, at) => ({ buffer, of, at }) },
  banks: { list: "apart", value: "none", entry: (a, b) => ({ buffers: [a, b], banks: true }) },
} as const satisfies Record<string, Rule>;

interface Rule {
  readonly list: List;
  readonly value: "optional" | "needed" | "none";
  readonly entry: (a: string, b: string, value: number) => object;
}

/** What a file says of pairs. */
export interface Pairs {
  readonly lists: Pick<Lists, List>;
  /** The error for an entry of one of the lists, with its place in the file. */
  readonly errorAt: (list: string, entry: number, column: Column, detail: string) => FormatError;
}

/**
 * Reads a file of pairs, packed or not. Whether there are such buffers is for the problem to say.
 *
 * @throws FormatError at the first fault, with file, line and column
 */
export function parsePairs(content: string | Uint8Array, fileName: string): Pairs {
  const file = new FileContent(typeof content === "string" ? content : unpacked(content, fileName), fileName);
  const text = textOf(file);
  const fail = (position: number, detail: string): never => {
    throw errorAt(fileName, text, { position, detail });
  };
  const { body } = uncomment(text);
  if (body.trim() === "") fail(0, "the file has nothing but comments");
  const separator = separatorOf(body, COLUMNS);
  const found = body.includes('"') ? readQuoted(body, fileName, separator) : readPlain(body, separator);
  const table: Table = { ...found, text };
  const { begin, columnCount, rowCount } = table;
  const columns = columnsOf(table, fail);
  const cellOf = (row: number, column: Column): number => row * columnCount + (columns[column] ?? 0);
  const lists: Record<List, object[]> = { aliases: [], apart: [], free: [], inplace: [] };
  const rows: Record<List, number[]> = { aliases: [], apart: [], free: [], inplace: [] };
  for (let row = 1; row < rowCount; row++) {
    const idOf = (column: "a" | "b"): string => {
      const id = cellText(table, cellOf(row, column));
      return id === "" ? fail(begin[cellOf(row, column)]!, `the row has no ${column}`) : id;
    };
    const [a, b] = [idOf("a"), idOf("b")];
    const name = cellText(table, cellOf(row, "rule"));
    const rule = ruleOf(name);
    if (rule === undefined) {
      const known = Object.keys(RULES).join(", ");
      return fail(begin[cellOf(row, "rule")]!, `rule ${clip(name)} is not known; there are ${known}`);
    }
    const value = rowValue(table, columns.value === undefined ? -1 : cellOf(row, "value"), rule, name, (detail) =>
      fail(begin[cellOf(row, columns.value === undefined ? "rule" : "value")]!, `${clip(a)}, ${clip(b)}: ${detail}`),
    );
    lists[rule.list].push(rule.entry(a, b, value));
    rows[rule.list].push(row);
  }
  if (table.fault !== null) throw errorAt(fileName, text, table.fault);
  return {
    lists: Object.fromEntries(Object.entries(lists).filter(([, entries]) => entries.length > 0)),
    errorAt: (list, entry, column, detail) =>
      errorAt(fileName, text, { position: begin[cellOf(rows[list as List][entry]!, column)]!, detail }),
  };
}

/** The problem with those pairs too, after its own. */
export function withPairs(problem: Problem, pairs: Pairs | undefined): Problem {
  if (pairs === undefined) return problem;
  const merged: Record<string, readonly unknown[]> = {};
  for (const [list, entries] of Object.entries(pairs.lists))
    merged[list] = [...(problem[list as List] ?? []), ...entries];
  return { ...problem, ...merged };
}

/** A problem whose pairs are moved to a file of their own. */
export interface SplitProblem {
  /** The problem without what the pairs' file says: for CSV. */
  readonly rows: Problem;
  /** The text of that file; null where there is nothing to say. */
  readonly pairs: string | null;
}

/** Moves what CSV has no place for to the text of a file of pairs, which `parsePairs` reads; groups become pairs. */
export function splitPairs({ aliases = [], apart = [], free = [], inplace = [], ...rest }: Problem): SplitProblem {
  const lines: string[] = [];
  const add = (a: string, b: string, rule: keyof typeof RULES, value: number | "" = ""): void => {
    lines.push([csvCell(a), csvCell(b), rule, value].join(","));
  };
  const seen = new Set<string>();
  const first: Alias[] = [];
  for (const alias of aliases) {
    if (seen.has(alias.buffer)) add(alias.buffer, alias.of, "alias", alias.at ?? 0);
    else first.push(alias);
    seen.add(alias.buffer);
  }
  for (const { distance, cost, banks, ...who } of apart) {
    for (const [a, b] of couplesOf(who)) {
      if (banks === true) add(a, b, "banks");
      else add(a, b, cost === undefined ? "apart" : "reuse", cost ?? distance ?? 0);
    }
  }
  for (const entry of free) for (const [a, b] of couplesOf(entry)) add(a, b, "free");
  for (const { buffer, of, at = 0 } of inplace) add(buffer, of, "inplace", at);
  return {
    rows: { ...rest, ...(first.length > 0 && { aliases: first }) },
    pairs: lines.length === 0 ? null : `${COLUMNS.join(",")}\n${lines.join("\n")}\n`,
  };
}

/** Every two of a list, or of different groups. */
function* couplesOf({ buffers, groups }: Free): Generator<[string, string]> {
  const lists = groups ?? (buffers ?? []).map((id) => [id]);
  for (const [i, first] of lists.entries()) {
    for (const second of lists.slice(i + 1)) for (const a of first) for (const b of second) yield [a, b];
  }
}

/** The error in the file of pairs, where it is one of its entries that is at fault; else null. */
export function pairFault({ culprit, message }: InputError, own: Problem, pairs: Pairs): FormatError | null {
  const { bufferIndex, field, entry } = culprit;
  if (bufferIndex !== undefined || entry === undefined || !isList(field)) return null;
  const at = entry - (own[field]?.length ?? 0);
  if (at < 0) return null;
  // The file's own rows say more than the number of an entry.
  const detail = message.startsWith(`${field}[${entry}]: `) ? message.slice(`${field}[${entry}]: `.length) : message;
  return pairs.errorAt(field, at, columnOf(culprit, own, pairs.lists[field]?.[at]), detail);
}

function isList(field: string | undefined): field is List {
  return field === "aliases" || field === "apart" || field === "free" || field === "inplace";
}

/** The cell that is at fault: the first id that no buffer has, else what the key says. */
function columnOf({ key }: Culprit, { buffers }: Problem, entry: object | undefined): Column {
  if (key === "of") return "b";
  if (key === "at" || key === "distance" || key === "cost") return "value";
  const [a, b] = (entry as { readonly buffers?: readonly string[] } | undefined)?.buffers ?? [];
  const isMissing = (id: string | undefined): boolean =>
    id !== undefined && !buffers.some((buffer) => buffer.id === id);
  return !isMissing(a) && isMissing(b) ? "b" : "a";
}

function ruleOf(name: string): Rule | undefined {
  const squashed = squash(name);
  return Object.hasOwn(RULES, squashed) ? RULES[squashed as keyof typeof RULES] : undefined;
}

function columnsOf(table: Table, fail: (position: number, detail: string) => never): Partial<Record<Column, number>> {
  const columns: Partial<Record<Column, number>> = {};
  const { columnCount, begin } = table;
  for (let column = 0; column < columnCount; column++) {
    const header = cellText(table, column).trim();
    const name = header.toLowerCase() as Column;
    const known = COLUMNS.map(clip).join(", ");
    if (!COLUMNS.includes(name)) fail(begin[column]!, `column ${clip(header)} is not known; there are ${known}`);
    if (columns[name] !== undefined) fail(begin[column]!, `column ${clip(header)} is there twice`);
    columns[name] = column;
  }
  for (const name of ["a", "b", "rule"] as const) {
    if (columns[name] === undefined) fail(begin[0] ?? 0, `no column ${clip(name)}`);
  }
  return columns;
}

/** The value of a row; 0 where it has none and needs none. */
function rowValue(table: Table, cell: number, rule: Rule, name: string, fail: (detail: string) => never): number {
  if (cell < 0 || isEmptyCell(table, cell)) return rule.value === "needed" ? fail(`${name} needs a value`) : 0;
  const content = cellText(table, cell);
  if (rule.value === "none") return fail(`${name} has no value, got ${clip(content)}`);
  const value = cellInteger(table, cell);
  if (Number.isFinite(value)) return value;
  return fail(`value must be an integer${Number.isNaN(value) ? "" : " within ±(2^53 − 1)"}, got ${clip(content)}`);
}
