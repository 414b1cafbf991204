import { isUtf8 } from "node:buffer";
import protobuf from "protobufjs";

/**
 * What is wrong with the bytes of a message: a field that the schema does not know, a number of an enum without a name,
 * a wrong wire type, an integer beyond 2^53 − 1, a double that is not finite, text that is not UTF-8, or an end too
 * soon.
 */
export class WireError extends Error {
  override readonly name = "WireError";
  constructor(
    /** Where, as in `problem.size[3]`; empty for the message as a whole. */
    readonly field: string,
    message: string,
    readonly kind: "malformed" | "unknown-field" | "unknown-value" | "range" | "too-many" | "too-many-messages",
  ) {
    super(message);
  }
}

type Scalar = "int64" | "int32" | "bool" | "enum" | "string" | "double";

interface Column {
  readonly name: string;
  readonly kind: Scalar | "message";
  readonly repeated: boolean;
  /** Values that an enum has a name for. */
  readonly values?: ReadonlySet<number>;
  readonly typeName: string;
  readonly table?: Table;
}

interface Table {
  readonly name: string;
  readonly byNumber: ReadonlyMap<number, Column>;
}

const tables = new Map<protobuf.Type, Table>();

function tableOf(type: protobuf.Type): Table {
  const known = tables.get(type);
  if (known !== undefined) return known;
  const byNumber = new Map<number, Column>();
  const table = { name: type.fullName.slice(1), byNumber };
  tables.set(type, table);
  for (const field of type.fieldsArray) byNumber.set(field.id, columnOf(field.resolve()));
  return table;
}

function columnOf(field: protobuf.Field): Column {
  const { name, repeated, resolvedType, type } = field;
  if (resolvedType instanceof protobuf.Enum) {
    const values = new Set(Object.values(resolvedType.values));
    return { name, kind: "enum", repeated, values, typeName: resolvedType.fullName.slice(1) };
  }
  if (resolvedType instanceof protobuf.Type) {
    return { name, kind: "message", repeated, typeName: resolvedType.fullName.slice(1), table: tableOf(resolvedType) };
  }
  if (type === "double" && !repeated) return { name, kind: type, repeated, typeName: type };
  if (type !== "int64" && type !== "int32" && type !== "bool" && type !== "string") {
    const odd = repeated ? `repeated ${type}` : type;
    throw new Error(`strict decoding knows no ${odd}, which ${field.fullName} has`);
  }
  return { name, kind: type, repeated, typeName: type };
}

/**
 * Decodes a request and refuses what it does not understand, where protobuf's own decoders drop unknown fields, keep
 * unknown enum values and round integers. Absent fields are absent in the result; repeated ones are arrays, of numbers
 * Float64Arrays, and plain arrays within messages that are repeated themselves, which are many and short.
 *
 * @param maxItems entries that a repeated field of numbers or texts may have.
 * @param maxMessages entries that all repeated fields of messages may have together.
 * @throws WireError at the first fault.
 */
export function decodeStrict(
  type: protobuf.Type,
  bytes: Uint8Array,
  maxItems: number,
  maxMessages = maxItems,
): Record<string, unknown> {
  const message: Record<string, unknown> = {};
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reader = new StrictReader(buffer, maxItems, maxMessages);
  reader.message(tableOf(type), bytes.length, message, "", false);
  reader.finish();
  return message;
}

/** The numbers of a repeated field while they come, in one piece or in many. */
class Numbers {
  length = 0;
  #values = new Float64Array(0);

  get values(): Float64Array {
    return this.#values.subarray(0, this.length);
  }

