/** A character that may not stand where it stands, told without showing it: what it is part of may be secret. */
export interface IllegalCharacter {
  /** Counted from 1. */
  readonly position: number;
  /** As in "a line break". */
  readonly kind: string;
}

/**
 * Codes of characters: a header's value is printable ASCII, a token visible ASCII, that is the same without the space.
 */
const SPACE = 0x20;
const LAST = 0x7e;

/** The first character that a header of gRPC cannot carry; null where there is none. */
export function illegalInHeader(text: string): IllegalCharacter | null {
  return firstOutside(text, SPACE);
}

/** The first character that a bearer token cannot have (RFC 6750); null where there is none. */
export function illegalInToken(text: string): IllegalCharacter | null {
  return firstOutside(text, SPACE + 1);
}

function firstOutside(text: string, least: number): IllegalCharacter | null {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < least || code > LAST) return { position: i + 1, kind: kindOf(code) };
  }
  return null;
}

function kindOf(code: number): string {
  if (code === 0x0a || code === 0x0d) return "a line break";
  if (code === 0x09) return "a tab";
  if (code === SPACE) return "a space";
  return code < SPACE || code === 0x7f ? "a control character" : "no ASCII character";
}

/**
 * Whether the text may be shown as the path of a file with a secret. What holds line breaks or the marks of PEM is no
 * path: somebody gave the secret itself.
 */
export function isShownPath(text: string): boolean {
  return text.length <= LONGEST_PATH && !/[\r\n\0]|-----BEGIN/.test(text);
}

/** Characters of a path that a message shows; a key in one line is longer. */
const LONGEST_PATH = 1_000;
