/**
 * Many calls of all kinds, and more calls than there is room for.
 *
 * @import { SimulationReport } from "../dist/index.js"
 * @import { PlannerError, StreamedPlan } from "../dist/client/index.js"
 *
 * @typedef {{ readonly verification?: SimulationReport | null }} Answered a plan's result, or nothing of it
 * @typedef {{ readonly code: string, readonly message: string }} Refused
 *
 * @typedef {object} Health the part of a generic client that is used here
 * @property {(request: { service: string }, answered: () => void) => void} check
 * @property {() => void} close
 */
import { credentials, makeGenericClientConstructor } from "@grpc/grpc-js";
import { service as healthService } from "grpc-health-check";
import { PlannerClient, toWireRequest } from "../dist/client/index.js";
import { generate } from "../dist/instances/index.js";
import { must } from "./must.mjs";
import { problems } from "./service-problems.mjs";
import { quantile, sleep, startServer } from "./service-server.mjs";

/**
 * Nobody settles these in the time that they are given.
 *
 * @param {number} count
 */
export function hardProblems(count) {
  return Array.from({ length: count }, (_, seed) => ({
    buffers: generate("residual", { seed, buffers: 300, full: 8 }).problem.buffers,
  }));
}

/**
 * Easy, hard, invalid and cancelled calls by all methods; each must end exactly once, and memory, workers and handles
 * must stay.
 *
 * @param {number} calls
 * @param {string | null} address of a server that runs; null starts one
 * @param {{ lanes?: number, samples?: number }} [options]
 */
