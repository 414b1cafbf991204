import type { Buffer } from "../problem/index.js";

/** A field of a buffer, by the name that the problem gives it. */
export type Field = "id" | "lower" | "upper" | "size" | "alignment" | "offset" | "hint";

/** A buffer while a reader fills it. */
export type Draft = { -readonly [K in keyof Buffer]: Buffer[K] };

/** What a reader makes of a text, before it is validated. */
export interface Reading {
  readonly buffers: Buffer[];
  /** Bytes, as the file's content has it. */
  readonly capacity: number | undefined;
  /** The plan, in the order of `buffers`; null unless asked for. */
  readonly offsets: Float64Array | null;
  /** Position in the text of a buffer's field, or of a field of the problem where the index is absent. */
  readonly positionOf: (bufferIndex: number | undefined, field: string | undefined) => number;
  /** True where the file gives `upper` as an inclusive `end`. */
  readonly endsInclusive: (bufferIndex: number) => boolean;
}

/** The names under which a file may give each field, the first being the one that is written. */
export const NAMES: Readonly<Record<Field, readonly string[]>> = {
  id: ["id", "buffer", "buffer_id"],
  lower: ["lower", "start", "begin"],
  upper: ["upper", "end"],
  size: ["size"],
  alignment: ["alignment"],
  offset: ["offset"],
  hint: ["hint"],
};

export const REQUIRED: readonly Field[] = ["id", "lower", "upper", "size"];
export const OPTIONAL = ["alignment", "offset", "hint"] as const satisfies readonly Field[];

const FIELD_OF = new Map<string, Field>();
for (const [field, names] of Object.entries(NAMES)) for (const name of names) FIELD_OF.set(name, field as Field);

/** The field that a column or key of this name holds; undefined for one that is kept and ignored. */
export function fieldOf(name: string): Field | undefined {
  return FIELD_OF.get(name);
}

/** The one name whose value is the last live time instead of the first dead one: `upper = end + 1`. */
export const INCLUSIVE_NAME = "end";

/** `"lower" (or "start", "begin")`, for messages. */
export function describeField(field: Field): string {
  const [first, ...others] = NAMES[field].map((name) => `"${name}"`);
  return others.length === 0 ? first! : `${first} (or ${others.join(", ")})`;
}
