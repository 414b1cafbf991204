import { describe, expect, it } from "vitest";
import { MissingPackage, ORACLES, type OracleResult, solveInThread } from "../../src/oracle/index.js";
import { InputError, type Problem } from "../../src/problem/index.js";
import { bruteForce, bruteForceBound, bruteForceOptimum, faultsOf } from "../support/brute-force.js";
import { edgeProblem, edgesOf } from "../support/edge-problems.js";
import { KINDS, saturatedProblem, smallProblem } from "../support/small-problems.js";
import { INSTALLED } from "./installed.js";

const CASES = 120;
/** As many as take some seconds. */
const EDGE_CASES = { brute: 4_000, glpk: 2_000, jslp: 1_000, cpsat: 120 } as const;

/**
 * Optimum 12 above a load of 10: three buffers of 4 that may lie at multiples of 4 only, and one of 2 that lives with
 * two of them.
 */
const ALIGNED: Problem = {
  buffers: [
    { id: "a", lower: 0, upper: 2, size: 3, alignment: 4 },
    { id: "b", lower: 1, upper: 3, size: 3, alignment: 4 },
    { id: "c", lower: 1, upper: 3, size: 3, alignment: 4 },
  ],
};

function expectSound({ status, peak, offsets, bound }: OracleResult, problem: Problem, optimum: number, hint: string) {
  expect(bound, hint).toBeLessThanOrEqual(optimum);
  expect(bound, hint).toBeGreaterThanOrEqual(bruteForceBound(problem));
  expect(offsets === null, hint).toBe(peak === null);
  if (offsets === null) return;
  expect(faultsOf(problem, offsets), hint).toEqual([]);
  expect(peak, hint).toBe(Math.max(...problem.buffers.map(({ size }, i) => offsets[i]! + size - (problem.base ?? 0))));
  expect(peak, hint).toBeGreaterThanOrEqual(optimum);
  expect(status === "optimal", hint).toBe(peak === bound);
}

/** Holds a refusal to what it says: those that it names have no plan when they are alone. Returns its cause. */
function expectRefused({ infeasibility, ...result }: OracleResult, problem: Problem, optimum: number, hint: string) {
  const { cause, buffers, message } = infeasibility!;
  expect(result, hint).toMatchObject({ status: "infeasible", peak: null, offsets: null, note: message });
  expect(result.bound, hint).toBeLessThanOrEqual(optimum);
  const alone = { ...problem, buffers: buffers.map((b) => problem.buffers[b]!) };
  expect(bruteForce(alone, Math.min(problem.capacity ?? Infinity, 200)), `${hint}: ${message}`).toBeNull();
  return cause;
}

