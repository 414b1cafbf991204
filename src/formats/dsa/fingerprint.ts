/**
 * dsa-solver's fingerprint of a problem: FNV-1a of 64 bits over the whole document as dsa-solver itself would write it,
 * with the keys of its schema in order and two blanks a level. A solution carries it, so that it is not taken for a
 * plan of another problem.
 */

import { isObject } from "../json/file.js";
import { findValue, type Path } from "../json/walk.js";
import { UNSAID } from "./envelope.js";

/** What a place of the schema holds: a value as it is, an object of these keys, or a list of such. */
type Schema = "any" | "map" | { readonly [key: string]: Schema } | readonly [Schema];

const PAIR = { first: "any", second: "any" } as const;
const MEMBER = { buffer: "any", stage: "any", residue: "any" } as const;

const PROBLEM = {
  buffers: [
    {
      id: "any",
      name: "any",
      size: "any",
      alignment: "any",
      live_intervals: [{ lower: "any", upper: "any" }],
      allowed_pools: ["any"],
    },
  ],
  constraints: {
    colocations: [PAIR],
    separations: [{ ...PAIR, reasons: ["any"] }],
    temporal_exclusions: [PAIR],
    pinned_allocations: [{ buffer: "any", pool: "any", offset: "any", exclusive_for_all_time: "any" }],
  },
  cost_model: { reuse_penalties: [{ ...PAIR, cost: "any", reason: "any" }] },
  objective: { aggregation: "any", terms: ["any"] },
  pools: [
    {
      id: "any",
      name: "any",
      capacity: "any",
      reserved_ranges: [{ begin: "any", end: "any" }],
      bank_geometry: { bank_size: "any", num_banks: "any" },
    },
  ],
  pypto_structure: {
    alias_classes: [{ buffer: "any", members: ["any"] }],
    pipeline_groups: [
      { group: "any", pool: "any", slot_size: "any", depth: "any", effective_depth: "any", members: [MEMBER] },
    ],
  },
} as const satisfies Schema;

const DOCUMENT: Schema = {
  schema_version: "any",
  profile: "any",
  instance: "any",
  relaxed_from: "any",
  relaxed_features: ["any"],
  metadata: "map",
  problem: PROBLEM,
};

/** Left out where they are absent, null or empty. */
const OPTIONAL = new Set("relaxed_from relaxed_features reasons bank_geometry cost_model pypto_structure".split(" "));

/** What stands for a value that telaplan reads a file without, though the schema asks for it; else null. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  ...UNSAID,
  name: "",
  alignment: 1,
  exclusive_for_all_time: false,
  aggregation: "lexicographic",
};

/**
 * The fingerprint of the problem in a text that `dsa.ts` can read: 16 hexadecimal digits.
 *
 * Names that the caller wanted ignored count all the same: it is the file's fingerprint.
 */
export function fingerprintOf(text: string): string {
  return fnv1a64(canonicalText(text));
}

/** The document as dsa-solver writes it. */
export function canonicalText(text: string): string {
  const printer = new Printer(text);
  printer.print(JSON.parse(text), DOCUMENT, [], "\n");
  return `${printer.pieces.join("")}\n`;
}

class Printer {
  readonly pieces: string[] = [];
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** @param line a line's end with the blanks that begin the next one at this depth */
  print(value: unknown, schema: Schema, path: Path, line: string): void {
    if (Array.isArray(schema)) {
      const list = Array.isArray(value) ? value : [];
      this.#printAll(list, "[]", line, (item, i, inner) => this.print(item, schema[0], [...path, i], inner));
      return;
    }
    if (schema === "any") {
      this.pieces.push(this.#leaf(value, path));
      return;
    }
    const object = isObject(value) ? value : {};
    const keys = (schema === "map" ? Object.keys(object) : Object.keys(schema)).filter((key) => {
      return !OPTIONAL.has(key) || !isNothing(object[key]) || schema === "map";
    });
    this.#printAll(keys.sort(byCodePoints), "{}", line, (key, _, inner) => {
      this.pieces.push(JSON.stringify(key), ": ");
      const given = object[key] ?? (schema === "map" ? undefined : DEFAULTS[key]);
      this.print(given, schema === "map" ? "any" : schemaAt(schema, key), [...path, key], inner);
    });
  }

  #printAll<T>(items: readonly T[], brackets: string, line: string, one: (item: T, i: number, line: string) => void) {
    this.pieces.push(brackets[0]!);
    const inner = `${line}  `;
    for (const [i, item] of items.entries()) {
      this.pieces.push(i === 0 ? inner : `,${inner}`);
      one(item, i, inner);
    }
    this.pieces.push(items.length === 0 ? brackets[1]! : line + brackets[1]!);
  }

  /** Numbers of 64 bits have digits that a number here has not: they are taken from the text. */
  #leaf(value: unknown, path: Path): string {
    if (typeof value !== "number" || Number.isSafeInteger(value)) return JSON.stringify(value ?? null);
    const span = findValue(this.#text, path);
    return span === null ? String(value) : this.#text.slice(span.begin, span.end);
  }
}

function schemaAt(schema: Schema, key: string): Schema {
  return (schema as Readonly<Record<string, Schema>>)[key]!;
}

function isNothing(value: unknown): boolean {
  return value == null || (Array.isArray(value) && value.length === 0);
}

/** The order of the texts' bytes in UTF-8. */
function byCodePoints(a: string, b: string): number {
  const [x, y] = [Array.from(a), Array.from(b)];
  for (let i = 0; i < x.length && i < y.length; i++) {
    if (x[i] !== y[i]) return x[i]!.codePointAt(0)! - y[i]!.codePointAt(0)!;
  }
  return x.length - y.length;
}

/** Multiplies by the prime 2^40 + 435 in halves of 32 bits, each product within 2^53. */
function fnv1a64(text: string): string {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (const byte of new TextEncoder().encode(text)) {
    low = (low ^ byte) >>> 0;
    const product = low * 435;
    high = (high * 435 + Math.floor(product / 2 ** 32) + (low << 8)) >>> 0;
    low = product >>> 0;
  }
  return [high, low].map((half) => half.toString(16).padStart(8, "0")).join("");
}
