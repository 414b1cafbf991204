import type { ProblemArrays } from "../problem/index.js";

/**
 * Two fixed buffers that share a byte while both live, the smaller index first; null where there are none. Of several
 * pairs it is one that collides first.
 *
 * Sweeps the fixed buffers by start. Those live now are kept in address order, so that only direct neighbours can
 * collide first.
 */
export function findCollision(arrays: ProblemArrays): readonly [number, number] | null {
  const { count, size, fixedOffset, start, end } = arrays;
  const fixed: number[] = [];
  for (let b = 0; b < count; b++) {
    if (fixedOffset[b]! >= 0 && size[b]! > 0 && end[b]! > start[b]!) fixed.push(b);
  }
  const byEnd = fixed.toSorted((a, b) => end[a]! - end[b]! || a - b);
  const live: number[] = [];
  const positionOf = (offset: number): number => {
    let low = 0;
    let high = live.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (fixedOffset[live[middle]!]! < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  let ended = 0;
  for (const b of fixed.sort((a, b) => start[a]! - start[b]! || a - b)) {
    const offset = fixedOffset[b]!;
    for (; end[byEnd[ended]!]! <= start[b]!; ended++) live.splice(positionOf(fixedOffset[byEnd[ended]!]!), 1);
    const at = positionOf(offset);
    for (const other of [live[at - 1], live[at]]) {
      if (other === undefined) continue;
      const otherOffset = fixedOffset[other]!;
      if (otherOffset < offset + size[b]! && offset < otherOffset + size[other]!) {
        return other < b ? [other, b] : [b, other];
      }
    }
    live.splice(at, 0, b);
  }
  return null;
}
