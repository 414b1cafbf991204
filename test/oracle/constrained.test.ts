import { describe, expect, it } from "vitest";
import { oraclePlanner } from "../../src/cli/planners/oracle.js";
import { answerConstrained } from "../../src/oracle/constrained/answer.js";
import { readProblem } from "../../src/oracle/constrained/read-problem.js";
import { ORACLES, type OracleResult, shrink, solveInThread } from "../../src/oracle/index.js";
import { isConstrained, type Problem, TERMS, type Term } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import { CONSTRUCTS, type Construct, constraintProblem } from "../support/constraint-problems.js";
import { HAND_CHECKED } from "../support/hand-checked.js";
import { bruteForce, judge } from "../support/model-brute-force.js";
import { placingOf } from "../support/placing.js";
import { TIERS } from "../support/tiers.js";
import { isValid } from "../support/valid.js";
import { INSTALLED } from "./installed.js";

/** As many as take some seconds. */
const CASES = { brute: 800, cpsat: 150, glpk: 0, jslp: 0 } as const;

function termsOf(random: Random): Term[] {
  const left = [...TERMS];
  return Array.from({ length: 1 + Math.floor(random.next() * 3) }, () => {
    return left.splice(Math.floor(random.next() * left.length), 1)[0]!;
  });
}

/** A random problem of one construct, or of a mixture, with terms and sometimes limits; null where it is no problem. */
function randomProblem(seed: number): { problem: Problem; constructs: readonly Construct[]; terms: Term[] } | null {
  const random = new Random(seed);
  const share = random.next();
  const constructs = CONSTRUCTS.filter((_, i) =>
    seed % 2 === 0 ? i === (seed >> 1) % CONSTRUCTS.length : random.next() < share,
  );
  const terms = termsOf(random);
  const limit = TERMS[Math.floor(random.next() * TERMS.length)]!;
  const step = limit === "time" ? 4_000 : 1;
  const limits = random.next() < 0.2 ? { limits: { [limit]: Math.floor(random.next() * 12) * step } } : {};
  const problem = { ...constraintProblem(seed, constructs, 5), minimize: terms, ...limits };
  return isValid(problem) ? { problem, constructs, terms } : null;
}

/** The judge of the tests finds nothing wrong with the plan, and the terms as they are told. */
function expectPlan(problem: Problem, { offsets, memories, terms, peak }: OracleResult, told: string): void {
  const { faults, sums } = judge(problem, placingOf(problem, { offsets: offsets!, memories }));
  expect(faults, told).toEqual([]);
  expect(
    terms.map(({ value }) => value),
    told,
  ).toEqual(terms.map(({ term }) => sums[term]));
  expect(peak, told).toBe(sums.peak);
}

describe.each(INSTALLED.filter((name) => CASES[name] > 0))("%s, asked for constraints", (name) => {
  const oracle = ORACLES[name];

  it.each(HAND_CHECKED)("checked by hand: $claim", async ({ problem, terms, values }) => {
    const asked = { ...problem, minimize: terms };
    const result = await oracle.solve(asked);
    expect(result.status).toBe(values === null ? "infeasible" : "optimal");
    if (values === null) return;
    expect(result.terms).toEqual(terms.map((term, i) => ({ term, value: values[i], bound: values[i] })));
    expectPlan(asked, result, "");
  });

  it("has the terms of brute force over all offsets, for every construct, mixture and order of terms", async () => {
    const plans = new Map<Construct, number>();
    let none = 0;
    for (let seed = 0; seed < CASES[name]; seed++) {
      const drawn = randomProblem(seed);
      if (drawn === null) continue;
      const { problem, constructs, terms } = drawn;
      const best = bruteForce(problem, terms, 40);
      const told = `seed ${seed}: ${JSON.stringify(problem)}`;
      const result = await oracle.solve(problem);
      expect(result.status, told).toBe(best === null ? "infeasible" : "optimal");
      if (best === null) {
        none++;
        expect(result.infeasibility!.message).toBe("it is proved that no plan keeps all constraints");
        continue;
      }
      const expected = terms.map((term, i) => ({ term, value: best.values[i], bound: best.values[i] }));
      expect(result.terms, told).toEqual(expected);
      expectPlan(problem, result, told);
      for (const construct of constructs) plans.set(construct, (plans.get(construct) ?? 0) + 1);
    }
    for (const construct of CONSTRUCTS) expect(plans.get(construct) ?? 0, construct).toBeGreaterThan(CASES[name] / 100);
    expect(none).toBeGreaterThan(CASES[name] / 50);
  });

  it("computes in units: the bytes of a problem times 4,096 give its terms times as many", async () => {
    let asked = 0;
    for (let seed = 0; seed < 60; seed++) {
      const drawn = randomProblem(seed);
      if (drawn === null) continue;
      const scaled = scaledBy(drawn.problem, 4096);
      const [before, after] = [await oracle.solve(drawn.problem), await oracle.solve(scaled)];
      expect(after.status, `seed ${seed}`).toBe(before.status);
      const inBytes = (term: Term): number => (term === "peak" || term === "moved" ? 4096 : 1);
      const expected = before.terms.map(({ term, value, bound }) => {
        return { term, value: value * inBytes(term), bound: bound * inBytes(term) };
      });
      expect(after.terms, `seed ${seed}`).toEqual(expected);
      asked++;
    }
    expect(asked).toBeGreaterThan(30);
  });
});

