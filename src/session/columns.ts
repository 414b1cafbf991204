import { stackBoundSteps } from "../bounds/index.js";
import { arraysOf, emptyColumns, finish, loadBound, type ProblemColumns } from "../problem/index.js";
import type { Fact } from "./facts.js";
import type { Layout } from "./layout.js";
import type { Rows } from "./rows.js";

/**
 * Some rows as a problem of its own.
 *
 * @param ids by row: what messages call them
 * @param bound bytes that are proved for the whole: a buffer of that size, which meets none of the others, keeps the
 * planner from going lower, as another part of the whole does. It comes last; 0 for none.
 */
export function columnsOf(
  rows: Rows,
  chosen: readonly number[],
  ids: readonly string[],
  { capacity, bound }: { readonly capacity: number; readonly bound: number },
): ProblemColumns {
  const count = chosen.length + (bound > 0 ? 1 : 0);
  const names = new Array<string>(count).fill("");
  const columns = emptyColumns(count, { capacity, base: rows.base, ids: names });
  let latest = 0;
  for (const [b, row] of chosen.entries()) {
    names[b] = ids[row]!;
    columns.lower[b] = rows.lower[row]!;
    columns.upper[b] = rows.upper[row]!;
    columns.size[b] = rows.size[row]!;
    columns.alignment[b] = rows.alignment[row]!;
    columns.fixedOffset[b] = rows.fixed[row]!;
    latest = Math.max(latest, rows.upper[row]!);
  }
  if (bound > 0) {
    // Where time ends with the last of the others, it begins before the first.
    const isLast = latest < Number.MAX_SAFE_INTEGER;
    const from = isLast ? latest : Number.MIN_SAFE_INTEGER;
    columns.lower[count - 1] = from;
    columns.upper[count - 1] = from + 1;
    columns.size[count - 1] = bound;
  }
  return columns;
}

/** A bound above the load that a run without search has proved, at the time whose stack it comes from; else null. */
export function stackFact(columns: ProblemColumns, bound: number, layout: Layout): Fact | null {
  if (columns.base > 0) return null;
  const arrays = arraysOf(columns);
  const { bound: found, slot } = finish(stackBoundSteps(arrays, loadBound(arrays)));
  if (slot < 0 || found < bound) return null;
  let [from, to] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let b = 0; b < arrays.count; b++) {
    if (columns.size[b] === 0 || arrays.start[b]! > slot || slot >= arrays.end[b]!) continue;
    from = Math.max(from, columns.lower[b]!);
    to = Math.min(to, columns.upper[b]!);
  }
  const isAll = layout.within(from, to).length > 0;
  return isAll && from < to ? { from, to, bound: found, isStack: true } : null;
}
