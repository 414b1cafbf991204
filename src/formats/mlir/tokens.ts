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

/** What each kind looks like, in the order in which they are tried. */
const PATTERNS: readonly (readonly [kind: TokenKind | "blank", pattern: RegExp])[] = [
  ["blank", /\s+|\/\/[^\r\n]*/],
  ["value", /%[\w$.-]+(?:#\d+)?/],
  ["symbol", /@(?:"(?:[^"\\\r\n]|\\.)*"|[\w$.-]+)/],
  ["block", /\^[\w$.-]+/],
  ["alias", /[#!][A-Za-z_][\w$.-]*/],
  ["word", /[A-Za-z_][\w$.]*/],
  ["number", /-?\d[\w.]*(?:(?<=[eE])[+-]\d+)?/],
  ["string", /"(?:[^"\\\r\n]|\\.)*"/],
  ["sign", /->|::|[^\s"]/],
];
const TOKEN = new RegExp(PATTERNS.map(([, { source }]) => `(${source})`).join("|"), "y");

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
    const [kind] = PATTERNS[match.findIndex((group, i) => i > 0 && group !== undefined) - 1]!;
    tokens.push({ kind: kind as TokenKind, text: match[0], begin, end: at, isFirst });
    isFirst = false;
  }
  tokens.push({ kind: "end", text: "", begin: text.length, end: text.length, isFirst: true });
  return tokens;
}
