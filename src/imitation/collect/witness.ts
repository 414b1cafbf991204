import type { SearchModel } from "../../search/index.js";

/** More passes than any plan has needed: each lowers at least one buffer. */
const MOST_PASSES = 100;

/**
 * Brings a known plan to the form that the section-first search looks for: no buffer can be put lower, and twins go up
 * in index order.
 *
 * @param offsets bytes, in the order of the problem's buffers; a valid plan without alignment gaps that matter
 * @returns units; the peak is not above that of `offsets`
 */
export function settledPlan(model: SearchModel, offsets: ArrayLike<number>): Float64Array {
  const { count, unit, size, alignment, fixed, neighbourStart, neighbours } = model;
  const settled = Float64Array.from(offsets, (bytes) => bytes / unit);
  const order = Int32Array.from({ length: count }, (_, b) => b);
  for (let pass = 0, moved = true; moved && pass < MOST_PASSES; pass++) {
    moved = false;
    order.sort((a, b) => settled[a]! - settled[b]! || a - b);
    for (const b of order) {
      if (fixed[b]! >= 0) continue;
      const near = Array.from(neighbours.subarray(neighbourStart[b]!, neighbourStart[b + 1]!));
      near.sort((c, d) => settled[c]! - settled[d]!);
      let at = 0;
      for (const c of near) {
        const aligned = Math.ceil(at / alignment[b]!) * alignment[b]!;
        if (settled[c]! - aligned >= size[b]!) break;
        at = Math.max(at, settled[c]! + size[c]!);
      }
      at = Math.ceil(at / alignment[b]!) * alignment[b]!;
      if (at >= settled[b]!) continue;
      settled[b] = at;
      moved = true;
    }
  }
  orderTwins(model, settled);
  return settled;
}

/** Twins are interchangeable: the lowest of their offsets goes to the first. */
function orderTwins({ count, nextTwin, earlierTwin }: SearchModel, offsets: Float64Array): void {
  for (let b = 0; b < count; b++) {
    if (earlierTwin[b]! >= 0 || nextTwin[b]! < 0) continue;
    const twins: number[] = [];
    for (let twin = b; twin >= 0; twin = nextTwin[twin]!) twins.push(twin);
    const sorted = twins.map((twin) => offsets[twin]!).sort((a, c) => a - c);
    for (const [i, twin] of twins.entries()) offsets[twin] = sorted[i]!;
  }
}
