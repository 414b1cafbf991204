import fc from "fast-check";
import { expect, test } from "vitest";
import { FormatError, parse } from "../../src/formats/index.js";
import { judge } from "../support/model-brute-force.js";
import { type DsaProblem, judgeDsa, type Placement } from "./dsa-judge.js";

const byte = (max: number) => fc.nat({ max });
const POOLS = [4, 9];
const ALLOWED: number[][] = [[4], [4], [9], [4, 9]];
const RESERVED: DsaProblem["pools"][number]["reserved_ranges"][] = [
  [],
  [],
  [{ begin: 0, end: 1 }],
  [{ begin: 2, end: 3 }],
];

/** Problems of up to five buffers in two pools, with every construct of the schema, and a placement of each buffer. */
const PLACED = fc.integer({ min: 1, max: 5 }).chain((count) => {
  const pair = fc.record({ first: byte(count - 1), second: byte(count - 1) });
  const other = pair.filter(({ first, second }) => first !== second);
  const pairs = fc.array(other, { maxLength: count < 2 ? 0 : 2 });
  const buffer = (id: number) =>
    fc.record({
      id: fc.constant(id),
      name: fc.constant(`b${id}`),
      size: fc.integer({ min: 1, max: 3 }),
      alignment: fc.constantFrom(1, 1, 2),
      live_intervals: fc.array(
        fc.tuple(byte(14), fc.integer({ min: 1, max: 3 })).map(([lower, length]) => ({ lower, upper: lower + length })),
        { minLength: 1, maxLength: 2 },
      ),
      allowed_pools: fc.constantFrom(...ALLOWED),
    });
  const pool = (id: number) =>
    fc.record({
      id: fc.constant(id),
      name: fc.constant(`pool${id}`),
      capacity: fc.constantFrom(null, 6, 9),
      reserved_ranges: fc.constantFrom(...RESERVED),
    });
  const pin = fc.record({
    buffer: byte(count - 1),
    pool: fc.constantFrom(...POOLS),
    offset: byte(4),
    exclusive_for_all_time: fc.boolean(),
  });
  const penalty = other.chain((each) => byte(3).map((cost) => ({ ...each, cost, reason: "generic" })));
  return fc.record({
    problem: fc.record({
      pools: fc.tuple(...POOLS.map(pool)),
      buffers: fc.tuple(...Array.from({ length: count }, (_, id) => buffer(id))),
      constraints: fc.record({
        colocations: pairs,
        separations: pairs,
        temporal_exclusions: pairs,
        pinned_allocations: fc.array(pin, { maxLength: 1 }),
      }),
      cost_model: fc.record({ reuse_penalties: fc.array(penalty, { maxLength: count < 2 ? 0 : 3 }) }),
      objective: fc.constant({
        aggregation: "lexicographic",
        terms: ["capacity_overflow", "reuse_cost", "total_peak"],
      }),
    }),
    offsets: fc.array(byte(6), { minLength: count, maxLength: count }),
    pools: fc.array(fc.constantFrom(...POOLS), { minLength: count, maxLength: count }),
    follows: fc.constantFrom(false, true, true, true),
  });
});

test("a dsa-problem allows the placements that dsa-solver allows, at the same costs and peaks", () => {
  const seen = { read: 0, valid: 0, costly: 0 };
  fc.assert(
    fc.property(PLACED, ({ problem, offsets, pools, follows }) => {
      const text = JSON.stringify({ schema_version: 1, profile: "pypto_research_v1", instance: "x", problem });
      const { problem: read, reason } = tryParse(text);
      if (read === null) {
        expect(reason).toMatch(
          /separated and colocated|may not lie in pool|temporal exclusion$|aliases|fixed at|fixed offset/,
        );
        return;
      }
      seen.read++;
      // Most placements follow what is said of one buffer or of ties, or nearly none would be valid.
      const placements = new Map<number, Placement>();
      for (const { id, alignment, allowed_pools } of problem.buffers) {
        const pool = follows && !allowed_pools.includes(pools[id]!) ? allowed_pools[0]! : pools[id]!;
        placements.set(id, { pool, offset: follows ? offsets[id]! - (offsets[id]! % alignment) : offsets[id]! });
      }
      if (follows) {
        const { pinned_allocations, colocations } = problem.constraints;
        for (const { buffer, pool, offset } of pinned_allocations) placements.set(buffer, { pool, offset });
        for (const { first, second } of colocations) placements.set(second, placements.get(first)!);
      }
      const wanted = judgeDsa(problem, placements);
      const memories = problem.buffers.map(({ id }) => {
        const name = `pool${placements.get(id)!.pool}`;
        return read.memories?.findIndex((memory) => memory.id === name) ?? 0;
      });
      // A pool that no buffer may use is no memory of the problem, and the only one that is used has no name.
      const used = new Set(
        problem.buffers.flatMap(({ id, allowed_pools }) => {
          const pin = problem.constraints.pinned_allocations.find(({ buffer }) => buffer === id);
          return pin === undefined ? allowed_pools : [pin.pool];
        }),
      );
      if ([...placements.values()].some(({ pool }) => !used.has(pool))) {
        expect(wanted.faults).not.toEqual([]);
        return;
      }
      const found = judge(read, { offsets: problem.buffers.map(({ id }) => placements.get(id)!.offset), memories });
      expect([found.faults.length > 0, found.faults], JSON.stringify(wanted.faults)).toEqual([
        wanted.faults.length > 0,
        found.faults,
      ]);
      if (wanted.faults.length > 0) return;
      expect([found.sums.reuse, found.sums.peak]).toEqual([wanted.reuse, wanted.peak]);
      seen.valid++;
      if (wanted.reuse > 0) seen.costly++;
    }),
    { numRuns: 4000, seed: 14 },
  );
  expect(seen.read).toBeGreaterThan(1800);
  expect(seen.valid).toBeGreaterThan(700);
  expect(seen.costly).toBeGreaterThan(15);
});

function tryParse(text: string) {
  try {
    return { problem: parse(text, "x.json").problem, reason: "" };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return { problem: null, reason: error.detail };
  }
}
