/**
 * Measures batches on queues: servers, workers and submitters in processes of their own, all on loopback.
 *   npm run bench:fleet                          everything
 *   npm run bench:fleet -- --only chaos,stream   some of it
 *   npm run bench:fleet -- --scale 0.1           a tenth of the problems
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DEFAULT_OPTIONS } from "../dist/fleet/index.js";
import { hundreds, mixture, renamed, writeLines } from "./fleet-problems.mjs";
import { PostgresServer, RedisServer } from "./fleet-servers.mjs";
import { cpuMs, fleetAt, pause, startWorker, telaplan } from "./fleet-sides.mjs";
import { median } from "./measure.mjs";
import { throughput as planMany } from "./service-load.mjs";

const { values } = parseArgs({ options: { only: { type: "string" }, scale: { type: "string", default: "1" } } });
const scale = Number(values.scale);
if (!(scale > 0 && scale <= 1)) throw new Error(`--scale must be above 0 and at most 1, got ${values.scale}`);
/** @param {number} count */
const times = (count) => Math.max(20, Math.round(scale * count));

/** What ends the bench with exit code 1. @type {string[]} */
const faults = [];
const folder = mkdtempSync(join(tmpdir(), "telaplan-fleet-"));

/** @typedef {RedisServer | PostgresServer} Server */
/** @typedef {Awaited<ReturnType<typeof fleetAt>>} Fleet */

/** @type {Readonly<Record<string, readonly [title: string, measure: () => Promise<object>]>>} */
const SECTIONS = {
  chaos: ["2 submitters, 3 workers, one killed every 5 s, Redis killed once", () => chaos(() => RedisServer.start())],
  postgres: ["the same on PostgreSQL", () => chaos(() => PostgresServer.start())],
  throughput: ["problems of 100 buffers, beside PlanMany, in turns", throughput],
  duplicates: ["as many again that are equal under other names", duplicates],
  stream: ["many problems through one submitter that is stopped and killed", stream],
};

/** @param {() => Promise<Server>} start */
async function chaos(start) {
  const server = await start();
  const count = times(5_000);
  const paths = ["a", "b"].map((name) => join(folder, `${name}.jsonl`));
  // The second has the first's problems, and others: some are equal.
  writeLines(paths[0] ?? "", mixture(count));
  writeLines(paths[1] ?? "", mixture(2 * count).slice(count / 2, count / 2 + count));
  const flags = ["--concurrency", "1", "--lease", "3"];
  const workers = await Promise.all([0, 1, 2].map(() => startWorker(server.url, flags)));
  const beganAt = performance.now();
  const submitters = paths.map((path, i) => {
    const how = ["--id", `chaos-${i}`, "-t", "1", "--max-queue", "1000"];
    return telaplan(server.url, ["batch", "submit", path, ...how]);
  });
  const fleet = await fleetAt(server.url);
  let kills = 0;
  let isDown = false;
  let next = beganAt + 5_000;
  const isDone = async () => {
    const states = await Promise.all([0, 1].map((i) => fleet.store.state(`chaos-${i}`)));
    return states.every((state) => state?.isSealed && state.answered >= state.submitted);
  };
  while (!(await isDone())) {
    await pause(200);
    if (performance.now() < next) continue;
    next += 5_000;
    const victim = kills++ % workers.length;
    workers[victim]?.child.kill("SIGKILL");
    workers[victim] = await startWorker(server.url, flags);
    if (kills === 2 && !isDown) {
      isDown = true;
      await server.kill();
      await pause(1_000);
      await server.start();
    }
    if (performance.now() - beganAt > 1_800_000) {
      faults.push("chaos: not done after half an hour");
      break;
    }
  }
  const seconds = (performance.now() - beganAt) / 1000;
  const codes = await Promise.all(submitters.map(({ ended }) => ended));
  if (codes.some((code) => code !== 0)) faults.push(`chaos: a submitter said ${submitters.map(({ said }) => said())}`);
  const tallies = await Promise.all([0, 1].map((i) => tally(fleet, `chaos-${i}`)));
  const expected = count;
  for (const { seen, twice, unverified } of tallies) {
    if (seen !== expected) faults.push(`chaos: ${seen} of ${expected} answered`);
    if (twice > 0) faults.push(`chaos: ${twice} told twice`);
    if (unverified > 0) faults.push(`chaos: ${unverified} plans do not verify`);
  }
  const asides = await fleet.asides(0, 100);
  if (asides.length > 0) faults.push(`chaos: ${asides.length} jobs set aside: ${asides[0]?.reason}`);
  await fleet.close();
  for (const { child } of workers) child.kill("SIGTERM");
  await Promise.all(workers.map(({ ended }) => ended));
  await server.stop();
  return {
    problems: 2 * count,
    seconds: seconds.toFixed(0),
    "workers killed": kills,
    "server killed": isDown ? 1 : 0,
    "answered once": tallies.map(({ seen }) => seen).join(" + "),
    answers: JSON.stringify(tallies.map(({ counts }) => counts)),
    "set aside": asides.length,
  };
}

