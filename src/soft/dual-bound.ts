/** An unmet cut: Σ weights of the items given up ≥ need. */
export interface BoundCut {
  readonly items: readonly number[];
  readonly weights: readonly number[];
  readonly need: number;
}

/**
 * A bound on what it costs to meet all cuts: each cut raises a price on its need until items are paid for, which count
 * as given up from then on, until they meet it; what is left of prices is for the next cut. The primal-dual method for
 * covering with knapsack-cover inequalities (Carnes and Shmoys, IPCO 2008); costs are whole numbers, so it rounds up.
 *
 * @param price what an item costs, asked once for each
 */
export function dualBound(cuts: readonly BoundCut[], price: (item: number) => number): number {
  const left = new Map<number, number>();
  let bound = 0;
  // Small cuts with few items first: they bind most.
  for (const { items, weights, need } of cuts.toSorted((a, b) => a.items.length - b.items.length)) {
    const costs = items.map((item) => left.get(item) ?? price(item));
    const given = new Uint8Array(items.length);
    let missing = need;
    for (;;) {
      for (let i = 0; i < items.length; i++) {
        if (given[i] === 1 || costs[i]! > 0) continue;
        given[i] = 1;
        missing -= weights[i]!;
      }
      if (missing <= 0) break;
      let raise = Number.POSITIVE_INFINITY;
      for (let i = 0; i < items.length; i++) {
        if (given[i] === 0) raise = Math.min(raise, costs[i]! / Math.min(weights[i]!, missing));
      }
      if (raise === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
      bound += raise * missing;
      for (let i = 0; i < items.length; i++) {
        if (given[i] === 1) continue;
        const rest = costs[i]! - raise * Math.min(weights[i]!, missing);
        // What the raise was measured by is paid for, however the numbers were rounded.
        costs[i] = rest > 1e-9 ? rest : 0;
      }
    }
    for (let i = 0; i < items.length; i++) left.set(items[i]!, costs[i]!);
  }
  return bound === Number.POSITIVE_INFINITY ? bound : Math.max(0, Math.ceil(bound - 1e-6));
}
