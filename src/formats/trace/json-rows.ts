/** The rows of a trace in JSON lines: an object in each line. */
import { bindsNothing } from "../../problem/vocabulary.js";
import { clip } from "../errors.js";
import { isObject } from "../json/file.js";
import { walkJson } from "../json/walk.js";
import type { NameJudge } from "../names.js";
import { emptyRow, type Fail, type Row, type Visit } from "./rows.js";
import { areOfTrace, fieldOf, type TraceField } from "./words.js";

/** Whether a text begins as a trace in JSON lines. */
export function beginsAsJsonLines(text: string): boolean {
  const line = /^\s*(\{.*\})[ \t]*(?:\r|\n|$)/.exec(text)?.[1];
  if (line === undefined) return false;
  const value = parsed(line);
  if (!isObject(value)) return false;
  const keys = Object.keys(value);
  return areOfTrace(keys) && keys.some((key) => fieldOf(key) === "op" && typeof value[key] === "string");
}

/** Calls `visit` with each row. @throws FormatError where a line is no object, and for keys that are refused */
export function readJsonRows(text: string, names: NameJudge, fail: Fail, visit: Visit): void {
  /** By key, so that each is judged once: the field; null where it is ignored; why it is refused. */
  const known = new Map<string, TraceField | null | { readonly refusal: string }>();
  const judged = (key: string): TraceField | null | { readonly refusal: string } => {
    let found = known.get(key);
    if (found !== undefined) return found;
    found = judge(key, names);
    known.set(key, found);
    return found;
  };
  const row = emptyRow();
  let begin = 0;
  const place = (): number => begin;
  const ends = /\r\n|\n|\r|$/g;
  for (let at = 0; at < text.length; at = ends.lastIndex) {
    ends.lastIndex = at;
    const end = ends.exec(text)!.index;
    const line = text.slice(at, end);
    begin = at + Math.max(0, line.search(/\S/));
    if (line.trim() === "") continue;
    const value = parsed(line);
    if (value === undefined) {
      const fault = walkJson(line, () => {}) ?? { position: 0, detail: "no JSON" };
      fail(at + fault.position, `${fault.detail}; in JSON lines each line is an object`);
    }
    if (!isObject(value)) fail(begin, "in JSON lines each line is an object");
    Object.assign(row, EMPTY);
    fill(row, value, judged, (detail, key) => fail(begin, detail, key));
    visit(row, place);
  }
}

const EMPTY: Readonly<Row> = emptyRow();

function fill(
  row: Row,
  value: Readonly<Record<string, unknown>>,
  judged: (key: string) => TraceField | null | { readonly refusal: string },
  fail: (detail: string, refusedName?: string) => never,
): void {
  for (const [key, item] of Object.entries(value)) {
    const field = judged(key);
    if (field === null || item === null) continue;
    if (typeof field === "object") {
      if (!bindsNothing(item)) fail(field.refusal, key);
    } else if (row[field] !== "") fail(`key ${clip(key)} is the ${field}, which the line has already`);
    else if (typeof item === "string") row[field] = item.trim();
    else if (typeof item !== "number") fail(`key ${clip(key)} must be a number or a text`);
    else if (field !== "time" && !Number.isSafeInteger(item)) {
      fail(`key ${clip(key)} must be an integer within ±(2^53 − 1), got ${item}; larger ones may be texts`);
    } else row[field] = String(item);
  }
}

function judge(key: string, names: NameJudge): TraceField | null | { readonly refusal: string } {
  const field = names.isDropped(key) ? undefined : fieldOf(key);
  if (field !== undefined) return field;
  const verdict = names.judge(key, { what: "key", level: "buffer" });
  const refusal = verdict.field === undefined ? verdict.refusal : `key ${clip(key)} is not read in a trace`;
  return refusal === undefined ? null : { refusal };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
