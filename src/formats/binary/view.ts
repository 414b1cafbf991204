import { errorAtByte, type FormatError } from "../errors.js";

const DECODER = new TextDecoder("utf-8", { fatal: true });

/** Bytes of a file, read little-endian, never beyond their end. Positions count from the file's begin. */
export class BinaryView {
  readonly #view: DataView;

  /** @param fileName for messages */
  constructor(
    readonly bytes: Uint8Array,
    readonly fileName: string,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.bytes.length;
  }

  u8(at: number): number {
    this.need(at, 1);
    return this.bytes[at]!;
  }

  i8(at: number): number {
    this.need(at, 1);
    return this.#view.getInt8(at);
  }

  u16(at: number): number {
    this.need(at, 2);
    return this.#view.getUint16(at, true);
  }

  i32(at: number): number {
    this.need(at, 4);
    return this.#view.getInt32(at, true);
  }

  u32(at: number): number {
    this.need(at, 4);
    return this.#view.getUint32(at, true);
  }

  /** @throws FormatError for what is beyond 2^53 − 1 too */
  u64(at: number): number {
    this.need(at, 8);
    const value = this.u32(at) + this.u32(at + 4) * 2 ** 32;
    if (value > Number.MAX_SAFE_INTEGER) this.fail(at, "a number is beyond 2^53 − 1");
    return value;
  }

  i64(at: number): number {
    this.need(at, 8);
    const value = this.u32(at) + this.i32(at + 4) * 2 ** 32;
    if (!Number.isSafeInteger(value)) this.fail(at, "a number is beyond ±(2^53 − 1)");
    return value;
  }

  f32(at: number): number {
    this.need(at, 4);
    return this.#view.getFloat32(at, true);
  }

  f64(at: number): number {
    this.need(at, 8);
    return this.#view.getFloat64(at, true);
  }

  slice(at: number, length: number): Uint8Array {
    this.need(at, length);
    return this.bytes.subarray(at, at + length);
  }

  /** A text in UTF-8. */
  text(at: number, length: number): string {
    try {
      return DECODER.decode(this.slice(at, length));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.fail(at, "a text is not UTF-8");
    }
  }

  /** Throws a FormatError where not all of `length` bytes from `at` on are there. */
  need(at: number, length: number, what = "what stands here"): void {
    if (at >= 0 && length >= 0 && at + length <= this.length) return;
    const place = Math.min(Math.max(at, 0), this.length);
    this.fail(place, `${what} goes beyond the file's ${this.length} bytes: the file is cut off, or damaged`);
  }

  errorAt(at: number, detail: string): FormatError {
    return errorAtByte(this.fileName, at, detail);
  }

  fail(at: number, detail: string): never {
    throw this.errorAt(at, detail);
  }
}
