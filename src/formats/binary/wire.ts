/**
 * Reads protobuf's wire format without generated code: a message as a walk over its fields, each with its number, its
 * wire type and where its value stands. Bytes are views of the file; nothing is copied.
 *
 * Every length is checked against the message around it before anything is read.
 *
 * Source: "Encoding", protobuf.dev.
 */
import type { BinaryView } from "./view.js";

export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;

/** A field as it stands in the file; the same object for every field of a walk. */
export class WireField {
  number = 0;
  type = 0;
  /** Where the field's tag stands. */
  tagAt = 0;
  /** Where its value stands, behind its length where it has one. */
  begin = 0;
  end = 0;

  constructor(readonly view: BinaryView) {}

  /** The message in it. @throws FormatError where it is of another wire type */
  get message(): WireMessage {
    this.#expect(BYTES, "a message");
    return new WireMessage(this.view, this.begin, this.end);
  }

  get text(): string {
    this.#expect(BYTES, "a text");
    return this.view.text(this.begin, this.end - this.begin);
  }

  get bytes(): Uint8Array {
    this.#expect(BYTES, "bytes");
    return this.view.slice(this.begin, this.end - this.begin);
  }

  /** An integer of any sign, as int64 and enums have it. @throws FormatError beyond ±(2^53 − 1) */
  get integer(): number {
    this.#expect(VARINT, "an integer");
    return signed(varintAt(this.view, this.begin, this.end), this.view, this.begin);
  }

  get bool(): boolean {
    return this.integer !== 0;
  }

  /** The integers of a repeated field, packed or one at a time. */
  integers(into: number[]): void {
    if (this.type !== BYTES) {
      into.push(this.integer);
      return;
    }
    const cursor = { at: this.begin };
    while (cursor.at < this.end) {
      const { at } = cursor;
      into.push(signed(readVarint(this.view, cursor, this.end), this.view, at));
    }
  }

  /** As `integers`; what is beyond ±(2^53 − 1), such as an end that means "all", is rounded to a double. */
  nearIntegers(into: number[]): void {
    if (this.type !== BYTES) {
      this.#expect(VARINT, "an integer");
      into.push(near(varintAt(this.view, this.begin, this.end)));
      return;
    }
    const cursor = { at: this.begin };
    while (cursor.at < this.end) into.push(near(readVarint(this.view, cursor, this.end)));
  }

  get float(): number {
    this.#expect(FIXED32, "a float");
    return this.view.f32(this.begin);
  }

  /** The floats of a repeated field, packed or one at a time. */
  floats(into: number[]): void {
    if (this.type !== BYTES) into.push(this.float);
    else for (let at = this.begin; at < this.end; at += 4) into.push(this.view.f32(at));
  }

  /** The doubles of a repeated field, packed or one at a time. */
  doubles(into: number[]): void {
    if (this.type !== BYTES) {
      this.#expect(FIXED64, "a double");
      into.push(this.view.f64(this.begin));
    } else for (let at = this.begin; at < this.end; at += 8) into.push(this.view.f64(at));
  }

  #expect(type: number, what: string): void {
    if (this.type !== type) this.view.fail(this.tagAt, `field ${this.number} must be ${what}, and is of another type`);
  }
}

export class WireMessage {
  constructor(
    readonly view: BinaryView,
    readonly begin: number,
    readonly end: number,
  ) {}

  static whole(view: BinaryView): WireMessage {
    return new WireMessage(view, 0, view.length);
  }

  /** Walks over the fields in the order of the file. The field is the same object each time. */
  *fields(): Generator<WireField, void> {
    const { view, end } = this;
    const field = new WireField(view);
    const cursor = { at: this.begin };
    while (cursor.at < end) {
      field.tagAt = cursor.at;
      const tag = Number(readVarint(view, cursor, end));
      field.number = Math.floor(tag / 8);
      field.type = tag % 8;
      if (field.number < 1 || field.number > 2 ** 29 - 1)
        view.fail(field.tagAt, `no field has the number ${field.number}`);
      field.begin = cursor.at;
      field.end = endOf(view, field, cursor, end);
      if (field.end > end) view.fail(field.tagAt, `field ${field.number} goes beyond the message that it is in`);
      cursor.at = field.end;
      yield field;
    }
  }
}

function endOf(view: BinaryView, field: WireField, cursor: { at: number }, end: number): number {
  switch (field.type) {
    case VARINT:
      readVarint(view, cursor, end);
      return cursor.at;
    case FIXED64:
      return field.begin + 8;
    case FIXED32:
      return field.begin + 4;
    case BYTES: {
      const length = Number(readVarint(view, cursor, end));
      field.begin = cursor.at;
      return cursor.at + length;
    }
    default:
      return view.fail(field.tagAt, `the wire type ${field.type} of field ${field.number} is not in use`);
  }
}

function varintAt(view: BinaryView, at: number, end: number): bigint | number {
  return readVarint(view, { at }, end);
}

/** An unsigned varint: a number up to 2^53, a bigint above. */
function readVarint(view: BinaryView, cursor: { at: number }, end: number): number | bigint {
  const begin = cursor.at;
  let value = 0;
  let scale = 1;
  for (let i = 0; i < 10; i++) {
    if (cursor.at >= end) view.fail(begin, "a number is cut off");
    const byte = view.bytes[cursor.at++]!;
    if (i === 7) return wideVarint(view, cursor, begin, end);
    value += (byte & 127) * scale;
    if (byte < 128) return value;
    scale *= 128;
  }
  return view.fail(begin, "a number has more than ten bytes");
}

function wideVarint(view: BinaryView, cursor: { at: number }, begin: number, end: number): number | bigint {
  let value = 0n;
  cursor.at = begin;
  for (let i = 0n; i < 10n; i++) {
    if (cursor.at >= end) view.fail(begin, "a number is cut off");
    const byte = view.bytes[cursor.at++]!;
    value |= BigInt(byte & 127) << (7n * i);
    if (byte < 128) {
      const wrapped = BigInt.asUintN(64, value);
      return wrapped <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(wrapped) : wrapped;
    }
  }
  return view.fail(begin, "a number has more than ten bytes");
}

function signed(value: number | bigint, view: BinaryView, at: number): number {
  if (typeof value === "number") return value;
  const integer = BigInt.asIntN(64, value);
  const number = Number(integer);
  if (!Number.isSafeInteger(number)) view.fail(at, `the number ${integer} is beyond ±(2^53 − 1)`);
  return number;
}

function near(value: number | bigint): number {
  return typeof value === "number" ? value : Number(BigInt.asIntN(64, value));
}
