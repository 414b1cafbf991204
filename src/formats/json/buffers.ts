/** Reads the buffers of the JSON form. */
import type { MemoryChoice } from "../../problem/index.js";
import { BUFFER_CONSTRAINTS, BUFFER_SHAPES, type BufferConstraint } from "../../problem/shapes.js";
import { clip } from "../errors.js";
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
} from "../fields.js";
import type { NameJudge, NameVerdict, Place } from "../names.js";
import { hasHalfPair, type JsonFile } from "./file.js";
import { keysOf, takeKey } from "./keys.js";
import type { ShapeReader } from "./shapes.js";
import type { Path } from "./walk.js";

type Json = Readonly<Record<string, unknown>>;
type Keys = Readonly<Partial<Record<Field, string>>>;

const IN_BUFFERS: Place = { what: "key", level: "buffer", owner: "buffers" };
const TIMES: ReadonlySet<Field> = new Set(["lower", "upper"]);

/** A plan as a file has it, in the order of the buffers. */
export interface ReadPlan {
  readonly offsets: Float64Array;
  /** Ids; undefined where a buffer says none. */
  readonly memories: (string | undefined)[];
}

/** What a file's constraints are called in a draft, whose values the shapes have checked. */
type LooseDraft = Record<BufferConstraint, unknown>;

/** Reads the buffers of one file; what it has learned of a key is kept for the next buffer. */
export class BufferReader {
  readonly #verdicts = new Map<string, NameVerdict>();
  #upperName = "";
  #ends: Ends = "exclusive";
  sawInclusiveName = false;
  #sawOtherName = false;
  /** Whether any buffer so far has a key of a constraint: most files have none, and are not to pay for them. */
  #sawConstraint = false;

  readonly #file: JsonFile;
  readonly #names: NameJudge;
  readonly #options: ReadOptions;
  readonly #at: Path;
  readonly #shapes: ShapeReader;

  constructor(file: JsonFile, names: NameJudge, options: ReadOptions, at: Path, shapes: ShapeReader) {
    this.#file = file;
    this.#names = names;
    this.#options = options;
    this.#at = at;
    this.#shapes = shapes;
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
      if (verdict.field !== undefined && Object.hasOwn(BUFFER_SHAPES, verdict.field)) this.#sawConstraint = true;
    }
    return verdict;
  }

  /** @param plan takes what the buffer says of the plan; null where no plan is read */
  read(value: unknown, index: number, plan: ReadPlan | null): Draft {
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
    const hasClock = keys.clock !== undefined && given[keys.clock] !== null;
    for (const field of REQUIRED) {
      if (keys[field] !== undefined || (hasClock && TIMES.has(field))) continue;
      file.fail(path, `${name} has no ${describeField(field)}; ${keysOf(given)}`);
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
    if (!hasClock) setLifetime(buffer, this.#endsOf(keys.upper!), integer("lower"), integer("upper"));
    buffer.size = integer("size");
    for (const field of OPTIONAL) {
      if (field === "offset" && (plan !== null || options.ignoreOffsets)) continue;
      const key = keys[field];
      if (key === undefined || given[key] === null) continue;
      const value = integer(field);
      if (value !== NONE || field === "alignment") buffer[field] = value;
    }
    if (this.#sawConstraint) this.#readConstraints(buffer, given, keys, path);
    if (hasClock) this.#setClock(buffer, keys, integer);
    if (plan !== null) {
      const key = keys.offset;
      const offset = key === undefined || given[key] === null ? NONE : integer("offset");
      if (offset === NONE) file.fail(path, `${name} has no offset`);
      plan.offsets[index] = offset;
    }
    if (this.#sawConstraint) this.#settleMemory(buffer, index, plan, keys, path);
    return buffer;
  }

  #readConstraints(buffer: Draft, given: Json, keys: Keys, path: Path): void {
    for (const field of BUFFER_CONSTRAINTS) {
      const key = keys[field];
      if (key === undefined) continue;
      const value = this.#shapes.read(given[key], BUFFER_SHAPES[field], [...path, key], `buffer ${clip(buffer.id)}: `);
      if (value !== undefined) (buffer as unknown as LooseDraft)[field] = value;
    }
    const { ends = "exclusive" } = this.#options;
    if (ends === "exclusive" || buffer.gaps === undefined) return;
    for (const gap of buffer.gaps) setLifetime(gap, ends, gap.lower, gap.upper);
  }

  /** Clocks are half-open. The times may be left out beside them, as they are their sums. */
  #setClock(buffer: Draft, keys: Keys, integer: (field: Field) => number): void {
    const sum = (entries: readonly number[] = []): number => entries.reduce((total, entry) => total + entry, 0);
    buffer.lower = keys.lower === undefined ? sum(buffer.clock?.lower) : integer("lower");
    buffer.upper = keys.upper === undefined ? sum(buffer.clock?.upper) : integer("upper");
  }

  /**
   * Beside a choice of memories, `memory` is where a plan lays the buffer, as offsets are: a plan where one is read,
   * nothing where offsets are passed over, and else, with the offset, the only choice that is left.
   */
  #settleMemory(buffer: Draft, index: number, plan: ReadPlan | null, keys: Keys, path: Path): void {
    const { memory, memories } = buffer;
    if (plan !== null) plan.memories[index] = memory ?? (memories?.length === 1 ? memories[0]!.id : undefined);
    if (memory === undefined || memories === undefined) return;
    delete buffer.memory;
    if (plan !== null || this.#options.ignoreOffsets) return;
    const fail = (detail: string): never =>
      this.#file.fail([...path, keys.memory!], `buffer ${clip(buffer.id)}: ${detail}`);
    if (buffer.offset === undefined) {
      fail("memory beside memories is where a plan lays the buffer, and there is no offset; leave one of them out");
    }
    buffer.memories = [memories.find(({ id }) => id === memory) ?? fail(noneOf(memory, memories))];
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

function noneOf(memory: string, memories: readonly MemoryChoice[]): string {
  return `memory ${clip(memory)} is none of its memories ${memories.map(({ id }) => clip(id)).join(", ")}`;
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
