#!/usr/bin/env node
/**
 * What a shared cache that is tampered with, or frozen, does to calls; and what batches do to interactive calls. It
 * needs a redis-server, which it starts on a free port.
 *
 *   node bench/fleet-cache.mjs [--only tampered,frozen,priorities]
 *
 * @import { Problem } from "../dist/index.js"
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import { PlannerClient } from "../dist/client/index.js";
import { decode, encode } from "../dist/proto/index.js";
import { sealed, unsealed } from "../dist/service/store/entry.js";
import { simulate } from "../dist/sim/index.js";
import { RedisServer } from "./fleet-servers.mjs";
import { must } from "./must.mjs";
import { problems } from "./service-problems.mjs";
import { ROOT, startServer } from "./service-server.mjs";

/** @typedef {{ figure: string, asked: string, found: string, isMet: boolean }} Row */

const CACHE_OFF = ["--cache", "0"];
const sleep = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {readonly number[]} values @param {number} share */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** @param {number} ms */
const shown = (ms) => `${ms.toFixed(1)} ms`;

/** The ways in which an entry is tampered with: the body is what was stored, the other that of another problem. */
/** @type {readonly ((name: string, body: Buffer, other: Buffer) => Uint8Array)[]} */
const TAMPERS = [
  (_name, body) => body.map((byte, i) => (i === body.length - 3 ? byte ^ 255 : byte)),
  (_name, _body, other) => other,
  (name, body) => forged(name, body, { offsets: 0 }),
  (name, body) => forged(name, body, { version: "0.0.9" }),
  (name, body) => forged(name, body, { peak: 1 }),
  (_name, body) => body.subarray(0, body.length >> 1),
  () => Buffer.from("rubbish"),
  () => Buffer.alloc(2 ** 21),
  (name, body) => forged(name, body, { status: 3 }),
  (name, body) => forged(name, body, { bound: -1 }),
];

/**
 * An entry by somebody who knows the form: its digest is right.
 *
 * @param {string} name @param {Buffer} entry
 * @param {{ offsets?: number, version?: string, peak?: number, status?: number, bound?: number }} lie
 */
function forged(name, entry, { offsets, version, peak, status, bound }) {
  const answer = /** @type {Uint8Array} */ (unsealed(name, entry, null));
  const said = /** @type {{ offsets: number[], peak: number, lower_bound: number }} */ (decode("PlanResponse", answer));
  const changed = {
    ...said,
    ...(offsets !== undefined && { offsets: said.offsets.map(() => offsets) }),
    ...(version !== undefined && { solver_version: version }),
    ...(peak !== undefined && { peak: said.peak - peak, lower_bound: said.lower_bound - peak }),
    ...(status !== undefined && { status, offsets: [], peak: undefined, infeasibility: { cause: 6, message: "no" } }),
    ...(bound !== undefined && { lower_bound: said.lower_bound + bound }),
  };
  return sealed(name, encode("PlanResponse", changed), null);
}

/**
 * Calls, some at a time. Each plan is replayed here.
 *
 * @param {PlannerClient} client @param {readonly Problem[]} list @param {number} lanes
 */
