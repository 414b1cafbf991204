import type { Buffer } from "./problem.js";

/** Sets that the decision of one stack may take; beyond, a proof is refused, not accepted. */
const MOST_SETS = 1 << 18;

/** What of a buffer matters in a stack. */
export type Stacked = Pick<Buffer, "size" | "alignment" | "offset">;

/**
 * Whether buffers that all live at one time can lie on top of each other, from `bottom` up and within `limit`, in some
 * order. The lowest stack of each set of them is computed from those of its subsets, a set being a number of each kind.
 * Left out are sets that leave no room for the bytes to come, and gaps that another buffer to come would fill.
 *
 * @throws Error where there are too many sets to decide it
 */
export function canStack(rows: readonly Stacked[], bottom: number, limit: number): boolean {
  const kinds = new Map<string, { readonly row: Stacked; count: number }>();
  for (const row of rows) {
    const key = `${row.size} ${row.alignment} ${row.offset}`;
    kinds.set(key, { row, count: (kinds.get(key)?.count ?? 0) + 1 });
  }
  const kindRows = [...kinds.values()].map(({ row }) => row);
  const most = [...kinds.values()].map(({ count }) => count);
  let seen = 0;
  let layer = new Map([["", { height: bottom, to: most, bytes: rows.reduce((sum, { size }) => sum + size, 0) }]]);
  for (const _ of rows) {
    const higher: typeof layer = new Map();
    for (const { height, to, bytes } of layer.values()) {
      const places = kindRows.flatMap(({ size, alignment, offset }, k) => {
        return to[k] === 0 ? [] : [{ k, size, at: offset < 0 ? Math.ceil(height / alignment) * alignment : offset }];
      });
      if (places.some(({ at }) => at < height)) continue; // A fixed one is passed.
      const ceiling = places.reduce((least, { at, size }) => Math.min(least, at + size), Infinity);
      for (const { k, size, at } of places) {
        if ((at >= ceiling && at + size > ceiling) || at + bytes > limit) continue;
        const left = to.with(k, to[k]! - 1);
        const key = left.join();
        const known = higher.get(key)?.height ?? Infinity;
        if (at + size < known) higher.set(key, { height: at + size, to: left, bytes: bytes - size });
      }
      if (seen + higher.size > MOST_SETS)
        throw new Error(`a stack of ${rows.length} buffers takes more than ${MOST_SETS} sets`);
    }
    seen += higher.size;
    layer = higher;
  }
  return layer.size > 0;
}
