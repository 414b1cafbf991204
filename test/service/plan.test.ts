import { describe, expect, it } from "vitest";
import { PlannerError } from "../../src/client/index.js";
import { plan } from "../../src/planner/index.js";
import { loadPolicy } from "../../src/policy/index.js";
import type { Problem } from "../../src/problem/index.js";
import { simulate } from "../../src/sim/index.js";
import { smallProblem } from "../support/small-problems.js";
import { easyProblem, hardProblem, place, planBytes, sleep, until, VERSION } from "./run.js";

const at = place();

/** Load bound 10, least peak 11: that 10 is not enough takes a search to see. */
const SEARCHED: Problem = {
  capacity: 20,
  buffers: ["4 5 2", "5 9 1", "6 8 3", "2 8 3", "6 7 2", "7 9 3", "3 6 4", "2 7 1", "8 10 4"].map((row, i) => {
    const [lower, upper, size] = row.split(" ").map(Number);
    return { id: `b${i}`, lower: lower!, upper: upper!, size: size! };
  }),
};

describe("Plan", () => {
  it("answers as the library does: status, offsets, peak, bound, counters, verdict", async () => {
    const client = (await at.start()).client();
    const problems = [SEARCHED, { ...SEARCHED, capacity: 10 }, { buffers: [] }, easyProblem(1), easyProblem(2, 40)];
    for (const problem of problems) {
      for (const [minimize, policy] of [false, true].flatMap((m) => ["rules", "learned"].map((p) => [m, p] as const))) {
        const options = { minimize, seed: 3, stepLimit: 5_000 };
        const here = await plan(problem, { ...options, policy: loadPolicy(policy) });
        const there = await client.plan(problem, { ...options, policy });
        expect({ ...there, solveMs: 0 }).toEqual({
          ...here,
          solveMs: 0,
          policy,
          solverVersion: VERSION,
          cached: there.cached,
        });
      }
    }
  });

  it("answers OK to what does not fit, and to what nobody knows", async () => {
    const client = (await at.start()).client();
    expect(await client.plan({ ...SEARCHED, capacity: 10 })).toMatchObject({
      status: "infeasible",
      offsets: null,
      peak: null,
    });
    const cut = await client.plan({ ...SEARCHED, capacity: 10 }, { stepLimit: 0 });
    expect(cut).toMatchObject({ status: "unknown", stoppedBy: "steps", steps: 0 });
  });

  it("leaves offsets out and adds the timeline where asked", async () => {
    const client = (await at.start()).client();
    const bare = await client.plan(SEARCHED, { minimize: true, omitOffsets: true });
    expect(bare).toMatchObject({ status: "optimal", peak: 11, offsets: null });
    const full = await client.plan(SEARCHED, { minimize: true, timeline: true });
    const here = simulate(SEARCHED, full.offsets!, { timeline: true });
    expect(full.verification).toEqual(here);
  });

  it("plans 60,000 buffers from a message under 2 MB", async () => {
    const problem = easyProblem(5, 60_000);
    const { capacity: _, ...unbounded } = problem;
    const server = await at.start();
    const bytes = planBytes(unbounded);
    expect(bytes.length).toBeLessThan(2_000_000);
    const answer = await server.client().plan(unbounded, { timeLimitMs: 2_000 });
    expect(answer.offsets).toHaveLength(60_000);
    expect(answer.verification?.ok).toBe(true);
    expect(simulate(unbounded, answer.offsets!).ok).toBe(true);
  });

  it("masks an internal fault, and logs it with the call's request id", async () => {
    const server = await at.start();
    expect((await server.client().capabilities()).version).toBe(VERSION);
    const lines = server.log.filter(({ msg }) => msg === "call");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ method: "telaplan.v1.PlannerService/GetCapabilities", code: "OK" });
    expect(lines[0]!.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("a deadline", () => {
  it("brings the best plan before it comes, whatever the time limit", async () => {
    const client = (await at.start()).client();
    await client.capabilities();
    for (const deadlineMs of [1_500, 3_000]) {
      const answer = await client.plan(hardProblem(), { deadlineMs, timeLimitMs: 60_000 });
      expect(answer).toMatchObject({ status: "feasible", stoppedBy: "deadline" });
      expect(answer.verification?.ok).toBe(true);
    }
  });

  it("is kept by calls that wait behind others: they get the heuristics' plan", async () => {
    const client = (await at.start()).client();
    await client.capabilities();
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, seed) => client.plan(hardProblem(), { seed, deadlineMs: 5_000 })),
    );
    for (const { status: outcome, stoppedBy } of answers)
      expect([outcome, stoppedBy]).toEqual(["feasible", "deadline"]);
  });

  it("that has passed is DEADLINE_EXCEEDED", async () => {
    const client = (await at.start()).client();
    await expect(client.plan(easyProblem(1), { deadlineMs: 0 })).rejects.toMatchObject({ code: "DEADLINE_EXCEEDED" });
  });

  it("of a time limit of 0 still has the first heuristic's plan", async () => {
    const client = (await at.start()).client();
    expect(await client.plan(hardProblem(), { timeLimitMs: 0 })).toMatchObject({
      status: "feasible",
      stoppedBy: "deadline",
    });
  });
});

