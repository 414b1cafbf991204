import { bindsNothing } from "../../problem/vocabulary.js";
import { type FileContent, textOf } from "../content.js";
import { clip, errorAt, type FormatError } from "../errors.js";
import type { NameVerdict } from "../names.js";
import { integerOf } from "../table.js";
import { findValue, type Path, walkJson } from "./walk.js";

/** A JSON text with its content, and the errors that name a place in it. */
export class JsonFile {
  readonly root: unknown;
  /** Without byte order mark. */
  readonly text: string;
  readonly fileName: string;

  /** @throws FormatError where the content is no text, an empty one, or no JSON */
  constructor(file: FileContent) {
    const text = textOf(file);
    this.text = text;
    this.fileName = file.fileName;
    this.root = file.json;
    if (this.root === undefined) {
      throw errorAt(file.fileName, text, walkJson(text, () => {}) ?? { position: 0, detail: "no JSON" });
    }
  }

  /** The position of the value at `path`; where there is none, of the nearest thing around it. */
  positionOf(path: Path): number {
    for (let depth = path.length; ; depth--) {
      const span = findValue(this.text, path.slice(0, depth));
      if (span !== null) return span.begin;
      if (depth === 0) return 0;
    }
  }

  /** The error for the value at `path`. */
  errorAt(path: Path, detail: string): FormatError {
    return errorAt(this.fileName, this.text, { position: this.positionOf(path), detail });
  }

  /** Throws a FormatError at the value at `path`; the detail may be made of that value as the file has it. */
  fail(path: Path, detail: string | ((source: string) => string)): never {
    if (typeof detail === "string") throw this.errorAt(path, detail);
    const span = findValue(this.text, path);
    if (span === null) this.fail(path, detail("nothing"));
    const source = show(this.text.slice(span.begin, span.end));
    throw errorAt(this.fileName, this.text, { position: span.begin, detail: detail(source) });
  }

  /**
   * `value`, which stands at `path`, as an integer; `what` begins the message if it is none. A text of digits,
   * decimal or after `0x`, is one too: protobuf's JSON has 64-bit integers so.
   */
  integer(value: unknown, path: Path, what: string): number {
    if (typeof value === "string") {
      const read = integerOf(value);
      if (Number.isFinite(read)) return read;
      this.fail(
        path,
        `${what} must be an integer${Number.isNaN(read) ? "" : " within ±(2^53 − 1)"}, got ${clip(value)}`,
      );
    }
    // Every integer beyond 2^53 − 1 parses to a number that is not safe, so nothing rounded gets through here;
    // fractions that round to an integer are found by `checkFractions`. Adding 0 turns −0 into 0.
    if (Number.isSafeInteger(value)) return (value as number) + 0;
    const range = Number.isInteger(value) ? " within ±(2^53 − 1)" : "";
    this.fail(path, (source) => `${what} must be an integer${range}, got ${source}`);
  }

  /** Throws where a key is refused; `value` stands at `path`, whose last step is the key. */
  permit({ refusal, always = false }: NameVerdict, value: unknown, path: Path): void {
    if (refusal === undefined || (!always && bindsNothing(value))) return;
    const refusedNames = [String(path.at(-1))];
    throw errorAt(this.fileName, this.text, { position: this.positionOf(path), detail: refusal, refusedNames });
  }

  /**
   * Throws for a text with half a surrogate pair: in a file it would become another character, the same for all such
   * halves.
   */
  failHalfPair(path: Path, what: string): never {
    this.fail(path, (source) => `${what} has half a surrogate pair in it: ${source}`);
  }

  array(value: unknown, path: Path, what: string): readonly unknown[] {
    if (Array.isArray(value)) return value;
    this.fail(path, (source) => `${what} must be an array, got ${source}`);
  }

  object(value: unknown, path: Path, what: string): Readonly<Record<string, unknown>> {
    if (isObject(value)) return value;
    this.fail(path, (source) => `${what} must be an object, got ${source}`);
  }

  /**
   * Refuses numbers such as 9007199254740991.4 that are no integers but round to one (`16.0` and `1e3` are integers).
   *
   * @param isRead tells the paths whose numbers matter
   */
  checkFractions(isRead: (path: Path) => boolean): void {
    const { text } = this;
    if (!/:\s*-?\d+[.eE]/.test(text)) return;
    walkJson(text, (path, { begin, end }) => {
      const first = text.charCodeAt(begin);
      if ((first !== 45 && (first < 48 || first > 57)) || !isRead(path)) return;
      const number = text.slice(begin, end);
      if (isIntegral(number)) return;
      const detail = `${String(path.at(-1))} must be an integer, got ${show(number)}`;
      throw errorAt(this.fileName, text, { position: begin, detail });
    });
  }
}

/** True for a text that no UTF-8 can say. */
export function hasHalfPair(text: string): boolean {
  // The first test is for speed: it is true of whole pairs too, and most texts have neither.
  return /[\ud800-\udfff]/.test(text) && /\p{Surrogate}/u.test(text);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as the file has it: numbers, words and strings as they are, anything else in quotes. */
function show(source: string): string {
  return source.length <= 60 && /^(-?\d[\d.eE+-]*|null|true|false|".*")$/.test(source) ? source : clip(source);
}

/** True if a JSON number is an integer exactly as it is written: `1600e-2` is, `1.5` is not. */
function isIntegral(number: string): boolean {
  const [, whole = "", fraction = "", exponent = "0"] = /^-?(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(number) ?? [];
  const digits = whole + fraction;
  let significant = digits.length;
  while (digits[significant - 1] === "0") significant--;
  return significant === 0 || Number(exponent) - fraction.length + (digits.length - significant) >= 0;
}
