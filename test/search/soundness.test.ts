import { describe, expect, it } from "vitest";
import { toArrays } from "../../src/problem/index.js";
import { ALL_PRUNING, type Pruning } from "../../src/search/policy/pruning.js";
import { RULE_POLICY } from "../../src/search/policy/search-policy.js";
import { Portfolio } from "../../src/search/portfolio/portfolio.js";
import { buildModel } from "../../src/search/state/model.js";
import { bruteForce, bruteForceBound, bruteForceOptimum, faultsOf } from "../support/brute-force.js";
import { provingSearch } from "../support/searches.js";
import { hardSmallProblem, saturatedProblem, smallProblem } from "../support/small-problems.js";

const SWITCHES = Object.keys(ALL_PRUNING) as (keyof Pruning)[];
const PRUNINGS: Pruning[] = [ALL_PRUNING, ...SWITCHES.map((part) => ({ ...ALL_PRUNING, [part]: false }))];

/** Problems whose optimum is above the load bound, half of them with a spare unit of capacity besides. */
const HARD_COUNT = 1_000;
const hard: { problem: ReturnType<typeof smallProblem>; seed: number; optimum: number }[] = [];
for (let seed = 0; hard.length < HARD_COUNT; ) {
  const found = hardSmallProblem(seed);
  hard.push({ ...found, optimum: bruteForceOptimum(found.problem) });
  seed = found.seed + 1;
}

/** What a complete search says about a capacity: true, false, or an error that names the seed. */
function ask(search: { begin(c: number): void; run(n: number): string }, capacity: number): boolean {
  search.begin(capacity);
  const outcome = search.run(1e6);
  if (outcome === "paused") throw new Error("not settled in a million steps");
  return outcome === "placed";
}

describe("the proving member against brute force", () => {
  it.each(RULE_POLICY.provers.concat(RULE_POLICY.members))(
    "agrees at and below the optimum, for any pruning: %o",
    (branching) => {
      let refuted = 0;
      for (const { problem, seed, optimum } of hard) {
        const arrays = toArrays(problem);
        for (const pruning of PRUNINGS) {
          const model = buildModel(arrays, pruning);
          const search = provingSearch(model, { branching, pruning });
          const at = Math.floor(optimum / model.unit);
          expect(ask(search, at), `seed ${seed} at ${optimum}`).toBe(true);
          const offsets = Array.from(search.floors.offset, (units) => units * model.unit);
          expect(faultsOf(problem, offsets, optimum), `seed ${seed}`).toEqual([]);
          const below = Math.floor((optimum - 1) / model.unit);
          expect(ask(search, below), `seed ${seed} below ${optimum}`).toBe(false);
          expect(search.complete).toBe(true);
          refuted++;
        }
      }
      expect(refuted).toBe(HARD_COUNT * PRUNINGS.length);
    },
  );

  it("finds a plan exactly where one exists, on problems as they come", () => {
    const answers = { placed: 0, refuted: 0 };
    for (let seed = 1_000_000; seed < 1_010_000; seed++) {
      const problem = smallProblem(seed);
      const capacity = bruteForceBound(problem) + (seed % 3);
      const model = buildModel(toArrays(problem));
      const search = provingSearch(model, { seed });
      const placed = ask(search, Math.floor(capacity / model.unit));
      expect(placed, `seed ${seed}`).toBe(bruteForce(problem, capacity) !== null);
      answers[placed ? "placed" : "refuted"]++;
    }
    expect(answers.refuted).toBeGreaterThan(300);
  });
});

describe("the proving member with and without jumps", () => {
  it("agrees on problems of some 20 plain buffers that fill all of time", () => {
    const answers = { placed: 0, refuted: 0 };
    for (let seed = 0; seed < 2_500; seed++) {
      const model = buildModel(toArrays(saturatedProblem(seed)));
      const placed = [ALL_PRUNING, { ...ALL_PRUNING, backjumping: false, holes: false }].map((pruning) =>
        ask(provingSearch(model, { pruning }), model.loadBound),
      );
      expect(placed[0], `seed ${seed}`).toBe(placed[1]);
      answers[placed[0] ? "placed" : "refuted"]++;
    }
    expect(answers.refuted).toBeGreaterThan(2);
  });
});

describe("the portfolio against brute force", () => {
  it("proves what is infeasible although its finders jump without proof", () => {
    for (const { problem, seed, optimum } of hard) {
      for (const pruning of PRUNINGS) {
        const model = buildModel(toArrays(problem), pruning);
        const portfolio = new Portfolio(model, { seed, pruning });
        expect(ask(portfolio, Math.floor(optimum / model.unit)), `seed ${seed} at ${optimum}`).toBe(true);
        expect(ask(portfolio, Math.floor((optimum - 1) / model.unit)), `seed ${seed} below ${optimum}`).toBe(false);
      }
    }
  });
});
