/**
 * The lifetimes of buffers in a function without control flow: time is the number of an operation in it, and a buffer
 * lives from its `memref.alloc` up to its `memref.dealloc`, or to the end of the function where it has none.
 */

import { type Operation, type Region, walk } from "./operations.js";
import type { Token, TokenFault } from "./tokens.js";
import { type MemrefType, MOST_LETTERS, memrefType } from "./types.js";

export interface MlirBuffer {
  /** With `%`, as the text has it. */
  readonly id: string;
  readonly lower: number;
  upper: number;
  readonly type: MemrefType;
  /** Bytes; null where the operation states none. */
  readonly alignment: number | null;
  /** The attribute `address`, in bytes: where the compiler laid it; null where it has none. */
  readonly address: number | null;
  readonly isFreed: boolean;
  readonly isStack: boolean;
  /** Where its operation begins in the text. */
  readonly position: number;
}

export interface Body {
  readonly buffers: readonly MlirBuffer[];
  /** Attributes of allocations that mean nothing here. */
  readonly ignored: readonly string[];
  /** Functions that are called: what they allocate is not counted. */
  readonly calls: readonly string[];
  /** Buffers of somebody else that are freed. */
  readonly foreign: number;
}

const ALLOCATIONS: ReadonlySet<string> = new Set(["memref.alloc", "memref.alloca"]);
/** Operations whose result is in the bytes of their first operand. */
const VIEWS: ReadonlySet<string> = new Set(
  (
    "subview cast reshape expand_shape collapse_shape reinterpret_cast view transpose memory_space_cast " +
    "assume_alignment"
  )
    .split(" ")
    .map((name) => `memref.${name}`),
);
const CONTROL = /^(scf\..*|cf\.(?!assert$).*|affine\.(for|if|parallel|yield)|(br|cond_br|switch))$/;
/** Other operations that make or free buffers, by the last part of their names. */
const LIVES = /(^|[._])(realloc|alloca?|dealloc|malloc|free|clone|alloca_scope|alloc_tensor|dealloc_tensor)$/;
const KNOWN_ATTRIBUTES: ReadonlySet<string> = new Set(["alignment", "address", "operandSegmentSizes"]);

export function isAllocation({ name }: Operation): boolean {
  return ALLOCATIONS.has(name);
}

/** @param text the whole file's */
export function lifetimesIn(region: Region, text: string, aliases: ReadonlyMap<string, string>): Body | TokenFault {
  return new Walk(text, aliases).body(region);
}

interface Open extends MlirBuffer {
  isFreed: boolean;
}

class Walk {
  readonly #text: string;
  readonly #aliases: ReadonlyMap<string, string>;
  readonly #buffers: Open[] = [];
  /** The buffer in whose bytes a value lies, by the value's name. */
  readonly #bases = new Map<string, Open>();
  readonly #defined = new Set<string>();
  readonly #ignored = new Set<string>();
  readonly #calls = new Set<string>();
  #foreign = 0;

  constructor(text: string, aliases: ReadonlyMap<string, string>) {
    this.#text = text;
    this.#aliases = aliases;
  }

