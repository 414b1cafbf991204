/** Reads what constraints hold out of JSON, by the table of their fields (`problem/shapes.ts`). */
import type { Fields, Kind, Shape } from "../../problem/shapes.js";
import { bindsNothing } from "../../problem/vocabulary.js";
import { clip } from "../errors.js";
import type { NameJudge } from "../names.js";
import { hasHalfPair, isObject, type JsonFile } from "./file.js";
import { keysOf, takeKey } from "./keys.js";
import type { Path } from "./walk.js";

/** Reads values of one file. Null means that there is none, as it does for every optional value. */
export class ShapeReader {
  readonly #file: JsonFile;
  readonly #names: NameJudge;
  /** Where the walk is; errors alone copy it. */
  readonly #path: (string | number)[] = [];
  /** What messages put before the place within the constraint. */
  #label = "";
  #from = 0;

  constructor(file: JsonFile, names: NameJudge) {
    this.#file = file;
    this.#names = names;
  }

  /**
   * The value at `path` in the shape that a problem has it; undefined where it says that there is none.
   *
   * @param label begins messages; the steps of the path from the last on follow
   * @throws FormatError at the first fault
   */
  read(value: unknown, shape: Shape, path: Path, label: string): unknown {
    this.#path.length = 0;
    for (const step of path) this.#path.push(step);
    this.#label = label;
    this.#from = path.length - 1;
    if (bindsNothing(value))
      return Array.isArray(value) && isList(shape) ? [] : value === false && shape === "flag" ? false : undefined;
    return this.#read(value, shape, "");
  }

  /** @param owner the key whose value it is, or whose entries it is among */
  #read(value: unknown, shape: Shape, owner: string): unknown {
    if (typeof shape === "string") return this.#value(value, shape);
    const path = this.#path;
    if (!isList(shape)) return this.#fields(value, shape, owner === "" ? String(path.at(-1)) : owner);
    const list: readonly unknown[] = Array.isArray(value) ? value : this.#file.array(value, path, this.#what());
    const name = owner === "" ? String(path.at(-1)) : owner;
    const read: unknown[] = [];
    for (let i = 0; i < list.length; i++) {
      path.push(i);
      read.push(this.#read(list[i], shape[0], name));
      path.pop();
    }
    return read;
  }

  #fields(value: unknown, fields: Fields, owner: string): unknown {
    const path = this.#path;
    const file = this.#file;
    const given = isObject(value) ? value : file.object(value, path, this.#what());
    const keys: Partial<Record<string, string>> = {};
    const read: Record<string, unknown> = {};
    for (const key in given) {
      const verdict = this.#names.judgeEntry(key, owner, fields);
      if (verdict.isNothing) continue;
      path.push(key);
      const { field } = verdict;
      takeKey(file, keys, key, verdict, given[key], path);
      if (field !== undefined && given[key] !== null) read[field] = this.#read(given[key], fields[field]!, key);
      path.pop();
    }
    for (const field in fields) {
      const shape = fields[field]!;
      if (typeof shape === "string" && shape.endsWith("!") && read[field] === undefined) {
        file.fail(path, `${this.#what()} has no ${JSON.stringify(field)}; ${keysOf(given)}`);
      }
    }
    return read;
  }

  #value(value: unknown, kind: Kind): unknown {
    switch (kind) {
      case "integer":
      case "integer!":
        // The message is built only for a fault: this runs for every number of the file.
        return Number.isSafeInteger(value)
          ? (value as number) + 0
          : this.#file.integer(value, this.#path, this.#what());
      case "number":
      case "number!":
        return this.#number(value);
      case "id":
      case "id!":
        return this.#id(value);
      case "word":
        if (typeof value === "string") return value;
        return this.#file.fail(this.#path, (source) => `${this.#what()} must be a word, got ${source}`);
      case "flag":
        if (typeof value === "boolean") return value;
        return this.#file.fail(this.#path, (source) => `${this.#what()} must be true or false, got ${source}`);
    }
  }

  #number(value: unknown): number {
    if (typeof value === "number" && Number.isFinite(value)) return value;
    return this.#file.fail(this.#path, (source) => `${this.#what()} must be a number, got ${source}`);
  }

  /** The id of a memory or a buffer, which may be an integer. */
  #id(value: unknown): string {
    const path = this.#path;
    if (typeof value === "number") return String(this.#file.integer(value, path, this.#what()));
    if (typeof value !== "string") {
      this.#file.fail(path, `${this.#what()} must be a string or an integer, got ${clip(JSON.stringify(value))}`);
    }
    if (value === "") this.#file.fail(path, `${this.#what()} is empty`);
    if (hasHalfPair(value)) this.#file.failHalfPair(path, this.#what());
    return value;
  }

  /** The place in words: `apart[3].distance`, `buffer "a": gaps[0].from`. */
  #what(): string {
    const [first, ...rest] = this.#path.slice(this.#from);
    return (
      this.#label + String(first) + rest.map((step) => (typeof step === "number" ? `[${step}]` : `.${step}`)).join("")
    );
  }
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}