describe.each(INSTALLED)("%s", (name) => {
  const oracle = ORACLES[name];
  // Only javascript-lp-solver may not end by itself.
  const limits = name === "jslp" ? { timeLimitMs: 200 } : {};

  it(`gives the optimum of brute force on ${CASES} small problems, or says that it has no proof`, async () => {
    let proved = 0;
    let above = 0;
    for (let seed = 0; seed < CASES; seed++) {
      const problem = smallProblem(seed, KINDS[seed % KINDS.length]);
      const optimum = bruteForceOptimum(problem);
      const result = await oracle.solve(problem, limits);
      expectSound(result, problem, optimum, `seed ${seed}`);
      if (result.status !== "optimal") expect(result.note, `seed ${seed}`).not.toBeNull();
      else {
        expect(result.peak, `seed ${seed}`).toBe(optimum);
        proved++;
        if (optimum > bruteForceBound(problem)) above++;
      }
    }
    expect(proved).toBeGreaterThanOrEqual(name === "jslp" ? CASES / 2 : CASES);
    expect(above).toBeGreaterThan(2);
  });

  const edgeCases = EDGE_CASES[name];

  it(`has the optimum of brute force on ${edgeCases} problems at the edges, or says why there is no plan`, async () => {
    const counts = new Map<string, number>();
    const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
    for (let seed = 0; seed < edgeCases; seed++) {
      const problem = edgeProblem(seed);
      const optimum = bruteForceOptimum(problem);
      for (const edge of edgesOf(problem)) count(edge);
      const least = await oracle.solve(problem, limits);
      if (optimum === Infinity) {
        count(`no plan: ${expectRefused(least, problem, optimum, `seed ${seed}`)}`);
        continue;
      }
      expectSound(least, problem, optimum, `seed ${seed}`);
      if (least.status !== "optimal") continue;
      count("proved");
      const at = await oracle.solve({ ...problem, capacity: optimum }, limits);
      expectSound(at, problem, optimum, `seed ${seed} at ${optimum}`);
      if (optimum === 0) continue;
      const tight = { ...problem, capacity: optimum - 1 };
      const below = await oracle.solve(tight, limits);
      if (below.status === "infeasible") count(expectRefused(below, tight, optimum, `seed ${seed} below ${optimum}`));
      else expect([name, below.status], `seed ${seed} below ${optimum}`).toEqual(["jslp", "unknown"]);
    }
    const most = (share: number, names: readonly string[]) => {
      for (const what of names) expect(counts.get(what) ?? 0, what).toBeGreaterThan(share * edgeCases);
    };
    most(0.3, ["base", "no bytes", "no time", "aligned", "fixed"]);
    most(0.03, ["size", "fixed", "load", "search"]);
    most(0.005, ["no plan: collision", "no plan: fixed"]);
    most(0.8, ["proved"]);
  });

  it("counts peak and bound from the base, places from there on, and leaves what is below to nobody", async () => {
    const buffers = [
      { id: "low", lower: 0, upper: 2, size: 4, alignment: 8 },
      { id: "any", lower: 0, upper: 2, size: 6 },
      { id: "no bytes", lower: 0, upper: 2, size: 0, alignment: 32 },
      { id: "no time", lower: 1, upper: 1, size: 9, offset: 101 },
    ];
    // The next multiples of 8 are 104 and 112: "any" fits between them only above "low".
    const least = await oracle.solve({ buffers, base: 100 });
    expect(least).toMatchObject({ status: "optimal", peak: 28, bound: 28 });
    expect(Array.from(least.offsets!.subarray(2))).toEqual([128, 101]);
    expect(faultsOf({ buffers, base: 100 }, least.offsets!, 28)).toEqual([]);
    const alone = await oracle.solve({ buffers: buffers.slice(2), base: 100 });
    expect(alone).toMatchObject({ status: "optimal", peak: 28, offsets: Float64Array.of(128, 101) });
    const solid = await oracle.solve({ buffers: buffers.slice(0, 2), base: 100 });
    expect(solid).toMatchObject({ status: "optimal", peak: 14, bound: 14 });
    const far = await oracle.solve({ buffers: buffers.slice(0, 2), base: 2 ** 40 + 4 });
    expect(far).toMatchObject({ status: "optimal", peak: 14, bound: 14 });
  });

  it("proves an optimum above the load bound, and that one unit less does not hold it", async () => {
    const least = await oracle.solve(ALIGNED);
    expect(least).toMatchObject({ status: "optimal", peak: 11, bound: 11, note: null });
    const below = await oracle.solve({ ...ALIGNED, capacity: 10 });
    const message = "it is proved that no plan peaks below 11 bytes, the capacity is 10";
    const infeasibility = { cause: "search", buffers: [0, 1, 2], message };
    const none = { peak: null, offsets: null, bound: 11 };
    expect(below).toMatchObject({ status: "infeasible", ...none, infeasibility, note: message });
    const at = await oracle.solve({ ...ALIGNED, capacity: 11 });
    expect(at).toMatchObject({ status: "optimal", peak: 11 });
  });

  it("heeds fixed offsets, at 0 too, and scales with the unit", async () => {
    for (const unit of [1, 4096]) {
      const buffers = [
        { id: "low", lower: 0, upper: 2, size: 2 * unit, offset: 0 },
        { id: "high", lower: 1, upper: 3, size: unit, offset: 5 * unit },
        { id: "free", lower: 1, upper: 3, size: 4 * unit },
      ];
      const result = await oracle.solve({ buffers });
      expect(result).toMatchObject({ status: "optimal", peak: 10 * unit });
      expect([...result.offsets!]).toEqual([0, 5 * unit, 6 * unit]);
    }
  });

  it("takes the empty problem, and refuses a malformed one", async () => {
    expect(await oracle.solve({ buffers: [] })).toMatchObject({ status: "optimal", peak: 0, bound: 0 });
    const malformed = { buffers: [{ id: "a", lower: 1, upper: 0, size: 1 }] };
    await expect(oracle.solve(malformed)).rejects.toThrow(InputError);
  });

  it("never calls optimal what a time limit cut short", async () => {
    let unproved = 0;
    for (let seed = 0; seed < 4; seed++) {
      const problem = saturatedProblem(seed, { horizon: 12, capacity: 60 });
      const result = await oracle.solve(problem, { timeLimitMs: 1 });
      expectSound(result, problem, result.peak ?? result.bound, `seed ${seed}`);
      if (result.status !== "optimal") unproved++;
    }
    expect(unproved).toBeGreaterThan(0);
  });

  it("gives the same in a worker thread", async () => {
    const [here, there] = [await oracle.solve(ALIGNED), await solveInThread(name, ALIGNED)];
    expect(there).toEqual(here);
  });
});

