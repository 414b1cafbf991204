import { describe, expect, it } from "vitest";
import { readFamily } from "../../optima/records.mjs";
import { toArrays } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import { ALL_PRUNING } from "../../src/search/policy/pruning.js";
import { RULE_POLICY } from "../../src/search/policy/search-policy.js";
import { Floors } from "../../src/search/state/floors.js";
import { buildModel } from "../../src/search/state/model.js";
import { commonUnit } from "../../src/search/state/unit.js";
import { provingSearch } from "../support/searches.js";

// What mutants of the propagation have to survive: small, so that a thousand of them can be run, and exact, so that one
// that only costs steps is seen as well. The other tests of the search hold what is true; this one also holds how much
// work it takes.
//   UPDATE_STEPS=1 npx vitest run -c vitest.mutation.config.ts test/mutation     prints the counters that the search
//   has now

/** Steps of all questions below, by member. A search that is changed on purpose changes them. */
const STEPS = [3199, 4130, 4402, 4957];

const FAMILIES = ["small-plain", "small-aligned", "small-fixed", "small-mixed", "medium-plain", "medium-mixed"];
/** Six of each family, and two that are deep enough for a second word of reasons. */
const instances = [...FAMILIES.map((family) => [family, 6] as const), ["large-plain", 2] as const].flatMap(
  ([family, some]) => {
    const above = readFamily(family).filter(({ optimum, load }) => optimum > load);
    return above.filter((_, i) => i % Math.ceil(above.length / some) === 0);
  },
);

/** Those that nogoods are kept by do not refuse holes; the others do. */
const MEMBERS = [
  { branching: RULE_POLICY.provers[0]!, pruning: ALL_PRUNING },
  { branching: RULE_POLICY.members[0]!, pruning: { ...ALL_PRUNING, nogoods: false } },
  { branching: RULE_POLICY.members[2]!, pruning: { ...ALL_PRUNING, nogoods: false } },
  { branching: RULE_POLICY.provers[0]!, pruning: { ...ALL_PRUNING, backjumping: false, restLevels: false } },
];

describe("the propagation", () => {
  it("leads to the certified answer, in as many steps as ever", () => {
    const steps = MEMBERS.map(({ branching, pruning }) => {
      let sum = 0;
      for (const { problem, optimum, family, seed } of instances) {
        const model = buildModel(toArrays(problem), pruning);
        const search = provingSearch(model, { branching, pruning });
        for (const capacity of [optimum, optimum - 1]) {
          search.begin(Math.floor(capacity / model.unit));
          const outcome = search.run(1_000);
          const hint = `${family}, seed ${seed}, at ${capacity}`;
          if (outcome !== "paused") expect(outcome, hint).toBe(capacity === optimum ? "placed" : "exhausted");
        }
        sum += search.steps;
      }
      return sum;
    });
    if (process.env.UPDATE_STEPS === "1") console.log(`const STEPS = ${JSON.stringify(steps)};`);
    else expect(steps).toEqual(STEPS);
  });

  it("is taken back without a trace, failed decisions included", () => {
    let undone = 0;
    for (const [i, { problem }] of instances.entries()) {
      const random = new Random(i);
      const model = buildModel(toArrays(problem));
      const floors = new Floors(model, true);
      if (!floors.reset(model.loadBound + Math.floor(random.next() * 3))) continue;
      const snapshots = [snapshot(floors)];
      for (let step = 0; step < 40; step++) {
        const decision = random.next() < 0.7 ? decide(floors, random) : null;
        if (decision?.()) {
          snapshots.push(snapshot(floors));
          continue;
        }
        if (decision === null && floors.depth === 0) continue;
        if (decision === null) snapshots.pop();
        floors.undo();
        undone++;
        expect(snapshot(floors)).toEqual(snapshots.at(-1));
      }
    }
    expect(undone).toBeGreaterThan(80);
  });
});

describe("the unit", () => {
  it.each([
    [[{ size: 64 }, { size: 96 }], 32],
    [[{ size: 64 }, { size: 96, alignment: 16 }], 32],
    [[{ size: 64 }, { size: 64, alignment: 96 }], 32],
    [[{ size: 64 }, { size: 64, alignment: 128 }], 64],
    [
      [
        { size: 64, alignment: 64 },
        { size: 128, alignment: 48 },
      ],
      16,
    ],
    [[{ size: 64 }, { size: 64, offset: 0 }], 64],
    [[{ size: 64 }, { size: 64, offset: 24 }], 8],
    [[{ size: 7 }, { size: 5 }], 1],
    // Six was no hindrance to twelve, but is one to four, which eight leaves of it.
    [
      [
        { size: 12, alignment: 6 },
        { size: 12, alignment: 8 },
      ],
      2,
    ],
  ])("of %j is %i", (fields, unit) => {
    const buffers = fields.map((one, i) => ({ id: `${i}`, lower: i, upper: i + 1, ...one }));
    expect(commonUnit(toArrays({ buffers }))).toBe(unit);
  });
});

/** Everything that a decision may change and undo must restore. */
function snapshot({ least, why, floor, hole, total, resting, reason, open, members, depth, unplaced, model }: Floors) {
  const sets = Array.from(open, (count, s) => {
    const begin = model.sectionStart[s]!;
    return Array.from(members.subarray(begin, begin + count)).sort((a, b) => a - b);
  });
  return structuredClone({ least, why, floor, hole, total, resting, reason, open, sets, depth, unplaced });
}

/** A random decision at the lowest floor, or null. */
function decide(floors: Floors, random: Random): (() => boolean) | null {
  const { floor, never, total, capacity, least, model } = floors;
  const lowest = Math.min(never, ...floor);
  const s = floor.indexOf(lowest);
  if (lowest === never || s < 0) return null;
  if (random.next() < 0.2 && lowest + 1 + total[s]! <= capacity) return () => floors.waste(s, lowest + 1);
  const resting = Array.from(least.keys()).filter(
    (b) => least[b] === lowest && model.first[b]! <= s && s < model.last[b]!,
  );
  const b = resting[Math.floor(random.next() * resting.length)]!;
  return () => floors.place(b, lowest);
}