describe("a cancelled call", () => {
  it("frees its worker, though its search would go on for a minute", async () => {
    const server = await at.start({ metrics: "127.0.0.1:0" });
    const client = server.client();
    const busy = async (): Promise<number> => {
      const text = await (await fetch(`http://127.0.0.1:${server.service.metricsPort}/metrics`)).text();
      return Number(/^telaplan_workers_busy (\d+)$/m.exec(text)![1]);
    };
    for (let round = 0; round < 3; round++) {
      const controller = new AbortController();
      const call = client.plan(hardProblem(round), { timeLimitMs: 60_000, signal: controller.signal });
      call.catch(() => {});
      await until(async () => (await busy()) === 1, "the search begins");
      await sleep(60);
      controller.abort();
      await expect(call).rejects.toMatchObject({ code: "CANCELLED" });
      await until(async () => (await busy()) === 0, "the worker is free");
    }
    // The next search has the only worker at once.
    expect(await client.plan(hardProblem(9), { deadlineMs: 6_000 })).toMatchObject({ stoppedBy: "deadline" });
  });

  it("does not end a run that others wait for", async () => {
    const client = (await at.start()).client();
    const controller = new AbortController();
    const gone = client.plan(hardProblem(), { timeLimitMs: 400, signal: controller.signal }).catch((error) => error);
    const stays = client.plan(hardProblem(), { timeLimitMs: 400 });
    await sleep(100);
    controller.abort();
    expect(await gone).toBeInstanceOf(PlannerError);
    expect(await stays).toMatchObject({ status: "feasible", stoppedBy: "deadline" });
  });
});

describe("Verify", () => {
  it("reports what the simulator here reports, for good plans and broken ones", async () => {
    const client = (await at.start()).client();
    for (let seed = 0; seed < 20; seed++) {
      const problem = smallProblem(seed);
      const offsets = problem.buffers.map(
        (_, i) => (seed % 3 === 0 ? i * 50 : (i * 7 + seed) % 11) - (seed % 7 === 1 ? 1 : 0),
      );
      const here = simulate(problem, offsets, { timeline: true });
      expect(await client.verify(problem, offsets, { timeline: true })).toEqual(here);
    }
  });
});

