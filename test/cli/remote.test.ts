import { describe, expect, test } from "vitest";
import type { Planner } from "../../src/cli/planners/planner.js";
import { RemotePlanner } from "../../src/cli/planners/remote.js";
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
