/** As much of Node's `Buffer` as the readers of texts use, over what browsers have. */

const STRICT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const LENIENT = new TextDecoder("utf-8", { ignoreBOM: true });
const ENCODER = new TextEncoder();

export function isUtf8(bytes: Uint8Array): boolean {
  try {
    STRICT.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Pieces of it are of its kind too, as `subarray` makes them by the same constructor. */
class Bytes extends Uint8Array {
  override toString(encoding: "utf8" | "latin1" = "utf8", begin = 0, end = this.length): string {
    const bytes = this.subarray(begin, end);
    if (encoding === "utf8") return bytes.length < 24 ? shortText(bytes) : LENIENT.decode(bytes);
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  }

  override subarray(begin?: number, end?: number): Bytes {
    return super.subarray(begin, end) as Bytes;
  }

  equals(other: Uint8Array): boolean {
    return this.length === other.length && this.every((byte, i) => byte === other[i]);
  }

  /** The number of bytes that were written, whole characters. */
  write(text: string, at = 0): number {
    return ENCODER.encodeInto(text, this.subarray(at)).written;
  }
}

function over(bytes: Uint8Array): Bytes {
  return new Bytes(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length);
}

export const Buffer = {
  from(given: ArrayBuffer | ArrayLike<number> | string, offset = 0, length?: number): Bytes {
    if (typeof given === "string") return over(ENCODER.encode(given));
    if (given instanceof ArrayBuffer) return new Bytes(given, offset, length);

    return new Bytes(given as ArrayLike<number>);
  },

  byteLength(text: string): number {
    return ENCODER.encode(text).length;
  },

  concat(pieces: readonly Uint8Array[]): Bytes {
    const whole = new Bytes(pieces.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  },

  alloc(length: number): Bytes {
    return new Bytes(length);
  },

  allocUnsafe(length: number): Bytes {
    return new Bytes(length);
  },
};

/** Short texts are mostly ASCII, and a decoder takes longer to be called than they take to be put together. */
function shortText(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    if (byte >= 0x80) return LENIENT.decode(bytes);
    text += String.fromCharCode(byte);
  }
  return text;
}
