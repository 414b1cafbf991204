import type { Workspace } from "./workspace.js";

/**
 * Renames placements so that they are in the order in which they begin. The replay then reads its arrays along, and
 * what lives together lies together: of a million placements in no order it takes half the time. Nothing else changes:
 * all orders, equal keys included, stay what they were.
 *
 * @param workspace its placements cut and sorted
 */
export function putInOrder({ placements, sorter, cuts, memory, byLower, byUpper }: Workspace): void {
  const { count } = placements;
  let isInOrder = true;
  for (let i = 0; i < count && isInOrder; i++) isInOrder = byLower[i] === i;
  if (isInOrder) return;
  const numbers = memory.spareNumbers(count);
  for (const column of [placements.lower, placements.upper, placements.offset, placements.top]) {
    for (let i = 0; i < count; i++) numbers[i] = column[byLower[i]!]!;
    column.set(numbers);
  }
  const integers = sorter.integers(count);
  for (const column of [placements.bufferIndex, cuts.low, cuts.high, cuts.topRank]) {
    for (let i = 0; i < count; i++) integers[i] = column[byLower[i]!]!;
    column.set(integers);
  }
  for (let i = 0; i < count; i++) integers[byLower[i]!] = i;
  for (const order of [byUpper, cuts.byOffset, cuts.byTop]) {
    for (let i = 0; i < count; i++) order[i] = integers[order[i]!]!;
  }
  for (let i = 0; i < count; i++) byLower[i] = i;
}
