/**
 * The JSON form: `{ "capacity": 123, "buffers": [{ "id": "a", "lower": 0, "upper": 4, "size": 16 }, …] }`, or the array of buffers
 * alone. Keys are the names of `fields.ts`, exactly; any other key is kept and ignored. An `id` may be a string or an
 * integer. `null` for an optional value, or for the capacity, means that there is none. Of a key that is repeated in an
 * object the last counts, as in `JSON.parse`.
 */
import { clip } from "./errors.js";
import {
  type Draft,
  describeField,
  type Field,
  fieldOf,
  INCLUSIVE_NAME,
  OPTIONAL,
  REQUIRED,
  type Reading,
} from "./fields.js";
import { isObject, type JsonFile } from "./json-file.js";
import { type Path, type ValueSpan, walkJson } from "./json-walk.js";

export interface JsonSource {
  readonly form: "json";
  readonly text: string;
  /** Where the array of buffers stands. */
  readonly base: Path;
}

/**
 * Reads a problem in the JSON form.
 *
 * @param placed take the offsets for a plan instead of for constraints
 * @throws FormatError at the first fault
 */
export function readJson(file: JsonFile, placed: boolean): Reading & { readonly source: JsonSource } {
  const { root } = file;
  const base: Path = Array.isArray(root) ? [] : ["buffers"];
  const list = Array.isArray(root) ? root : listOf(file);
  const stated = isObject(root) ? root.capacity : undefined;
  const capacity = stated === undefined || stated === null ? undefined : file.integer(stated, ["capacity"], "capacity");
  const buffers: Draft[] = [];
  const offsets = placed ? new Float64Array(list.length) : null;
  for (let i = 0; i < list.length; i++) buffers.push(readBuffer(file, list[i], [...base, i], offsets, i));
  file.checkFractions((path) => {
    const name = String(path.at(-1));
    if (path.length === 1) return name === "capacity";
    return path.length === base.length + 2 && base.every((step, i) => step === path[i]) && fieldOf(name) !== undefined;
  });
  return {
    buffers,
    capacity,
    offsets,
    source: { form: "json", text: file.text, base },
    positionOf: (bufferIndex, field) => {
      if (bufferIndex === undefined) return file.positionOf(field === "capacity" ? ["capacity"] : []);
      const buffer = list[bufferIndex] as object;
      const key = Object.keys(buffer).find((name) => fieldOf(name) === field);
      return file.positionOf(key === undefined ? [...base, bufferIndex] : [...base, bufferIndex, key]);
    },
    endsInclusive: (bufferIndex) => Object.hasOwn(list[bufferIndex] as object, INCLUSIVE_NAME),
  };
}

function listOf(file: JsonFile): readonly unknown[] {
  const root = file.object(file.root, [], "the file's content");
  if (root.buffers === undefined) file.fail([], `no key "buffers"; ${keysOf(root)}`);
  return file.array(root.buffers, ["buffers"], "buffers");
}

function readBuffer(file: JsonFile, value: unknown, path: Path, offsets: Float64Array | null, index: number): Draft {
  const given = file.object(value, path, `buffer ${index} (counted from 0)`);
  const keys: Partial<Record<Field, string>> = {};
  for (const key in given) {
    const field = fieldOf(key);
    if (field === undefined) continue;
    const other = keys[field];
    if (other !== undefined) {
      file.fail([...path, key], `keys ${clip(other)} and ${clip(key)} both stand for ${field}`);
    }
    keys[field] = key;
  }
  const id = readId(file, given, keys.id, path, index);
  const name = `buffer ${clip(id)}`;
  for (const field of REQUIRED) {
    if (keys[field] === undefined) file.fail(path, `${name} has no ${describeField(field)}; ${keysOf(given)}`);
  }
  const integer = (field: Field): number => {
    const key = keys[field]!;
    const value = given[key];
    // The path is built only for the message: this runs for every number of the file.
    return Number.isSafeInteger(value) ? (value as number) + 0 : file.integer(value, [...path, key], `${name}: ${key}`);
  };
  const buffer: Draft = {
    id,
    lower: integer("lower"),
    upper: integer("upper") + (keys.upper === INCLUSIVE_NAME ? 1 : 0),
    size: integer("size"),
  };
  for (const field of OPTIONAL) {
    if (offsets !== null && field === "offset") continue;
    const key = keys[field];
    if (key !== undefined && given[key] !== null) buffer[field] = integer(field);
  }
  if (offsets !== null) {
    const key = keys.offset;
    if (key === undefined || given[key] === null) file.fail(path, `${name} has no offset`);
    offsets[index] = integer("offset");
  }
  return buffer;
}

function readId(
  file: JsonFile,
  given: Readonly<Record<string, unknown>>,
  key: string | undefined,
  path: Path,
  index: number,
): string {
  if (key === undefined) {
    file.fail(path, `buffer ${index} (counted from 0) has no ${describeField("id")}; ${keysOf(given)}`);
  }
  const id = given[key];
  if (typeof id === "string") {
    if (id === "") file.fail([...path, key], `buffer ${index} (counted from 0): ${key} is empty`);
    return id;
  }
  const what = `buffer ${index} (counted from 0): ${key}`;
  if (typeof id !== "number")
    file.fail([...path, key], `${what} must be a string or an integer, got ${clip(JSON.stringify(id))}`);
  return String(file.integer(id, [...path, key], what));
}

const LISTED = 12;

function keysOf(object: Readonly<Record<string, unknown>>): string {
  const keys = Object.keys(object);
  if (keys.length === 0) return "there are no keys";
  const more = keys.length > LISTED ? ` and ${keys.length - LISTED} more` : "";
  return `its keys are ${keys.slice(0, LISTED).map(clip).join(", ")}${more}`;
}

/**
 * The text with each buffer's offset in its object: where a key `offset` is, or after the last key, spaced and indented as that
 * one is. Everything else stays as it is written.
 */
export function formatJson({ text, base }: JsonSource, offsets: ArrayLike<number>): string {
  let edits: Edit[] = [];
  let final: Edit[] = [];
  let last: ValueSpan | null = null;
  let given: ValueSpan[] = [];
  walkJson(text, (path, span) => {
    const depth = path.length - base.length;
    if (depth < 0 || depth > 2 || !base.every((step, i) => step === path[i])) return;
    if (depth === 2) {
      last = span;
      if (path.at(-1) === "offset") given.push(span);
    } else if (depth === 1) {
      const offset = String(offsets[path.at(-1) as number]);
      if (given.length > 0) for (const { begin, end } of given) edits.push({ begin, end, text: offset });
      else if (last !== null) edits.push({ begin: last.end, end: last.end, text: likeProperty(text, last) + offset });
      last = null;
      given = [];
    } else {
      // Of two arrays of buffers, the last is the one that was read.
      final = edits;
      edits = [];
    }
  });
  const pieces: string[] = [];
  let written = 0;
  for (const edit of final) {
    pieces.push(text.slice(written, edit.begin), edit.text);
    written = edit.end;
  }
  pieces.push(text.slice(written));
  return pieces.join("");
}

interface Edit {
  readonly begin: number;
  readonly end: number;
  readonly text: string;
}

/** A comma and the key `offset`, with the white space that stands before the property's key and before its value. */
function likeProperty(text: string, { keyBegin, keyEnd, begin }: ValueSpan): string {
  let gapBegin = keyBegin;
  while (/\s/.test(text[gapBegin - 1]!)) gapBegin--;
  return `,${text.slice(gapBegin, keyBegin)}"offset"${text.slice(keyEnd, begin)}`;
}
