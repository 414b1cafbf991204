/**
 * Puts a plan into a model without a schema: a new root table, with new lists of buffers and of metadata, stands in
 * front of the old file, which follows byte for byte. Offsets in a FlatBuffer are relative and point forward, so that
 * everything of the old file stays valid where it is.
 *
 * Numbers that count from the file's begin are the exception: a model that has them is refused.
 */
import type { Table } from "../binary/flatbuffer.js";
import type { Model } from "./model.js";
import { METADATA_NAME, metadataOf, UNPLANNED } from "./offline.js";
import { BUFFER, FILE_IDENTIFIER, METADATA, MODEL, OPERATOR, SUBGRAPH } from "./schema.js";

/** What the old file is aligned to, so that what it aligns itself stays so. Bytes. */
const PADDING = 64;

/** The greatest offset that the plan's 32-bit integers can hold. */
const MOST = 2 ** 31 - 1;

/** Fields of the root that this file knows. */
const KNOWN_FIELDS = Object.keys(MODEL).length;

/**
 * @param offsets by tensor of all subgraphs; −1 leaves one to TFLM
 * @throws FormatError for a model that has positions counted from the file's begin, fields of its root that are not
 * known, or an offset beyond 2^31 − 1
 */
export function withOfflinePlan(model: Model, offsets: ArrayLike<number>): Uint8Array {
  refuse(model, offsets);
  const { view, root, buffers, subgraphs, tensorCount } = model;
  const metadata = metadataOf(model);
  const index = planBuffer(model, metadata);
  const kept = metadata.filter(({ isPlan }) => !isPlan).map(({ table }) => table.at);

  const front = new Front(view.bytes);
  const fields = Object.values(MODEL).filter((field) => root.has(field));
  const present = [...new Set([...fields, MODEL.buffers, MODEL.metadata])].sort((a, b) => a - b);
  const rootSlots = front.table(0, present);
  front.u32(rootSlots.get(MODEL.version)!, root.u32(MODEL.version));
  for (const field of fields) {
    if (field === MODEL.version || field === MODEL.buffers || field === MODEL.metadata) continue;
    front.pointToOld(rootSlots.get(field)!, root.vector(field, 1).begin - 4);
  }
  const bufferSlots = front.vector(rootSlots.get(MODEL.buffers)!, Math.max(buffers.length, index + 1));
  for (const [i, { at }] of buffers.entries()) if (i !== index) front.pointToOld(bufferSlots + 4 * i, at);
  const metadataSlots = front.vector(rootSlots.get(MODEL.metadata)!, kept.length + 1);
  for (const [i, at] of kept.entries()) front.pointToOld(metadataSlots + 4 * i, at);

  const entry = front.table(metadataSlots + 4 * kept.length, [METADATA.name, METADATA.buffer]);
  front.u32(entry.get(METADATA.buffer)!, index);
  front.text(entry.get(METADATA.name)!, METADATA_NAME);
  const buffer = front.table(bufferSlots + 4 * index, [BUFFER.data]);
  front.integers(buffer.get(BUFFER.data)!, [0, subgraphs.length, tensorCount, ...Array.from(offsets)]);
  return front.finish();
}

/** The entry of the buffers that the plan goes into: that of the old one, where nothing else uses it, or a new one. */
function planBuffer(model: Model, metadata: readonly { readonly table: Table; readonly isPlan: boolean }[]): number {
  const old = metadata.findLast(({ isPlan }) => isPlan)?.table.u32(METADATA.buffer);
  if (old === undefined || old >= model.buffers.length) return model.buffers.length;
  const isUsed =
    model.subgraphs.some(({ tensors }) => tensors.some(({ buffer }) => buffer === old)) ||
    metadata.some(({ table, isPlan }) => !isPlan && table.u32(METADATA.buffer) === old) ||
    model.root.vector(MODEL.metadataBuffer, 4).i32s().includes(old);
  return isUsed ? model.buffers.length : old;
}

