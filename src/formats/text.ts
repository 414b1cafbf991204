/** From the bytes of a file to its text: UTF-8. Nothing else is guessed, and no byte is replaced. */
import { isUtf8, Buffer as NodeBuffer } from "node:buffer";
import { beginsWith } from "./bytes.js";
import { errorAt } from "./errors.js";

export const BYTE_ORDER_MARK = "\uFEFF";

/** Files that are no text, by their first bytes. */
const KINDS: readonly (readonly [begin: readonly number[], what: string])[] = [
  [[0xff, 0xfe, 0x00, 0x00], "the file is UTF-32"],
  [[0x00, 0x00, 0xfe, 0xff], "the file is UTF-32"],
  [[0xff, 0xfe], "the file is UTF-16"],
  [[0xfe, 0xff], "the file is UTF-16"],
  [[0x50, 0x4b, 0x03, 0x04], "the file is a zip archive, or a workbook"],
  [[0x42, 0x5a, 0x68], "the file is packed with bzip2"],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], "the file is packed with xz"],
  [[0x28, 0xb5, 0x2f, 0xfd], "the file is packed with zstd"],
];

/** What a file is that is no text, or none in UTF-8, where its first bytes say so: `the file is UTF-16`. */
export function foreignKind(bytes: Uint8Array): string | undefined {
  return KINDS.find(([begin]) => beginsWith(bytes, begin))?.[1];
}

/** Bytes at the begin of a file by which a text is told from others. */
const LOOKED_AT = 512;

/**
 * False where a file begins as no text does: by its first byte, or by bytes that are not UTF-8 together with control
 * characters. It is a file of another kind, which nobody took for a text.
 */
export function beginsAsText(bytes: Uint8Array): boolean {
  if (foreignKind(bytes) !== undefined) return false;
  const first = bytes[0];
  if (first === undefined) return true;
  const isCharacter = first < 0x80 ? !isControl(first) && first !== 0 : first >= 0xc2 && first < 0xf5;
  if (!isCharacter) return false;
  const begin = bytes.subarray(0, LOOKED_AT);
  // A character may be cut at the end of what is looked at.
  return !begin.some(isControl) || firstInvalid(begin) > begin.length - 4;
}

/** NUL is none here: texts in UTF-16 have it, and are told what they are. Nor is ESC, which terminals' logs have. */
function isControl(byte: number): boolean {
  return (byte > 0 && byte < 9) || (byte > 13 && byte < 32 && byte !== 27) || byte === 0x7f;
}

/**
 * The text of a file, with its byte order mark if it has one.
 *
 * @throws FormatError at the first byte that is not UTF-8, and at the first NUL
 */
export function decodeText(content: string | Uint8Array, fileName: string): string {
  const text = typeof content === "string" ? content : fromBytes(content, fileName);
  const nul = text.indexOf("\0");
  if (nul >= 0) {
    const isWide = text[nul + 2] === "\0" || text[nul - 2] === "\0";
    const what = isWide ? "a NUL byte, as in UTF-16" : "a NUL byte";
    throw errorAt(fileName, withoutMark(text), {
      position: nul - (text.length - withoutMark(text).length),
      detail: `${what}; telaplan reads UTF-8`,
    });
  }
  return text;
}

function withoutMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

function fromBytes(bytes: Uint8Array, fileName: string): string {
  // Not a TextDecoder: its text has two bytes a character, and a file takes a quarter longer to read.
  const buffer = NodeBuffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isUtf8(buffer)) return buffer.toString("utf8");
  const bad = firstInvalid(buffer);
  const before = withoutMark(buffer.toString("utf8", 0, bad));
  const byte = buffer[bad]!;
  const shown = `0x${byte.toString(16).toUpperCase()}`;
  const latin = byte >= 0xa0 ? ` (in Latin-1 it would be ${String.fromCharCode(byte)})` : "";
  throw errorAt(fileName, `${before}?`, {
    position: before.length,
    detail: `the byte ${shown} is not UTF-8${latin}; save the file as UTF-8`,
  });
}

/**
 * The position of the first byte that does not belong to a character in UTF-8 (Unicode, table 3-7); its length if
 * there is none.
 */
function firstInvalid(bytes: Uint8Array): number {
  const { length } = bytes;
  let at = 0;
  while (at < length) {
    const first = bytes[at]!;
    const following =
      first < 0x80 ? 0 : first < 0xc2 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf5 ? 3 : -1;
    if (following < 0) return at;
    for (let i = 1; i <= following; i++) {
      const byte = bytes[at + i];
      let low = 0x80;
      let high = 0xbf;
      if (i === 1) {
        if (first === 0xe0) low = 0xa0;
        else if (first === 0xed) high = 0x9f;
        else if (first === 0xf0) low = 0x90;
        else if (first === 0xf4) high = 0x8f;
      }
      if (byte === undefined || byte < low || byte > high) return at;
    }
    at += following + 1;
  }
  return length;
}
