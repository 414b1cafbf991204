/**
 * What one caller feels of another: a flood of long searches, streams of many requests, short deadlines, cancelled
 * calls, problems that are large and dense.
 *
 * @import { Problem } from "../dist/index.js"
 * @import { FigureRows } from "./service-load.mjs"
 *
 * @typedef {{ readonly figures: FigureRows, readonly faults: string[] }} Measured
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PlannerClient, toWireRequest } from "../dist/client/index.js";
import { simulate } from "../dist/index.js";
import { generate } from "../dist/instances/index.js";
import { must } from "./must.mjs";
import { problems } from "./service-problems.mjs";
import { quantile, sleep, startServer } from "./service-server.mjs";
import { hardProblems } from "./service-soak.mjs";

const FLOOD = 512;

/**
 * Two callers by token. One has 512 searches of 60 seconds in the server; the other does what he did alone.
 *
 * @param {number} rounds of each kind of call
 * @returns {Promise<Measured>}
 */
export async function flooded(rounds) {
  const folder = mkdtempSync(join(tmpdir(), "telaplan-bench-"));
  const tokens = join(folder, "tokens");
  writeFileSync(tokens, "flooding\nquiet\n");
  const server = await startServer(["--workers", "2", "--tokens", tokens]);
  const quiet = new PlannerClient(server.address, { token: "quiet", serviceConfig: {} });
  const flooding = new PlannerClient(server.address, { token: "flooding", serviceConfig: {} });
  const easy = problems(50);
  const [hard, cached] = [hardProblems(1), problems(1, 60)].map((list) => must(list[0], "problem"));
  await quiet.plan(must(cached, "problem"));
  let seed = 0;
  /** @type {Readonly<Record<string, (round: number) => Promise<unknown>>>} */
  const kinds = {
    "5 buffers": () => quiet.plan({ buffers: must(easy[seed % 50], "problem").buffers.slice(0, 5) }, { seed: ++seed }),
    "100 buffers": () => quiet.plan(must(easy[seed % 50], "problem"), { seed: ++seed, stepLimit: 0 }),
    cached: () => quiet.plan(must(cached, "problem")),
    Verify: () => quiet.verify({ buffers: must(easy[0], "problem").buffers.slice(0, 1) }, [0]),
    "search of 200 ms": () => quiet.plan(must(hard, "problem"), { seed: ++seed, timeLimitMs: 200 }),
  };
  const measure = async () => {
    /** @type {Record<string, number[]>} */
    const times = {};
    for (const [name, call] of Object.entries(kinds)) {
      const calls = name.startsWith("search") ? Math.ceil(rounds / 10) : rounds;
      const list = [];
      for (let round = 0; round < calls; round++) {
        const since = performance.now();
        await call(round);
        list.push(performance.now() - since);
      }
      times[name] = list;
    }
    return times;
  };
  await measure();
  const alone = await measure();
  const controllers = Array.from({ length: FLOOD }, () => new AbortController());
  const flood = controllers.map(({ signal }, i) => {
    return flooding.plan(must(hard, "problem"), { seed: 1e6 + i, timeLimitMs: 60_000, signal }).catch(() => {});
  });
  while (((await server.metrics()).telaplan_queue_search ?? 0) < FLOOD - 10) await sleep(20);
  /** @type {string[]} */
  const faults = [];
  const beside = await measure().catch((error) => {
    faults.push(`flood: the other caller was told ${error.message}`);
    return alone;
  });
  for (const controller of controllers) controller.abort();
  await Promise.all(flood);
  quiet.close();
  flooding.close();
  await server.stop();
  rmSync(folder, { recursive: true });
  /** @type {FigureRows} */
  const figures = {};
  for (const name of Object.keys(kinds)) {
    const [before, after] = [alone, beside].map((times) => quantile(must(times[name], "times"), 0.99));
    figures[`${name}: p99 ms alone, beside`] = `${must(before, "p99").toFixed(1)}, ${must(after, "p99").toFixed(1)}`;
  }
  return { figures, faults };
}

/**
 * So many streams of PlanMany at the defaults, each with so many requests at once.
 *
 * @param {number} streams
 * @param {number} requests of each
 * @returns {Promise<Measured>}
 */
export async function manyStreams(streams, requests) {
  const server = await startServer(["--cache", "0"]);
  const client = new PlannerClient(server.address);
  const list = problems(100).map((problem) => toWireRequest(problem, { timeLimitMs: 100 }));
  /** @type {Record<string, number>} */
  const ends = {};
  const startedAt = performance.now();
  const one = async () => {
    const call = client.stub.planMany();
    call.on("data", ({ result, error }) => {
      const end = error?.message || result?.status || "nothing";
      ends[end] = (ends[end] ?? 0) + 1;
    });
    for (let i = 0; i < requests; i++) call.write({ requestId: `${i}`, plan: { ...list[i % 100], seed: i } });
    call.end();
    await new Promise((resolve, reject) => call.on("end", () => resolve(null)).on("error", reject));
  };
  await Promise.all(Array.from({ length: streams }, one));
  client.close();
  await server.stop();
  const answered = Object.entries(ends).reduce((sum, [end, count]) => sum + (end.startsWith("PLAN_") ? count : 0), 0);
  const all = streams * requests;
  return {
    figures: { answered: `${answered} of ${all}`, seconds: (performance.now() - startedAt) / 1000 },
    faults: answered === all ? [] : [`many: ${JSON.stringify(ends)}`],
  };
}

