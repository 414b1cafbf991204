/** What the first bytes of a file tell of it. */

export function beginsWith(bytes: Uint8Array, begin: readonly number[]): boolean {
  return begin.every((byte, i) => bytes[i] === byte);
}

/** The first byte that is neither white space of ASCII nor of a byte order mark in UTF-8; −1 where there is none. */
export function firstInk(bytes: Uint8Array): number {
  let at = beginsWith(bytes, [0xef, 0xbb, 0xbf]) ? 3 : 0;
  while (at < bytes.length && (bytes[at] === 32 || (bytes[at]! >= 9 && bytes[at]! <= 13))) at++;
  return bytes[at] ?? -1;
}

/** Pieces in one, in their order. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((bytes, { length }) => bytes + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
