import type { Placements } from "../placements.js";
import { Sorter } from "../sorter.js";
import { MaxTree } from "../trees.js";

/** Is told of two positions in the placements, the one that begins later first. Returns false to hear of no more. */
export type Visit = (later: number, earlier: number) => boolean;

/** Positions of placements in three orders. */
interface Orders {
  readonly byLower: Int32Array;
  readonly byUpper: Int32Array;
  readonly byOffset: Int32Array;
}

export function ordersOf({ count, lower, upper, offset }: Placements): Orders {
  const sorter = new Sorter(count);
  const order = (key: Float64Array): Int32Array => {
    const positions = new Int32Array(count);
    sorter.sort(key, count, positions);
    return positions;
  };
  return { byLower: order(lower), byUpper: order(upper), byOffset: order(offset) };
}

/**
 * Visits every two placements that are live at one time and share a byte, by a sweep over time: those that are live
 * stand in a tree by their offsets, with the greatest top of every block. A couple costs O(log n), all else O(n log n)
 * however many couples do not meet.
 */
export function sweepAll(placements: Placements, { byLower, byUpper, byOffset }: Orders, visit: Visit): void {
  const { count } = placements;
  const orders = {
    byLower: byLower.subarray(0, count),
    byUpper: byUpper.subarray(0, count),
    byOffset: byOffset.subarray(0, count),
  };
  sweep(placements, orders, null, new Int32Array(count), visit);
}

/**
 * The same for every two of different groups; couples of one group are not visited, and cost nothing. Groups are halved
 * again and again, each time one half against the other: O(n log n) for each time.
 *
 * @param groupOf by placement: 0 to groups − 1
 */
export function sweepAcross(placements: Placements, groupOf: Int32Array, groups: number, visit: Visit): void {
  const { count } = placements;
  const positionOf = new Int32Array(count);
  const isHigh = new Uint8Array(count);
  const open = [{ from: 0, to: groups, ...ordersOf(placements) }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { from, to, ...orders } = next;
    if (to - from < 2 || orders.byLower.length < 2) continue;
    const middle = (from + to) >>> 1;
    for (const at of orders.byLower) isHigh[at] = groupOf[at]! >= middle ? 1 : 0;
    const low = half(orders, isHigh, 0);
    const high = half(orders, isHigh, 1);
    if (low.byLower.length > 0 && high.byLower.length > 0) {
      if (!sweep(placements, orders, isHigh, positionOf, visit)) return;
    }
    open.push({ from: middle, to, ...high }, { from, to: middle, ...low });
  }
}

function half({ byLower, byUpper, byOffset }: Orders, isHigh: Uint8Array, side: 0 | 1): Orders {
  const isOfSide = (at: number): boolean => isHigh[at] === side;
  return {
    byLower: byLower.filter(isOfSide),
    byUpper: byUpper.filter(isOfSide),
    byOffset: byOffset.filter(isOfSide),
  };
}

/**
 * Sweeps over the placements of `orders`: all against all, or those of one side against those of the other.
 *
 * @param positionOf scratch
 * @returns false where `visit` has stopped it
 */
function sweep(
  { lower, upper, offset, top }: Placements,
  { byLower, byUpper, byOffset }: Orders,
  side: Uint8Array | null,
  positionOf: Int32Array,
  visit: Visit,
): boolean {
  const count = byLower.length;
  for (let i = 0; i < count; i++) positionOf[byOffset[i]!] = i;
  const first = new MaxTree(count);
  const second = side === null ? first : new MaxTree(count);
  let ended = 0;
  for (let begun = 0; begun < count; begun++) {
    const b = byLower[begun]!;
    for (; upper[byUpper[ended]!]! <= lower[b]!; ended++) {
      const gone = byUpper[ended]!;
      (side?.[gone] === 1 ? second : first).set(positionOf[gone]!, 0);
    }
    const isSecond = side?.[b] === 1;
    const others = isSecond ? first : second;
    for (let at = others.next(0, offset[b]!); at >= 0; at = others.next(at + 1, offset[b]!)) {
      const other = byOffset[at]!;
      if (offset[other]! >= top[b]!) break;
      if (!visit(b, other)) return false;
    }
    (isSecond ? second : first).set(positionOf[b]!, top[b]!);
  }
  return true;
}