/**
 * Hard problems with short deadlines, some at a time on two workers: how many are answered in time, with a plan.
 *
 * @param {number} calls of each deadline and size
 * @param {number} lanes
 * @returns {Promise<FigureRows>}
 */
export async function shortDeadlines(calls, lanes = 4) {
  const server = await startServer(["--workers", "2", "--cache", "0"]);
  const client = new PlannerClient(server.address, { serviceConfig: {} });
  /** @type {FigureRows} */
  const figures = {};
  for (const buffers of [300, 800]) {
    const list = [0, 1, 2, 3].map((seed) => ({
      buffers: generate("residual", { seed, buffers, full: 8 }).problem.buffers,
    }));
    for (const deadlineMs of [50, 100, 200]) {
      let [begun, inTime] = [-2 * lanes, 0];
      /** @type {Record<string, number>} */
      const missed = {};
      const lane = async () => {
        while (begun < calls) {
          const number = begun++;
          const end = await client
            .plan(must(list[(number + 2 * lanes) % 4], "problem"), { seed: number + 100, deadlineMs })
            .then(
              ({ offsets }) => (offsets === null ? "no plan" : ""),
              ({ code }) => code,
            );
          if (number < 0) continue;
          if (end === "") inTime++;
          else missed[end] = (missed[end] ?? 0) + 1;
        }
      };
      await Promise.all(Array.from({ length: lanes }, lane));
      const rest = Object.keys(missed).length > 0 ? `; ${JSON.stringify(missed)}` : "";
      figures[`${buffers} buffers, ${deadlineMs} ms`] = `${inTime} of ${calls}${rest}`;
    }
  }
  figures["workers made anew"] = (await server.metrics()).telaplan_workers_replaced_total ?? Number.NaN;
  client.close();
  await server.stop();
  return figures;
}

/**
 * One caller begins a large search twenty times a second and cancels it after 60 ms; another plans beside it.
 *
 * @param {number} seconds
 * @returns {Promise<FigureRows>}
 */
export async function cancelStorm(seconds) {
  const server = await startServer(["--workers", "2", "--cache", "0"]);
  const client = new PlannerClient(server.address);
  const large = { buffers: generate("residual", { seed: 1, buffers: 3_000, full: 8 }).problem.buffers };
  const easy = problems(50);
  /** @param {number} until */
  const measure = async (until) => {
    const times = [];
    for (let i = 0; performance.now() < until; i++) {
      const since = performance.now();
      await client.plan(must(easy[i % 50], "problem"), { seed: i, stepLimit: 0 });
      times.push(performance.now() - since);
      await sleep(5);
    }
    return quantile(times, 0.99);
  };
  await measure(performance.now() + 1_000);
  const alone = await measure(performance.now() + 3_000);
  let cancelled = 0;
  const storm = setInterval(() => {
    const controller = new AbortController();
    const { signal } = controller;
    client.plan(large, { seed: ++cancelled, timeLimitMs: 30_000, signal }).catch(() => {});
    setTimeout(() => controller.abort(), 60);
  }, 50);
  const beside = await measure(performance.now() + 1000 * seconds);
  clearInterval(storm);
  await sleep(500);
  const metrics = await server.metrics();
  client.close();
  await server.stop();
  return {
    cancelled,
    "workers made anew": metrics.telaplan_workers_replaced_total ?? Number.NaN,
    "workers busy afterwards": metrics.telaplan_workers_busy ?? Number.NaN,
    "another's p99 ms alone, beside": `${alone.toFixed(1)}, ${beside.toFixed(1)}`,
  };
}

/**
 * Random lifetimes over few times, so that a great part of all buffers lives at once.
 *
 * @param {number} count
 * @param {number} times
 * @returns {Problem}
 */
function dense(count, times) {
  let state = 1;
  /** @param {number} below */
  const draw = (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const buffers = Array.from({ length: count }, (_, i) => {
    const lower = draw(times - 1);
    return { id: `b${i}`, lower, upper: Math.min(times, lower + 1 + draw(times)), size: 1 + draw(1000) };
  });
  return { buffers };
}

/**
 * Large dense problems with a time limit of a millisecond and of a second.
 *
 * @returns {Promise<Measured>}
 */
export async function denseInTime() {
  const server = await startServer(["--workers", "2", "--cache", "0"]);
  const client = new PlannerClient(server.address);
  /** @type {FigureRows} */
  const figures = {};
  /** @type {string[]} */
  const faults = [];
  for (const count of [50_000, 100_000, 200_000]) {
    const problem = dense(count, 500);
    for (const timeLimitMs of [1, 1_000]) {
      // The client takes time too, to encode and to read: the server's log would say what it took itself.
      await client.plan(problem, { timeLimitMs, seed: 1 });
      const since = performance.now();
      const { offsets } = await client.plan(problem, { timeLimitMs, seed: 2 });
      figures[`${count} buffers, ${timeLimitMs} ms: call ms`] = Math.round(performance.now() - since);
      if (offsets === null || !simulate(problem, offsets).ok) faults.push(`dense: ${count} buffers have no good plan`);
    }
  }
  client.close();
  await server.stop();
  return { figures, faults };
}
