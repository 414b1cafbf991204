/**
 * The tokens of MLIR text, with their places. Comments begin with `//`.
 *
 * Source: "MLIR Language Reference", mlir.llvm.org.
 */

export type TokenKind =
  /** `%0`, `%arg0#1`. */
  | "value"
  /** `@main`, `@"a b"`. */
  | "symbol"
  /** `^bb0`. */
  | "block"
  /** `#map`, `!stream.resource`. */
  | "alias"
  | "word"
  | "number"
  | "string"
  /** One of `( ) { } [ ] < > = , : -> ::` and other signs. */
  | "sign"
  | "end";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** In the text, from 0. */
  readonly begin: number;
  readonly end: number;
  /** Whether it is the first of its line. */
  readonly isFirst: boolean;
}

export interface TokenFault {
  readonly position: number;
  readonly detail: string;
}

const TOKEN =
  /(\s+|\/\/[^\r\n]*)|(%[\w$.-]+(?:#\d+)?)|(@(?:"(?:[^"\\\r\n]|\\.)*"|[\w$.-]+))|(\^[\w$.-]+)|([#!][A-Za-z_][\w$.-]*)|([A-Za-z_][\w$.]*)|(-?\d[\w.]*(?:(?<=[eE])[+-]\d+)?)|("(?:[^"\\\r\n]|\\.)*")|(->|::|[^\s"])/y;
const KINDS: readonly TokenKind[] = ["value", "symbol", "block", "alias", "word", "number", "string", "sign"];

/** The tokens, the last of which is `end`; or the first piece of the text that is none. */
export function tokensOf(text: string): Token[] | TokenFault {
  const tokens: Token[] = [];
  let isFirst = true;
  TOKEN.lastIndex = 0;
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) return { position: at, detail: "a text in quotes does not end on its line" };
    const begin = at;
    at += match[0].length;
    if (match[1] !== undefined) {
      if (/[\r\n]/.test(match[1])) isFirst = true;
      continue;
    }
    const kind = KINDS[match.findIndex((group, i) => i > 1 && group !== undefined) - 2]!;
    tokens.push({ kind, text: match[0], begin, end: at, isFirst });
    isFirst = false;
  }
  tokens.push({ kind: "end", text: "", begin: text.length, end: text.length, isFirst: true });
  return tokens;
}