/** Reads all results of a batch as they came, and counts. @param {Fleet} fleet @param {string} id */
async function tally(fleet, id) {
  /** @type {Set<number>} */
  const seen = new Set();
  /** @type {Record<string, number>} */
  const counts = {};
  let twice = 0;
  let unverified = 0;
  for (let cursor = 0; ; ) {
    const page = await fleet.results(id, cursor, 200);
    if (page.results.length === 0) break;
    for (const { index, answer, report } of page.results) {
      if (seen.has(index)) twice++;
      seen.add(index);
      const isUnread = answer.error?.includes("JSON") || answer.error?.includes("jsonl");
      const kind = answer.status === "failed" && isUnread ? "unread" : answer.status;
      counts[kind] = (counts[kind] ?? 0) + 1;
      if ((answer.offsets !== null && report?.ok !== true) || kind === "failed") unverified++;
    }
    cursor = page.cursor;
  }
  return { seen: seen.size, twice, unverified, counts };
}

/**
 * Submits, and reads all results, at the same time.
 *
 * @param {Fleet} fleet
 * @param {string} id
 * @param {Iterable<{ readonly name: string, readonly problem: import("../dist/index.js").Problem }>} given
 */
async function pass(fleet, id, given) {
  const beganAt = performance.now();
  const submitted = fleet.submit(given, { id, options: { ...DEFAULT_OPTIONS, timeLimitMs: 10_000 } });
  await fleet.open(id, { ...DEFAULT_OPTIONS, timeLimitMs: 10_000 });
  let cursor = 0;
  for (;;) {
    const state = await fleet.state(id);
    const page = await fleet.results(id, cursor, 250);
    for (const { name, report } of page.results) if (report?.ok !== true) faults.push(`${id}: no plan of ${name}`);
    cursor = page.cursor;
    if (page.results.length > 0) continue;
    if (state.isSealed && cursor >= state.submitted) break;
    await pause(10);
  }
  await submitted;
  return performance.now() - beganAt;
}

async function throughput() {
  const count = times(10_000);
  const server = await RedisServer.start();
  const worker = await startWorker(server.url, ["--concurrency", "2"]);
  const fleet = await fleetAt(server.url);
  const given = [...hundreds(4 * count)];
  await pass(fleet, "warm", given.slice(0, count));
  /** @type {number[]} */
  const speeds = [];
  /** @type {number[]} */
  const others = [];
  for (let turn = 1; turn <= 3; turn++) {
    const ms = await pass(fleet, `turn-${turn}`, given.slice(turn * count, (turn + 1) * count));
    speeds.push(Math.round((1000 * count) / ms));
    others.push(Number((await planMany(count))["problems a second"]));
  }
  await fleet.close();
  worker.child.kill("SIGTERM");
  await worker.ended;
  await server.stop();
  return {
    "problems a second": speeds.join(" "),
    "PlanMany, problems a second": others.join(" "),
    ratio: (median(speeds) / median(others)).toFixed(2),
  };
}

