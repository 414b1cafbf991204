import { describe, expect, it } from "vitest";
import { readFamily } from "../../../optima/records.mjs";
import { bodyProblemOf } from "../../../src/bodies/build.js";
import { BodySearch } from "../../../src/bodies/search/body-search.js";
import { leastPeak } from "../../../src/bodies/search/least-peak.js";
import { ALL_BODY_RULES, type BodyRules } from "../../../src/bodies/search/rules.js";
import { compile } from "../../../src/model/compile.js";
import type { Problem } from "../../../src/problem/index.js";
import { judge } from "../../support/model-brute-force.js";
import { hardProblem, MIXES } from "./hard-problems.js";

/** The body problem of a problem with one memory, or of some of its bodies. */
function bodiesOf(problem: Problem, chosen?: Int32Array) {
  const model = compile(problem);
  return { model, bodies: bodyProblemOf(model, 0, chosen ?? Int32Array.from(model.bodies.keys())) };
}

function solve(problem: Problem, rules: BodyRules = ALL_BODY_RULES, stepLimit = 20_000) {
  return leastPeak(bodiesOf(problem).bodies, { stepLimit, seed: 0, rules });
}

const SMALL = Object.entries(MIXES).flatMap(([name, mix]) =>
  Array.from({ length: 12 }, (_, i) => ({ where: `${name} ${i}`, problem: hardProblem(i, 10 + (i % 4), mix) })),
);

describe("the least peak of bodies", () => {
  it("is that of a valid plan, and settled, on problems of 20 to 40 buffers of each construct", () => {
    let settled = 0;
    for (const [name, mix] of Object.entries(MIXES)) {
      for (let seed = 0; seed < 12; seed++) {
        const problem = hardProblem(seed, 20 + 2 * seed, mix);
        const { model, bodies } = bodiesOf(problem);
        const { status, peak, lowerBound, offsets } = leastPeak(bodies, { stepLimit: 5_000, seed });
        const placed = problem.buffers.map((_, b) => offsets![model.bodyOf[b]!]! + model.atOf[b]!);
        const { faults, sums } = judge(problem, { offsets: placed, memories: placed.map(() => 0) });
        expect([faults, sums.peak], `${name}, seed ${seed}`).toEqual([[], peak]);
        expect(lowerBound).toBeLessThanOrEqual(peak!);
        if (status === "optimal") settled++;
      }
    }
    expect(settled).toBeGreaterThanOrEqual(90);
  });

  it("is the same from a plan and a bound that are given, with fewer steps", () => {
    const problem = hardProblem(5, 30, MIXES.all!);
    const { bodies } = bodiesOf(problem);
    const first = leastPeak(bodies, { stepLimit: 100_000, seed: 0 });
    expect(first.status).toBe("optimal");
    const { peak, offsets } = first;
    const again = leastPeak(bodies, { stepLimit: 100_000, seed: 0, start: offsets!, low: peak! });
    expect(again).toEqual({ status: "optimal", peak, lowerBound: peak, offsets, steps: 0 });
  });

  it("does not depend on the seed", () => {
    for (const { where, problem } of SMALL.slice(0, 60)) {
      const peaks = [0, 1, 2].map((seed) => {
        const { status, peak } = leastPeak(bodiesOf(problem).bodies, { stepLimit: 100_000, seed });
        return [status, peak];
      });
      expect(peaks[1], where).toEqual(peaks[0]);
      expect(peaks[2], where).toEqual(peaks[0]);
    }
  });

  it("scales with all sizes, and takes as many steps", () => {
    for (const { where, problem } of SMALL) {
      const times = 4096;
      const scaled: Problem = {
        ...problem,
        buffers: problem.buffers.map((buffer) => ({
          ...buffer,
          size: buffer.size * times,
          ...(buffer.gaps !== undefined && {
            gaps: buffer.gaps.map(({ from, to, ...gap }) =>
              from === undefined ? gap : { ...gap, from: from * times, to: to! * times },
            ),
          }),
        })),
        aliases: problem.aliases!.map((alias) => ({ ...alias, at: alias.at! * times })),
      };
      const [one, other] = [solve(problem), solve(scaled)];
      expect([other.status, other.peak, other.steps], where).toEqual([one.status, one.peak! * times, one.steps]);
    }
  });

  it("of no bodies is 0", () => {
    expect(solve({ buffers: [] })).toMatchObject({ status: "optimal", peak: 0, lowerBound: 0 });
  });

  it("is unknown or feasible when the steps run out, with a bound that holds", () => {
    const problem = hardProblem(40_008, 40, MIXES.all!);
    const none = solve(problem, ALL_BODY_RULES, 10);
    const some = solve(problem, ALL_BODY_RULES, 500);
    expect(none).toMatchObject({ status: "unknown", peak: null, offsets: null, steps: 10 });
    expect(some.status).toBe("feasible");
    expect(some.lowerBound).toBeGreaterThanOrEqual(none.lowerBound);
    expect(some.lowerBound).toBeLessThan(some.peak!);
    expect(some.steps).toBe(500);
  });
});

