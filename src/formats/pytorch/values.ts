/** What the values of a pickle mean: numbers, texts, and the fields of dicts by name. */
import { OP } from "./opcodes.js";
import type { Pickle, Ref } from "./tape.js";

/** An integer; a bigint where it is beyond ±(2^53 − 1). */
export type Whole = number | bigint;

/** Texts that are kept decoded: keys and words that come back a million times by the memo. */
const MOST_KEPT = 4096;
/** Of a text that nobody knows, no more than these bytes are decoded. */
const MOST_BYTES = 4096;

const DECODER = new TextDecoder("utf-8");

export class Values {
  readonly #texts = new Map<Ref, string | null>();
  /** Values of containers that may still be looked at. */
  #left: number;

  constructor(readonly pickle: Pickle) {
    // Each value takes a byte at least. Only containers that are put into others again and again exceed this.
    this.#left = 4 * pickle.view.length + 1000;
  }

  /**
   * Calls `visit` with each value of a list, a tuple or a set, until it returns false.
   *
   * @throws FormatError for anything else
   */
  each(ref: Ref, what: string, visit: (value: Ref) => unknown): void {
    const kind = this.pickle.containerKind(ref);
    if (kind === null || kind === "dict") this.fail(ref, `${what} must be a list, and is ${this.describe(ref)}`);
    this.pickle.each(ref, (value) => {
      this.#spend(ref);
      return visit(value);
    });
  }

  /** Calls `visit` with each key that is a text. @throws FormatError for what is no dict */
  eachKey(ref: Ref, what: string, visit: (key: string, value: Ref) => void): void {
    if (this.pickle.containerKind(ref) !== "dict") {
      this.fail(ref, `${what} must be a dict, and is ${this.describe(ref)}`);
    }
    this.pickle.eachPair(ref, (key, value) => {
      this.#spend(ref);
      const text = this.text(key);
      if (text !== null) visit(text, value);
    });
  }

  /**
   * Puts the values of the keys that `fields` has there, null for those that the dict has not.
   *
   * @throws FormatError for what is no dict
   */
  fields<Name extends string>(ref: Ref, what: string, fields: Record<Name, Ref | null>): void {
    for (const name in fields) fields[name] = null;
    this.eachKey(ref, what, (key, value) => {
      if (Object.hasOwn(fields, key)) fields[key as Name] = value;
    });
  }

  /** How many values a list has; 0 for anything else. */
  listLength(ref: Ref): number {
    const kind = this.pickle.containerKind(ref);
    return kind === null || kind === "dict" ? 0 : this.pickle.count(ref);
  }

  isNone(ref: Ref): boolean {
    return ref >= 0 && this.pickle.view.bytes[ref] === OP.NONE;
  }

