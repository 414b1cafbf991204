/**
 * A plan in the model's own file: an entry of `metadata_props`, which runtimes hand to their callers and pass over
 * otherwise. Its key is `telaplan.plan`, its value JSON:
 *
 * `{"version": 1, "arena": 485376, "alignment": 64, "dims": {"batch": 1}, "views": true, "inPlace": false,
 * "offsets": {"x": 0, "conv1": 27648, …}}`
 *
 * `arena` is how many bytes the offsets need, `dims`, `views` and `inPlace` are how the model was read. `offsets` has
 * every tensor that has a place, those that share the place of another too.
 */
import { clip } from "../errors.js";
import type { Model, Property } from "./model.js";

export const PLAN_KEY = "telaplan.plan";

// Tags of fields that hold bytes.
const METADATA_TAG = (14 << 3) | 2;
const KEY_TAG = (1 << 3) | 2;
const VALUE_TAG = (2 << 3) | 2;

/** How a model was read. */
export interface ReadAs {
  readonly alignment: number;
  readonly dims: Readonly<Record<string, number>>;
  readonly views: boolean;
  readonly inPlace: boolean;
}

/** What of it a stored plan says; the offsets by tensor. */
export interface StoredPlan {
  readonly readAs: Partial<ReadAs>;
  readonly offsets: ReadonlyMap<string, number>;
  /** The byte of the entry. */
  readonly at: number;
}

/** The entry of a plan; the last one counts. */
export function planProperty({ properties }: Model): Property | null {
  return properties.findLast(({ key }) => key === PLAN_KEY) ?? null;
}

/** @returns what is wrong, where the entry is no plan */
export function readPlan({ value, begin }: Property): StoredPlan | string {
  let found: unknown;
  try {
    found = JSON.parse(value);
  } catch {
    return `the plan in ${PLAN_KEY} is no JSON`;
  }
  if (!isObject(found)) return `the plan in ${PLAN_KEY} is no object`;
  const { version, alignment, dims, views, inPlace, offsets } = found;
  if (version !== 1) return `the plan in ${PLAN_KEY} is of version ${clip(String(version))}, and 1 is read`;
  if (!isObject(offsets)) return `the plan in ${PLAN_KEY} has no offsets`;
  const sizes = isObject(dims) ? Object.entries(dims).filter(([, size]) => isOffset(size)) : null;
  const readAs: Partial<ReadAs> = {
    ...(isOffset(alignment) && alignment !== 0 && { alignment: alignment as number }),
    ...(sizes !== null && { dims: Object.fromEntries(sizes) as Record<string, number> }),
    ...(typeof views === "boolean" && { views }),
    ...(typeof inPlace === "boolean" && { inPlace }),
  };
  const entries = Object.entries(offsets);
  const broken = entries.find(([, offset]) => !isOffset(offset));
  if (broken !== undefined)
    return `the plan lays ${clip(broken[0])} at ${JSON.stringify(broken[1])}, which is no offset`;
  return { readAs, offsets: new Map(entries as [string, number][]), at: begin };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isOffset(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** The offsets of a stored plan in the order of the bodies; what is wrong where it is a plan for others. */
export function offsetsOf(
  { offsets }: StoredPlan,
  tensors: ReadonlyMap<string, number>,
  count: number,
): Float64Array | string {
  const found = new Float64Array(count).fill(-1);
  for (const [name, index] of tensors) {
    const offset = offsets.get(name);
    if (offset === undefined) return `the plan in the file has no offset for ${clip(name)}`;
    if (found[index] !== -1 && found[index] !== offset) {
      return `the plan in the file lays ${clip(name)} at ${offset}, and what it is a view of at ${found[index]}`;
    }
    found[index] = offset;
  }
  return found;
}

/** The text of an entry. @param sizes of the bodies, in bytes */
export function planText(
  readAs: ReadAs,
  tensors: ReadonlyMap<string, number>,
  sizes: readonly number[],
  offsets: ArrayLike<number>,
): string {
  const arena = sizes.reduce((end, size, i) => Math.max(end, offsets[i]! + size), 0);
  const byName = Object.fromEntries([...tensors].map(([name, index]) => [name, offsets[index]!]));
  return JSON.stringify({ version: 1, arena, ...readAs, offsets: byName });
}

/** The file with this text as its plan, in place of any that it has; all other bytes as they were. */
export function withPlan({ view, properties }: Model, text: string): Uint8Array {
  const [key, value] = [PLAN_KEY, text].map((each) => new TextEncoder().encode(each));
  const entry = field(METADATA_TAG, joined([field(KEY_TAG, key!), field(VALUE_TAG, value!)]));
  const pieces: Uint8Array[] = [];
  let begin = 0;
  for (const { key, begin: from, end } of properties) {
    if (key !== PLAN_KEY) continue;
    pieces.push(view.bytes.subarray(begin, from));
    begin = end;
  }
  pieces.push(view.bytes.subarray(begin), entry);
  return joined(pieces);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** A field of bytes with its tag and its length. */
function field(tag: number, content: Uint8Array): Uint8Array {
  const length: number[] = [];
  let left = content.length;
  for (; left >= 128; left = Math.floor(left / 128)) length.push((left % 128) + 128);
  return joined([Uint8Array.of(tag, ...length, left), content]);
}
