import type { Worker } from "node:worker_threads";
import { credentials, makeGenericClientConstructor } from "@grpc/grpc-js";
import { service as healthService } from "grpc-health-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PlannerError } from "../../src/client/index.js";
import { RULE_POLICY } from "../../src/search/index.js";
import { Deadline } from "../../src/service/deadline.js";
import { OUT_OF_MEMORY } from "../../src/service/faults.js";
import { readPlan } from "../../src/service/wire/task.js";
import { CELLS } from "../../src/service/workers/jobs.js";
import { runJob } from "../../src/service/workers/work.js";
import { easyProblem, hardProblem, place, planBytes, sleep, until } from "./run.js";

const at = place();

/** Every worker thread that was made, the latest last. */
const workers: Worker[] = [];
const note = (worker: Worker): void => void workers.push(worker);
beforeAll(() => void process.on("worker", note));
afterAll(() => void process.off("worker", note));

async function metricOf(port: number | null, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)$`, "m").exec(text)?.[1] ?? Number.NaN);
}

describe("a worker that dies", () => {
  it("fails its own call with a masked INTERNAL, loses no other, and is replaced", async () => {
    const server = await at.start({ workers: 2, metrics: "127.0.0.1:0" });
    const client = server.client();
    const { metricsPort } = server.service;
    const mine = workers.slice(-3);
    const calls = [0, 1].map((seed) => client.plan(hardProblem(seed), { timeLimitMs: 1_500 }));
    const outcomes = Promise.allSettled(calls);
    await until(async () => (await metricOf(metricsPort, "telaplan_workers_busy")) === 2, "both searches run");
    await sleep(50);
    const others = Array.from({ length: 40 }, (_, i) => client.plan(easyProblem(i)));
    // One of the three is idle or at quick jobs: whichever dies, at most one call may fail.
    await mine[0]!.terminate();
    await mine[1]!.terminate();
    const failed = (await outcomes).filter((outcome) => outcome.status === "rejected").map(({ reason }) => reason);
    expect(failed.length).toBeGreaterThanOrEqual(1);
    for (const error of failed) {
      expect(error).toBeInstanceOf(PlannerError);
      expect(error).toMatchObject({ code: "INTERNAL", message: "internal error", reason: "INTERNAL" });
    }
    const settled = await Promise.allSettled(others);
    const lost = settled.filter(({ status }) => status === "rejected").length;
    expect(failed.length + lost).toBeLessThanOrEqual(2);
    await until(async () => (await metricOf(metricsPort, "telaplan_workers")) === 3, "the workers are replaced");
    expect(await metricOf(metricsPort, "telaplan_worker_deaths_total")).toBe(2);
    expect((await client.plan(easyProblem(99))).verification?.ok).toBe(true);
    expect(server.log.filter(({ msg }) => msg === "worker died")).toHaveLength(2);
  });

  it("of its heap's limit says so, and the server lives on", async () => {
    const server = await at.start({ workerHeapMib: 16 });
    const client = server.client();
    const { capacity: _, ...problem } = easyProblem(1, 200_000);
    await expect(client.plan(problem)).rejects.toMatchObject({ code: "RESOURCE_EXHAUSTED", reason: "OUT_OF_MEMORY" });
    expect((await client.plan(easyProblem(2))).verification?.ok).toBe(true);
  });

  it("of its heap's limit says so too where it is a thread of a worker's", async () => {
    const limits = { maxBuffers: 20_000, maxTimeLimitMs: 60_000, maxProofBytes: 0, policies: ["rules"] };
    const setting = { limits, policies: [RULE_POLICY], version: "", shared: new SharedArrayBuffer(4 * CELLS) };
    const task = readPlan(planBytes(easyProblem(1, 12_000)), "PlanRequest", limits);
    const overrun = Object.assign(new Error("heap"), { code: "ERR_WORKER_OUT_OF_MEMORY" });
    const deadline = new Deadline(Number.POSITIVE_INFINITY, 20_000);
    const fail = (worker: Worker): void => void setImmediate(() => worker.emit("error", overrun));
    process.once("worker", fail);
    const ending = await runJob(
      { id: 1, kind: "search", task, opening: null, streamed: false, told: null, deadline },
      setting,
      () => {},
    );
    expect(ending).toEqual({ kind: "refused", fault: OUT_OF_MEMORY });
    await workers.at(-1)!.terminate();
  });

  it("is not made anew for ever in a tight loop: memory that is short ends the largest search only", async () => {
    const server = await at.start({ maxMemoryBytes: 1, metrics: "127.0.0.1:0" });
    const client = server.client();
    await expect(client.plan(hardProblem(), { timeLimitMs: 20_000 })).rejects.toMatchObject({
      reason: "OUT_OF_MEMORY",
    });
    expect((await client.plan(easyProblem(2))).verification?.ok).toBe(true);
    expect(await metricOf(server.service.metricsPort, "telaplan_memory_shed_total")).toBe(1);
  });
});

describe("while all workers are busy", () => {
  it("health, capabilities and easy problems are answered", async () => {
    const server = await at.start();
    const client = server.client();
    const Health = makeGenericClientConstructor(healthService as never, "Health");
    const health = new Health(server.address, credentials.createInsecure()) as unknown as {
      check(request: object, callback: (error: Error | null, response: { status: string }) => void): void;
      close(): void;
    };
    const busy = [0, 1, 2].map((seed) => client.plan(hardProblem(seed), { deadlineMs: 6_000 }));
    await sleep(200);
    const check = (service: string): Promise<string> =>
      new Promise((resolve, reject) =>
        health.check({ service }, (error, response) => (error ? reject(error) : resolve(response.status))),
      );
    expect(await check("")).toBe("SERVING");
    expect(await check("telaplan.v1.PlannerService")).toBe("SERVING");
    expect((await client.capabilities()).workers).toBe(1);
    expect((await client.plan(easyProblem(1))).verification?.ok).toBe(true);
    let open = 3;
    for (const call of busy) void call.then(() => open--);
    expect(open).toBe(3);
    for (const answer of await Promise.all(busy)) expect(answer.stoppedBy).toBe("deadline");
    health.close();
  });
});
