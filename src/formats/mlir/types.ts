/**
 * How many bytes a `memref` takes: static shapes of element types whose size does not depend on the target, with the
 * identity layout or a strided one.
 */

import { clip } from "../errors.js";

/** What a type says of a buffer. */
export interface MemrefType {
  /** Bytes. */
  readonly size: number;
  /** Bytes of an element, which is its natural alignment. */
  readonly element: number;
  /** As the type writes it, or nothing. */
  readonly space: string;
  readonly isIndex: boolean;
}

/** Why a type has no size that is known, and where in its text the reason stands. */
export interface TypeFault {
  readonly at: number;
  readonly detail: string;
}

/** Letters of an alias. Each use of it is read again, and honest ones have a few dozen. */
export const MOST_LETTERS = 4096;

const FLOATS: Readonly<Record<string, number>> = { bf16: 2, f16: 2, tf32: 4, f32: 4, f64: 8, f80: 16, f128: 16 };
/** Bits of an integer beyond which MLIR has none. */
const MAX_BITS = 2 ** 24;

/**
 * @param text what stands between the brackets of `memref<…>`
 * @param aliases what `#name` stands for
 */
export function memrefType(text: string, aliases: ReadonlyMap<string, string>): MemrefType | TypeFault {
  const [shape = "", ...rest] = splitAtCommas(text);
  const trimmed = shape.trim();
  const dims = /^(?:(?:\?|\d+)\s*x\s*)*/.exec(trimmed)![0];
  const elementText = trimmed.slice(dims.length);
  const elementAt = shape.length - shape.trimStart().length + dims.length;
  if (dims.includes("?"))
    return { at: shape.indexOf("?"), detail: "a dimension is dynamic (?), so its size is unknown" };
  if (shape.trim().startsWith("*")) return { at: 0, detail: "an unranked memref has no size that is known" };
  const sizes = [...dims.matchAll(/\d+/g)].map(([digits]) => Number(digits));
  const element = elementBytes(elementText, 0);
  if (element === null) {
    return { at: elementAt, detail: `the size of the element type ${clip(elementText)} is not known` };
  }
  let space = "";
  let strides: Strides | null = null;
  for (const part of rest) {
    const written = part.trim();
    const resolved = written.startsWith("#") ? (aliases.get(written) ?? written) : written;
    const at = text.indexOf(written);
    if (resolved.length > MOST_LETTERS) return { at, detail: `the layout ${clip(written)} is too long to be read` };
    if (/^strided</.test(resolved)) {
      strides = stridesOf(resolved);
      if (strides === null || strides.strides.length !== sizes.length) {
        return { at, detail: `the layout ${clip(written)} is not one of static strides` };
      }
    } else if (/^affine_map</.test(resolved)) {
      if (!isIdentity(resolved))
        return { at, detail: `the layout ${clip(written)} is an affine map, whose size is not known` };
    } else if (/^#\w+\.(shard|.*layout)/.test(resolved)) {
      return { at, detail: `the layout ${clip(written)} is of a dialect that telaplan does not know` };
    } else if (space === "") {
      space = written;
    } else return { at, detail: `the type has two memory spaces, ${clip(space)} and ${clip(written)}` };
  }
  const count = sizes.reduce((product, size) => product * size, 1);
  const elements = strides === null || count === 0 ? count : spanOf(sizes, strides);
  const size = elements * element.bytes;
  if (!Number.isSafeInteger(size)) return { at: 0, detail: "the type has more than 2^53 − 1 bytes" };
  return { size, element: element.bytes, space, isIndex: element.isIndex };
}

interface Strides {
  readonly strides: readonly number[];
  readonly offset: number;
}

/** Null where a stride or the offset is dynamic or negative. */
function stridesOf(text: string): Strides | null {
  const match = /^strided<\s*\[([\d\s,]*)\]\s*(?:,\s*offset\s*:\s*(\d+)\s*)?>$/.exec(text);
  if (match === null) return null;
  const strides = [...match[1]!.matchAll(/\d+/g)].map(([digits]) => Number(digits));
  return { strides, offset: Number(match[2] ?? 0) };
}

function spanOf(sizes: readonly number[], { strides, offset }: Strides): number {
  return offset + 1 + sizes.reduce((sum, size, i) => sum + (size - 1) * strides[i]!, 0);
}

/** `affine_map<(d0, d1) -> (d0, d1)>` */
function isIdentity(text: string): boolean {
  const match = /^affine_map<\s*\(([^()]*)\)\s*->\s*\(([^()]*)\)\s*>$/.exec(text);
  return match !== null && match[1]!.replace(/\s/g, "") === match[2]!.replace(/\s/g, "");
}

interface Element {
  readonly bytes: number;
  readonly isIndex: boolean;
}

/** Integers and vectors take the next power of two, as LLVM lays them out. Null where the size is not known. */
function elementBytes(text: string, depth: number): Element | null {
  if (depth > 4) return null;
  const float = Object.hasOwn(FLOATS, text) ? FLOATS[text]! : /^f8E\w+$/.test(text) ? 1 : 0;
  if (float > 0) return { bytes: float, isIndex: false };
  if (text === "index") return { bytes: 8, isIndex: true };
  const bits = Number(/^[su]?i(\d+)$/.exec(text)?.[1] ?? Number.NaN);
  if (bits >= 1 && bits <= MAX_BITS) return { bytes: powerOfTwo(Math.ceil(bits / 8)), isIndex: false };
  if (text.startsWith("complex<") && text.endsWith(">")) {
    const part = elementBytes(text.slice(8, -1).trim(), depth + 1);
    return part === null ? null : { bytes: 2 * part.bytes, isIndex: part.isIndex };
  }
  if (!text.endsWith(">")) return null;
  const vector = /^vector<\s*((?:\d+\s*x\s*)+)/.exec(text);
  if (vector === null) return null;
  const inner = text.slice(vector[0].length, -1).trim();
  // Vectors of bits are packed, and how is the target's affair.
  const part = inner === "i1" ? null : elementBytes(inner, depth + 1);
  if (part === null) return null;
  const sizes = [...vector[1]!.matchAll(/\d+/g)].map(([digits]) => Number(digits));
  const bytes = part.bytes * sizes.reduce((product, size) => product * size, 1);
  return bytes > 0 && bytes <= 2 ** 30 ? { bytes: powerOfTwo(bytes), isIndex: part.isIndex } : null;
}

function powerOfTwo(bytes: number): number {
  return 2 ** Math.ceil(Math.log2(bytes));
}

function splitAtCommas(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let begin = 0;
  for (let i = 0; i < text.length; i++) {
    const sign = text[i]!;
    if ("<([{".includes(sign)) depth++;
    else if (")]}".includes(sign) || (sign === ">" && text[i - 1] !== "-")) depth--;
    else if (sign === "," && depth === 0) {
      parts.push(text.slice(begin, i));
      begin = i + 1;
    }
  }
  parts.push(text.slice(begin));
  return parts;
}
