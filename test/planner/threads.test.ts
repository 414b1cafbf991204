import { execFileSync } from "node:child_process";
import { availableParallelism } from "node:os";
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

  it("places and verifies what one thread places, and tells how many ran", async () => {
    const seen = new Set<number>();
    for (let seed = 0; seed < 6; seed++) {
      const problem = hard(seed);
      const alone = await plan(problem, { timeLimitMs: 60_000 });
      const result = await plan(problem, { threads: 2, timeLimitMs: 60_000 });
      expect([alone.threads, alone.status, result.status]).toEqual([1, "optimal", "optimal"]);
      // Up to a thousand steps nobody joins, and these are those of one thread.
      expect(result.threads, `seed ${seed}`).toBe(alone.steps < 1_000 ? 1 : 2);
      expect(faultsOf(problem, result.offsets!)).toEqual([]);
      seen.add(result.threads);
    }
    expect([...seen].sort()).toEqual([1, 2]);
  });

  it("uses no more threads than there are cores, and says so", async () => {
    const warnings: string[] = [];
    const onWarning = (message: string) => warnings.push(message);
    const cores = availableParallelism();
    const before = process.listenerCount("warning");
    const { buffers } = generate("residual", { buffers: 333, full: 8, seed: 1023 }).problem;
    const result = await plan({ buffers }, { threads: cores + 62, timeLimitMs: 300, onWarning });
    expect(result.threads).toBe(cores);
    expect(warnings).toEqual([expect.stringMatching(`^option threads: ${cores + 62} asked for, ${cores} used`)]);
    expect(process.listenerCount("warning")).toBe(before);
  });

  it("goes on without a thread that dies, keeps what it counted, and tells of it", async () => {
    const { buffers } = generate("residual", { buffers: 333, full: 8, seed: 1023 }).problem;
    const post = Worker.prototype.postMessage;
    const broken = vi.spyOn(Worker.prototype, "postMessage").mockImplementationOnce(function (this: Worker, task) {
      // Without arrays the thread fails at its first step.
      post.call(this, { ...task, arrays: null });
    });
    const warnings: string[] = [];
    try {
      const result = await plan(
        { buffers },
        { threads: 2, stepLimit: 100_000, onWarning: (text) => warnings.push(text) },
      );
      expect(result).toMatchObject({ status: "feasible", stoppedBy: "steps", threads: 2 });
      expect(result.steps).toBeGreaterThanOrEqual(100_000);
      expect(warnings).toEqual([expect.stringMatching(/^thread 2 of 2 died, the others went on: /)]);
    } finally {
      broken.mockRestore();
    }
  });

  it("rejects where the thread of a large problem dies or leaves", async () => {
    const large = generate("random", { buffers: 12_000, seed: 3 }).problem;
    const post = Worker.prototype.postMessage;
    const broken = vi.spyOn(Worker.prototype, "postMessage").mockImplementationOnce(function (this: Worker, task) {
      post.call(this, { ...task, arrays: null });
    });
    try {
      await expect(plan({ buffers: large.buffers })).rejects.toThrow(TypeError);
    } finally {
      broken.mockRestore();
    }
    const leaving = vi.spyOn(Worker.prototype, "postMessage").mockImplementationOnce(function (this: Worker) {
      // As a thread that calls `process.exit` does, it leaves without an error.
      void this.terminate();
    });
    try {
      await expect(plan({ buffers: large.buffers })).rejects.toThrow("a planning thread ended with code");
    } finally {
      leaving.mockRestore();
    }
  });

  it("rejects with what onProgress throws, with any number of threads and in another thread", async () => {
    const { buffers } = generate("residual", { buffers: 333, full: 8, seed: 1023 }).problem;
    const large = generate("random", { buffers: 12_000, seed: 3 }).problem;
    const fussy = (least: number) => (progress: { steps: number; incumbent: number | null }) => {
      if (progress.steps >= least && progress.incumbent !== null) throw new Error("enough");
    };
    for (const threads of [1, 2]) {
      for (const least of [0, 1_500]) {
        const options = { threads, timeLimitMs: 20_000, onProgress: fussy(least) };
        await expect(plan({ buffers }, options), `${threads} threads, ${least} steps`).rejects.toThrow("enough");
      }
    }
    const options = { timeLimitMs: 20_000, onProgress: fussy(0) };
    await expect(plan({ buffers: large.buffers }, options)).rejects.toThrow("enough");
    expect(await plan(hard(2), { threads: 2 })).toMatchObject({ status: "optimal" });
  });

  it("proves the same optima and refutations as brute force", async () => {
    let seed = 900_000;
    let searched = 0;
    for (let i = 0; i < 20; i++) {
      const found = hardSmallProblem(seed);
      seed = found.seed + 1;
      const { problem } = found;
      const optimum = bruteForceOptimum(problem);
      const result = await plan(problem, { threads: 2, minimize: true });
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
      await plan(hard(2), { threads: 2, stepLimit: 900 });
      expect(tasks).toHaveBeenCalledTimes(0);
      const { buffers } = generate("residual", { buffers: 333, full: 8, seed: 1023 }).problem;
      await plan({ buffers }, { threads: 2, stepLimit: 3_000 });
      expect(tasks).toHaveBeenCalledTimes(1);
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
    bounds.setCounters(0, { steps: 5, backtracks: 3, restarts: 1 });
    other.setCounters(1, { steps: 7, backtracks: 6, restarts: 0 });
    expect(bounds.steps).toBe(12);
    expect(bounds.counters(1)).toEqual({ steps: 7, backtracks: 6, restarts: 0 });
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

  it("has a plan of all buffers when it is aborted before it begins, and when it is soon after", async () => {
    const { buffers } = large;
    const aligned = buffers.map((buffer, i) => ({
      ...buffer,
      alignment: 64,
      ...(i % 100 === 0 && { offset: (i + 1) * 2 ** 16 }),
    }));
    for (const problem of [{ buffers }, { buffers: aligned, base: 4000 }]) {
      for (const delayMs of [0, 5, 60]) {
        const signal = delayMs === 0 ? AbortSignal.abort() : AbortSignal.timeout(delayMs);
        const result = await plan(problem, { signal });
        expect(result).toMatchObject({ status: "feasible", stoppedBy: "cancel" });
        expect(result.verification).toMatchObject({ ok: true, peak: result.peak });
      }
    }
  });

  it("waits for the first plan at a deadline", async () => {
    const result = await plan({ buffers: large.buffers }, { timeLimitMs: 1 });
    expect(result).toMatchObject({ status: "feasible", stoppedBy: "deadline" });
  });
});