  /** The text; null where the value is none. What is no character in UTF-8 is replaced. Long ones are cut. */
  text(ref: Ref): string | null {
    if (ref < 0) return null;
    let text = this.#texts.get(ref);
    if (text !== undefined) return text;
    text = this.#decoded(ref);
    if (this.#texts.size >= MOST_KEPT) this.#texts.clear();
    this.#texts.set(ref, text);
    return text;
  }

  /** The integer. @throws FormatError where the value is none, or beyond 64 bits */
  whole(ref: Ref, what: string): Whole {
    const { view } = this.pickle;
    switch (ref < 0 ? -1 : view.bytes[ref]) {
      case OP.BININT1:
        return view.u8(ref + 1);
      case OP.BININT2:
        return view.u16(ref + 1);
      case OP.BININT:
        return view.i32(ref + 1);
      case OP.LONG1:
        return this.#long(ref + 2, view.u8(ref + 1), what);
      case OP.LONG4:
        return this.#long(ref + 5, view.u32(ref + 1), what);
      case OP.INT:
      case OP.LONG: {
        const line = this.#line(ref).trim();
        // I00 and I01 are false and true.
        if (/^-?\d{1,20}L?$/.test(line) && !/^0\d/.test(line)) return narrowed(BigInt(line.replace("L", "")));
      }
    }
    return this.fail(ref, `${what} must be an integer, and is ${this.describe(ref)}`);
  }

  /** An integer within [0, 2^53 − 1], such as a size in bytes. @throws FormatError */
  size(ref: Ref, what: string): number {
    const value = this.whole(ref, what);
    if (typeof value === "number" && value >= 0) return value;
    return this.fail(ref, `${what} must be within [0, 2^53 − 1], and is ${value}`);
  }

  /** What a value is, for messages. */
  describe(ref: Ref): string {
    const kind = this.pickle.containerKind(ref);
    if (kind !== null) return `a ${kind}`;
    const op = this.pickle.view.bytes[ref]!;
    if (op === OP.NONE) return "None";
    if (op === OP.NEWTRUE || op === OP.NEWFALSE) return op === OP.NEWTRUE ? "True" : "False";
    if (op === OP.BINFLOAT || op === OP.FLOAT) return "a float";
    const text = this.text(ref);
    if (text !== null) return `the text ${JSON.stringify(text.slice(0, 60))}`;
    return WHOLE.has(op) ? "an integer, or a boolean, of another form" : "bytes";
  }

  fail(ref: Ref, detail: string): never {
    this.pickle.view.fail(this.pickle.byteOf(ref), detail);
  }

  #spend(ref: Ref): void {
    if (this.#left-- === 0) this.fail(ref, "the pickle holds the same lists so often that it is no snapshot");
  }

  #long(at: number, length: number, what: string): Whole {
    const { view } = this.pickle;
    if (length > 9) view.fail(at, `${what} has ${length} bytes, and an integer of 64 bits at most is read`);
    if (length === 0) return 0;
    const isNegative = view.u8(at + length - 1) >= 128;
    if (length <= 6) {
      let value = isNegative ? -(2 ** (8 * length)) : 0;
      for (let i = 0, scale = 1; i < length; i++, scale *= 256) value += view.u8(at + i) * scale;
      return value;
    }
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = value * 256n + BigInt(view.u8(at + i));
    return narrowed(isNegative ? value - 2n ** BigInt(8 * length) : value);
  }

  #decoded(ref: Ref): string | null {
    const { view } = this.pickle;
    switch (view.bytes[ref]) {
      case OP.SHORT_BINUNICODE:
      case OP.SHORT_BINSTRING:
        return this.#utf8(ref + 2, view.u8(ref + 1));
      case OP.BINUNICODE:
      case OP.BINSTRING:
        return this.#utf8(ref + 5, view.u32(ref + 1));
      case OP.BINUNICODE8:
        return this.#utf8(ref + 9, view.u64(ref + 1));
      case OP.UNICODE:
        return unescaped(this.#line(ref));
      case OP.STRING:
        return unescaped(
          this.#line(ref)
            .trim()
            .replace(/^(['"])(.*)\1$/s, "$2"),
        );
      default:
        return null;
    }
  }

  #utf8(at: number, length: number): string {
    return DECODER.decode(this.pickle.view.slice(at, Math.min(length, MOST_BYTES)));
  }

  /** The rest of the line after an opcode, in Latin-1: what is beyond that is escaped. */
  #line(ref: Ref): string {
    const { bytes } = this.pickle.view;
    const end = Math.min(bytes.indexOf(10, ref), ref + 1 + MOST_BYTES);
    return String.fromCharCode(...bytes.subarray(ref + 1, end));
  }
}

const WHOLE = new Set<number>([OP.BININT, OP.BININT1, OP.BININT2, OP.LONG1, OP.LONG4, OP.INT, OP.LONG]);

function narrowed(value: bigint): Whole {
  const near = Number(value);
  return Number.isSafeInteger(near) ? near : value;
}

/** A text with the escapes that protocol 0 writes. */
function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(?:u([0-9a-f]{4})|U([0-9a-f]{8})|x([0-9a-f]{2})|(.))/gis, (all, four, eight, two, other) => {
    const code = Number.parseInt(four ?? eight ?? two ?? "", 16);
    if (code <= 0x10ffff) return String.fromCodePoint(code);
    return ({ n: "\n", t: "\t", r: "\r", "\\": "\\", "'": "'", '"': '"' } as Record<string, string>)[other] ?? all;
  });
}
