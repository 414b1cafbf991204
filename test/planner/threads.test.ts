import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { generate } from "../../src/instances/index.js";
import { plan } from "../../src/planner/index.js";
import { SharedBounds } from "../../src/planner/shared-bounds.js";
import { bruteForceOptimum, faultsOf } from "../support/brute-force.js";
import { hardSmallProblem } from "../support/small-problems.js";

const hard = (seed: number) => generate("thinned", { buffers: 200, seed }).problem;

describe("plan with threads", () => {
  // The worker threads run the compiled sources.
  beforeAll(() => {
    execFileSync(process.execPath, [fileURLToPath(new URL("../../scripts/setup.mjs", import.meta.url)), "--quiet"]);
  });

  it("places and verifies what one thread places", async () => {
    const problem = hard(2);
    const result = await plan(problem, { threads: 2, timeLimitMs: 60_000 });
    expect(result).toMatchObject({ status: "optimal", threads: 2, stoppedBy: null });
    expect(result.steps).toBeGreaterThan(0);
    expect(faultsOf(problem, result.offsets!)).toEqual([]);
  });

  it("proves the same optima and refutations as brute force", async () => {
    let seed = 900_000;
    let searched = 0;
    for (let i = 0; i < 20; i++) {
      const found = hardSmallProblem(seed);
      seed = found.seed + 1;
      const { problem } = found;
      const optimum = bruteForceOptimum(problem);
      const result = await plan(problem, { threads: 3, minimize: true });
      expect(result, `seed ${found.seed}`).toMatchObject({ status: "optimal", peak: optimum });
      if (result.steps > 0) searched++;
      if (problem.buffers.some(({ size, offset = 0 }) => offset + size > optimum - 1)) continue;
      const below = await plan({ ...problem, capacity: optimum - 1 }, { threads: 2 });
      expect(below.status, `seed ${found.seed}`).toBe("infeasible");
    }
    expect(searched).toBeGreaterThan(5);
  });

  it("lets others join where a search takes long, and only there", async () => {
    const tasks = vi.spyOn(Worker.prototype, "postMessage");
    try {
      await plan(hard(2), { threads: 3, stepLimit: 900 });
      expect(tasks).toHaveBeenCalledTimes(0);
      const { buffers } = generate("residual", { buffers: 333, full: 8, seed: 1023 }).problem;
      await plan({ buffers }, { threads: 3, stepLimit: 3_000 });
      expect(tasks).toHaveBeenCalledTimes(2);
    } finally {
      tasks.mockRestore();
    }
  });

  it("stops all threads at a step limit, at a deadline and on abort", async () => {
    // Not settled in five seconds either: a lucky lane must not end the run first.
    const { buffers } = generate("residual", { buffers: 333, full: 8, seed: 1023 }).problem;
    const steps = await plan({ buffers }, { threads: 2, stepLimit: 5_000 });
    expect(steps.stoppedBy).toBe("steps");
    expect(steps.steps).toBeGreaterThanOrEqual(5_000);
    expect(steps.steps).toBeLessThan(5_000 + 4 * 1024);
    const timed = await plan({ buffers }, { threads: 2, timeLimitMs: 150 });
    expect(timed.stoppedBy).toBe("deadline");
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 150);
    const aborted = await plan({ buffers }, { threads: 2, signal: controller.signal });
    expect(aborted.stoppedBy).toBe("cancel");
    for (const { offsets, peak } of [steps, timed, aborted]) expect(faultsOf({ buffers }, offsets!, peak!)).toEqual([]);
  });
});

describe("SharedBounds", () => {
  it("only tightens, and adds up the steps of the lanes", () => {
    const bounds = new SharedBounds({ low: 10, high: 20, lanes: 2 });
    const other = new SharedBounds(bounds.buffer);
    other.raiseLow(12);
    bounds.raiseLow(11);
    bounds.lowerHigh(18);
    other.lowerHigh(19);
    expect([other.low, other.high, bounds.low, bounds.high]).toEqual([12, 18, 12, 18]);
    bounds.setSteps(0, 5);
    other.setSteps(1, 7);
    expect(bounds.steps).toBe(12);
    expect(other.stopped).toBe(false);
    bounds.stop();
    expect(other.stopped).toBe(true);
  });
});

describe("plan of a large problem", () => {
  const large = generate("random", { buffers: 12_000, seed: 3 }).problem;

  it("runs its heuristics in a thread, and takes a plan from them", async () => {
    const result = await plan({ buffers: large.buffers }, { timeLimitMs: 20_000, stepLimit: 2_000 });
    expect(["optimal", "feasible"]).toContain(result.status);
    expect(result.verification).toMatchObject({ ok: true, peak: result.peak });
    expect(result.peak!).toBeLessThan(1.2 * result.lowerBound);
  });

  it("waits for the first plan at a deadline", async () => {
    const result = await plan({ buffers: large.buffers }, { timeLimitMs: 1 });
    expect(result).toMatchObject({ status: "feasible", stoppedBy: "deadline" });
  });
});