  body({ operations, blocks }: Region): Body | TokenFault {
    const [first, second] = blocks;
    const jump =
      second ?? (first !== undefined && operations.length > 0 && first.begin > operations[0]!.begin ? first : null);
    if (jump !== null)
      return { position: jump.begin, detail: `control flow is not read: the function has a block ${jump.text}` };
    for (const [time, operation] of operations.entries()) {
      const fault = this.#step(operation, time);
      if (fault !== null) return fault;
    }
    for (const buffer of this.#buffers) if (!buffer.isFreed) buffer.upper = operations.length;
    return {
      buffers: this.#buffers,
      ignored: [...this.#ignored],
      calls: [...this.#calls],
      foreign: this.#foreign,
    };
  }

  #step(operation: Operation, time: number): TokenFault | null {
    const { name, nameAt: position } = operation;
    const refusal = refusalOf(operation);
    if (refusal !== null) return refusal;
    for (const result of operation.results) {
      if (this.#defined.has(result)) return { position: operation.begin, detail: `%${result} is defined twice` };
      this.#defined.add(result);
    }
    if (isAllocation(operation)) return this.#allocate(operation, time);
    const operands = valuesIn(operation);
    for (const operand of operands) {
      const base = this.#bases.get(operand.text.slice(1));
      if (base?.isFreed === true) {
        const what = name === "memref.dealloc" ? "freed twice" : `used by ${name} behind its memref.dealloc`;
        return { position: operand.begin, detail: `buffer "${base.id}" is ${what}` };
      }
    }
    if (name === "memref.dealloc") {
      const [operand] = operands;
      if (operand === undefined) return { position, detail: "memref.dealloc names no buffer" };
      const base = this.#bases.get(operand.text.slice(1));
      if (base === undefined) this.#foreign++;
      else Object.assign(base, { isFreed: true, upper: time });
    } else if (VIEWS.has(name)) {
      const base = operands[0] === undefined ? undefined : this.#bases.get(operands[0].text.slice(1));
      if (base !== undefined) for (const result of operation.results) this.#bases.set(result, base);
    } else if (/(^|\.)call(_indirect)?$/.test(name)) {
      this.#calls.add(operation.tokens.find(({ kind }) => kind === "symbol")?.text ?? name);
    }
    return null;
  }

  #allocate(operation: Operation, time: number): TokenFault | null {
    const { name, nameAt: position, results, tokens } = operation;
    const [result] = results;
    if (result === undefined || results.length > 1)
      return { position, detail: `${name} makes one buffer, not ${results.length}` };
    const operand = tokens.find(({ kind }) => kind === "value");
    if (operand !== undefined) {
      return {
        position: operand.begin,
        detail: `${name} of %${result} has a size that only the run knows, ${operand.text}`,
      };
    }
    const type = this.#typeOf(operation, result);
    if ("detail" in type) return type;
    const attributes = attributesIn(tokens);
    let alignment: number | null = null;
    let address: number | null = null;
    for (const { key, value } of attributes) {
      if (!KNOWN_ATTRIBUTES.has(key.text)) this.#ignored.add(key.text);
      if (key.text !== "alignment" && key.text !== "address") continue;
      const number = Number(value.text);
      if (!(Number.isSafeInteger(number) && number >= (key.text === "address" ? 0 : 1))) {
        return { position: value.begin, detail: `${key.text} of %${result} must be bytes, got ${value.text}` };
      }
      if (key.text === "alignment") alignment = number;
      else address = number;
    }
    const isStack = name === "memref.alloca";
    const buffer: Open = {
      id: `%${result}`,
      lower: time,
      upper: time + 1,
      type,
      alignment,
      address,
      isFreed: false,
      isStack,
      position: operation.begin,
    };
    this.#buffers.push(buffer);
    this.#bases.set(result, buffer);
    return null;
  }

  #typeOf({ name, nameAt, tokens }: Operation, result: string): MemrefType | TokenFault {
    const colon = lastColon(tokens);
    const at = tokens.findIndex((token, i) => i > colon && isType(token));
    const word = tokens[at];
    if (word === undefined) return { position: nameAt, detail: `${name} of %${result} states no memref type` };
    let text = "";
    let begin = word.begin;
    if (word.kind === "alias") {
      const meaning = this.#aliases.get(word.text) ?? "";
      const whole = meaning.length > MOST_LETTERS ? null : /^memref<(.*)>$/s.exec(meaning);
      if (whole === null)
        return { position: begin, detail: `the type ${word.text} of %${result} is no memref of this file` };
      text = whole[1]!;
    } else {
      const end = closing(tokens, at + 1);
      if (end < 0) return { position: begin, detail: `the memref type of %${result} has no shape` };
      begin = tokens[at + 1]!.end;
      text = this.#text.slice(begin, tokens[end]!.begin);
    }
    const type = memrefType(text, this.#aliases);
    if (!("detail" in type)) return type;
    const position = word.kind === "alias" ? word.begin : begin + type.at;
    return { position, detail: `buffer "%${result}": ${type.detail}` };
  }
}

/** Why an operation is not read; null for one that changes no lifetime, or as a list of operations shows. */
function refusalOf(operation: Operation): TokenFault | null {
  const { name, nameAt: position, regions } = operation;
  if (CONTROL.test(name)) return { position, detail: `control flow is not read: ${name}` };
  const isOwn = isAllocation(operation) || name === "memref.dealloc";
  if (!isOwn && LIVES.test(name)) return { position, detail: `${name} is not read: it may change which buffers live` };
  if (regions.length === 0) return null;
  if (!/^linalg\.|^memref\.generic_atomic_rmw$/.test(name)) {
    return { position, detail: `operations in a region of ${name} are not read: only straight-line code is` };
  }
  for (const inner of walk(regions.flatMap(({ operations }) => operations))) {
    if (CONTROL.test(inner.name) || LIVES.test(inner.name)) {
      return { position: inner.nameAt, detail: `${inner.name} within ${name} is not read` };
    }
  }
  return null;
}

/** Every value that an operation names, those of its regions included. */
function valuesIn(operation: Operation): Token[] {
  const own = operation.tokens.filter(({ kind }) => kind === "value");
  if (operation.regions.length === 0) return own;
  const within = [...walk(operation.regions.flatMap(({ operations }) => operations))];
  return [...own, ...within.flatMap(({ tokens }) => tokens.filter(({ kind }) => kind === "value"))];
}

interface Attribute {
  readonly key: Token;
  readonly value: Token;
}

function attributesIn(tokens: readonly Token[]): Attribute[] {
  const found: Attribute[] = [];
  for (const [i, key] of tokens.entries()) {
    if (key.kind !== "word" && key.kind !== "string") continue;
    const before = tokens[i - 1]?.text;
    const value = tokens[i + 2];
    if ((before === "{" || before === ",") && tokens[i + 1]?.text === "=" && value !== undefined)
      found.push({ key, value });
  }
  return found;
}

function isType(token: Token): boolean {
  return token.text === "memref" || (token.kind === "alias" && token.text.startsWith("!"));
}

/** The last colon that is in no brackets; −1 where there is none. */
function lastColon(tokens: readonly Token[]): number {
  let depth = 0;
  let found = -1;
  for (const [i, { kind, text }] of tokens.entries()) {
    if (kind !== "sign") continue;
    if ("([{<".includes(text)) depth++;
    else if (")]}>".includes(text)) depth--;
    else if (text === ":" && depth === 0) found = i;
  }
  return found;
}

/** The bracket that closes the `<` at `at`; −1 where none stands there. */
function closing(tokens: readonly Token[], at: number): number {
  if (tokens[at]?.text !== "<") return -1;
  let depth = 0;
  for (let i = at; i < tokens.length; i++) {
    if (tokens[i]!.text === "<") depth++;
    else if (tokens[i]!.text === ">" && --depth === 0) return i;
  }
  return -1;
}
