/**
 * The JSON form: `{ "capacity": 123, "base": 0, "buffers": [{ "id": "a", "lower": 0, "upper": 4, "size": 16 }, …] }`,
 * or the array of buffers alone. Constraints stand in it as in a `Problem`. Keys are recognised by name
 * (`problem/vocabulary.ts`, `names.ts`). An id may be a string or an integer; a number may be a text of digits. `null`
 * for an optional value means that there is none. Of a key that is repeated in an object the last counts, as in
 * `JSON.parse`.
 */
import type { Culprit } from "../../problem/index.js";
import { BUFFER_SHAPES, type Fields, type Lists, PROBLEM_CONSTRAINTS, PROBLEM_SHAPES } from "../../problem/shapes.js";
import { squash } from "../../problem/vocabulary.js";
import { firstInk } from "../bytes.js";
import type { FileContent } from "../content.js";
import { clip } from "../errors.js";
import { type Draft, endsOf, type ReadOptions, timesNoteOf } from "../fields.js";
import type { FileForm, SourcedReading } from "../form.js";
import type { NameJudge, Place } from "../names.js";
import { BufferReader, type ReadPlan } from "./buffers.js";
import { isObject, JsonFile } from "./file.js";
import { keysOf, takeKey } from "./keys.js";
import { ShapeReader } from "./shapes.js";
import type { Path } from "./walk.js";
import { formatJson, type JsonSource } from "./write.js";

export { formatJson, type JsonSource } from "./write.js";

const OPEN_BRACE = 123;
const OPEN_BRACKET = 91;

const OUTERMOST: Place = { what: "key", level: "problem" };
const ENDS_NOTE =
  'key "end" is taken as inclusive, upper = end + 1; --ends inclusive says so too, --ends exclusive otherwise';

export const jsonForm: FileForm<JsonSource> = {
  name: "JSON",
  takes: ["ends"],
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
  const shapes = new ShapeReader(file, names);
  const outer = readOutermost(file, names, shapes);
  const { at, list, lists } = outer;
  const reader = new BufferReader(file, names, options, at, shapes);
  const buffers: Draft[] = [];
  const plan: ReadPlan | null = options.placed ? { offsets: new Float64Array(list.length), memories: [] } : null;
  for (let i = 0; i < list.length; i++) buffers.push(reader.read(list[i], i, plan));
  file.checkFractions((path) => isRead(path, outer, reader, names));
  const keyOf = (bufferIndex: number, field: string): string | undefined =>
    Object.keys(list[bufferIndex] as object).find((name) => reader.verdictOf(name).field === field);
  const pathOf = (bufferIndex: number | undefined, field: string | undefined, entry: Entry): Path => {
    const path: (string | number)[] = bufferIndex === undefined ? [] : [...at, bufferIndex];
    const key =
      field === undefined ? undefined : bufferIndex === undefined ? outer.keys[field] : keyOf(bufferIndex, field);
    return key === undefined ? path : withEntry(file, [...path, key], entry);
  };
  return {
    buffers,
    capacity: outer.capacity,
    base: outer.base,
    lists,
    ends: reader.ends,
    offsets: plan === null ? null : plan.offsets,
    memories: plan === null ? null : memoriesOf(file, plan, lists, buffers, at),
    source: {
      form: "json",
      mark: content.mark,
      text: file.text,
      at,
      holdsOffset: (key) => key === "offset" || reader.verdictOf(key).field === "offset",
      memoryField: (key) => {
        const { field } = reader.verdictOf(key);
        return field === "memory" || field === "memories" ? field : undefined;
      },
      listed: (lists.memories ?? []).map(({ id }) => id),
    },
    errorAt: (bufferIndex, field, detail, entry = {}) => file.errorAt(pathOf(bufferIndex, field, entry), detail),
    timesNote: (bufferIndex) => {
      const upper = keyOf(bufferIndex, "upper");
      const lower = keyOf(bufferIndex, "lower");
      if (upper === undefined || lower === undefined || buffers[bufferIndex]!.clock !== undefined) return null;
      return timesNoteOf(endsOf(options.ends, upper), lower, upper);
    },
    notes: reader.sawInclusiveName && options.ends === undefined ? [ENDS_NOTE] : [],
  };
}

