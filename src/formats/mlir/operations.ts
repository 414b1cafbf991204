/**
 * The operations of MLIR text, whatever their dialects: where each begins and ends, the values that it makes, and the
 * operations in its regions. What stands between is left to those who know the operation.
 *
 * Each dialect has a syntax of its own, so operations are found by what they begin with: values with `=` behind them, a
 * name with a dot, or one of the words that MLIR prints without their dialect. That holds for all that MLIR prints, and
 * needs no table of operations.
 */
import { type Token, type TokenFault, tokensOf } from "./tokens.js";

export interface Operation {
  /** `memref.alloc`, without quotes in the generic form; `module`, `return` as MLIR prints them. */
  readonly name: string;
  /** Where the name stands. */
  readonly nameAt: number;
  /** Names of the values that it makes, without `%`; `t#0`, `t#1` for `%t:2`. */
  readonly results: readonly string[];
  /** Where it begins, at its results where it has some. */
  readonly begin: number;
  end: number;
  /** The first and the last + 1 of its tokens, without those of its regions. */
  readonly tokens: Token[];
  readonly regions: Region[];
}

export interface Region {
  readonly operations: Operation[];
  /** The labels of its blocks. */
  readonly blocks: Token[];
  readonly begin: number;
}

export interface Program {
  readonly operations: readonly Operation[];
  /** What `#name` stands for, as text. */
  readonly aliases: ReadonlyMap<string, string>;
}

/** Regions within regions; MLIR that compilers write has ten at most. */
const DEPTH = 200;

/** Operations that MLIR prints without a dialect, those of `builtin` and `func`. */
const BARE: ReadonlySet<string> = new Set(["module", "func", "return", "call", "call_indirect", "constant"]);
const ENDINGS = /\.(yield|return|terminator|condition|br|cond_br)$/;
const OPENING = "([{<";
const CLOSING = ")]}>";

export function programOf(text: string): Program | TokenFault {
  const tokens = tokensOf(text);
  if (!Array.isArray(tokens)) return tokens;
  const parser = new Parser(text, tokens);
  try {
    const region = parser.region(0);
    return { operations: region.operations, aliases: parser.aliases };
  } catch (error) {
    if (error instanceof Fault) return { position: error.position, detail: error.message };
    throw error;
  }
}

class Fault extends Error {
  constructor(
    readonly position: number,
    detail: string,
  ) {
    super(detail);
  }
}

/** The brackets that are open. */
class Brackets {
  readonly all: Token[] = [];
  /** How many of them are no parentheses. */
  others = 0;

  push(token: Token): void {
    this.all.push(token);
    if (token.text !== "(") this.others++;
  }

  pop(): void {
    if (this.all.pop()?.text !== "(") this.others--;
  }
}

class Parser {
  readonly aliases = new Map<string, string>();
  #at = 0;
  /** Values that operations may still make: each stands in the text somewhere, at its type if nowhere else. */
  #resultsLeft: number;

  constructor(
    readonly text: string,
    readonly tokens: readonly Token[],
  ) {
    this.#resultsLeft = tokens.length;
  }