/** Every number of bytes in a problem times `by`. */
function scaledBy(problem: Problem, by: number): Problem {
  const bytes = new Set([
    "size",
    "alignment",
    "offset",
    "hint",
    "from",
    "to",
    "capacity",
    "base",
    "bank",
    "at",
    "distance",
    "bandwidth",
    "moved",
    "peak",
  ]);
  const scale = (value: unknown, key = ""): unknown => {
    if (typeof value === "number") return bytes.has(key) && value > 0 ? value * by : value;
    if (Array.isArray(value)) return value.map((each) => scale(each));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, scale(each, name)]));
  };
  const scaled = scale(problem) as Problem;
  // What may lie anywhere must now lie on the grid, or it would have more choice than before.
  const memories = scaled.memories?.map((memory) => ({ alignment: by, ...memory }));
  return { ...scaled, ...(memories !== undefined && { memories }) };
}

describe.each(INSTALLED.filter((name) => CASES[name] > 0))("%s, asked for the time of a plan", (name) => {
  const { solve } = ORACLES[name];

  it("has the least of the example of the tiers, with the memories that it takes", async () => {
    expect(await solve(TIERS)).toMatchObject({
      status: "optimal",
      memories: ["dram", "sram", "dram"],
      terms: [{ term: "time", value: 1_668_000, bound: 1_668_000 }],
    });
  });

  it("keeps its limit where another term is minimised, and buffers that name no memory lie in any", async () => {
    const asked: Problem = { ...TIERS, minimize: ["peak"] };
    const peakWithin = async (time: number) => (await solve({ ...asked, limits: { time } })).peak;
    // y, or x and then z, in SRAM beside the others in DRAM; and all in DRAM.
    expect(await peakWithin(1_668_000)).toBe(8192);
    expect(await peakWithin(1_667_999)).toBe(null);
    expect((await solve({ ...asked, limits: { time: 1_667_999 } })).status).toBe("infeasible");
  });

  it("refuses vector clocks, and operators that name a buffer that there is not", async () => {
    const clock = { lower: [0], upper: [2] };
    const clocked = { ...TIERS, buffers: [{ ...TIERS.buffers[0]!, clock }] };
    await expect(solve(clocked)).rejects.toThrow(/^buffer "x": .* vector clocks$/);
    const naming = { ...TIERS, operators: [{ time: 0, compute: 1, reads: ["w"] }] };
    await expect(solve(naming)).rejects.toThrow('there is no buffer "w"');
  });
});

describe("a plan with constraints", () => {
  const problem: Problem = { ...TIERS, minimize: ["time", "peak"] };
  const reading = readProblem(problem);
  const claim = { isRefuted: false, bounds: {}, note: null };

  it("is no plan where the simulator refuses it, though the solver's reading does not", () => {
    const layout = { offsets: [0, 0, 0], memories: [0, 1, 1] };
    expect(answerConstrained(problem, reading, { ...claim, layout }).note).toBe("its plan breaks a constraint");
    const { status, note } = answerConstrained(problem, { ...reading, couples: [] }, { ...claim, layout });
    expect(status).toBe("unknown");
    expect(note).toMatch(/^its plan failed the simulation: .*"y".*"z"/);
  });

  const offered = INSTALLED.filter((name) => name === "cpsat");
  it.each(offered)("is verified by the planner of the command line in the memories that %s chose", async (name) => {
    const run = { minimize: true, timeLimitMs: Infinity, signal: new AbortController().signal };
    const { result } = await oraclePlanner(name).plan(problem, run);
    expect(result.verification).toMatchObject({ ok: true, terms: { time: 1_668_000, peak: 8192 } });
  });

  it("is none where it comes to other terms in the simulator than in the solver's reading", () => {
    const layout = { offsets: [0, 0, 4096 / reading.unit], memories: [1, 0, 1] };
    expect(answerConstrained(problem, reading, { ...claim, layout }).status).toBe("feasible");
    const compute = [400, 100, 500, 20].map((ns) => ns * 1_000);
    const slower = { ...reading, timing: { ...reading.timing!, compute } };
    const { status, note } = answerConstrained(problem, slower, { ...claim, layout });
    expect([status, note]).toEqual(["unknown", "its plan has time 1768000, and simulated 1668000"]);
  });
});

