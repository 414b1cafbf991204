import type { BodyModel } from "./model.js";

/** Where span k begins for its body at p. */
export function lowOf({ low, spanFrom, bank }: BodyModel, k: number, p: number): number {
  const from = spanFrom[k]!;
  return low[k]! + (from < 0 ? p : Math.floor((p + from) / bank) * bank);
}

/** Where span k ends for its body at p. It never falls as p rises. */
export function highOf({ high, spanFrom, spanLast, bank }: BodyModel, k: number, p: number): number {
  return high[k]! + (spanFrom[k]! < 0 ? p : (Math.floor((p + spanLast[k]!) / bank) + 1) * bank);
}

/** The entry of c in the row of b; −1 if they may lie anywhere. */
export function entryOf({ neighbours, rowStart }: BodyModel, b: number, c: number): number {
  let from = rowStart[b]!;
  let to = rowStart[b + 1]!;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (neighbours[middle]! < c) from = middle + 1;
    else to = middle;
  }
  return from < rowStart[b + 1]! && neighbours[from] === c ? from : -1;
}
