/**
 * What dsa-solver's own validator says of placements, written from its rules and from nothing in `src`: what is wrong
 * with them, and what their objective comes to.
 */
interface Pair {
  readonly first: number;
  readonly second: number;
}

export interface DsaProblem {
  readonly pools: readonly {
    readonly id: number;
    readonly name: string;
    readonly capacity: number | null;
    readonly reserved_ranges: readonly { readonly begin: number; readonly end: number }[];
    readonly bank_geometry?: object;
  }[];
  readonly buffers: readonly {
    readonly id: number;
    readonly name: string;
    readonly size: number;
    readonly alignment: number;
    readonly live_intervals: readonly { readonly lower: number; readonly upper: number }[];
    readonly allowed_pools: readonly number[];
  }[];
  readonly constraints: {
    readonly colocations: readonly Pair[];
    readonly separations: readonly (Pair & { readonly reasons?: readonly string[] })[];
    readonly temporal_exclusions: readonly Pair[];
    readonly pinned_allocations: readonly {
      readonly buffer: number;
      readonly pool: number;
      readonly offset: number;
      readonly exclusive_for_all_time: boolean;
    }[];
  };
  readonly cost_model?: {
    readonly reuse_penalties: readonly (Pair & { readonly cost: number; readonly reason: string })[];
  };
  readonly pypto_structure?: object;
  readonly objective: { readonly aggregation: string; readonly terms: readonly string[] };
}

export interface Placement {
  readonly pool: number;
  readonly offset: number;
}

/** Placements by the buffers' numbers. `peaks` counts buffers alone. */
export function judgeDsa(problem: DsaProblem, placements: ReadonlyMap<number, Placement>) {
  const { buffers, pools, constraints, cost_model } = problem;
  const faults: string[] = [];
  const classOf = new Map(buffers.map(({ id }) => [id, id]));
  for (const { first, second } of constraints.colocations) {
    const [kept, gone] = [classOf.get(first)!, classOf.get(second)!];
    for (const [id, root] of classOf) if (root === gone) classOf.set(id, kept);
    const [a, b] = [placements.get(first)!, placements.get(second)!];
    if (a.pool !== b.pool || a.offset !== b.offset) faults.push(`${first} and ${second} are not in one place`);
  }
  const extent = new Map(
    buffers.map(({ id }) => {
      const sizes = buffers.filter((other) => classOf.get(other.id) === classOf.get(id)).map(({ size }) => size);
      return [id, Math.max(...sizes)];
    }),
  );
  const share = (a: number, b: number): boolean => {
    const [x, y] = [placements.get(a)!, placements.get(b)!];
    if (x.pool !== y.pool) return false;
    return x.offset < y.offset + extent.get(b)! && y.offset < x.offset + extent.get(a)!;
  };
  const isListed = (list: readonly Pair[], a: number, b: number): boolean =>
    list.some(({ first, second }) => (first === a && second === b) || (first === b && second === a));
  const byId = new Map(buffers.map((buffer) => [buffer.id, buffer]));
  const conflict = (a: number, b: number): boolean =>
    !isListed(constraints.temporal_exclusions, a, b) &&
    byId.get(a)!.live_intervals.some((x) => {
      return byId.get(b)!.live_intervals.some((y) => x.lower < y.upper && y.lower < x.upper);
    });
  const alone = new Set(
    constraints.pinned_allocations.filter((pin) => pin.exclusive_for_all_time).map(({ buffer }) => buffer),
  );
  const peaks = new Map(pools.map(({ id }) => [id, 0]));
  for (const { id, size, alignment, allowed_pools } of buffers) {
    const { pool, offset } = placements.get(id)!;
    const { capacity, reserved_ranges } = pools.find((each) => each.id === pool)!;
    peaks.set(pool, Math.max(peaks.get(pool)!, offset + size));
    if (!allowed_pools.includes(pool)) faults.push(`${id} lies in pool ${pool}`);
    if (offset % alignment !== 0) faults.push(`${id} is misaligned`);
    if (capacity !== null && offset + size > capacity) faults.push(`${id} exceeds the capacity`);
    if (reserved_ranges.some(({ begin, end }) => offset < end && begin < offset + size))
      faults.push(`${id} is reserved`);
  }
  for (const [i, { id: a }] of buffers.entries()) {
    for (const { id: b } of buffers.slice(i + 1)) {
      if (classOf.get(a) === classOf.get(b) || !share(a, b)) continue;
      if (conflict(a, b) || alone.has(a) || alone.has(b)) faults.push(`${a} and ${b} overlap`);
    }
  }
  for (const { first, second } of constraints.separations) {
    if (share(first, second)) faults.push(`${first} and ${second} are not apart`);
  }
  for (const { buffer, pool, offset } of constraints.pinned_allocations) {
    const at = placements.get(buffer)!;
    if (at.pool !== pool || at.offset !== offset) faults.push(`${buffer} is not where it is pinned`);
  }
  let reuse = 0;
  for (const { first, second, cost } of cost_model?.reuse_penalties ?? []) {
    if (classOf.get(first) === classOf.get(second)) continue;
    if (!conflict(first, second) && share(first, second)) reuse += cost;
  }
  return { faults, reuse, peak: [...peaks.values()].reduce((sum, peak) => sum + peak, 0) };
}
