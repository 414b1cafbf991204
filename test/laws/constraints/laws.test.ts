import { describe, expect, it } from "vitest";
import { type ConstrainedOptions, planSync } from "../../../src/constrained/index.js";
import { constraintFamilies } from "../../../src/instances/index.js";
import type { Problem } from "../../../src/problem/index.js";
import { Random } from "../../../src/problem/random.js";
import { isValid } from "../../support/valid.js";
import { addConstraint, asksTime, mirrorTime, removeBuffer, scaleBytes, shiftTime, shuffle, whole } from "./changes.js";
import { drawProblem } from "./draw.js";

/** How often each law is tried: `npm run laws` asks for more. The problems are larger than those of the other laws. */
const CASES = Math.ceil(Number(process.env.LAW_RUNS ?? 1_000) / 10);
const TIMEOUT = { timeout: Math.max(120_000, CASES * 1_200) };

/** What is not proved within these steps is not compared. */
const STEPS = 1_000;

interface Proved {
  /** The values of the terms in their order; null where there is no plan. */
  readonly values: readonly number[] | null;
}

function prove(problem: Problem, options: ConstrainedOptions = {}): Proved | null {
  const { status, terms } = planSync(problem, { stepLimit: STEPS, ...options });
  if (status === "infeasible") return { values: null };
  return status === "optimal" ? { values: terms.map(({ value }) => value) } : null;
}

/** In turn a small random problem, and one of up to 30 buffers of a family of `generate`. */
function draw(seed: number, random: Random): Problem | null {
  if (seed % 2 === 0) return drawProblem(seed >> 1)?.problem ?? null;
  const family = constraintFamilies[(seed >> 1) % constraintFamilies.length]!;
  const size = { buffers: whole(random, 4, 27), units: whole(random, 16, 48), unit: 1 };
  const { problem } = family.generate({ seed, share: whole(random, 10, 60), ...size });
  return { ...problem, minimize: problem.minimize ?? ["peak"] };
}

/** Tries a law on problems whose optimum is proved. The law tells how many times it was compared. */
function everyProblem(law: (problem: Problem, before: Proved, random: Random, hint: string) => boolean): void {
  let compared = 0;
  let drawn = 0;
  for (let seed = 0; drawn < CASES; seed++) {
    const random = new Random(31 * seed + 7);
    const problem = draw(seed, random);
    if (problem === null) continue;
    drawn++;
    const before = prove(problem);
    if (before === null) continue;
    if (law(problem, before, random, `seed ${seed}: ${JSON.stringify(problem)}`)) compared++;
  }
  expect(compared).toBeGreaterThan(CASES / 2);
}

/** Holds the changed problem to the same values, or to those that `expected` makes of them. */
function keeps(
  change: (problem: Problem, random: Random) => Problem,
  expected: (values: readonly number[], problem: Problem) => number[] = (values) => [...values],
) {
  return (problem: Problem, before: Proved, random: Random, hint: string): boolean => {
    const changed = change(problem, random);
    const after = prove(changed);
    if (after === null) return false;
    const right = before.values === null ? null : expected(before.values, problem);
    expect(after.values, `${hint}, changed ${JSON.stringify(changed)}`).toEqual(right);
    return true;
  };
}

/** Holds `lower` to be no worse than `higher` in the order of the terms; no plan is worse than any. */
function expectNoWorse(lower: Proved, higher: Proved, hint: string): void {
  if (higher.values === null) return;
  expect(lower.values, hint).not.toBeNull();
  const i = lower.values!.findIndex((value, term) => value !== higher.values![term]);
  if (i >= 0) expect(lower.values![i], hint).toBeLessThan(higher.values[i]!);
}

describe("of problems with constraints", TIMEOUT, () => {
  it("a shift in time keeps the optimum, vector clocks by entry", () => {
    everyProblem(keeps((problem, random) => shiftTime(problem, whole(random, -1_000_000, 1_000_000))));
  });

  it("time backwards keeps the optimum, where it is not asked how long a plan takes", () => {
    // The first operator of a lifetime writes, the others read.
    const mirror = keeps(mirrorTime);
    everyProblem((problem, ...rest) => asksTime(problem) || mirror(problem, ...rest));
  });

  it("new names and another order of everything keep the optimum", () => {
    everyProblem(keeps(shuffle));
  });

  it("all bytes times a number: peak and bytes moved times that number, costs as they were", () => {
    const by = 48;
    const scaled = (values: readonly number[], { minimize = [] }: Problem) => {
      return values.map((value, i) => (minimize[i] === "peak" || minimize[i] === "moved" ? value * by : value));
    };
    everyProblem(keeps((problem) => scaleBytes(problem, by), scaled));
  });

  it("one constraint more never lowers the optimum", () => {
    let higher = 0;
    everyProblem((problem, before, random, hint) => {
      const more = addConstraint(problem, random);
      if (!isValid(more)) return true;
      const after = prove(more);
      if (after === null) return false;
      expectNoWorse(before, after, `${hint}, more ${JSON.stringify(more)}`);
      if (String(after.values) !== String(before.values)) higher++;
      return true;
    });
    expect(higher).toBeGreaterThan(CASES / 20);
  });

  it("one buffer less never raises the optimum", () => {
    let lower = 0;
    everyProblem((problem, before, random, hint) => {
      const less = removeBuffer(problem, random);
      if (less === null) return true;
      const after = prove(less);
      if (after === null) return false;
      expectNoWorse(after, before, `${hint}, less ${JSON.stringify(less)}`);
      if (String(after.values) !== String(before.values)) lower++;
      return true;
    });
    expect(lower).toBeGreaterThan(CASES / 20);
  });

  it.each(["retime", "drop", "merge", "split", "loose", "ground", "cut"] as const)(
    "the optimum is the same without the step %s of presolve",
    (step) => {
      everyProblem((problem, before, _, hint) => {
        const after = prove(problem, { presolve: { [step]: false } });
        if (after === null) return false;
        expect(after.values, hint).toEqual(before.values);
        return true;
      });
    },
  );
});
