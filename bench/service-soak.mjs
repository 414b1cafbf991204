/** Many calls of all kinds, and more calls than there is room for. */
import { credentials, makeGenericClientConstructor } from "@grpc/grpc-js";
import { service as healthService } from "grpc-health-check";
import { PlannerClient, toWireRequest } from "../dist/client/index.js";
import { generate } from "../dist/instances/index.js";
import { problems } from "./service-load.mjs";
import { quantile, sleep, startServer } from "./service-server.mjs";

/** Nobody settles these in the time that they are given. */
export function hardProblems(count) {
  return Array.from({ length: count }, (_, seed) => ({
    buffers: generate("residual", { seed, buffers: 300, full: 8 }).problem.buffers,
  }));
}

/**
 * Easy, hard, invalid and cancelled calls by all methods; each must end exactly once, and memory, workers and handles
 * must stay.
 */
export async function soak(calls, address = null, { lanes = 24, samples = 10 } = {}) {
  const server = address === null ? await startServer() : null;
  const client = new PlannerClient(address ?? server.address);
  const easy = problems(300, 60);
  const hard = hardProblems(4);
  const invalid = { buffers: [{ id: "a", lower: 3, upper: 2, size: 1 }] };
  const ends = { OK: 0, INVALID_ARGUMENT: 0, CANCELLED: 0, other: 0 };
  const wrong = [];
  const memory = [];
  let begun = 0;
  let ended = 0;
  const count = (code) => {
    ended++;
    ends[code in ends ? code : "other"]++;
    if (!(code in ends)) wrong.push(code);
  };
  const settle = (promise, wanted) =>
    promise.then(
      ({ verification }) => {
        if (wanted !== "OK" && wanted !== "any") wrong.push(`OK instead of ${wanted}`);
        if (verification !== undefined && verification?.ok !== true) wrong.push("a plan without a good verdict");
        count("OK");
      },
      (error) => {
        if (error.code !== wanted && wanted !== "any")
          wrong.push(`${error.code} instead of ${wanted}: ${error.message}`);
        count(error.code ?? "other");
      },
    );
  const one = async (number) => {
    const problem = easy[number % easy.length];
    const kind = number % 20;
    if (kind === 0) return settle(client.plan(hard[number % 4], { seed: number, timeLimitMs: 20 }), "OK");
    if (kind === 1) return settle(client.plan(invalid), "INVALID_ARGUMENT");
    if (kind === 2) {
      const controller = new AbortController();
      const call = client.plan(hard[number % 4], { seed: number, timeLimitMs: 10_000, signal: controller.signal });
      setTimeout(() => controller.abort(), number % 30);
      return settle(call, "CANCELLED");
    }
    if (kind === 3) {
      let last;
      const stream = async () => {
        for await (const message of client.planStream(hard[number % 4], { seed: number, timeLimitMs: 20 }))
          last = message;
        return last.result;
      };
      return settle(stream(), "OK");
    }
    if (kind === 4)
      return settle(
        client
          .verify(
            problem,
            problem.buffers.map((_, i) => i),
          )
          .then(() => ({})),
        "OK",
      );
    return settle(client.plan(problem, { seed: number % 7 === 0 ? 0 : number }), "OK");
  };
  let session = client.planMany();
  let inSession = 0;
  const many = async (number) => {
    if (++inSession % 500 === 0) {
      const old = session;
      session = client.planMany();
      await old.end();
    }
    return settle(session.send(toWireRequest(easy[number % easy.length], { seed: number })), "OK");
  };
  const every = Math.max(1, Math.floor(calls / samples));
  const lane = async () => {
    while (begun < calls) {
      const number = begun++;
      await (number % 3 === 2 ? many(number) : one(number));
      if (server !== null && number % every === 0) memory.push(server.residentMib());
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: lanes }, lane));
  await session.end();
  const seconds = (performance.now() - startedAt) / 1000;
  client.close();
  await sleep(300);
  const metrics = server === null ? {} : await server.metrics();
  const exitCode = server === null ? 0 : await server.stop();
  return { calls, ended, ends, wrong, memory, seconds, metrics, exitCode };
}

/** Ten times as many hard calls as two workers can take, for some seconds, and health checks beside them. */
export async function overload(seconds) {
  const [limitMs, deadlineMs, inFlight, workers] = [100, 1_000, 16, 2];
  const server = await startServer([
    "--workers",
    `${workers}`,
    "--max-in-flight",
    `${inFlight}`,
    "--plan-many-window",
    "8",
  ]);
  const client = new PlannerClient(server.address, { serviceConfig: {} });
  const Health = makeGenericClientConstructor(healthService, "Health");
  const health = new Health(server.address, credentials.createInsecure());
  const hard = hardProblems(8);
  await client.plan(hard[0], { timeLimitMs: limitMs });
  const perSecond = (10 * workers * 1000) / limitMs;
  const [refused, accepted, healthy] = [[], [], []];
  const faults = {};
  const waiting = new Set();
  const startedAt = performance.now();
  for (let sent = 0; performance.now() - startedAt < 1000 * seconds; sent++) {
    const since = performance.now();
    const call = client.plan(hard[sent % 8], { seed: sent, timeLimitMs: limitMs, deadlineMs }).then(
      ({ verification }) => {
        accepted.push(performance.now() - since);
        if (verification?.ok !== true) faults["no verdict"] = (faults["no verdict"] ?? 0) + 1;
      },
      ({ code, reason, retryAfterMs }) => {
        if (reason === "OVERLOADED" && retryAfterMs > 0) refused.push(performance.now() - since);
        else faults[`${code} ${reason}`] = (faults[`${code} ${reason}`] ?? 0) + 1;
      },
    );
    waiting.add(call);
    void call.finally(() => waiting.delete(call));
    if (sent % 20 === 0) health.check({ service: "" }, () => healthy.push(performance.now() - since));
    const next = startedAt + ((sent + 1) * 1000) / perSecond;
    await sleep(Math.max(0, next - performance.now()));
  }
  await Promise.all(waiting);
  client.close();
  health.close();
  await server.stop();
  return {
    "offered a second": perSecond,
    "accepted, with a verified plan": accepted.length,
    "of them, slowest ms": Math.round(Math.max(...accepted)),
    "their deadline ms": deadlineMs,
    "refused with RetryInfo": refused.length,
    "of them, median ms": quantile(refused, 0.5),
    "of them, p99 ms": quantile(refused, 0.99),
    "of them, slowest ms ": Math.max(...refused),
    "health checks, slowest ms": Math.max(...healthy),
    "anything else": JSON.stringify(faults),
  };
}

/**
 * Milliseconds from the cancelling of a call to the first look that finds no worker busy; a look costs a millisecond or
 * two.
 */
export async function cancelling(rounds) {
  const server = await startServer(["--workers", "1"]);
  const client = new PlannerClient(server.address);
  const hard = hardProblems(4);
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const controller = new AbortController();
    const call = client
      .plan(hard[round % 4], { seed: round, timeLimitMs: 30_000, signal: controller.signal })
      .catch(() => {});
    await sleep(150);
    controller.abort();
    const since = performance.now();
    await call;
    while ((await server.metrics()).telaplan_workers_busy > 0) await sleep(1);
    times.push(performance.now() - since);
  }
  const replaced = (await server.metrics()).telaplan_workers_replaced;
  client.close();
  await server.stop();
  return {
    "median ms": quantile(times, 0.5),
    "slowest ms": Math.max(...times),
    "ended by force": `${replaced} of ${rounds}`,
  };
}
