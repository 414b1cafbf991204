import { ByteBuffer } from "flatbuffers";

type Kind = "i8" | "u8" | "i32" | "u32" | "u64" | "text" | "bytes" | "bytes16" | "ints" | "options";
type Field = readonly [name: string, kind: Kind | readonly [table: string]];

/** The fields that these tests have to do with, by their number. */
const SCHEMA: Readonly<Record<string, Readonly<Record<number, Field>>>> = {
  Model: {
    0: ["version", "u32"],
    1: ["operator_codes", ["OperatorCode"]],
    2: ["subgraphs", ["SubGraph"]],
    3: ["description", "text"],
    4: ["buffers", ["Buffer"]],
    5: ["metadata_buffer", "ints"],
    6: ["metadata", ["Metadata"]],
  },
  OperatorCode: {
    0: ["deprecated_builtin_code", "i8"],
    1: ["custom_code", "text"],
    2: ["version", "i32"],
    3: ["builtin_code", "i32"],
  },
  SubGraph: {
    0: ["tensors", ["Tensor"]],
    1: ["inputs", "ints"],
    2: ["outputs", "ints"],
    3: ["operators", ["Operator"]],
    4: ["name", "text"],
  },
  Tensor: {
    0: ["shape", "ints"],
    1: ["type", "i8"],
    2: ["buffer", "u32"],
    3: ["name", "text"],
    5: ["is_variable", "u8"],
    7: ["shape_signature", "ints"],
  },
  Operator: {
    0: ["opcode_index", "u32"],
    1: ["inputs", "ints"],
    2: ["outputs", "ints"],
    5: ["custom_options", "bytes"],
  },
  Buffer: { 0: ["data", "bytes16"], 1: ["offset", "u64"], 2: ["size", "u64"] },
  Metadata: { 0: ["name", "text"], 1: ["buffer", "u32"] },
};

const WIDTH: Readonly<Partial<Record<Kind, number>>> = { i8: 1, u8: 1, i32: 4, u32: 4, u64: 8 };

/** A table as it was found; absent fields are not there. */
export interface Found {
  readonly [field: string]: number | string | readonly number[] | readonly Found[];
}

/**
 * Goes through a model by the FlatBuffers library's own `ByteBuffer`, and holds all that its verifier in C++ holds:
 * everything within the file, vtables of even length, fields within their table, alignment, texts that end with NUL.
 *
 * @param dataAlignment of the content of buffers, in bytes; the schema asks for 16, and some old files have less
 * @throws Error at the first fault
 */
export function walkModel(bytes: Uint8Array, dataAlignment = 16): Found {
  return new Walker(new ByteBuffer(bytes), dataAlignment).root();
}

class Walker {
  readonly #file: ByteBuffer;
  readonly #dataAlignment: number;

  constructor(file: ByteBuffer, dataAlignment: number) {
    this.#file = file;
    this.#dataAlignment = dataAlignment;
  }

  root(): Found {
    if (this.#file.readUint32(4) !== 0x334c4654) throw new Error("no file identifier");
    return this.#table("Model", this.#pointed(0));
  }

  #table(type: string, at: number): Found {
    this.#need(at, 4, 4, type);
    const vtable = at - this.#file.readInt32(at);
    this.#need(vtable, 4, 2, `vtable of ${type}`);
    const vtableSize = this.#file.readUint16(vtable);
    const tableSize = this.#file.readUint16(vtable + 2);
    this.#need(vtable, vtableSize, 2, `vtable of ${type}`);
    if (vtableSize < 4 || vtableSize % 2 !== 0) throw new Error(`${type}: vtable of ${vtableSize} bytes`);
    if (tableSize < 4) throw new Error(`${type}: table of ${tableSize} bytes`);
    this.#need(at, tableSize, 4, type);
    const found: Record<string, Found[string]> = {};
    for (const [number, [name, kind]] of Object.entries(SCHEMA[type]!)) {
      const slot = 4 + 2 * Number(number);
      const offset = slot < vtableSize ? this.#file.readUint16(vtable + slot) : 0;
      if (offset === 0) continue;
      const width = typeof kind === "string" ? (WIDTH[kind] ?? 4) : 4;
      if (offset < 4 || offset + width > tableSize) throw new Error(`${type}.${name} stands outside of its table`);
      this.#need(at + offset, width, width, `${type}.${name}`);
      found[name] = this.#value(kind, at + offset, `${type}.${name}`);
    }
    return found;
  }

  #value(kind: Field[1], at: number, where: string): Found[string] {
    if (kind === "i8") return this.#file.readInt8(at);
    if (kind === "u8") return this.#file.readUint8(at);
    if (kind === "i32") return this.#file.readInt32(at);
    if (kind === "u32") return this.#file.readUint32(at);
    if (kind === "u64") return Number(this.#file.readUint64(at));
    const vector = this.#pointed(at);
    const width = kind === "ints" || typeof kind !== "string" ? 4 : 1;
    this.#need(vector, 4, 4, where);
    const count = this.#file.readUint32(vector);
    this.#need(vector + 4, count * width, kind === "bytes16" && count > 0 ? this.#dataAlignment : width, where);
    const begin = vector + 4;
    if (kind === "text") {
      if (this.#file.readUint8(begin + count) !== 0) throw new Error(`${where} does not end with NUL`);
      return new TextDecoder("utf-8", { fatal: true }).decode(this.#file.bytes().subarray(begin, begin + count));
    }
    if (kind === "bytes" || kind === "bytes16") return Array.from(this.#file.bytes().subarray(begin, begin + count));
    if (kind === "ints") return Array.from({ length: count }, (_, i) => this.#file.readInt32(begin + 4 * i));
    return Array.from({ length: count }, (_, i) => this.#table(kind[0]!, this.#pointed(begin + 4 * i)));
  }

  #pointed(at: number): number {
    const offset = this.#file.readUint32(at);
    if (offset === 0) throw new Error(`the offset at ${at} is 0`);
    return at + offset;
  }

  #need(at: number, length: number, alignment: number, where: string): void {
    if (at < 0 || at + length > this.#file.capacity()) throw new Error(`${where} goes beyond the file`);
    if (at % alignment !== 0) throw new Error(`${where} at ${at} is not aligned to ${alignment}`);
  }
}
