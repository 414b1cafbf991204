import { MOST } from "./problem.js";

/** Sets that the decision of one stack may take; beyond, a proof is refused, not accepted. */
const MOST_SETS = 1 << 18;

/** What is to be stacked: bytes, a multiple of which the offset is, a fixed offset or −1. */
export type Stacked = readonly [size: number, alignment: number, fixed: number];

/**
 * Whether buffers that all live at one time can lie on top of each other, from `bottom` up and within `limit`, in some
 * order. The lowest stack of each set of them is computed from those of its subsets, a set being a number of each kind.
 * Left out are sets that leave no room for the bytes to come, and gaps that another buffer to come would fill.
 *
 * @throws Error where there are too many sets to decide it
 */
export function canStack(rows: readonly Stacked[], bottom: number, limit: number): boolean {
  const kinds = new Map<string, { readonly row: Stacked; readonly place: number; count: number }>();
  for (const row of rows) kinds.set(`${row}`, { row, place: 1, count: (kinds.get(`${row}`)?.count ?? 0) + 1 });
  // A set is a number in mixed radix, with a digit for each kind.
  let sets = 1;
  for (const [key, { row, count }] of kinds) {
    kinds.set(key, { row, count, place: sets });
    sets *= count + 1;
  }
  const tooMany = new Error(`a stack of ${rows.length} buffers takes more than ${MOST_SETS} sets`);
  if (sets > MOST) throw tooMany;
  let seen = 0;
  let layer = new Map([[0, { height: bottom, left: rows.reduce((sum, [size]) => sum + size, 0) }]]);
  for (const _ of rows) {
    const next: typeof layer = new Map();
    for (const [set, { height, left }] of layer) {
      const open = [...kinds.values()].filter(({ place, count }) => Math.floor(set / place) % (count + 1) < count);
      const offsets = open.map(({ row: [, step, fixed] }) => (fixed < 0 ? Math.ceil(height / step) * step : fixed));
      // A fixed one is passed.
      if (Math.min(...offsets) < height) continue;
      const ceiling = Math.min(...offsets.map((offset, k) => offset + open[k]!.row[0]));
      for (const [k, offset] of offsets.entries()) {
        const { row, place } = open[k]!;
        const top = offset + row[0];
        if ((offset >= ceiling && top > ceiling) || offset + left > limit) continue;
        if ((next.get(set + place)?.height ?? Infinity) > top)
          next.set(set + place, { height: top, left: left - row[0] });
      }
      if (seen + next.size > MOST_SETS) throw tooMany;
    }
    seen += next.size;
    layer = next;
  }
  return layer.size > 0;
}