function refuse({ view, root, buffers }: Model, offsets: ArrayLike<number>): void {
  const why = "and a plan in front of it would move it: no plan can be written into this model";
  for (let field = KNOWN_FIELDS; field < root.fieldCount; field++) {
    if (!root.has(field)) continue;
    view.fail(root.at, `the model's root has a field ${field}, which is not known: no plan can be written into it`);
  }
  for (const [i, table] of buffers.entries()) {
    if (table.u64(BUFFER.offset) <= 1 && table.u64(BUFFER.size) <= 1) continue;
    view.fail(table.at, `buffer ${i} tells its content by a position in the file (offset, size), ${why}`);
  }
  for (const subgraph of root.tables(MODEL.subgraphs)) {
    for (const operator of subgraph.tables(SUBGRAPH.operators)) {
      if (operator.u64(OPERATOR.largeCustomOptionsOffset) <= 1) continue;
      view.fail(operator.at, `an operator tells its options by a position in the file (large_custom_options), ${why}`);
    }
  }
  for (let tensor = 0; tensor < offsets.length; tensor++) {
    const offset = offsets[tensor]!;
    if (offset < UNPLANNED || offset > MOST) {
      view.fail(root.at, `tensor ${tensor}: the offset ${offset} does not fit into the 32 bits of ${METADATA_NAME}`);
    }
  }
}

/** The bytes in front of the old file, written from the begin to the end. */
class Front {
  readonly #old: Uint8Array;
  /** What is to be written when the length of all is known: a 32-bit value, or where in the old file one points. */
  readonly #words: (readonly [at: number, value: number])[] = [];
  readonly #pointers: (readonly [at: number, old: number])[] = [];
  readonly #halves: (readonly [at: number, value: number])[] = [];
  readonly #texts: (readonly [at: number, text: string])[] = [];
  #length = 8;

  constructor(old: Uint8Array) {
    this.#old = old;
    this.#texts.push([4, FILE_IDENTIFIER]);
  }

  u32(at: number, value: number): void {
    this.#words.push([at, value]);
  }

  pointToOld(at: number, old: number): void {
    this.#pointers.push([at, old]);
  }

  /** A table with these fields of 4 bytes, behind its vtable; where each of them stands. */
  table(pointer: number, fields: readonly number[]): Map<number, number> {
    const slots = fields.at(-1)! + 1;
    const vtable = this.#take(4 + 2 * slots, 4);
    const at = this.#take(4 + 4 * fields.length, 4);
    this.u32(pointer, at - pointer);
    this.u32(at, at - vtable);
    this.#halves.push([vtable, 4 + 2 * slots], [vtable + 2, 4 + 4 * fields.length]);
    return new Map(
      fields.map((field, i) => {
        this.#halves.push([vtable + 4 + 2 * field, 4 + 4 * i]);
        return [field, at + 4 + 4 * i];
      }),
    );
  }

  /** A vector of 32-bit elements; where the first of them stands. */
  vector(pointer: number, count: number): number {
    const at = this.#take(4 + 4 * count, 4);
    this.u32(pointer, at - pointer);
    this.u32(at, count);
    return at + 4;
  }

  text(pointer: number, text: string): void {
    const at = this.#take(4 + text.length + 1, 4);
    this.u32(pointer, at - pointer);
    this.u32(at, text.length);
    this.#texts.push([at + 4, text]);
  }

  /** A vector of bytes that are 32-bit integers, aligned to 16 as the schema asks of buffers. */
  integers(pointer: number, values: readonly number[]): void {
    const at = this.#take(4 + 4 * values.length, 16, 4);
    this.u32(pointer, at - pointer);
    this.u32(at, 4 * values.length);
    for (const [i, value] of values.entries()) this.u32(at + 4 + 4 * i, value);
  }

  finish(): Uint8Array {
    const begin = Math.ceil(this.#length / PADDING) * PADDING;
    const bytes = new Uint8Array(begin + this.#old.length);
    const view = new DataView(bytes.buffer);
    for (const [at, value] of this.#words) view.setInt32(at, value, true);
    for (const [at, value] of this.#halves) view.setUint16(at, value, true);
    for (const [at, old] of this.#pointers) view.setUint32(at, begin + old - at, true);
    for (const [at, text] of this.#texts) for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
    bytes.set(this.#old, begin);
    return bytes;
  }

  /** Where that many bytes begin, so that what stands `before` bytes behind is aligned. */
  #take(length: number, alignment: number, before = 0): number {
    const at = Math.ceil((this.#length + before) / alignment) * alignment - before;
    this.#length = at + length;
    return at;
  }
}
