import { describe, expect, it } from "vitest";
import type { Problem } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import { VIOLATION_KINDS } from "../../src/sim/index.js";
import { HAND_CHECKED } from "../support/hand-checked.js";
import { bruteForce, judge } from "../support/model-brute-force.js";
import { greedyPlacing, mutate, randomProblem, simulatePlacing } from "./constrained-plans.js";

/** Random problems; more of them on request. */
const PROBLEMS = Number(process.env.SIM_PROBLEMS ?? 4_000);
const FIRST = Number(process.env.SIM_FIRST ?? 0);

/** The costs of a problem and nothing that forbids anything. */
function withoutRules({ buffers, apart = [], ...problem }: Problem): Problem {
  return {
    ...problem,
    aliases: [],
    buffers: buffers.map(({ exclusive: _, ...buffer }) => buffer),
    apart: apart.filter(({ cost }) => cost !== undefined),
    free: [{ buffers: buffers.map(({ id }) => id) }],
  };
}

describe("plans of problems with constraints", () => {
  it.each(HAND_CHECKED)("are verified where they were checked by hand: $claim", ({ problem, terms, values, peaks }) => {
    const best = bruteForce(problem, terms);
    expect(best === null).toBe(values === null);
    if (best === null) return;
    const report = simulatePlacing({ ...problem, minimize: terms }, best);
    expect(report).toMatchObject({ ok: true, violationCount: 0 });
    expect(terms.map((term) => report.terms![term])).toEqual(values);
    if (peaks !== undefined) expect(report.memories.map(({ peak }) => peak)).toEqual(peaks);
  });

  it("are verified exactly where an independent judge finds no fault, and cost what it says", () => {
    let [cases, right] = [0, 0];
    const kinds = new Set<string>();
    for (let seed = FIRST; seed < FIRST + PROBLEMS; seed++) {
      const random = new Random(seed);
      const problem = randomProblem(seed, random);
      if (problem === null) continue;
      const placings = [greedyPlacing(problem, random)];
      for (let i = 0; i < 7; i++) placings.push(mutate(problem, placings[i >> 1]!, random));
      for (const placing of placings) {
        const { faults, sums, peaks } = judge(problem, placing);
        // Of two that may not lie as they do, the judge asks no costs.
        if (faults.length > 0) sums.reuse = judge(withoutRules(problem), placing).sums.reuse;
        const report = simulatePlacing(problem, placing);
        const told = (): string =>
          `seed ${seed}: ${JSON.stringify({ ...problem, ...placing, faults, found: report.violations })}`;
        if (report.ok !== (faults.length === 0)) expect.fail(told());
        if (Object.entries(sums).some(([term, sum]) => report.terms![term as "peak"] !== sum)) {
          expect(report.terms, told()).toEqual(sums);
        }
        if (report.memories.some(({ peak }, m) => peak !== peaks[m])) expect.fail(told());
        for (const { kind } of report.violations) kinds.add(kind);
        cases++;
        if (report.ok) right++;
      }
    }
    expect(cases).toBeGreaterThanOrEqual(5 * PROBLEMS);
    expect(right).toBeGreaterThan(PROBLEMS);
    expect(cases - right).toBeGreaterThan(PROBLEMS);
    expect([...kinds, "offset"].sort()).toEqual(VIOLATION_KINDS.toSorted());
  });
});
