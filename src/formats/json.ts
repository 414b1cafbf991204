/**
 * The JSON form: `{ "capacity": 123, "base": 0, "buffers": [{ "id": "a", "lower": 0, "upper": 4, "size": 16 }, …] }`,
 * or the array of buffers alone. Keys are recognised by name (`problem/vocabulary.ts`, `names.ts`). An `id` may be a
 * string or an integer; a number may be a text of digits. `null` for an optional value, for the capacity or for the
 * base means that there is none. Of a key that is repeated in an object the last counts, as in `JSON.parse`.
 */
import { firstInk } from "./bytes.js";
import type { FileContent } from "./content.js";
import { clip } from "./errors.js";
import {
  type Draft,
  describeField,
  type Ends,
  endsOf,
  type Field,
  isInclusiveName,
  NONE,
  OPTIONAL,
  REQUIRED,
  type ReadOptions,
  setLifetime,
  timesNoteOf,
} from "./fields.js";
import type { FileForm, FileSource, SourcedReading } from "./form.js";
import { hasHalfPair, JsonFile } from "./json-file.js";
import { type Path, type ValueSpan, walkJson } from "./json-walk.js";
import type { NameJudge, NameVerdict, Place } from "./names.js";

export interface JsonSource extends FileSource {
  readonly form: "json";
  readonly mark: string;
  /** Without the mark. */
  readonly text: string;
  /** Where the array of buffers stands. */
  readonly at: Path;
  /** True for a key of a buffer that holds its offset. */
  readonly holdsOffset: (key: string) => boolean;
}

type Json = Readonly<Record<string, unknown>>;

const OPEN_BRACE = 123;
const OPEN_BRACKET = 91;

const OUTERMOST: Place = { what: "key", level: "problem" };
const IN_BUFFERS: Place = { what: "key", level: "buffer", owner: "buffers" };
const ENDS_NOTE =
  'key "end" is taken as inclusive, upper = end + 1; --ends inclusive says so too, --ends exclusive otherwise';

export const jsonForm: FileForm<JsonSource> = {
  name: "JSON",
  sniff: isJson,
  read: readJson,
  write: formatJson,
};

/** Whether a file means to be JSON: an object or an array, however broken, or one whole value of another kind. */
function isJson(file: FileContent): boolean {
  const first = firstInk(file.bytes);
  return first === OPEN_BRACE || first === OPEN_BRACKET || file.json !== undefined;
}

/**
 * Reads a problem in the JSON form.
 *
 * @throws FormatError at the first fault
 */
function readJson(content: FileContent, names: NameJudge, options: ReadOptions): SourcedReading<JsonSource> {
  const file = new JsonFile(content);
  const outer = readOutermost(file, names);
  const { at, list } = outer;
  const reader = new BufferReader(file, names, options, at);
  const buffers: Draft[] = [];
  const offsets = options.placed ? new Float64Array(list.length) : null;
  for (let i = 0; i < list.length; i++) buffers.push(reader.read(list[i], i, offsets));
  file.checkFractions((path) => {
    const name = String(path.at(-1));
    if (path.length === 1) return name === outer.keys.capacity || name === outer.keys.base;
    if (path.length !== at.length + 2 || !at.every((step, i) => step === path[i])) return false;
    return reader.verdictOf(name).field !== undefined;
  });
  const keyOf = (bufferIndex: number, field: string): string | undefined =>
    Object.keys(list[bufferIndex] as object).find((name) => reader.verdictOf(name).field === field);
  const pathOf = (bufferIndex: number | undefined, field: string | undefined): Path => {
    if (bufferIndex === undefined) {
      const key = field === "capacity" || field === "base" ? outer.keys[field] : undefined;
      return key === undefined ? [] : [key];
    }
    const key = field === undefined ? undefined : keyOf(bufferIndex, field);
    return key === undefined ? [...at, bufferIndex] : [...at, bufferIndex, key];
  };
  return {
    buffers,
    capacity: outer.capacity,
    base: outer.base,
    ends: reader.ends,
    offsets,
    source: {
      form: "json",
      mark: content.mark,
      text: file.text,
      at,
      holdsOffset: (key) => key === "offset" || reader.verdictOf(key).field === "offset",
    },
    errorAt: (bufferIndex, field, detail) => file.errorAt(pathOf(bufferIndex, field), detail),
    timesNote: (bufferIndex) => {
      const upper = keyOf(bufferIndex, "upper")!;
      return timesNoteOf(endsOf(options.ends, upper), keyOf(bufferIndex, "lower")!, upper);
    },
    notes: reader.sawInclusiveName && options.ends === undefined ? [ENDS_NOTE] : [],
  };
}

interface Outermost {
  readonly at: Path;
  readonly list: readonly unknown[];
  readonly capacity: number | undefined;
  readonly base: number | undefined;
  /** The names that the fields go by. */
  readonly keys: Readonly<Partial<Record<string, string>>>;
}

function readOutermost(file: JsonFile, names: NameJudge): Outermost {
  if (Array.isArray(file.root)) return { at: [], list: file.root, capacity: undefined, base: undefined, keys: {} };
  const root = file.object(file.root, [], "the file's content");
  const keys: Partial<Record<string, string>> = {};
  for (const key in root) takeKey(file, keys, key, names.judge(key, OUTERMOST), root[key], [key]);
  if (keys.buffers === undefined) file.fail([], `no key "buffers"; ${keysOf(root)}`);
  const bytes = (field: "capacity" | "base"): number | undefined => {
    const key = keys[field];
    if (key === undefined || root[key] === null) return undefined;
    return file.integer(root[key], [key], key);
  };
  const at = [keys.buffers];
  return {
    at,
    list: file.array(root[keys.buffers], at, "buffers"),
    capacity: bytes("capacity"),
    base: bytes("base"),
    keys,
  };
}

