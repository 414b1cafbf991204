import type { ColumnInstance } from "../columns.js";
import type { Xoshiro128 } from "../xoshiro128.js";
import type { Ground } from "./ground.js";

/** Rectangles with known places: lifetimes in ticks, sizes and offsets in units of the capacity. */
export class Layout {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly offset: Float64Array;
  readonly size: Float64Array;
  count = 0;

  /** @param room how many rectangles it can take */
  constructor(room: number) {
    this.lower = new Float64Array(room);
    this.upper = new Float64Array(room);
    this.offset = new Float64Array(room);
    this.size = new Float64Array(room);
  }

  add(lower: number, upper: number, offset: number, size: number): void {
    const at = this.count++;
    this.lower[at] = lower;
    this.upper[at] = upper;
    this.offset[at] = offset;
    this.size[at] = size;
  }
}

/**
 * Turns a layout, which must reach the capacity at some time, into an instance. The rows are shuffled and the ids count
 * them, so that neither tells where a buffer lies in the witness.
 */
export function instanceOf(family: string, ground: Ground, layout: Layout, random: Xoshiro128): ColumnInstance {
  const { count } = layout;
  const { seed, unit, capacity, tick } = ground;
  const order = random.permutation(count);
  const lower = new Float64Array(count);
  const upper = new Float64Array(count);
  const size = new Float64Array(count);
  const plan = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    const from = order[row]!;
    lower[row] = layout.lower[from]! * tick;
    upper[row] = layout.upper[from]! * tick;
    size[row] = layout.size[from]! * unit;
    plan[row] = layout.offset[from]! * unit;
  }
  const name = `${family}-${count}-seed${seed}`;
  return { name, family, seed, capacity, optimum: capacity, plan, lower, upper, size };
}