describe("plain problems as bodies", () => {
  const families = ["small-plain", "small-aligned", "small-fixed", "small-mixed", "medium-plain", "medium-mixed"];

  it("have the optima that are certified for them", () => {
    let settled = 0;
    for (const family of families) {
      for (const { seed, optimum, problem } of readFamily(family).filter((_, i) => i % 10 === 3)) {
        const { status, peak } = solve(problem, ALL_BODY_RULES, 50_000);
        expect([status, peak], `${family}, seed ${seed}`).toEqual(["optimal", optimum]);
        settled++;
      }
    }
    expect(settled).toBeGreaterThan(200);
  });
});

describe("a question about a capacity", () => {
  it("takes the same steps in slices as at once", () => {
    const { bodies } = bodiesOf(hardProblem(40_008, 40, MIXES.all!));
    const whole = new BodySearch(bodies, { capacity: 123, seed: 3 });
    const sliced = new BodySearch(bodies, { capacity: 123, seed: 3 });
    whole.run(3_000);
    for (let i = 0; i < 300; i++) sliced.run(10);
    expect([sliced.steps, sliced.backtracks]).toEqual([whole.steps, whole.backtracks]);
    expect(whole.steps).toBe(3_000);
  });

  it("is refuted with bodies that have no plan even alone, often fewer than all", () => {
    let refuted = 0;
    let smaller = 0;
    for (const { where, problem } of SMALL) {
      const { model, bodies } = bodiesOf(problem);
      const { peak } = leastPeak(bodies, { stepLimit: 100_000, seed: 0 });
      const search = new BodySearch(bodies, { capacity: peak! - 1, seed: 0 });
      expect(search.run(100_000), where).toBe("refuted");
      expect(search.offsets).toBeNull();
      const core = search.core!;
      if (core.length < model.bodies.length) smaller++;
      const alone = bodyProblemOf(model, 0, core);
      expect(new BodySearch(alone, { capacity: peak! - 1, seed: 1 }).run(100_000), where).toBe("refuted");
      refuted++;
    }
    expect(refuted).toBe(96);
    expect(smaller).toBeGreaterThan(60);
  });

  it("keeps within the problem's own capacity", () => {
    const { bodies } = bodiesOf({ capacity: 8, buffers: [{ id: "a", lower: 0, upper: 1, size: 9 }] });
    const search = new BodySearch(bodies, { capacity: 20, seed: 0 });
    expect(search.run(10)).toBe("refuted");
    expect(search.core).toEqual(Int32Array.of(0));
  });
});

describe("each rule of the body search", () => {
  const names = Object.keys(ALL_BODY_RULES) as (keyof BodyRules)[];
  const all = SMALL.map(({ problem }) => solve(problem, ALL_BODY_RULES, 200_000));

  for (const name of names) {
    it(`keeps the least peak where it is on: ${name}`, () => {
      let compared = 0;
      for (const [i, { where, problem }] of SMALL.entries()) {
        const off = solve(problem, { ...ALL_BODY_RULES, [name]: false }, 30_000);
        if (off.status !== "optimal") continue;
        expect([all[i]!.status, all[i]!.peak], where).toEqual(["optimal", off.peak]);
        compared++;
      }
      expect(compared).toBeGreaterThan(60);
    });
  }

  for (const name of ["jumps", "cliques", "nogoods"] as const) {
    it(`saves more than half of the steps: ${name}`, () => {
      const sum = (rules: BodyRules): number => {
        return SMALL.reduce((steps, { problem }) => steps + solve(problem, rules, 20_000).steps, 0);
      };
      expect(sum({ ...ALL_BODY_RULES, [name]: false })).toBeGreaterThan(2 * sum(ALL_BODY_RULES));
    });
  }
});