describe("shrink, given constraints", () => {
  it("leaves out operators, counts and speeds too, and takes buffers out of what operators name", async () => {
    const operators = TIERS.operators!.map((operator) =>
      operator.id === "last" ? { ...operator, reads: ["z"] } : operator,
    );
    const spills = async (candidate: Problem): Promise<boolean> => {
      if (!isConstrained(candidate) || !isValid(candidate)) return false;
      const { memories, terms } = await ORACLES.brute.solve(candidate);
      return terms[0]?.term === "time" && terms[0].value > 0 && (memories ?? []).includes("dram");
    };
    const small = await shrink({ ...TIERS, operators }, spills);
    expect(small.buffers.map(({ reads, writes }) => [reads, writes])).toEqual(
      small.buffers.map(() => [undefined, undefined]),
    );
    const ids = small.buffers.map(({ id }) => id);
    for (const { reads = [] } of small.operators ?? []) expect(ids).toEqual(expect.arrayContaining([...reads]));
    expect(small.buffers.length).toBeLessThan(3);
  });

  it("leaves out buffers with what names them, and constraints, for as long as the property stays", async () => {
    const buffers = Array.from({ length: 6 }, (_, i) => ({ id: `b${i}`, lower: i, upper: i + 1, size: 4 + i }));
    const problem: Problem = {
      buffers: buffers.map((each) => ({ ...each, exclusive: each.id === "b5" })),
      apart: [{ buffers: ["b0", "b1", "b2"] }, { groups: [["b0"], ["b3", "b4"]] }],
      free: [{ buffers: ["b1", "b2"] }],
      minimize: ["peak"],
    };
    const above = async (candidate: Problem): Promise<boolean> => {
      const { peak } = await ORACLES.brute.solve(candidate);
      return isConstrained(candidate) && peak !== null && peak > Math.max(...candidate.buffers.map(({ size }) => size));
    };
    const small = await shrink(problem, above);
    expect(small.buffers.map(({ size, lower, upper }) => [size, upper - lower])).toEqual([
      [1, 1],
      [1, 1],
    ]);
    expect(small.free ?? []).toEqual([]);
    expect(small.minimize).toBeUndefined();
    const named = JSON.stringify(small.apart ?? []).match(/b\d/g) ?? [];
    expect(named.every((id) => small.buffers.some((buffer) => buffer.id === id))).toBe(true);
  });
});

describe("oracles and constraints", () => {
  const problem: Problem = {
    buffers: [
      { id: "a", lower: 0, upper: 1, size: 4, exclusive: true },
      { id: "b", lower: 1, upper: 2, size: 4 },
    ],
    aliases: [],
    minimize: ["peak"],
  };

  it.each(["glpk", "jslp"] as const)("%s refuses them by name", async (name) => {
    const { status, note, terms, bound } = await ORACLES[name].solve(problem);
    expect({ status, terms, bound }).toEqual({ status: "unknown", terms: [], bound: 0 });
    expect(note).toBe("its model has no terms to minimise, no exclusive buffers; cpsat and brute have");
  });

  it("are solved in a thread of their own too", async () => {
    expect(await solveInThread("brute", problem)).toMatchObject({ status: "optimal", peak: 8 });
  });

  it("minimise what is stated, and then the peak, where nobody says what", async () => {
    const { terms } = await ORACLES.brute.solve({
      buffers: [
        { id: "a", lower: 0, upper: 1, size: 4 },
        { id: "b", lower: 1, upper: 2, size: 3 },
      ],
      apart: [{ buffers: ["a", "b"], cost: 5 }],
      capacity: 9,
    });
    expect(terms).toEqual([
      { term: "reuse", value: 0, bound: 0 },
      { term: "peak", value: 7, bound: 7 },
    ]);
  });

  it("name a buffer and a memory that there are not", async () => {
    const asked = ORACLES.brute.solve({ ...problem, aliases: [{ buffer: "x", of: "a" }] });
    await expect(asked).rejects.toThrow('there is no buffer "x"');
    const buffers = [{ id: "a", lower: 0, upper: 1, size: 4, memory: "L9" }];
    await expect(ORACLES.brute.solve({ buffers })).rejects.toThrow('there is no memory "L9"');
  });

  it("say what brute force is too slow for, and stop at their limit", async () => {
    const many = Array.from({ length: 10 }, (_, i) => ({ id: `b${i}`, lower: 0, upper: 1, size: 1, exclusive: true }));
    expect((await ORACLES.brute.solve({ buffers: many })).note).toBe(
      "brute force takes up to 9 buffers with constraints",
    );
    const late = { buffers: many.slice(0, 9).map((each, i) => ({ ...each, size: 3 + i })) };
    const { status, note, terms } = await ORACLES.brute.solve(late, { timeLimitMs: 0 });
    expect([status, note]).toEqual(["feasible", "stopped by the time limit"]);
    expect(terms[0]!.bound).toBe(0);
  });
});
