// By its file: the package's own door is a module that no bundler sees through.
// @ts-expect-error Its declarations are those of the whole package.
import * as scanning from "jsonc-parser/lib/umd/impl/scanner.js";
import type { TextFault } from "../errors.js";

const { createScanner } = scanning as Pick<typeof import("jsonc-parser"), "createScanner">;

/** Keys and indices from the root to a value. */
export type Path = readonly (string | number)[];

/** What `walkJson` tells of a value: its span, and that of its key in quotes (−1 in an array and at the root). */
export interface ValueSpan {
  readonly begin: number;
  readonly end: number;
  readonly keyBegin: number;
  readonly keyEnd: number;
}

// The values of jsonc-parser's `SyntaxKind`, a const enum that only its own compilation can name.
const OPEN_BRACE = 1;
const CLOSE_BRACE = 2;
const OPEN_BRACKET = 3;
const CLOSE_BRACKET = 4;
const COMMA = 5;
const COLON = 6;
const NULL = 7;
const TRUE = 8;
const FALSE = 9;
const STRING = 10;
const NUMBER = 11;
const LINE_COMMENT = 12;
const BLOCK_COMMENT = 13;
const LINE_BREAK = 14;
const TRIVIA = 15;
const EOF = 17;

const Expect = {
  value: "a value",
  valueOrEnd: 'a value or "]"',
  key: "a key in double quotes",
  keyOrEnd: 'a key in double quotes or "}"',
  colon: '":"',
  commaOrEndOfObject: '"," or "}"',
  commaOrEndOfArray: '"," or "]"',
  end: "the end of the file",
} as const;
type Expect = (typeof Expect)[keyof typeof Expect];

/**
 * Walks along a JSON text and visits every value at its end, children before parents. Strict JSON: no comments, no
 * trailing commas.
 *
 * Built on jsonc-parser's scanner, not on its parser: that one is recursive, and a deep file would overflow the stack.
 *
 * @param visit gets the path to the value in an array that the walk goes on to use
 * @returns the first place at which the text is no JSON, or null
 */
export function walkJson(text: string, visit: (path: Path, span: ValueSpan) => void): TextFault | null {
  const scanner = createScanner(text, false);
  const path: (string | number)[] = [];
  // One entry for each container that is open.
  const begins: number[] = [];
  const isArray: boolean[] = [];
  // One entry for each value that is open: the span of its key.
  const keyBegins: number[] = [-1];
  const keyEnds: number[] = [-1];
  let expect = Expect.value as Expect;

  const finishValue = (begin: number, end: number): void => {
    visit(path, { begin, end, keyBegin: keyBegins.pop()!, keyEnd: keyEnds.pop()! });
    if (begins.length === 0) expect = Expect.end;
    else if (isArray.at(-1)!) expect = Expect.commaOrEndOfArray;
    else {
      expect = Expect.commaOrEndOfObject;
      path.pop();
    }
  };
  const closeContainer = (end: number): void => {
    if (isArray.pop()!) path.pop();
    finishValue(begins.pop()!, end);
  };

  for (;;) {
    const kind: number = scanner.scan();
    if (kind === TRIVIA || kind === LINE_BREAK) continue;
    const begin = scanner.getTokenOffset();
    const end = begin + scanner.getTokenLength();
    if (kind === LINE_COMMENT || kind === BLOCK_COMMENT) return { position: begin, detail: "JSON has no comments" };
    const unexpected = (): TextFault => {
      const found = kind === EOF ? "the end of the file" : clipToken(text.slice(begin, end));
      return { position: begin, detail: `no JSON: expected ${expect}, found ${found}` };
    };
    if (scanner.getTokenError() !== 0) {
      return { position: begin, detail: `no JSON: malformed ${kind === STRING ? "string" : "number"}` };
    }
    switch (expect) {
      case Expect.value:
      case Expect.valueOrEnd:
        if (kind === OPEN_BRACE || kind === OPEN_BRACKET) {
          begins.push(begin);
          isArray.push(kind === OPEN_BRACKET);
          if (kind === OPEN_BRACKET) {
            path.push(0);
            keyBegins.push(-1);
            keyEnds.push(-1);
          }
          expect = kind === OPEN_BRACKET ? Expect.valueOrEnd : Expect.keyOrEnd;
        } else if (kind === STRING || kind === NUMBER || kind === TRUE || kind === FALSE || kind === NULL) {
          finishValue(begin, end);
        } else if (kind === CLOSE_BRACKET && expect === Expect.valueOrEnd) {
          keyBegins.pop();
          keyEnds.pop();
          closeContainer(end);
        } else return unexpected();
        break;
      case Expect.key:
      case Expect.keyOrEnd:
        if (kind === STRING) {
          path.push(scanner.getTokenValue());
          keyBegins.push(begin);
          keyEnds.push(end);
          expect = Expect.colon;
        } else if (kind === CLOSE_BRACE && expect === Expect.keyOrEnd) closeContainer(end);
        else return unexpected();
        break;
      case Expect.colon:
        if (kind !== COLON) return unexpected();
        expect = Expect.value;
        break;
      case Expect.commaOrEndOfObject:
        if (kind === COMMA) expect = Expect.key;
        else if (kind === CLOSE_BRACE) closeContainer(end);
        else return unexpected();
        break;
      case Expect.commaOrEndOfArray:
        if (kind === COMMA) {
          path[path.length - 1] = (path[path.length - 1] as number) + 1;
          keyBegins.push(-1);
          keyEnds.push(-1);
          expect = Expect.value;
        } else if (kind === CLOSE_BRACKET) closeContainer(end);
        else return unexpected();
        break;
      case Expect.end:
        if (kind !== EOF) return unexpected();
        return null;
    }
  }
}

/**
 * The span of the value at `path`; of the last one where keys are repeated, as in `JSON.parse`. Null if there is none.
 */
export function findValue(text: string, path: Path): ValueSpan | null {
  let found: ValueSpan | null = null;
  walkJson(text, (at, span) => {
    if (at.length === path.length && at.every((step, i) => step === path[i])) found = span;
  });
  return found;
}

function clipToken(token: string): string {
  return JSON.stringify(token.length > 20 ? token.slice(0, 20) + "…" : token);
}