describe("an overloaded server", () => {
  it("refuses at once, with RetryInfo, and takes calls again when it has room", async () => {
    const server = await at.start({ maxInFlight: 2, planManyWindow: 1 });
    const client = server.client();
    await client.capabilities();
    const taken = [1, 2].map((seed) => client.plan(hardProblem(), { seed, timeLimitMs: 400 }));
    await sleep(50);
    const third = client.plan(hardProblem(), { seed: 3 });
    await expect(third).rejects.toMatchObject({ code: "RESOURCE_EXHAUSTED", reason: "OVERLOADED" });
    const { retryAfterMs } = (await third.catch((error) => error)) as PlannerError;
    expect(retryAfterMs).toBeGreaterThanOrEqual(50);
    expect((await client.capabilities()).version).toBe(VERSION);
    // What needs no search is answered meanwhile.
    expect((await client.plan(easyProblem(2))).verification?.ok).toBe(true);
    for (const { status: outcome } of await Promise.all(taken)) expect(outcome).toBe("feasible");
    expect((await client.plan(easyProblem(1))).verification?.ok).toBe(true);
  });

  it("bounds the bytes in flight too, and lets a single request through", async () => {
    const server = await at.start({ maxInFlightBytes: 1_000 });
    const client = server.client();
    const first = client.plan(hardProblem(), { timeLimitMs: 300 });
    await sleep(100);
    await expect(client.plan(easyProblem(1))).rejects.toMatchObject({
      code: "RESOURCE_EXHAUSTED",
      reason: "OVERLOADED",
    });
    expect(await first).toMatchObject({ status: "feasible" });
  });
});

describe("the cache", () => {
  it("answers an equal problem with equal parameters, whatever its names and encoding", async () => {
    const client = (await at.start()).client();
    const first = await client.plan(SEARCHED, { minimize: true });
    const renamed: Problem = {
      ...SEARCHED,
      buffers: SEARCHED.buffers.map((buffer) => ({ ...buffer, id: `x${buffer.id}`, hint: -1, alignment: 1 })),
    };
    const second = await client.plan(renamed, { minimize: true, timeLimitMs: 5_000 });
    expect([first.cached, second.cached]).toEqual([false, true]);
    expect({ ...second, cached: false }).toEqual(first);
    expect((await client.plan(SEARCHED, { minimize: true, seed: 1 })).cached).toBe(false);
    expect((await client.plan({ ...SEARCHED, capacity: 19 }, { minimize: true })).cached).toBe(false);
    expect((await client.plan(SEARCHED, { minimize: true, omitOffsets: true })).cached).toBe(false);
    const hinted = { ...SEARCHED, buffers: SEARCHED.buffers.map((buffer) => ({ ...buffer, hint: 5 })) };
    const near = await client.plan(hinted, { minimize: true });
    expect([near.cached, near.peak, near.terms.map(({ term }) => term)]).toEqual([
      false,
      first.peak,
      ["peak", "moved"],
    ]);
  });

  it("keeps no answer that a clock cut short, and none at all where it is off", async () => {
    const client = (await at.start()).client();
    const cut = () => client.plan(hardProblem(), { timeLimitMs: 30 });
    expect([(await cut()).cached, (await cut()).cached]).toEqual([false, false]);
    const off = (await at.start({ cacheBytes: 0 })).client();
    expect([(await off.plan(SEARCHED)).cached, (await off.plan(SEARCHED)).cached]).toEqual([false, false]);
  });

  it("forgets what was not asked for longest when its bytes are used up", async () => {
    const client = (await at.start({ cacheBytes: 3_000 })).client();
    for (let seed = 0; seed < 10; seed++) await client.plan(easyProblem(seed));
    expect((await client.plan(easyProblem(9))).cached).toBe(true);
    expect((await client.plan(easyProblem(0))).cached).toBe(false);
  });

  it("solves identical calls in flight once", async () => {
    const server = await at.start({ metrics: "127.0.0.1:0" });
    const client = server.client();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => client.plan(hardProblem(), { timeLimitMs: 300 })),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    const text = await (await fetch(`http://127.0.0.1:${server.service.metricsPort}/metrics`)).text();
    expect(text).toMatch(/^telaplan_cache_requests_total\{outcome="miss"\} 1$/m);
    expect(text).toMatch(/^telaplan_cache_requests_total\{outcome="shared"\} 7$/m);
    expect(text).toMatch(/^telaplan_runs_total\{status="feasible"\} 1$/m);
  });
});