describe("an oracle in a thread", () => {
  it("is ended by a signal, and has said nothing but the load bound then", async () => {
    const controller = new AbortController();
    const problem = saturatedProblem(3, { horizon: 12, capacity: 60 });
    const answer = solveInThread("jslp", problem, { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    expect(await answer).toMatchObject({ status: "unknown", peak: null, bound: 60, note: "cancelled" });
    const early = await solveInThread("jslp", problem, { signal: AbortSignal.abort() });
    expect(early.note).toBe("cancelled");
  });

  it("refuses a malformed problem by name", async () => {
    await expect(solveInThread("brute", { buffers: [], capacity: -1 })).rejects.toThrow(InputError);
  });

  it("says how to add a package that is missing, or runs it", async () => {
    const answer = solveInThread("cpsat", ALIGNED).catch((error: unknown) => error);
    if (INSTALLED.includes("cpsat")) expect(await answer).toMatchObject({ status: "optimal", peak: 11 });
    else {
      expect(await answer).toBeInstanceOf(MissingPackage);
      expect(String(await answer)).toContain("npm install or-tools-wasm@");
    }
  });
});

describe("a problem that is too large", () => {
  it.each(INSTALLED)("is not tried by %s: its load bound is all that is said", async (name) => {
    const buffers = Array.from({ length: 1_000 }, (_, i) => ({ id: `b${i}`, lower: -i, upper: i + 1, size: 2 ** 30 }));
    const result = await ORACLES[name].solve({ buffers });
    expect(result).toMatchObject({ status: "unknown", peak: null, bound: 1_000 * 2 ** 30 });
    expect(result.note).toContain("and here are 499500");
    expect((await solveInThread(name, { buffers, capacity: 2 ** 39 })).status).toBe("infeasible");
  });
});

describe("brute force", () => {
  it("takes no more than twelve buffers", async () => {
    const buffers = Array.from({ length: 13 }, (_, i) => ({ id: `b${i}`, lower: 0, upper: 1, size: 1 }));
    const { status, bound, note } = await ORACLES.brute.solve({ buffers });
    expect([status, bound]).toEqual(["unknown", 13]);
    expect(note).toBe("its model takes up to 66 pairs of live buffers, and here are 78");
    const apart = buffers.map((buffer, i) => ({ ...buffer, lower: i, upper: i + 1 }));
    const { note: tooMany } = await ORACLES.brute.solve({ buffers: apart });
    expect(tooMany).toBe("brute force takes up to 12 buffers that meet others");
    const empty = apart.map((buffer, i) => (i === 7 ? { ...buffer, size: 0 } : buffer));
    expect(await ORACLES.brute.solve({ buffers: empty })).toMatchObject({ status: "optimal", peak: 1 });
  });
});
