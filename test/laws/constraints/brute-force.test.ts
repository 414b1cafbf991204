import { describe, expect, it } from "vitest";
import { planSync } from "../../../src/constrained/index.js";
import { bruteConstrainedSync } from "../../../src/oracle/constrained/solvers.js";
import type { PresolveSteps } from "../../../src/presolve/index.js";
import type { Random } from "../../../src/problem/random.js";
import { CONSTRUCTS } from "../../support/constraint-problems.js";
import { judge } from "../../support/model-brute-force.js";
import { placingOf } from "../../support/placing.js";
import { drawProblem } from "./draw.js";

/** Cases to compare, and the first seed: `node optima/constraints.mjs` asks for more of them. */
const CASES = Number(process.env.CONSTRAINED_CASES ?? 2_500);
const FIRST = Number(process.env.CONSTRAINED_FIRST ?? 0);

const STEPS = ["drop", "merge", "split", "loose", "ground", "cut", "retime"] as const;

/** One step off, none, all, or a random half. */
function switched(seed: number, random: Random): PresolveSteps {
  const choice = seed % (STEPS.length + 3);
  if (choice < STEPS.length) return { [STEPS[choice]!]: false };
  if (choice === STEPS.length + 2) return {};
  return Object.fromEntries(STEPS.map((step) => [step, choice > STEPS.length && random.next() < 0.5]));
}

describe("a problem with constraints of up to 6 buffers", () => {
  const timeout = 3_600_000;

  it(`has status and terms of brute force, each step of presolve on and off: ${CASES}`, { timeout }, () => {
    const counts = new Map<string, number>();
    const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
    for (let seed = FIRST; seed < FIRST + CASES; seed++) {
      const drawn = drawProblem(seed);
      if (drawn === null) continue;
      const { problem, constructs, terms, random } = drawn;
      const right = bruteConstrainedSync(problem, { timeLimitMs: 20_000 });
      if (right.note === "stopped by the time limit") {
        count("too slow");
        continue;
      }
      const values = right.terms.map(({ value }) => value);
      const told = `seed ${seed}: ${JSON.stringify(problem)}`;
      count(right.status);
      // As anybody asks, who may do without presolve, and with it.
      for (const options of [{}, { presolve: switched(seed, random) }]) {
        const { status, terms: found, offsets, memories } = planSync(problem, options);
        const hint = `${told}, ${JSON.stringify(options)}`;
        expect(status, hint).toBe(right.status);
        if (offsets === null) continue;
        expect(found, hint).toEqual(terms.map((term, i) => ({ term, value: values[i], bound: values[i] })));
        const { faults, sums } = judge(problem, placingOf(problem, { offsets, memories }));
        expect(faults, hint).toEqual([]);
        expect(
          terms.map((term) => sums[term]),
          hint,
        ).toEqual(values);
      }
      if (right.status !== "optimal") continue;
      for (const construct of constructs) count(construct);
      const hasChoice = (problem.memories?.length ?? 0) > 1;
      if (hasChoice && terms.includes("time") && values[terms.indexOf("time")]! > 0) count("time");
    }
    for (const construct of CONSTRUCTS) expect(counts.get(construct) ?? 0, construct).toBeGreaterThan(CASES / 50);
    expect(counts.get("time") ?? 0).toBeGreaterThan(CASES / 20);
    expect(counts.get("too slow") ?? 0).toBeLessThanOrEqual(Math.max(1, CASES / 5_000));
    expect(counts.get("optimal")).toBeGreaterThan(CASES / 3);
    expect(counts.get("infeasible")).toBeGreaterThan(CASES / 30);
  });
});