  /** The operations up to the brace that closes the region, or to the end of the text. */
  region(depth: number): Region {
    if (depth > DEPTH) throw new Fault(this.#token().begin, `regions lie deeper than ${DEPTH} within each other`);
    const region: Region = { operations: [], blocks: [], begin: this.#token().begin };
    for (;;) {
      const token = this.#token();
      if (token.kind === "end") {
        if (depth > 0) throw new Fault(token.begin, "a region is not closed: the text ends");
        return region;
      }
      if (token.text === "}" && token.kind === "sign") {
        if (depth === 0) throw new Fault(token.begin, "a brace closes what none opened");
        return region;
      }
      if (token.kind === "block") {
        region.blocks.push(token);
        this.#skipLabel();
      } else if (depth === 0 && token.kind === "alias" && this.#token(1).text === "=") {
        this.#readAlias();
      } else if (depth === 0 && token.text === "{" && this.#token(1).text === "-") {
        this.#skipResources();
      } else if (this.#begins(this.#at)) {
        region.operations.push(this.#operation(depth));
      } else {
        throw new Fault(token.begin, `no operation begins with ${JSON.stringify(token.text.slice(0, 40))}`);
      }
    }
  }

  #token(ahead = 0): Token {
    return this.tokens[Math.min(this.#at + ahead, this.tokens.length - 1)]!;
  }

  /** Whether an operation begins at a token that is in no brackets. */
  #begins(at: number): boolean {
    const token = this.tokens[at]!;
    const next = this.tokens[at + 1];
    if (next === undefined) return false;
    // Behind a comma a list goes on, which was looked through from its first value.
    if (token.kind === "value") return this.tokens[at - 1]?.text !== "," && this.#endOfResults(at) > at;
    if (token.kind === "string") {
      return next.text === "(" && (token.isFirst || this.tokens[at - 1]?.text === "{");
    }
    if (token.kind !== "word") return false;
    if (BARE.has(token.text)) return token.isFirst || this.tokens[at - 1]?.text === "{";
    return token.text.includes(".") && this.tokens[at - 1]?.text !== "=";
  }

  /** Where the name stands behind `%a, %b:2 =`; `at` where that is not what stands there. */
  #endOfResults(at: number): number {
    let k = at;
    for (;;) {
      if (this.tokens[k]?.kind !== "value") return at;
      k++;
      if (this.tokens[k]?.text === ":" && this.tokens[k + 1]?.kind === "number") k += 2;
      if (this.tokens[k]?.text === "=") break;
      if (this.tokens[k]?.text !== ",") return at;
      k++;
    }
    const name = this.tokens[k + 1];
    return name !== undefined && (name.kind === "word" || name.kind === "string") ? k + 1 : at;
  }

  #operation(depth: number): Operation {
    const begin = this.#token().begin;
    const results = this.#results();
    const nameToken = this.#token();
    const name = nameToken.kind === "string" ? nameToken.text.slice(1, -1) : nameToken.text;
    const operation: Operation = { name, nameAt: nameToken.begin, results, begin, end: 0, tokens: [], regions: [] };
    const open = new Brackets();
    const take = (): void => {
      operation.tokens.push(this.#token());
      this.#at++;
    };
    take();
    for (;;) {
      const token = this.#token();
      if (token.kind === "end") {
        const last = open.all.at(-1);
        if (last !== undefined) throw new Fault(last.begin, `"${last.text}" is not closed`);
        break;
      }
      const isSign = token.kind === "sign";
      if (open.all.length === 0 && ((isSign && token.text === "}") || token.kind === "block" || this.#begins(this.#at)))
        break;
      if (depth === 0 && open.all.length === 0 && token.isFirst && (token.kind === "alias" || token.text === "{")) {
        if (this.#token(1).text === "=" || this.#token(1).text === "-") break;
      }
      if (isSign && token.text === "{" && this.#opensRegion(open)) {
        take();
        operation.regions.push(this.region(depth + 1));
        take();
        continue;
      }
      if (isSign && token.text.length === 1 && OPENING.includes(token.text)) open.push(token);
      else if (isSign && token.text.length === 1 && CLOSING.includes(token.text)) this.#close(open, token);
      take();
    }
    operation.end = operation.tokens.at(-1)!.end;
    return operation;
  }

  /** Comparisons in affine sets, `d0 >= 0`, are no brackets. */
  #close(open: Brackets, token: Token): void {
    const last = open.all.at(-1);
    const wanted = last === undefined ? "" : CLOSING[OPENING.indexOf(last.text)]!;
    if (token.text === wanted) open.pop();
    else if (token.text !== ">" || this.#token(1).text !== "=") {
      throw new Fault(token.begin, `"${token.text}" closes ${last === undefined ? "nothing" : `"${last.text}"`}`);
    }
  }

  #results(): string[] {
    const results: string[] = [];
    const end = this.#endOfResults(this.#at);
    while (this.#at < end) {
      const token = this.#token();
      if (token.kind === "value") {
        const count = this.#token(1).text === ":" ? Number(this.#token(2).text) : 1;
        const name = token.text.slice(1);
        this.#resultsLeft -= count;
        if (!(count >= 1 && this.#resultsLeft >= 0)) {
          throw new Fault(this.#token(2).begin, `%${name} cannot stand for ${this.#token(2).text} values`);
        }
        if (this.#token(1).text === ":") for (let i = 0; i < count; i++) results.push(`${name}#${i}`);
        else results.push(name);
      }
      this.#at++;
    }
    return results;
  }

  /**
   * Whether the brace opens a region: a block or an operation stands behind it. An attribute has `=`, a comma or the
   * closing brace behind its name, and stands behind `attributes` in functions.
   */
  #opensRegion(open: Brackets): boolean {
    if (open.others > 0) return false;
    const before = this.tokens[this.#at - 1];
    if (before?.text === "attributes") return false;
    const first = this.#token(1);
    if (first.kind === "block") return true;
    if (first.kind === "value") return this.#begins(this.#at + 1);
    if (first.kind === "string") return this.#token(2).text === "(";
    if (first.text === "}") return open.all.length === 0 && before?.text !== "<";
    if (first.kind !== "word") return false;
    const second = this.#token(2);
    if (second.text === "=" || second.text === ",") return false;
    if (second.text === "}") return first.text === "return" || ENDINGS.test(first.text);
    return BARE.has(first.text) || first.text.includes(".");
  }

  /** `^bb1(%a: f32, %b: memref<4xf32>):` */
  #skipLabel(): void {
    const label = this.#token();
    let depth = 0;
    for (this.#at++; ; this.#at++) {
      const token = this.#token();
      if (token.kind === "end") throw new Fault(label.begin, `the label ${label.text} has no colon`);
      if (token.text === "(" || token.text === "<") depth++;
      else if (token.text === ")" || token.text === ">") depth--;
      else if (token.text === ":" && depth <= 0) break;
    }
    this.#at++;
  }

  /** `#map = affine_map<…>`, up to the next thing of the outermost level. */
  #readAlias(): void {
    const name = this.#token().text;
    this.#at += 2;
    const begin = this.#token().begin;
    const open = new Brackets();
    let end = begin;
    for (;;) {
      const token = this.#token();
      if (token.kind === "end" || (open.all.length === 0 && end > begin && token.isFirst)) break;
      if (token.kind === "sign" && token.text.length === 1 && OPENING.includes(token.text)) open.push(token);
      else if (
        token.kind === "sign" &&
        token.text.length === 1 &&
        CLOSING.includes(token.text) &&
        open.all.length > 0
      ) {
        this.#close(open, token);
      }
      end = token.end;
      this.#at++;
    }
    this.aliases.set(name, this.text.slice(begin, end));
  }

  /** `{-# dialect_resources … #-}`: the contents of constants. */
  #skipResources(): void {
    const begin = this.#token().begin;
    while (!(this.#token().text === "}" && this.tokens[this.#at - 1]!.text === "-")) {
      if (this.#token().kind === "end") throw new Fault(begin, "the resources are not closed by #-}");
      this.#at++;
    }
    this.#at++;
  }
}

/** All operations, each before those within it. */
export function* walk(operations: readonly Operation[]): Generator<Operation, void> {
  const stack = [...operations].reverse();
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    yield next;
    const inner = next.regions.flatMap((region) => region.operations);
    for (let i = inner.length - 1; i >= 0; i--) stack.push(inner[i]!);
  }
}

/** The name of the symbol that a function or module defines, without `@`; null where it has none. */
export function symbolOf({ name, tokens }: Operation): string | null {
  const symbol = tokens.find(({ kind }) => kind === "symbol");
  if (symbol !== undefined) return unquoted(symbol.text.slice(1));
  if (!/func$/.test(name)) return null;
  const at = tokens.findIndex(({ text }) => text === "sym_name");
  return at < 0 ? null : unquoted(tokens[at + 2]?.text ?? "");
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1) : text;
}