async function duplicates() {
  const count = times(10_000);
  const server = await RedisServer.start();
  const worker = await startWorker(server.url, ["--concurrency", "2"]);
  const fleet = await fleetAt(server.url);
  const pids = [worker.child.pid, server.pid];
  const given = [...hundreds(7 * count)];
  await pass(fleet, "warm", given.slice(0, count));
  const shares = [];
  const wall = [];
  for (let turn = 0; turn < 3; turn++) {
    const single = given.slice((1 + 2 * turn) * count, (2 + 2 * turn) * count);
    const other = given.slice((2 + 2 * turn) * count, (3 + 2 * turn) * count);
    const doubled = other.flatMap(({ name, problem }) => {
      return [
        { name, problem },
        { name: `${name} again`, problem: renamed(problem, "other") },
      ];
    });
    const [a, aMs] = await cost(() => pass(fleet, `single-${turn}`, single), pids);
    const [b, bMs] = await cost(() => pass(fleet, `doubled-${turn}`, doubled), pids);
    shares.push((b - a) / a);
    wall.push((bMs - aMs) / aMs);
  }
  await fleet.close();
  worker.child.kill("SIGTERM");
  await worker.ended;
  await server.stop();
  return {
    "a duplicate's cost, of a problem's: processor": shares.map((share) => share.toFixed(2)).join(" "),
    "… wall clock": wall.map((share) => share.toFixed(2)).join(" "),
  };
}

/** @param {() => Promise<number>} act @param {readonly (number | undefined)[]} pids */
async function cost(act, pids) {
  const before = cpuMs(pids);
  const ms = await act();
  return /** @type {const} */ ([cpuMs(pids) - before, ms]);
}

async function stream() {
  const count = times(100_000);
  const path = join(folder, "many.jsonl");
  writeLines(
    path,
    (function* () {
      for (const { problem } of hundreds(count)) yield problem;
    })(),
  );
  const server = await RedisServer.start();
  const worker = await startWorker(server.url, ["--concurrency", "2"]);
  const fleet = await fleetAt(server.url);
  const submit = () => telaplan(server.url, ["batch", "submit", path, "--id", "many"]);
  const beganAt = performance.now();
  const submitted = async () => (await fleet.store.state("many"))?.submitted ?? 0;
  const peaks = [];
  for (const [share, signal] of /** @type {const} */ ([
    [0.3, "SIGINT"],
    [0.6, "SIGKILL"],
  ])) {
    const run = submit();
    while ((await submitted()) < share * count && run.child.exitCode === null) await pause(50);
    run.child.kill(signal);
    const code = await run.ended;
    if (signal === "SIGINT" && (code !== 3 || !run.said().includes("--id many"))) faults.push(`stream: ${run.said()}`);
    peaks.push(run.peakMib());
  }
  const last = submit();
  if ((await last.ended) !== 0) faults.push(`stream: ${last.said()}`);
  peaks.push(last.peakMib());
  for (let state = await fleet.state("many"); state.answered < state.submitted; state = await fleet.state("many")) {
    await pause(200);
  }
  const seconds = (performance.now() - beganAt) / 1000;
  const { seen, twice, unverified } = await tally(fleet, "many");
  if (seen !== count || twice + unverified > 0) faults.push(`stream: ${seen} of ${count}, ${twice} twice`);
  await fleet.close();
  worker.child.kill("SIGTERM");
  await worker.ended;
  await server.stop();
  return {
    problems: count,
    seconds: seconds.toFixed(0),
    "answered once": seen,
    "submitter at most, MiB: Ctrl-C, kill -9, to the end": peaks.map((mib) => Math.round(mib)).join(" "),
    "worker at most, MiB": Math.round(worker.peakMib()),
  };
}

const only = values.only?.split(",") ?? Object.keys(SECTIONS);
for (const name of only) if (SECTIONS[name] === undefined) throw new Error(`--only: there is no ${name}`);
for (const name of only) {
  const section = SECTIONS[name];
  if (section === undefined) continue;
  const needs = name === "postgres" ? PostgresServer : RedisServer;
  console.log(`\n${section[0]}`);
  if (!needs.isInstalled) {
    faults.push(`${name}: not measured, its server is not installed`);
    continue;
  }
  for (const [what, figure] of Object.entries(await section[1]())) console.log(`  ${what}: ${figure}`);
}
rmSync(folder, { recursive: true, force: true });
for (const fault of faults) console.error(`FAULT ${fault}`);
process.exitCode = faults.length > 0 ? 1 : 0;
