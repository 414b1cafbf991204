/**
 * Reads FlatBuffers without generated code: a table finds its fields by their number in the schema, counted from 0 in
 * the order of declaration (a union counts as two: its type, then its value).
 *
 * Every position and every count is checked against the file's length before anything is read or allocated. Tables
 * point forward only, so chains of them end.
 *
 * Source: "FlatBuffers internals", flatbuffers.dev.
 */
import type { BinaryView } from "./view.js";

export class Table {
  readonly #vtable: number;
  readonly #vtableSize: number;

  constructor(
    readonly view: BinaryView,
    /** Where the table begins. */
    readonly at: number,
  ) {
    this.#vtable = at - view.i32(at);
    this.#vtableSize = view.u16(this.#vtable);
    if (this.#vtableSize < 4 || this.#vtableSize % 2 !== 0) {
      view.fail(this.#vtable, `a vtable cannot have ${this.#vtableSize} bytes`);
    }
    view.need(this.#vtable, this.#vtableSize, "a vtable");
  }

  /** The root table, whose offset stands at `begin`. */
  static root(view: BinaryView, begin = 0): Table {
    return new Table(view, begin + view.u32(begin));
  }

  /** Fields that the table may have, told by its vtable: a newer schema has more. */
  get fieldCount(): number {
    return (this.#vtableSize - 4) / 2;
  }

  /** Where a field's value stands; 0 where the table does not have it. */
  position(field: number): number {
    const slot = 4 + 2 * field;
    if (slot + 2 > this.#vtableSize) return 0;
    const offset = this.view.u16(this.#vtable + slot);
    return offset === 0 ? 0 : this.at + offset;
  }

  has(field: number): boolean {
    return this.position(field) !== 0;
  }

  bool(field: number, absent = false): boolean {
    const at = this.position(field);
    return at === 0 ? absent : this.view.u8(at) !== 0;
  }

  u8(field: number, absent = 0): number {
    const at = this.position(field);
    return at === 0 ? absent : this.view.u8(at);
  }

  i8(field: number, absent = 0): number {
    const at = this.position(field);
    return at === 0 ? absent : this.view.i8(at);
  }

  i32(field: number, absent = 0): number {
    const at = this.position(field);
    return at === 0 ? absent : this.view.i32(at);
  }

  u32(field: number, absent = 0): number {
    const at = this.position(field);
    return at === 0 ? absent : this.view.u32(at);
  }

  u64(field: number, absent = 0): number {
    const at = this.position(field);
    return at === 0 ? absent : this.view.u64(at);
  }

  /** Null where it is absent. */
  text(field: number): string | null {
    const at = this.#target(field);
    return at === 0 ? null : textAt(this.view, at);
  }

  table(field: number): Table | null {
    const at = this.#target(field);
    return at === 0 ? null : new Table(this.view, at);
  }

  /** A vector of elements of `width` bytes; an empty one where it is absent. */
  vector(field: number, width: number): Vector {
    const at = this.#target(field);
    return at === 0 ? new Vector(this.view, this.at, 0, width) : Vector.at(this.view, at, width);
  }

  /** The tables of a vector of them. */
  tables(field: number): Table[] {
    return this.vector(field, 4).tables();
  }

  #target(field: number): number {
    const at = this.position(field);
    return at === 0 ? 0 : target(this.view, at);
  }
}

/** A vector whose count was held against the file's length. */
export class Vector {
  constructor(
    readonly view: BinaryView,
    /** Where the first element stands. */
    readonly begin: number,
    readonly count: number,
    readonly width: number,
  ) {}

  static at(view: BinaryView, at: number, width: number): Vector {
    const count = view.u32(at);
    view.need(at + 4, count * width, `a vector of ${count} elements`);
    return new Vector(view, at + 4, count, width);
  }

  i32s(): Int32Array {
    return Int32Array.from({ length: this.count }, (_, i) => this.view.i32(this.begin + 4 * i));
  }

  bytes(): Uint8Array {
    return this.view.slice(this.begin, this.count * this.width);
  }

  tables(): Table[] {
    return Array.from({ length: this.count }, (_, i) => new Table(this.view, target(this.view, this.begin + 4 * i)));
  }

  texts(): string[] {
    return Array.from({ length: this.count }, (_, i) => textAt(this.view, target(this.view, this.begin + 4 * i)));
  }
}

/** Where the offset at `at` points: forward, and never to itself. */
function target(view: BinaryView, at: number): number {
  const offset = view.u32(at);
  if (offset === 0) view.fail(at, "an offset of 0 points nowhere");
  view.need(at + offset, 4, "what an offset points at");
  return at + offset;
}

function textAt(view: BinaryView, at: number): string {
  const length = view.u32(at);
  view.need(at + 4, length, `a text of ${length} bytes`);
  return view.text(at + 4, length);
}
