import { MAX_BYTES } from "../../problem/index.js";
import { optionError } from "../options.js";
import { chooseStyle, cutRectangle } from "../synthetic/cut.js";
import { Layout } from "../synthetic/layout.js";
import { Xoshiro128 } from "../xoshiro128.js";
import type { Draft, Row } from "./draft.js";

/** What every family of problems with constraints is asked. */
export const plantedOptions = [
  {
    name: "seed",
    type: "integer",
    min: 0,
    max: MAX_BYTES,
    default: 0,
    description: "the same seed, the same instance",
  },
  {
    name: "buffers",
    type: "integer",
    min: 4,
    max: 100_000,
    default: null,
    description: "how many; absent: 40 to 160, drawn from the seed",
  },
  {
    name: "share",
    type: "integer",
    min: 1,
    max: 100,
    default: 25,
    description: "percent of the buffers that the constraint is about, as far as they allow it",
  },
  {
    name: "unit",
    type: "integer",
    min: 1,
    max: 1_073_741_824,
    default: 64,
    description: "bytes that every size is a multiple of",
  },
  {
    name: "units",
    type: "integer",
    min: 16,
    max: 1_000_000,
    default: 1024,
    description: "units of each memory that the planted buffers fill",
  },
] as const;

export interface PlantedValues {
  readonly seed: number;
  readonly buffers: number | null;
  readonly share: number;
  readonly unit: number;
  readonly units: number;
}

/** The checked answers, and what is drawn from. */
export interface Ground {
  readonly family: string;
  readonly seed: number;
  readonly buffers: number;
  /** Buffers that the constraint is to be about; at least one. */
  readonly about: number;
  readonly unit: number;
  readonly units: number;
  readonly ticks: number;
  readonly random: Xoshiro128;
}

/** @throws InputError where the sizes could sum to more than 2^53 − 1 bytes */
export function groundOf(family: string, { seed, buffers, share, unit, units }: PlantedValues): Ground {
  const random = new Xoshiro128(seed, family);
  const drawn = random.between(40, 160);
  const count = buffers ?? drawn;
  if (units * unit > MAX_BYTES / (4 * count)) {
    throw optionError("units", units, `times ${unit} bytes and 4 × ${count} buffers must be at most 2^53 - 1 bytes`);
  }
  const about = Math.max(1, Math.floor((count * share) / 100));
  return { family, seed, buffers: count, about, unit, units, ticks: Math.max(64, 2 * count), random };
}

/** A place to be filled: units from `bottom` on, of a memory. */
export interface Bed {
  readonly memory: number;
  readonly bottom: number;
  readonly units: number;
}

/** Fills a bed edge to edge, at all times, with `count` buffers at most: as many as it has units and ticks for. */
export function fill(
  draft: Draft,
  { unit, ticks, random }: Ground,
  { memory, bottom, units }: Bed,
  count: number,
): Row[] {
  const pieces = Math.max(1, Math.min(count, units * ticks));
  const layout = new Layout(pieces);
  const style = chooseStyle("any", random);
  cutRectangle(layout, { lower: 0, upper: ticks, bottom, top: bottom + units }, pieces, style, random);
  const rows: Row[] = [];
  for (let i = 0; i < layout.count; i++) {
    rows.push({
      lower: layout.lower[i]!,
      upper: layout.upper[i]!,
      size: layout.size[i]! * unit,
      offset: layout.offset[i]! * unit,
      memory,
      more: {},
      isTaken: false,
    });
  }
  draft.rows.push(...rows);
  return rows;
}

/** Takes rows that suit, at random, and marks them as taken. */
export function take(
  draft: Draft,
  { random }: Ground,
  count: number,
  suits: (row: Row) => boolean = () => true,
): Row[] {
  const open = draft.rows.filter((row) => !row.isTaken && suits(row));
  const taken = Array.from(random.permutation(open.length), (i) => open[i]!).slice(0, count);
  for (const row of taken) row.isTaken = true;
  return taken;
}

/** Two different numbers from `low` to `high`, the smaller first; `low` < `high`. */
export function cutsBetween(random: Xoshiro128, low: number, high: number): [number, number] {
  const [a, b] = [random.between(low, high - 1), random.between(low, high - 1)];
  return [Math.min(a, b), Math.max(a, b) + 1];
}
