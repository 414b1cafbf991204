import { describe, expect, test } from "vitest";
import type { Planner } from "../../src/cli/planners/planner.js";
import { RemotePlanner } from "../../src/cli/planners/remote.js";
import { planSync, previousOf } from "../../src/index.js";
import { generate } from "../../src/instances/index.js";
import type { Problem } from "../../src/problem/index.js";
import { place } from "../service/run.js";

const servers = place();

async function planner(): Promise<Planner> {
  return new RemotePlanner({ server: (await servers.shared()).address });
}

const SPILL: Problem = {
  memories: [{ id: "fast", capacity: 8 }, { id: "slow" }],
  buffers: [
    { id: "a", lower: 0, upper: 4, size: 6, memories: [{ id: "fast" }, { id: "slow", cost: 5 }] },
    { id: "b", lower: 2, upper: 6, size: 6, memories: [{ id: "fast" }, { id: "slow", cost: 7 }] },
  ],
};

describe("a server's answer for a problem with constraints", () => {
  test("is verified here in the memories that it chose", async () => {
    const asked = await planner();
    const { signal } = new AbortController();
    const { result } = await asked.plan(SPILL, { minimize: false, timeLimitMs: 5_000, signal });
    asked.close();
    expect(result).toMatchObject({
      status: "optimal",
      memories: ["slow", "fast"],
      terms: [{ term: "spill", value: 5 }],
    });
    expect(result.verification).toMatchObject({ ok: true, terms: { spill: 5 } });
  });

  test("is its best plan so far, in its memories, where the run is aborted", async () => {
    const asked = await planner();
    const controller = new AbortController();
    const { problem } = generate("spill", { buffers: 300, seed: 1 });
    let heard = 0;
    const { result } = await asked.plan(problem, {
      minimize: false,
      timeLimitMs: 60_000,
      signal: controller.signal,
      onProgress: ({ peak, terms }) => {
        if (peak === null) return;
        expect(terms.map(({ term }) => term)).toEqual(["spill"]);
        if (++heard === 2) controller.abort();
      },
    });
    asked.close();
    expect(result).toMatchObject({ status: "feasible", stoppedBy: "cancel" });
    expect(result.memories).toHaveLength(300);
    expect(result.verification).toMatchObject({ ok: true, terms: { spill: result.terms[0]!.value } });
  });
});

describe("a server that plans near an earlier plan", () => {
  const live = { lower: 0, upper: 4 };
  const previous = {
    buffers: [
      { id: "a", offset: 0, size: 2, ...live },
      { id: "b", offset: 4, size: 2, ...live },
    ],
  };
  const wide: Problem = {
    capacity: 8,
    buffers: [
      { id: "a", size: 2, ...live },
      { id: "b", size: 2, ...live },
      { id: "n", size: 4, ...live },
    ],
  };

  test("moves as little as the library does, and says what pins cost", async () => {
    const asked = await planner();
    const run = { minimize: false, timeLimitMs: 5_000, signal: new AbortController().signal, previous };
    const here = planSync(wide, { previous });
    const { result } = await asked.plan(wide, run);
    expect([result.status, result.offsets, result.terms, result.changes]).toEqual([
      "optimal",
      here.offsets,
      [{ term: "moved", value: 2, bound: 2 }],
      here.changes,
    ]);
    const { result: pinned } = await asked.plan(wide, { ...run, pinUnchanged: true });
    asked.close();
    const said = planSync(wide, { previous, pinUnchanged: true });
    expect([pinned.status, pinned.infeasibility]).toEqual(["infeasible", said.infeasibility]);
  });

  test("does so for the client too, which refuses a plan that is none by name", async () => {
    const client = (await servers.shared()).client();
    const { offsets, changes } = await client.plan(wide, { previous });
    expect([[...offsets!], changes!.moved.bytes]).toEqual([[...planSync(wide, { previous }).offsets!], 2]);
    const { status, infeasibility } = await client.plan(wide, { previous, pinUnchanged: true });
    expect([status, infeasibility!.message]).toEqual(["infeasible", expect.stringContaining("the pins leave no plan")]);
    await expect(client.plan(wide, { previous: { buffers: [{ id: "a", offset: -1 }] } })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      message: expect.stringContaining('buffer "a": offset must be an integer ≥ 0'),
    });
    await expect(client.plan(wide, { pinUnchanged: true })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    const broken = { ...wide, buffers: [...wide.buffers, { id: "z", size: -1, ...live }] };
    await expect(client.plan(broken, { previous })).rejects.toMatchObject({ reason: "INVALID_PROBLEM" });
  });

  test("does not search on where the heuristics near hints have an answer", async () => {
    const { problem } = generate("random", { buffers: 120, seed: 3 });
    const old = planSync(problem, { minimize: true });
    const plan = previousOf({ problem, offsets: old.offsets! });
    const buffers = problem.buffers.map((each, i) => (i === 40 ? { ...each, size: 2 * each.size } : each));
    const client = (await servers.shared()).client();
    const { status, stoppedBy, changes } = await client.plan({ ...problem, buffers }, { previous: plan });
    expect([["optimal", "feasible"].includes(status), stoppedBy]).toEqual([true, null]);
    expect(changes!.kept.buffers).toBeGreaterThan(60);
  });
});