export async function soak(calls, address = null, { lanes = 24, samples = 10 } = {}) {
  const server = address === null ? await startServer() : null;
  const client = new PlannerClient(address ?? must(server?.address, "server"));
  const easy = problems(300, 60);
  const hard = hardProblems(4);
  const invalid = { buffers: [{ id: "a", lower: 3, upper: 2, size: 1 }] };
  /** @type {Record<string, number>} */
  const ends = { OK: 0, INVALID_ARGUMENT: 0, CANCELLED: 0, other: 0 };
  /** @type {string[]} */
  const wrong = [];
  /** @type {number[]} */
  const memory = [];
  let begun = 0;
  let ended = 0;
  /** @param {string} code */
  const count = (code) => {
    ended++;
    const end = code in ends ? code : "other";
    ends[end] = (ends[end] ?? 0) + 1;
    if (!(code in ends)) wrong.push(code);
  };
  /** @type {(promise: Promise<Answered>, wanted: string) => Promise<void>} */
  const settle = (promise, wanted) =>
    promise.then(
      ({ verification }) => {
        if (wanted !== "OK" && wanted !== "any") wrong.push(`OK instead of ${wanted}`);
        if (verification !== undefined && verification?.ok !== true) wrong.push("a plan without a good verdict");
        count("OK");
      },
      (/** @type {Refused} */ error) => {
        if (error.code !== wanted && wanted !== "any")
          wrong.push(`${error.code} instead of ${wanted}: ${error.message}`);
        count(error.code ?? "other");
      },
    );
  /** @param {number} number */
  const one = async (number) => {
    const problem = nth(easy, number);
    const kind = number % 20;
    if (kind === 0) return settle(client.plan(nth(hard, number), { seed: number, timeLimitMs: 20 }), "OK");
    if (kind === 1) return settle(client.plan(invalid), "INVALID_ARGUMENT");
    if (kind === 2) {
      const controller = new AbortController();
      const call = client.plan(nth(hard, number), { seed: number, timeLimitMs: 10_000, signal: controller.signal });
      setTimeout(() => controller.abort(), number % 30);
      return settle(call, "CANCELLED");
    }
    if (kind === 3) {
      const stream = async () => {
        /** @type {StreamedPlan | undefined} */
        let last;
        for await (const message of client.planStream(nth(hard, number), { seed: number, timeLimitMs: 20 }))
          last = message;
        return must(last && "result" in last ? last.result : null, "result at the end of a stream");
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
  /** @param {number} number */
  const many = async (number) => {
    if (++inSession % 500 === 0) {
      const old = session;
      session = client.planMany();
      await old.end();
    }
    return settle(session.send(toWireRequest(nth(easy, number), { seed: number })), "OK");
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
  /** @type {Record<string, number>} */
  const metrics = server === null ? {} : await server.metrics();
  const exitCode = server === null ? 0 : await server.stop();
  return { calls, ended, ends, wrong, memory, seconds, metrics, exitCode };
}

/**
 * Ten times as many hard calls as two workers can take, for some seconds, and health checks beside them.
 *
 * @param {number} seconds
 */
export async function overload(seconds) {
  const [limitMs, deadlineMs, workers] = [100, 1_000, 2];
  const server = await startServer(`--workers ${workers} --max-in-flight 16 --plan-many-window 8`.split(" "));
  const client = new PlannerClient(server.address, { serviceConfig: {} });
  const HealthClient = makeGenericClientConstructor(healthService, "Health");
  const generic = new HealthClient(server.address, credentials.createInsecure());
  const health = /** @type {Health} */ (/** @type {unknown} */ (generic));
  const hard = hardProblems(8);
  await client.plan(nth(hard, 0), { timeLimitMs: limitMs });
  const perSecond = (10 * workers * 1000) / limitMs;
  /** @type {number[]} */
  const refused = [];
  /** @type {number[]} */
  const accepted = [];
  /** @type {number[]} */
  const healthy = [];
  /** @type {Record<string, number>} */
  const faults = {};
  /** @param {string} what */
  const note = (what) => {
    faults[what] = (faults[what] ?? 0) + 1;
  };
  /** @type {Set<Promise<void>>} */
  const waiting = new Set();
  const startedAt = performance.now();
  for (let sent = 0; performance.now() - startedAt < 1000 * seconds; sent++) {
    const since = performance.now();
    const call = client.plan(nth(hard, sent), { seed: sent, timeLimitMs: limitMs, deadlineMs }).then(
      ({ verification }) => {
        accepted.push(performance.now() - since);
        if (verification?.ok !== true) note("no verdict");
      },
      (/** @type {PlannerError} */ { code, reason, retryAfterMs }) => {
        if (reason === "OVERLOADED" && (retryAfterMs ?? 0) > 0) refused.push(performance.now() - since);
        else note(`${code} ${reason}`);
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
 * Milliseconds from the cancelling of a call to the first look that finds no worker busy and all of them ready, those
 * that were made anew too; a look costs a millisecond or two.
 *
 * @param {number} rounds
 */
export async function cancelling(rounds) {
  const server = await startServer(["--workers", "1"]);
  const client = new PlannerClient(server.address);
  const hard = hardProblems(4);
  /** @type {number[]} */
  const times = [];
  // One search, one for quick jobs, and the spares.
  const workers = 5;
  const isFree = async () => {
    const { telaplan_workers_busy: busy, telaplan_workers: ready } = await server.metrics();
    return busy === 0 && ready === workers;
  };
  while (!(await isFree())) await sleep(10);
  for (let round = 0; round < rounds; round++) {
    const controller = new AbortController();
    const call = client
      .plan(nth(hard, round), { seed: round, timeLimitMs: 30_000, signal: controller.signal })
      .catch(() => {});
    await sleep(150);
    controller.abort();
    const since = performance.now();
    await call;
    while (!(await isFree())) await sleep(1);
    times.push(performance.now() - since);
  }
  const replaced = (await server.metrics()).telaplan_workers_replaced_total;
  client.close();
  await server.stop();
  return {
    "median ms": quantile(times, 0.5),
    "slowest ms": Math.max(...times),
    "ended by force": `${replaced} of ${rounds}`,
  };
}

/**
 * The one whose turn it is.
 *
 * @template Item
 * @param {readonly Item[]} list not empty
 * @param {number} number
 */
function nth(list, number) {
  return must(list[number % list.length], "item");
}