/** Notes a key that holds a field, and throws for one that is refused or the second of its field. */
function takeKey(
  file: JsonFile,
  keys: Partial<Record<string, string>>,
  key: string,
  verdict: NameVerdict,
  value: unknown,
  path: Path,
): void {
  file.permit(verdict, value, path);
  const { field } = verdict;
  if (field === undefined) return;
  const other = keys[field];
  if (other !== undefined) file.fail(path, `keys ${clip(other)} and ${clip(key)} both stand for ${field}`);
  keys[field] = key;
}

/** Reads the buffers of one file; what it has learned of a key is kept for the next buffer. */
class BufferReader {
  readonly #verdicts = new Map<string, NameVerdict>();
  #upperName = "";
  #ends: Ends = "exclusive";
  sawInclusiveName = false;
  #sawOtherName = false;

  readonly #file: JsonFile;
  readonly #names: NameJudge;
  readonly #options: ReadOptions;
  readonly #at: Path;

  constructor(file: JsonFile, names: NameJudge, options: ReadOptions, at: Path) {
    this.#file = file;
    this.#names = names;
    this.#options = options;
    this.#at = at;
  }

  /** What the names of the times mean by themselves; null where they mean now this and now that. */
  get ends(): Ends | null {
    if (this.sawInclusiveName) return this.#sawOtherName ? null : "inclusive";
    return "exclusive";
  }

  verdictOf(key: string): NameVerdict {
    let verdict = this.#verdicts.get(key);
    if (verdict === undefined) {
      verdict = this.#names.judge(key, IN_BUFFERS);
      this.#verdicts.set(key, verdict);
    }
    return verdict;
  }

  read(value: unknown, index: number, offsets: Float64Array | null): Draft {
    const file = this.#file;
    const options = this.#options;
    const path: Path = [...this.#at, index];
    const given = file.object(value, path, `buffer ${index} (counted from 0)`);
    const keys: Partial<Record<Field, string>> = {};
    for (const key in given) {
      const verdict = this.#verdicts.get(key) ?? this.verdictOf(key);
      if (verdict.isNothing) continue;
      const field = verdict.field as Field | undefined;
      if (field !== undefined && keys[field] === undefined) keys[field] = key;
      else takeKey(file, keys, key, verdict, given[key], [...path, key]);
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
      return Number.isSafeInteger(value)
        ? (value as number) + 0
        : file.integer(value, [...path, key], `${name}: ${key}`);
    };
    const buffer: Draft = { id, lower: 0, upper: 0, size: 0 };
    setLifetime(buffer, this.#endsOf(keys.upper!), integer("lower"), integer("upper"));
    buffer.size = integer("size");
    for (const field of OPTIONAL) {
      if (field === "offset" && (offsets !== null || options.ignoreOffsets)) continue;
      const key = keys[field];
      if (key === undefined || given[key] === null) continue;
      const value = integer(field);
      if (value !== NONE || field === "alignment") buffer[field] = value;
    }
    if (offsets !== null) {
      const key = keys.offset;
      const offset = key === undefined || given[key] === null ? NONE : integer("offset");
      if (offset === NONE) file.fail(path, `${name} has no offset`);
      offsets[index] = offset;
    }
    return buffer;
  }

  /** Nearly always asked about the same name as before. */
  #endsOf(upperName: string): Ends {
    if (upperName !== this.#upperName) {
      this.#upperName = upperName;
      this.#ends = endsOf(this.#options.ends, upperName);
      if (isInclusiveName(upperName)) this.sawInclusiveName = true;
      else this.#sawOtherName = true;
    }
    return this.#ends;
  }
}

function readId(file: JsonFile, given: Json, key: string | undefined, path: Path, index: number): string {
  if (key === undefined) {
    file.fail(path, `buffer ${index} (counted from 0) has no ${describeField("id")}; ${keysOf(given)}`);
  }
  const id = given[key];
  if (typeof id === "string") {
    if (id === "") file.fail([...path, key], `buffer ${index} (counted from 0): ${key} is empty`);
    if (hasHalfPair(id)) file.failHalfPair([...path, key], `buffer ${index} (counted from 0): ${key}`);
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
 * The text with each buffer's offset in its object: where a key `offset` is, or after the last key, spaced and
 * indented as that one is. Everything else stays as it is written.
 */
export function formatJson(
  { mark, text, at, holdsOffset }: JsonSource,
  { offsets }: { readonly offsets: ArrayLike<number> },
): string {
  let edits: Edit[] = [];
  let final: Edit[] = [];
  let last: ValueSpan | null = null;
  let given: ValueSpan[] = [];
  walkJson(text, (path, span) => {
    const depth = path.length - at.length;
    if (depth < 0 || depth > 2 || !at.every((step, i) => step === path[i])) return;
    if (depth === 2) {
      last = span;
      if (holdsOffset(path.at(-1) as string)) given.push(span);
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
  const pieces: string[] = [mark];
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
