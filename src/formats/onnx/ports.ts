/** What a file says of a tensor without its content (`ValueInfoProto`, `TypeProto`). */
import type { WireMessage } from "../binary/wire.js";
import { clip, type FormatError } from "../errors.js";
import { MOST_DIMENSIONS } from "./tensor.js";

/** A size, or where the model leaves it open the name that it has, which may be empty. */
export type Dimension = number | string;

export interface Port {
  readonly name: string;
  /** The number of the type of its elements; 0 where the file does not say. */
  readonly type: number;
  /** Null where the file does not say. */
  readonly shape: readonly Dimension[] | null;
  /** What it is where it is no tensor: `"a sequence"`. */
  readonly otherKind: string | null;
  /** Its byte in the file. */
  readonly at: number;
}

const OTHER_KINDS: Readonly<Record<number, string>> = {
  4: "a sequence",
  5: "a map",
  7: "of a type of its own",
  8: "a sparse tensor",
  9: "optional",
};

export function readPort(message: WireMessage): Port {
  let name = "";
  let [type, shape, otherKind]: [number, Dimension[] | null, string | null] = [0, null, null];
  for (const field of message.fields()) {
    if (field.number === 1) name = field.text;
    else if (field.number === 2) {
      for (const kind of field.message.fields()) {
        if (kind.number === 1) [type, shape] = readTensorType(kind.message);
        else otherKind = OTHER_KINDS[kind.number] ?? otherKind;
      }
    }
  }
  return { name, type, shape, otherKind, at: message.begin };
}

function readTensorType(message: WireMessage): [type: number, shape: Dimension[] | null] {
  let type = 0;
  let shape: Dimension[] | null = null;
  for (const field of message.fields()) {
    if (field.number === 1) type = field.integer;
    else if (field.number === 2) {
      shape = [];
      for (const dimension of field.message.fields()) {
        if (dimension.number === 1) shape.push(readDimension(dimension.message));
      }
      if (shape.length > MOST_DIMENSIONS) {
        message.view.fail(
          message.begin,
          `a tensor has ${shape.length} dimensions; at most ${MOST_DIMENSIONS} are read`,
        );
      }
    }
  }
  return [type, shape];
}

/** Some exporters write −1 for a size that is open. */
function readDimension(message: WireMessage): Dimension {
  let found: Dimension = "";
  for (const field of message.fields()) {
    if (field.number === 1) found = field.integer;
    else if (field.number === 2) found = field.text;
  }
  return typeof found === "number" && found < 0 ? "" : found;
}

/** The sizes that the caller gives to open dimensions. */
export class Dimensions {
  readonly #sizes: ReadonlyMap<string, number>;
  readonly #used = new Set<string>();

  constructor(sizes: Readonly<Record<string, number>>) {
    this.#sizes = new Map(Object.entries(sizes));
  }

  /** The shape with the open dimensions filled in; null where one is not given, or there is no shape. */
  resolve({ name, shape }: Port): readonly number[] | null {
    if (shape === null) return null;
    const sizes = shape.map((dimension, axis) => this.#size(name, dimension, axis));
    return sizes.includes(-1) ? null : sizes;
  }

  /** −1 where it is open. A dimension goes by its name, or by its place: `x[0]`. */
  #size(name: string, dimension: Dimension, axis: number): number {
    if (typeof dimension === "number") return dimension;
    const place = placeOf(name, axis);
    const key = dimension !== "" && this.#sizes.has(dimension) ? dimension : place;
    const size = this.#sizes.get(key);
    if (size === undefined) return -1;
    this.#used.add(key);
    return size;
  }

  /**
   * The error for an input whose sizes are not all known, with what to give for all inputs: `--dim batch=N`.
   *
   * @param inputs all of the model that are no constants
   */
  missing(port: Port, inputs: readonly Port[], errorAt: (at: number, detail: string) => FormatError): FormatError {
    const { name, shape, at } = port;
    if (shape === null) return errorAt(at, `input ${clip(name)} has no shape in the file`);
    const open = this.#open(port)[0]!;
    const options = new Set(inputs.flatMap((each) => this.#open(each)).map(({ key }) => `--dim ${quoted(`${key}=N`)}`));
    const [option, ...others] = options;
    const all = others.length > MOST_OPTIONS ? `${option} and so on` : [...options].join(" ");
    const called = shape[open.axis] === "" ? "" : `, ${clip(open.key)},`;
    return errorAt(at, `input ${clip(name)} leaves its dimension ${open.axis}${called} open; say sizes: ${all}`);
  }

  /** The dimensions of a port without a size, and the names to give them by. */
  #open({ name, shape }: Port): { readonly axis: number; readonly key: string }[] {
    return (shape ?? []).flatMap((dimension, axis) => {
      if (this.#size(name, dimension, axis) >= 0) return [];
      return [{ axis, key: dimension === "" ? placeOf(name, axis) : String(dimension) }];
    });
  }

  /** The names that were given and that nothing goes by. */
  get unused(): string[] {
    return [...this.#sizes.keys()].filter((name) => !this.#used.has(name));
  }
}

/** More options than a message shows. */
const MOST_OPTIONS = 12;

function placeOf(name: string, axis: number): string {
  return `${name}[${axis}]`;
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w.=:/-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
