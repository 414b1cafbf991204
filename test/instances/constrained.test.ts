import { describe, expect, it } from "vitest";
import { planSync } from "../../src/constrained/index.js";
import { constraintFamilies, generate } from "../../src/instances/index.js";
import { compile } from "../../src/model/compile.js";
import { isConstrained, type Problem } from "../../src/problem/index.js";
import { judge } from "../support/model-brute-force.js";

const NAMES = constraintFamilies.map(({ name }) => name);
const SIZES = [
  { buffers: 4, units: 16 },
  { buffers: 12, units: 64 },
  { buffers: 60, units: 1024, share: 50 },
  { buffers: 90, units: 128, share: 100 },
] as const;

/** What each family is about: how many times its problem says so. */
const SAID: Readonly<Record<string, (problem: Problem) => number>> = {
  gaps: ({ buffers }) => buffers.filter(({ gaps = [] }) => gaps.some(({ to }) => to === undefined)).length,
  windows: ({ buffers }) => buffers.filter(({ gaps = [] }) => gaps.some(({ to = 0 }) => to > 0)).length,
  memories: ({ buffers }) => buffers.filter(({ memories = [] }) => memories.length > 1).length,
  reserved: ({ memories = [] }) => 10 * memories[0]!.reserved!.length,
  aliases: ({ aliases = [] }) => aliases.length,
  apart: ({ apart = [] }) => apart.filter(({ cost }) => cost === undefined).length,
  exclusive: ({ buffers }) => buffers.filter(({ exclusive }) => exclusive === true).length,
  free: ({ free = [] }) => free.length,
  inplace: ({ inplace = [] }) => inplace.length,
  banks: ({ apart = [], buffers }) => apart.length + buffers.filter(({ withinBank }) => withinBank === true).length,
  fixed: ({ buffers }) => buffers.filter(({ offset = -1 }) => offset >= 0).length,
  clocks: ({ buffers }) => buffers.filter(({ clock }) => clock !== undefined).length,
  reuse: ({ apart = [] }) => apart.filter(({ cost = 0 }) => cost > 0).length,
  spill: ({ buffers }) => buffers.filter(({ memories = [] }) => memories.some(({ cost = 0 }) => cost > 0)).length,
  tiers: ({ buffers, operators = [] }) =>
    operators.length > 0 ? buffers.filter(({ reads = 0 }) => reads > 1).length : 0,
  // Those that were added: the others have a hint.
  hints: ({ buffers }) =>
    buffers.some(({ hint = -1 }) => hint >= 0) ? buffers.filter(({ hint = -1 }) => hint < 0).length : 0,
};

/** What the judge says of the plan that comes with an instance. */
function judged(family: string, options: Readonly<Record<string, number>>) {
  const { problem, plan, memories } = generate(family, options);
  const ids = problem.memories?.map(({ id }) => id) ?? [];
  const chosen = problem.buffers.map((_, b) => (memories === undefined ? 0 : ids.indexOf(memories[b]!)));
  return judge(problem, { offsets: [...plan!], memories: chosen });
}

describe.each(NAMES)("the family %s", (family) => {
  it("has constraints that its plan keeps, within the capacity, at its optimum", () => {
    for (const [size, { buffers, ...options }] of SIZES.entries()) {
      for (let seed = 0; seed < 8; seed++) {
        const hint = `size ${size}, seed ${seed}`;
        const { problem, optimum, name } = generate(family, { buffers, seed, ...options });
        expect(isConstrained(problem) || family === "fixed" || buffers < 10, hint).toBe(true);
        compile(problem);
        const { faults, sums } = judged(family, { buffers, seed, ...options });
        expect(faults, hint).toEqual([]);
        if (optimum !== undefined) expect(sums.peak, hint).toBe(optimum);
        expect(name).toBe(`${family}-${problem.buffers.length}-seed${seed}`);
        expect(problem.buffers.length, hint).toBeLessThanOrEqual(buffers * 1.1 + 1);
        if (buffers >= 60) expect(problem.buffers.length, hint).toBeGreaterThan(0.9 * buffers);
      }
    }
  });

  it("is about what its name says, and about more with a greater share", () => {
    const count = SAID[family];
    const said = (share: number) => {
      const { problem } = generate(family, { buffers: 100, share, seed: 3 });
      const each = Object.values(SAID).map((times) =>
        problem.memories === undefined && times === SAID.reserved ? 0 : times(withReserved(problem)),
      );
      return count === undefined ? each.filter((times) => times > 0).length : count(problem);
    };
    expect(said(10)).toBeGreaterThanOrEqual(5);
    expect(said(40)).toBeGreaterThanOrEqual(said(10));
  });

  it("is the same for the same seed and another one for another", () => {
    const texts = [1, 1, 2].map((seed) => JSON.stringify(generate(family, { seed })));
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).not.toBe(texts[2]);
  });

  it("has no plan below the optimum that it names: its load, or the planner's proof where it has one", () => {
    let asked = 0;
    for (let seed = 0; seed < 6; seed++) {
      const { problem, optimum } = generate(family, { buffers: 10, units: 16, unit: 1, seed });
      if (optimum === undefined) continue;
      const { status, terms } = planSync({ ...problem, minimize: ["peak"] });
      if (status !== "optimal") continue;
      expect(terms[0]?.value ?? optimum, `seed ${seed}`).toBe(optimum);
      asked++;
    }
    const isKnown = generate(family, {}).optimum !== undefined;
    expect(asked).toBeGreaterThanOrEqual(isKnown ? 4 : 0);
  });
});

function withReserved(problem: Problem): Problem {
  const memories = (problem.memories ?? []).map((memory) => ({ reserved: [], ...memory }));
  return { ...problem, memories };
}

describe("families of constraints", () => {
  it("refuse sizes whose sum is beyond 2^53 − 1", () => {
    expect(() => generate("gaps", { buffers: 100_000, units: 1_000_000, unit: 2 ** 30 })).toThrow(/"units".*2\^53 - 1/);
  });

  it("make 20,000 buffers with all constraints in one mixture", () => {
    const { problem, plan } = generate("mixture", { buffers: 20_000, seed: 1 });
    expect(problem.buffers.length).toBeGreaterThan(18_000);
    expect(plan!.length).toBe(problem.buffers.length);
    compile(problem);
  });
});