interface Outermost {
  readonly at: Path;
  readonly list: readonly unknown[];
  readonly capacity: number | undefined;
  readonly base: number | undefined;
  readonly lists: Lists;
  /** The names that the fields go by. */
  readonly keys: Readonly<Partial<Record<string, string>>>;
}

function readOutermost(file: JsonFile, names: NameJudge, shapes: ShapeReader): Outermost {
  const keys: Partial<Record<string, string>> = {};
  if (Array.isArray(file.root)) {
    return { at: [], list: file.root, capacity: undefined, base: undefined, lists: {}, keys };
  }
  const root = file.object(file.root, [], "the file's content");
  for (const key in root) takeKey(file, keys, key, names.judge(key, OUTERMOST), root[key], [key]);
  if (keys.buffers === undefined) file.fail([], `no key "buffers"; ${keysOf(root)}`);
  const bytes = (field: "capacity" | "base"): number | undefined => {
    const key = keys[field];
    if (key === undefined || root[key] === null) return undefined;
    return file.integer(root[key], [key], key);
  };
  const at = [keys.buffers];
  const list = file.array(root[keys.buffers], at, "buffers");
  const [capacity, base] = [bytes("capacity"), bytes("base")];
  const lists: Record<string, unknown> = {};
  for (const field of PROBLEM_CONSTRAINTS) {
    const key = keys[field];
    if (key === undefined) continue;
    const value = shapes.read(root[key], PROBLEM_SHAPES[field], [key], "");
    if (value !== undefined) lists[field] = value;
  }
  return { at, list, capacity, base, lists: lists as Lists, keys };
}

/** The fields of constraints that may be fractions. */
const FRACTIONS: ReadonlySet<string> = new Set([...fractionsIn(PROBLEM_SHAPES), ...fractionsIn(BUFFER_SHAPES)]);

function* fractionsIn(fields: Fields): Generator<string> {
  for (const [field, shape] of Object.entries(fields)) {
    const inner = typeof shape === "object" && 0 in shape ? shape[0] : shape;
    if (inner === "number" || inner === "number!") yield squash(field);
    else if (typeof inner === "object" && !(0 in inner)) yield* fractionsIn(inner as Fields);
  }
}

/** Whether a number at this path is one that the problem has and that must be whole. */
function isRead(path: Path, { at, keys }: Outermost, reader: BufferReader, names: NameJudge): boolean {
  const inBuffer = path.length > at.length + 1 && at.every((step, i) => step === path[i]);
  const isField = inBuffer
    ? reader.verdictOf(String(path[at.length + 1])).field !== undefined
    : Object.entries(keys).some(([field, key]) => field !== "buffers" && key === path[0]);
  const mayBeFraction = FRACTIONS.has(squash(String(path.at(-1))));
  return isField && !mayBeFraction && !path.some((step) => typeof step === "string" && names.isDropped(step));
}

type Entry = Pick<Culprit, "entry" | "key">;

/** The path to an entry of a list, and to a field of that. */
function withEntry(file: JsonFile, path: Path, { entry, key }: Entry): Path {
  if (entry === undefined) return path;
  if (key === undefined) return [...path, entry];
  let value: unknown = file.root;
  for (const step of [...path, entry]) value = (value as Readonly<Record<string | number, unknown>>)[step];
  const found = isObject(value) ? Object.keys(value).find((name) => squash(name) === squash(key)) : undefined;
  return found === undefined ? [...path, entry] : [...path, entry, found];
}

/** The memory in which a plan lays each buffer; null where the problem lists none. */
function memoriesOf(
  file: JsonFile,
  { memories }: ReadPlan,
  lists: Lists,
  buffers: readonly Draft[],
  at: Path,
): string[] | null {
  const listed = lists.memories;
  if (listed === undefined || listed.length === 0) return null;
  return buffers.map((buffer, i) => {
    const found = memories[i] ?? (listed.length === 1 ? listed[0]!.id : undefined);
    if (found !== undefined) return found;
    const choices = (buffer.memories ?? listed).map(({ id }) => clip(id)).join(", ");
    return file.fail([...at, i], `buffer ${clip(buffer.id)} has no memory; it may lie in ${choices}`);
  });
}
