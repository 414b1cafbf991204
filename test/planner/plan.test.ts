import { describe, expect, it } from "vitest";
import { generate } from "../../src/instances/index.js";
import { plan, planSync } from "../../src/planner/index.js";
import { InputError, type Problem } from "../../src/problem/index.js";
import { RULE_POLICY } from "../../src/search/index.js";
import { faultsOf } from "../support/brute-force.js";

/** Two buffers at a time in three steps: load bound 5, and it can be reached. */
const CHAIN: Problem = {
  buffers: [
    { id: "a", lower: 0, upper: 2, size: 2 },
    { id: "b", lower: 1, upper: 3, size: 3 },
    { id: "c", lower: 2, upper: 4, size: 2 },
  ],
};

/** Load bound 5, optimum 6: the three are live together and b must be aligned. */
const ABOVE_BOUND: Problem = {
  buffers: [
    { id: "a", lower: 0, upper: 2, size: 3 },
    { id: "b", lower: 0, upper: 2, size: 2, alignment: 4 },
  ],
};

/** Placed by the search in a few thousand steps; not by the heuristics. */
const hard = (): Problem => generate("thinned", { buffers: 200, seed: 2 }).problem;

describe("plan", () => {
  it("answers the empty problem with an empty optimal plan", async () => {
    for (const capacity of [undefined, 0, 8]) {
      const result = await plan({ buffers: [], ...(capacity !== undefined && { capacity }) });
      expect(result).toMatchObject({ status: "optimal", peak: 0, lowerBound: 0, steps: 0 });
      expect(result.offsets).toHaveLength(0);
    }
  });

  it("minimises where there is no capacity", async () => {
    expect(await plan(CHAIN)).toMatchObject({ status: "optimal", peak: 5, lowerBound: 5 });
  });

  it("calls a plan optimal only at the lower bound, feasible above it", async () => {
    expect(await plan({ ...ABOVE_BOUND, capacity: 8 })).toMatchObject({ status: "feasible", lowerBound: 5 });
    expect(await plan({ ...ABOVE_BOUND, capacity: 8 }, { minimize: true })).toMatchObject({
      status: "optimal",
      peak: 5,
    });
  });

  it("refutes a capacity below the load bound without a step", async () => {
    expect(await plan({ ...CHAIN, capacity: 4 })).toMatchObject({
      status: "infeasible",
      lowerBound: 5,
      steps: 0,
      offsets: null,
    });
  });

  it("gives plans of large numbers exactly", async () => {
    const half = 2 ** 51;
    const problem: Problem = {
      buffers: [
        { id: "a", lower: 0, upper: 2, size: half + 1 },
        { id: "b", lower: 1, upper: 3, size: half - 1 },
        { id: "c", lower: 2, upper: 4, size: half + 1 },
      ],
      capacity: 2 * half,
    };
    const result = await plan(problem);
    expect(result).toMatchObject({ status: "optimal", peak: 2 * half });
    expect(faultsOf(problem, result.offsets!)).toEqual([]);
  });

  it("searches with offsets beyond 32 bits as it does with small ones", () => {
    const { buffers, capacity } = hard();
    const odd = 2 ** 31 + 11;
    const scaled = buffers.map((buffer, i) => ({ ...buffer, size: (buffer.size / 1024) * odd, id: `s${i}` }));
    const small = planSync({ buffers, capacity: capacity! });
    const large = planSync({
      buffers: [...scaled, { id: "unit", lower: -2, upper: -1, size: 1 }],
      capacity: (capacity! / 1024) * odd,
    });
    expect(small.status).toBe("optimal");
    expect(large).toMatchObject({ status: "optimal", peak: (small.peak! / 1024) * odd });
    expect(small.steps).toBeGreaterThan(100);
  });

  it("respects fixed offsets and alignments and reports the simulator's verdict", async () => {
    const problem: Problem = {
      buffers: [
        { id: "pinned", lower: 0, upper: 10, size: 8, offset: 16 },
        { id: "aligned", lower: 2, upper: 6, size: 5, alignment: 8 },
        { id: "free", lower: 3, upper: 9, size: 12 },
      ],
      capacity: 40,
    };
    const result = await plan(problem, { minimize: true });
    expect(faultsOf(problem, result.offsets!)).toEqual([]);
    expect(result.verification).toMatchObject({ ok: true, peak: result.peak });
  });

  it("proves optima that lie far above the load bound without climbing there unit by unit", () => {
    for (const alignment of [2 ** 20, 2 ** 40, 2 ** 51]) {
      const buffers = ["a", "b"].map((id) => ({ id, lower: 0, upper: 1, size: 4, alignment }));
      expect(planSync({ buffers })).toMatchObject({
        status: "optimal",
        peak: alignment + 4,
        lowerBound: alignment + 4,
      });
    }
  });

  it("stops at the step limit, and says so", () => {
    const result = planSync(hard(), { stepLimit: 50 });
    expect(result).toMatchObject({ status: "unknown", stoppedBy: "steps", steps: 50, offsets: null });
    expect(planSync(hard(), { stepLimit: 0 })).toMatchObject({ status: "unknown", stoppedBy: "steps", steps: 0 });
  });

  it("keeps the best plan when a limit stops it while minimising", () => {
    const { buffers } = hard();
    const result = planSync({ buffers }, { stepLimit: 60 });
    expect(result).toMatchObject({ status: "feasible", stoppedBy: "steps" });
    expect(faultsOf({ buffers }, result.offsets!, result.peak!)).toEqual([]);
    expect(result.peak!).toBeGreaterThan(result.lowerBound);
  });

  it("stops at the time limit, and says so", async () => {
    expect(await plan(hard(), { timeLimitMs: 0 })).toMatchObject({ status: "unknown", stoppedBy: "deadline" });
  });

  it("stops when it is aborted, before or during the search", async () => {
    expect(await plan(hard(), { signal: AbortSignal.abort() })).toMatchObject({
      status: "unknown",
      stoppedBy: "cancel",
    });
    const { buffers } = generate("residual", { buffers: 340, seed: 4 }).problem;
    const controller = new AbortController();
    const onProgress = ({ steps }: { steps: number }) => steps > 0 && controller.abort();
    const result = await plan({ buffers }, { signal: controller.signal, onProgress, minimize: true });
    if (result.status !== "optimal") expect(result.stoppedBy).toBe("cancel");
    expect(result.steps).toBeLessThan(100_000);
    expect(faultsOf({ buffers }, result.offsets!, result.peak!)).toEqual([]);
  });

  it("gives the same answer for the same seed and step limit, and another for another seed", () => {
    const run = (seed: number) => {
      const { solveMs, verification, ...rest } = planSync(hard(), { seed, stepLimit: 30_000 });
      return { ...rest, offsets: Array.from(rest.offsets ?? []) };
    };
    expect(run(0)).toEqual(run(0));
    expect(run(5)).toEqual(run(5));
    expect(run(5).offsets).not.toEqual(run(0).offsets);
  });

  it("reports progress whose bound never exceeds the incumbent", async () => {
    const { buffers } = hard();
    const seen: { incumbent: number | null; lowerBound: number; steps: number }[] = [];
    const result = await plan({ buffers }, { stepLimit: 20_000, onProgress: (progress) => seen.push(progress) });
    expect(seen.length).toBeGreaterThan(1);
    for (const { incumbent, lowerBound } of seen)
      if (incumbent !== null) expect(lowerBound).toBeLessThanOrEqual(incumbent);
    const incumbents = seen.flatMap(({ incumbent }) => incumbent ?? []);
    expect(incumbents).toEqual([...incumbents].sort((a, b) => b - a));
    expect(result.peak).toBeLessThanOrEqual(incumbents.at(-1)!);
  });

  it("tells of every better plan before it answers with it, whatever ends the run", async () => {
    const { buffers } = generate("residual", { buffers: 333, full: 8, seed: 1023 }).problem;
    const large = generate("random", { buffers: 12_000, seed: 3 }).problem;
    const problems = [CHAIN, ABOVE_BOUND, { buffers: hard().buffers }, { buffers }, { buffers: large.buffers }];
    for (const [i, problem] of problems.entries()) {
      for (const stepLimit of [0, 37, 1_300, 4_000]) {
        const told: (number | null)[] = [];
        const onProgress = ({ incumbent }: { incumbent: number | null }) => told.push(incumbent);
        const ways = [planSync(problem, { stepLimit, onProgress }).peak];
        if (i !== 4 || stepLimit === 0) ways.push((await plan(problem, { stepLimit, onProgress, threads: 2 })).peak);
        expect(
          ways.every((peak) => told.includes(peak)),
          `problem ${i}, ${stepLimit} steps`,
        ).toBe(true);
        expect(told.at(-1), `problem ${i}, ${stepLimit} steps`).toBe(ways.at(-1));
      }
    }
  });

  it("takes a policy as a value", () => {
    const policy = { ...RULE_POLICY, name: "one rule", members: [RULE_POLICY.members[2]!] };
    const result = planSync(hard(), { policy, stepLimit: 30_000 });
    expect(result.steps).not.toBe(planSync(hard(), { stepLimit: 30_000 }).steps);
    expect(() => planSync(hard(), { policy: { ...policy, members: [] } })).toThrow(InputError);
  });

  it.each([
    [{ timeLimitMs: -1 }, "timeLimitMs"],
    [{ timeLimitMs: Number.NaN }, "timeLimitMs"],
    [{ stepLimit: 1.5 }, "stepLimit"],
    [{ stepLimit: -1 }, "stepLimit"],
    [{ seed: -3 }, "seed"],
    [{ threads: 0 }, "threads"],
    [{ threads: 1e6 }, "threads"],
    [{ minimize: "yes" as unknown as boolean }, "minimize"],
    [{ rules: { jumping: true } as object }, "rules"],
    [{ rules: { twins: 1 } as object }, "rules.twins"],
  ])("refuses the option %o by name", async (options, field) => {
    await expect(plan(CHAIN, options)).rejects.toThrow(`option ${field} must be`);
  });

  it.each([
    ["timelimit", "timeLimitMs is meant?"],
    ["time_limit_ms", "timeLimitMs is meant?"],
    ["minimise", "minimize is meant?"],
    ["thread", "threads is meant?"],
    ["capacity", "the options are minimize,"],
  ])("refuses the option %s, which there is not", async (name, hint) => {
    for (const run of [() => plan(CHAIN, { [name]: 1 }), async () => planSync(CHAIN, { [name]: 1 })]) {
      await expect(run()).rejects.toThrow(`there is no option ${name}; ${hint}`);
      await expect(run()).rejects.toThrow(InputError);
    }
  });

  it("shows text and bigints as what they are", async () => {
    const option = (threads: unknown) => plan(CHAIN, { threads: threads as number });
    await expect(option("2")).rejects.toThrow('got "2"');
    await expect(option(2n)).rejects.toThrow("got 2n");
  });

  it("takes a memory without end for one, as the simulator does", async () => {
    expect(await plan({ ...CHAIN, capacity: Number.POSITIVE_INFINITY })).toMatchObject({ status: "optimal", peak: 5 });
  });

  it("refuses a malformed problem by name", async () => {
    await expect(plan({ buffers: [{ id: "x", lower: 0, upper: 1, size: -1 }] })).rejects.toThrow(
      'buffer "x": size must be ≥ 0',
    );
  });

  it.each([null, undefined, 7, "abc", {}, { buffers: null }])("refuses %o as a problem", async (problem) => {
    await expect(plan(problem as unknown as Problem)).rejects.toThrow(InputError);
  });

  it("refuses options that are none", async () => {
    await expect(plan(CHAIN, null as unknown as object)).rejects.toThrow("options must be an object, got null");
  });

  it("leaves it to the heuristics where no step is allowed", () => {
    expect(planSync(CHAIN, { stepLimit: 0 })).toMatchObject({ status: "optimal", peak: 5, steps: 0, stoppedBy: null });
    expect(planSync(CHAIN, { timeLimitMs: 0 })).toMatchObject({ status: "optimal", peak: 5 });
  });

  it("planSync refuses what needs the event loop", () => {
    expect(() => planSync(CHAIN, { threads: 2 } as object)).toThrow("planSync takes no signal and no threads");
    expect(() => planSync(CHAIN, { signal: AbortSignal.abort() } as object)).toThrow(InputError);
  });
});

describe("plan of a problem too large for the search", () => {
  it("improves the heuristics' plan until it is stopped", () => {
    const { buffers: pieces } = generate("guillotine", { buffers: 20_500, seed: 1 }).problem;
    const times = pieces.flatMap(({ lower, upper }) => [lower, upper]);
    const [lower, upper] = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))];
    // What lives throughout makes one part of all.
    const buffers = [...pieces, { id: "throughout", lower, upper, size: 1 }];
    const incumbents: (number | null)[] = [];
    const onProgress = ({ incumbent }: { incumbent: number | null }) => incumbents.push(incumbent);
    const result = planSync({ buffers }, { timeLimitMs: 2_500, onProgress });
    expect(result).toMatchObject({ status: "feasible", stoppedBy: "deadline", peak: incumbents.at(-1) });
    expect(result.verification).toMatchObject({ ok: true, peak: result.peak });
  });
});