async function called(client, list, lanes) {
  /** @type {number[]} */
  const times = [];
  const found = { failed: 0, wrong: 0, cached: 0, times };
  let next = 0;
  const lane = async () => {
    for (let problem = list[next++]; problem !== undefined; problem = list[next++]) {
      const since = performance.now();
      try {
        const { offsets, cached, status } = await client.plan(problem, { minimize: true, timeLimitMs: 2_000 });
        times.push(performance.now() - since);
        if (cached) found.cached++;
        const isPlan = status === "optimal" || status === "feasible";
        if (!isPlan || !simulate(problem, must(offsets, "offsets")).ok) found.wrong++;
      } catch {
        found.failed++;
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return found;
}

/** @param {number} count @returns {Promise<Row[]>} */
export async function tampered(count = 1_000) {
  const redis = await RedisServer.start();
  const admin = new Redis(redis.url);
  const args = ["--shared-cache", redis.url, "--shared-cache-timeout", "1", ...CACHE_OFF];
  const list = problems(count);
  try {
    const one = await startServer(args);
    const first = await called(new PlannerClient(one.address), list, 8);
    await sleep(500);
    await one.stop();
    const names = await admin.keys("telaplan:answer:*");
    const bodies = await Promise.all(names.map((name) => admin.getBuffer(name)));
    for (const [i, name] of names.entries()) {
      const [body, other] = [must(bodies[i], name), must(bodies[(i + 1) % names.length], name)];
      await admin.set(name, Buffer.from(must(TAMPERS[i % TAMPERS.length], "way")(name, body, other)));
    }
    const two = await startServer(args);
    const client = new PlannerClient(two.address);
    const second = await called(client, list, 8);
    const bad = (await two.metrics())['telaplan_shared_cache_requests_total{outcome="bad"}'] ?? 0;
    const third = await called(client, list, 8);
    client.close();
    await two.stop();
    const isMet = second.wrong + second.failed + first.failed + third.wrong === 0 && bad === names.length;
    const found =
      `${names.length} entries tampered with, ${bad} dropped, ${second.wrong} wrong plans, ` +
      `${second.failed} failed calls; then ${third.cached} of ${count} from the cache`;
    return [{ figure: `${count} tampered entries, and ones of another version`, asked: "none, none", found, isMet }];
  } finally {
    admin.disconnect();
    await redis.stop();
  }
}

/** Rounds in turn without a cache and with one that is frozen. @param {number} calls @returns {Promise<Row[]>} */
export async function frozen(calls = 400, rounds = 3) {
  const redis = await RedisServer.start();
  const bare = await startServer(CACHE_OFF);
  const cached = await startServer(["--shared-cache", redis.url, ...CACHE_OFF]);
  const clients = [new PlannerClient(bare.address), new PlannerClient(cached.address)];
  const list = problems(calls * (2 * rounds + 2));
  let used = 0;
  const some = () => {
    used += calls;
    return list.slice(used - calls, used);
  };
  try {
    for (const client of clients) await called(client, some(), 4);
    /** @type {[number[], number[]]} */
    const times = [[], []];
    let failed = 0;
    let wrong = 0;
    for (let round = 0; round < rounds; round++) {
      const plain = await called(must(clients[0], "client"), some(), 4);
      // It freezes in the middle of the load.
      const freeze = setTimeout(() => process.kill(must(redis.pid, "pid"), "SIGSTOP"), 30);
      const beside = await called(must(clients[1], "client"), some(), 4);
      clearTimeout(freeze);
      process.kill(must(redis.pid, "pid"), "SIGCONT");
      times[0].push(...plain.times);
      times[1].push(...beside.times);
      failed += plain.failed + beside.failed;
      wrong += plain.wrong + beside.wrong;
      // Until it is used again.
      for (let i = 0; i < 50 && (await cached.metrics()).telaplan_shared_cache_open === 1; i++) {
        await sleep(200);
        await called(must(clients[1], "client"), problems(1, 40), 1);
      }
    }
    const metrics = await cached.metrics();
    const late = metrics['telaplan_shared_cache_requests_total{outcome="timeout"}'] ?? 0;
    const [without, withIt] = times.map((each) => quantile(each, 0.99));
    const above = must(withIt, "p99") - must(without, "p99");
    const found =
      `p99 ${shown(must(without, "p99"))} without a cache, ${shown(must(withIt, "p99"))} with one that is frozen ` +
      `${rounds} times (${shown(above)} above); ${late} calls waited for it; ${failed} failed, ${wrong} wrong`;
    return [
      { figure: "Redis frozen during load", asked: "≤ 30 ms above", found, isMet: above <= 30 && failed + wrong === 0 },
    ];
  } finally {
    for (const client of clients) client.close();
    await Promise.all([bare.stop(), cached.stop()]);
    process.kill(must(redis.pid, "pid"), "SIGCONT");
    await redis.stop();
  }
}

/** Interactive calls at a rate. @param {PlannerClient} client @param {number} seconds @param {number} from */
async function interactive(client, seconds, from, rate = 50) {
  const list = problems(from + seconds * rate).slice(from);
  /** @type {number[]} */
  const times = [];
  let failed = 0;
  const begun = performance.now();
  const calls = list.map(async (problem, i) => {
    await sleep((1000 * i) / rate - (performance.now() - begun));
    const since = performance.now();
    try {
      await client.plan(problem, { timeLimitMs: 2_000 });
      times.push(performance.now() - since);
    } catch {
      failed++;
    }
  });
  await Promise.all(calls);
  return { times, failed };
}

/** @param {number} jobs @returns {Promise<Row[]>} */
export async function priorities(jobs = 5_000, seconds = 10) {
  const redis = await RedisServer.start();
  const server = await startServer(["--queue", redis.url, ...CACHE_OFF]);
  const client = new PlannerClient(server.address);
  const worker = spawn(
    process.execPath,
    [join(ROOT, "dist/cli/main.js"), "worker", "--queue", redis.url, "--concurrency", "2"],
    { stdio: "ignore" },
  );
  try {
    await interactive(client, 4, 0);
    const alone = await interactive(client, seconds, 1_000);
    // Hard enough to last: each takes its whole limit.
    const hard = problems(jobs, 300);
    const entries = hard.map((problem, i) => ({ name: `${i}`, problem }));
    const batch = await client.submitBatch(entries, { minimize: true, timeLimitMs: 1_000 });
    await sleep(2_000);
    const queued = await interactive(client, seconds, 2_000);
    const left = await client.getBatch(batch.batchId);
    worker.kill("SIGKILL");
    await client.cancelBatch(batch.batchId);
    const many = client.planMany();
    const requests = hard.map((problem) => many.plan(problem, { minimize: true, priority: "batch", timeLimitMs: 500 }));
    for (const request of requests) request.catch(() => {});
    await sleep(1_000);
    const beside = await interactive(client, seconds, 3_000);
    const open = many.open;
    many.cancel();
    await Promise.allSettled(requests);
    const base = quantile(alone.times, 0.99);
    const row = (/** @type {string} */ where, /** @type {typeof alone} */ run, /** @type {number} */ waiting) => {
      const p99 = quantile(run.times, 0.99);
      const times = `${shown(base)} alone, ${shown(p99)} beside (${(p99 / base).toFixed(2)} ×)`;
      const found = `p99 ${times}; ${run.failed} failed; ${waiting} jobs left`;
      return {
        figure: `50 calls a second beside ${where}`,
        asked: "≤ 2 ×",
        found,
        isMet: p99 <= 2 * base && run.failed === 0,
      };
    };
    return [
      row(`${jobs} jobs in the queue and 2 threads of a worker`, queued, left.submitted - left.answered),
      row(`${jobs} requests of PlanMany with the priority of batches`, beside, open),
    ];
  } finally {
    worker.kill("SIGKILL");
    client.close();
    await server.stop();
    await redis.stop();
  }
}

const ALL = { tampered, frozen, priorities };

/** All rows, or those of some names. @param {readonly string[]} only @returns {Promise<Row[]>} */
export async function cacheRows(only = Object.keys(ALL)) {
  if (!RedisServer.isInstalled) return [{ figure: "shared cache", asked: "", found: "no redis-server", isMet: false }];
  /** @type {Row[]} */
  const rows = [];
  for (const [name, run] of Object.entries(ALL)) if (only.includes(name)) rows.push(...(await run()));
  return rows;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const at = process.argv.indexOf("--only");
  const rows = await cacheRows(at < 0 ? undefined : must(process.argv[at + 1], "--only").split(","));
  for (const { figure, asked, found, isMet } of rows)
    console.log(`${isMet ? "met" : "NOT MET"}  ${figure} (${asked}): ${found}`);
  process.exitCode = rows.every(({ isMet }) => isMet) ? 0 : 1;
}