  /** Makes room for so many more. */
  reserve(more: number): void {
    const wanted = this.length + more;
    if (wanted <= this.#values.length) return;
    // What comes in one piece fits exactly; what comes one by one doubles.
    const grown = new Float64Array(this.length === 0 ? wanted : Math.max(wanted, 2 * this.#values.length));
    grown.set(this.values);
    this.#values = grown;
  }

  push(value: number): void {
    this.#values[this.length++] = value;
  }
}

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const TWO_32 = 2 ** 32;

class StrictReader {
  /** Columns of numbers that are still collected, and where they belong. */
  readonly #unfinished: { readonly into: Record<string, unknown>; readonly name: string; readonly numbers: Numbers }[] =
    [];
  #at = 0;
  /** The upper and lower half of the varint that was read last. */
  #high = 0;
  #low = 0;

  readonly #bytes: Buffer;
  readonly #maxItems: number;
  readonly #maxMessages: number;
  /** Entries of repeated fields of messages so far. */
  #messages = 0;

  constructor(bytes: Buffer, maxItems: number, maxMessages: number) {
    this.#bytes = bytes;
    this.#maxItems = maxItems;
    this.#maxMessages = maxMessages;
  }

  /** @param listed it is an entry of a repeated field, or part of one */
  message(table: Table, end: number, into: Record<string, unknown>, path: string, listed: boolean): void {
    while (this.#at < end) {
      const tag = this.#unsigned(end, path);
      const number = Math.floor(tag / 8);
      const wire = tag % 8;
      const column = table.byNumber.get(number);
      if (column === undefined) {
        const who = path === "" ? "the message" : path;
        const text = `${who} has a field number ${number}, which ${table.name} does not know`;
        throw new WireError(path === "" ? `(${number})` : `${path}.(${number})`, text, "unknown-field");
      }
      this.#field(column, wire, end, into, path === "" ? column.name : `${path}.${column.name}`, listed);
    }
  }

  #field(
    column: Column,
    wire: number,
    end: number,
    into: Record<string, unknown>,
    path: string,
    listed: boolean,
  ): void {
    const { name, kind, repeated } = column;
    const isText = kind === "string" || kind === "message";
    const own = isText ? LENGTH : kind === "double" ? FIXED64 : VARINT;
    if (wire !== own && !(repeated && wire === LENGTH)) {
      throw new WireError(path, `${path} has wire type ${wire}, which is not that of ${column.typeName}`, "malformed");
    }
    if (kind === "message") {
      const stop = this.#lengthEnd(end, path);
      if (repeated) {
        into[name] ??= [];
        const entries = into[name] as Record<string, unknown>[];
        const entry = {};
        if (++this.#messages > this.#maxMessages) this.#tooManyMessages(path);
        entries.push(entry);
        this.message(column.table!, stop, entry, `${path}[${entries.length - 1}]`, true);
        return;
      }
      // A message that comes twice is merged, as protobuf has it.
      into[name] ??= {};
      this.message(column.table!, stop, into[name] as Record<string, unknown>, path, listed);
      return;
    }
    if (kind === "double") {
      into[name] = this.#double(end, path);
      return;
    }
    if (!repeated) {
      into[name] = isText ? this.#text(end, path) : this.#scalar(column, end, path, -1);
      return;
    }
    if (kind === "string") {
      into[name] ??= [];
      const texts = into[name] as string[];
      texts.push(this.#text(end, path, texts.length));
      if (texts.length > this.#maxItems) this.#tooMany(path);
      return;
    }
    if (listed) into[name] ??= [];
    let numbers = into[name] as Numbers | number[] | undefined;
    if (numbers === undefined) {
      numbers = new Numbers();
      into[name] = numbers;
      this.#unfinished.push({ into, name, numbers });
    }
    const stop = wire === VARINT ? end : this.#lengthEnd(end, path);
    if (numbers instanceof Numbers) {
      numbers.reserve(wire === VARINT ? 1 : Math.min(this.#countVarints(stop), this.#maxItems - numbers.length));
    }
    do {
      if (this.#at >= stop && wire === LENGTH) break;
      if (numbers.length >= this.#maxItems) this.#tooMany(path);
      numbers.push(this.#scalar(column, stop, path, numbers.length) as number);
    } while (wire === LENGTH);
  }

  /** Varints that end before `stop`. */
  #countVarints(stop: number): number {
    const bytes = this.#bytes;
    let count = 0;
    for (let i = this.#at; i < stop; i++) count += bytes[i]! < 0x80 ? 1 : 0;
    return count;
  }

  /** Puts columns of numbers in the place of what they were collected in. */
  finish(): void {
    for (const { into, name, numbers } of this.#unfinished) into[name] = numbers.values;
  }

  #tooMany(path: string): never {
    throw new WireError(path, `${path} has more than ${this.#maxItems} entries`, "too-many");
  }

  #tooManyMessages(path: string): never {
    const text = `${path}: the lists of the message have more than ${this.#maxMessages} entries`;
    throw new WireError(path, text, "too-many-messages");
  }

  /** Reads a length and returns where what it measures ends. */
  #lengthEnd(end: number, path: string): number {
    const length = this.#unsigned(end, path);
    if (length > end - this.#at) throw new WireError(path, `${path || "the message"} ends too soon`, "malformed");
    return this.#at + length;
  }

  #text(end: number, path: string, index = -1): string {
    const start = this.#at;
    const stop = this.#lengthEnd(end, path);
    const from = this.#at;
    this.#at = stop;
    const bytes = this.#bytes;
    let plain = true;
    for (let i = from; i < stop; i++) if (bytes[i]! >= 0x80) plain = false;
    if (plain) return bytes.toString("latin1", from, stop);
    if (!isUtf8(bytes.subarray(from, stop))) {
      throw new WireError(place(path, index), `${place(path, index)} is not UTF-8 (at byte ${start})`, "malformed");
    }
    return bytes.toString("utf8", from, stop);
  }

  #scalar(column: Column, end: number, path: string, index: number): number | boolean {
    // Most numbers are short: up to four bytes without a look at halves.
    const bytes = this.#bytes;
    let value = 0;
    let at = this.#at;
    let byte = 0x80;
    for (let shift = 0; shift < 28 && at < end; shift += 7) {
      byte = bytes[at++]!;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    if (byte < 0x80) this.#at = at;
    else {
      this.#varint(end, path);
      value = this.#high * TWO_32 + this.#low;
      if (!Number.isSafeInteger(value)) {
        const exact = (BigInt(this.#high) << 32n) | BigInt(this.#low);
        throw new WireError(
          place(path, index),
          `${place(path, index)} must be an integer within ±(2^53 − 1), got ${exact}`,
          "range",
        );
      }
    }
    const { kind } = column;
    if (kind === "int64") return value;
    if (kind === "enum") {
      if (column.values!.has(value)) return value;
      const at = place(path, index);
      throw new WireError(at, `${at}: ${value} is no value of ${column.typeName}`, "unknown-value");
    }
    if (kind === "bool") {
      if (value === 0 || value === 1) return value === 1;
      throw new WireError(path, `${path} must be 0 or 1, got ${value}`, "range");
    }
    if (value !== (value | 0)) {
      throw new WireError(place(path, index), `${place(path, index)} must fit into 32 bits, got ${value}`, "range");
    }
    return value;
  }

  #double(end: number, path: string): number {
    if (end - this.#at < 8) throw new WireError(path, `${path} ends too soon`, "malformed");
    const value = this.#bytes.readDoubleLE(this.#at);
    this.#at += 8;
    if (!Number.isFinite(value)) throw new WireError(path, `${path} must be a finite number, got ${value}`, "range");
    return value;
  }

  /** A tag or a length: a varint that must be a small number. */
  #unsigned(end: number, path: string): number {
    const first = this.#bytes[this.#at]!;
    if (this.#at < end && first < 0x80) {
      this.#at++;
      return first;
    }
    this.#varint(end, path);
    if (this.#high !== 0) throw new WireError(path, `${path || "the message"} has a broken tag or length`, "malformed");
    return this.#low;
  }

  /** Reads a varint of up to ten bytes into `high` (signed) and `low`. */
  #varint(end: number, path: string): void {
    const bytes = this.#bytes;
    let low = 0;
    let high = 0;
    for (let i = 0; i < 10; i++) {
      if (this.#at >= end) throw new WireError(path, `${path || "the message"} ends too soon`, "malformed");
      const byte = bytes[this.#at++]!;
      const bits = byte & 0x7f;
      if (i < 4) low |= bits << (7 * i);
      else if (i === 4) {
        low |= bits << 28;
        high |= bits >> 4;
      } else high |= bits << (7 * i - 32);
      if (byte < 0x80) {
        this.#low = low >>> 0;
        this.#high = high | 0;
        return;
      }
    }
    throw new WireError(path, `${path || "the message"} has a number of more than ten bytes`, "malformed");
  }
}

function place(path: string, index: number): string {
  return index < 0 ? path : `${path}[${index}]`;
}
