import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type PlannerClient, PlannerError, type StreamedPlan, toWireRequest } from "../../src/client/index.js";
import { generate } from "../../src/instances/index.js";
import { decode } from "../../src/proto/index.js";
import { LatestOnly } from "../../src/service/calls/plan-stream.js";
import { easyProblem, hardProblem, place, type Served, until } from "./run.js";

const at = place();
const folder = mkdtempSync(join(tmpdir(), "telaplan-shares-"));
const tokens = join(folder, "tokens");
writeFileSync(tokens, "flooding\nquiet\n");
afterAll(() => rmSync(folder, { recursive: true }));

async function metric(server: Served, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${server.service.metricsPort}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)$`, "m").exec(text)?.[1] ?? Number.NaN);
}

/** A worker was handed a search: what it does before that is a quick job. */
async function isSearching(server: Served): Promise<boolean> {
  return (await metric(server, 'telaplan_queue_seconds_count{queue="search"}')) >= 1;
}

/** So many searches of a minute that a client asks for; ended by the function that is given back. */
function flood(client: PlannerClient, count: number): () => Promise<unknown> {
  const calls = Array.from({ length: count }, (_, seed) => {
    const controller = new AbortController();
    const call = client.plan(hardProblem(), { seed, timeLimitMs: 60_000, signal: controller.signal }).catch(() => {});
    return { controller, call };
  });
  return () => {
    for (const { controller } of calls) controller.abort();
    return Promise.all(calls.map(({ call }) => call));
  };
}

/** Messages of a stream, noted as they come. */
function streamed(client: PlannerClient, timeLimitMs: number, seed = 0): { messages: StreamedPlan[]; end: () => void } {
  const messages: StreamedPlan[] = [];
  const controller = new AbortController();
  const { signal } = controller;
  const read = async (): Promise<void> => {
    for await (const message of client.planStream(hardProblem(), { timeLimitMs, seed, signal })) messages.push(message);
  };
  void read().catch(() => {});
  return { messages, end: () => controller.abort() };
}

describe("beside a caller who floods the server with searches of a minute, another", () => {
  it("is refused nothing: quick plans, stored ones, replays, and a search that begins at once", async () => {
    const server = await at.start({
      maxInFlight: 12,
      maxInFlightPerCaller: 8,
      planManyWindow: 1,
      spareWorkers: 2,
      tokens,
      metrics: "127.0.0.1:0",
    });
    const quiet = server.client({ token: "quiet" });
    const stored = easyProblem(1);
    await quiet.plan(stored);
    const end = flood(server.client({ token: "flooding", serviceConfig: {} }), 40);
    await until(async () => (await metric(server, "telaplan_queue_search")) >= 7, "the searches wait");
    for (let seed = 0; seed < 10; seed++) {
      expect((await quiet.plan(easyProblem(seed, 5), { seed })).verification?.ok).toBe(true);
      expect(await quiet.plan(stored)).toMatchObject({ cached: true });
      expect((await quiet.verify(easyProblem(1, 1), [0])).ok).toBe(true);
    }
    const { steps, status } = await quiet.plan(hardProblem(7), { timeLimitMs: 300 });
    expect([status, steps > 0]).toEqual(["feasible", true]);
    expect(await metric(server, "telaplan_queue_search")).toBeGreaterThan(4);
    await end();
  });

  it("gets a place among the searches that wait, and the one pushed out is told when to come again", async () => {
    const server = await at.start({ maxInFlight: 4, planManyWindow: 1, tokens, metrics: "127.0.0.1:0" });
    const flooding = server.client({ token: "flooding", serviceConfig: {} });
    const refused: PlannerError[] = [];
    const controllers = [0, 1, 2, 3].map((seed) => {
      const controller = new AbortController();
      const { signal } = controller;
      flooding.plan(hardProblem(), { seed, timeLimitMs: 60_000, signal }).catch((error) => {
        if (error instanceof PlannerError && error.reason === "OVERLOADED") refused.push(error);
      });
      return controller;
    });
    await until(async () => (await metric(server, "telaplan_queue_search")) === 3, "three wait");
    const quiet = server
      .client({ token: "quiet" })
      .plan(hardProblem(), { seed: 9, timeLimitMs: 60_000, deadlineMs: 1_500 });
    await until(() => refused.length === 1, "one is pushed out");
    expect(refused[0]!.retryAfterMs).toBeGreaterThan(20_000);
    expect(await quiet).toMatchObject({ status: "feasible" });
    expect(refused).toHaveLength(1);
    for (const controller of controllers) controller.abort();
  });
});

describe("streams of PlanMany", () => {
  it("are read later where there is no room, and nothing of them is refused", async () => {
    const server = await at.start({ maxInFlight: 4, planManyWindow: 4, cacheBytes: 0 });
    const ends: unknown[] = [];
    const one = async (stream: number): Promise<void> => {
      const call = server.client().stub.planMany();
      call.on("data", ({ error, result }) => void ends.push(error ?? result?.verification?.ok));
      for (let i = 0; i < 40; i++) {
        const problem = i % 10 === 0 ? hardProblem(i) : easyProblem(i, 20);
        call.write({ requestId: `${i}`, plan: toWireRequest(problem, { timeLimitMs: 20, seed: 100 * stream + i }) });
      }
      call.end();
      await new Promise((resolve, reject) => call.on("end", resolve).on("error", reject));
    };
    await Promise.all([0, 1, 2, 3, 4].map(one));
    expect(ends).toEqual(Array.from({ length: 200 }, () => true));
  });
});

describe("a request that waits for its search", () => {
  it("gets the plan in hand after the longest wait that the server allows", async () => {
    const server = await at.start({ maxWaitMs: 300, metrics: "127.0.0.1:0" });
    const end = flood(server.client(), 1);
    await until(() => isSearching(server), "a search runs");
    const answer = await server.client().plan(hardProblem(3), { timeLimitMs: 60_000 });
    expect(answer).toMatchObject({ status: "feasible", stoppedBy: "deadline", steps: 0 });
    await end();
  });

  it("has a plan in hand above 1,000 buffers too", async () => {
    const server = await at.start({ metrics: "127.0.0.1:0" });
    const end = flood(server.client(), 1);
    await until(() => isSearching(server), "a search runs");
    const { buffers } = generate("residual", { seed: 1, buffers: 3_000, full: 8 }).problem;
    const answer = await server.client().plan({ buffers }, { timeLimitMs: 60_000, deadlineMs: 2_000 });
    expect(answer).toMatchObject({ status: "feasible", stoppedBy: "deadline", steps: 0 });
    expect(answer.verification?.ok).toBe(true);
    await end();
  });

  it("goes by its priority among those of the same caller", async () => {
    const server = await at.start({ metrics: "127.0.0.1:0" });
    const client = server.client();
    const end = flood(client, 1);
    await until(() => isSearching(server), "a search runs");
    const order: string[] = [];
    const calls = (["low", "normal", "high"] as const).map((priority, seed) =>
      client.plan(hardProblem(4), { seed, priority, timeLimitMs: 50 }).then(() => order.push(priority)),
    );
    await until(async () => (await metric(server, "telaplan_queue_search")) === 3, "three wait");
    await end();
    await Promise.all(calls);
    expect(order).toEqual(["high", "normal", "low"]);
    await expect(client.plan(easyProblem(1), { priority: "urgent" as never })).rejects.toMatchObject({
      reason: "INVALID_FIELD",
      message: 'priority must be "batch", "low", "normal" or "high", got "urgent"',
    });
  });
});

describe("PlanStream", () => {
  it("tells of the heuristics' plan while its search waits", async () => {
    const server = await at.start({ metrics: "127.0.0.1:0" });
    const end = flood(server.client(), 1);
    await until(() => isSearching(server), "a search runs");
    const { messages, end: endStream } = streamed(server.client(), 60_000, 5);
    await until(() => messages.length > 0, "the first incumbent");
    await until(async () => (await metric(server, "telaplan_queue_search")) === 1, "its search waits");
    expect(messages[0]!.incumbent?.offsets).not.toBeNull();
    endStream();
    await end();
  });

  it("gives a second equal call the plan that is behind the bound", async () => {
    const server = await at.start();
    const first = streamed(server.client(), 60_000);
    await until(() => first.messages.some(({ incumbent }) => incumbent?.offsets != null), "a plan");
    // Whatever comes now without a plan is about the bound.
    const second = streamed(server.client(), 30_000);
    await until(() => second.messages.length > 0, "what the second hears first");
    const best = first.messages.findLast(({ incumbent }) => incumbent?.offsets != null)!.incumbent!;
    const { incumbent } = second.messages[0]!;
    expect(incumbent!.offsets).not.toBeNull();
    expect(incumbent!.peak).toBeLessThanOrEqual(Math.max(best.peak, incumbent!.peak));
    first.end();
    second.end();
  });

  it("keeps a plan that waits for a slow reader when a bound comes, and tells of both in their order", () => {
    const written: string[] = [];
    const sent: (() => void)[] = [];
    const write = (message: Uint8Array, done: () => void): boolean => {
      const { incumbent } = decode("PlanStreamResponse", message) as { incumbent: { peak?: number } };
      written.push(`${incumbent.peak ?? 0}`);
      sent.push(done);
      return false;
    };
    const events = new LatestOnly({ write } as never);
    // An Incumbent whose peak is the number.
    const event = (peak: number): Uint8Array => Uint8Array.of(8, peak);
    events.send(event(9), true);
    events.send(event(8), true);
    events.send(event(7), true);
    events.send(event(71), false);
    events.send(event(72), false);
    for (let i = 0; i < 4; i++) sent[i]?.();
    expect(written).toEqual(["9", "7", "72"]);
    events.send(event(73), false);
    events.send(event(74), false);
    events.send(event(6), true);
    sent[3]!();
    expect(written).toEqual(["9", "7", "72", "73", "6"]);
    events.close();
    events.send(event(5), true);
    sent[4]!();
    expect(written).toHaveLength(5);
  });
});

describe("a cancelled call of 3,000 buffers", () => {
  it("costs no worker: its search stops by itself", async () => {
    const server = await at.start({ metrics: "127.0.0.1:0" });
    const client = server.client();
    const { buffers } = generate("residual", { seed: 1, buffers: 3_000, full: 8 }).problem;
    for (let seed = 0; seed < 8; seed++) {
      const controller = new AbortController();
      const call = client.plan({ buffers }, { seed, timeLimitMs: 60_000, signal: controller.signal });
      setTimeout(() => controller.abort(), 20 * seed);
      await expect(call).rejects.toMatchObject({ code: "CANCELLED" });
    }
    await until(async () => (await metric(server, "telaplan_workers_busy")) === 0, "no worker is busy");
    expect(await metric(server, "telaplan_workers_replaced_total")).toBe(0);
  });
});
