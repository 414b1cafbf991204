/**
 * Latency, throughput, size. Every answer is checked; nothing is stored between calls.
 *
 * @import { Problem } from "../dist/index.js"
 * @import { Side } from "./service-sides.mjs"
 *
 * @typedef {Record<string, number | string | boolean>} FigureRows by what they tell
 */
import { PlannerClient, toWireRequest } from "../dist/client/index.js";
import { plan, simulate } from "../dist/index.js";
import { encode } from "../dist/proto/index.js";
import { median } from "./measure.mjs";
import { must } from "./must.mjs";
import { apart, problems } from "./service-problems.mjs";
import { quantile, startServer } from "./service-server.mjs";
import { inTurns, NO_CACHE, rawPlan } from "./service-sides.mjs";

const HUNDRED = 100;
const MANY = 60_000;

/**
 * `Plan` of 100 buffers against the call in this process, in rounds that the checkouts take in turn. Only problems that
 * the heuristics settle: what is left is the service.
 *
 * @param {number} calls of each kind and checkout
 * @param {readonly Side[]} sides
 * @returns {Promise<FigureRows>}
 */
export async function latency(calls, sides) {
  /** @type {Problem[]} */
  const settled = [];
  for (const problem of problems(200, HUNDRED))
    if ((await plan(problem, { timeLimitMs: null })).steps === 0) settled.push(problem);
  const [here, there] = [sides.map(() => numbers()), sides.map(() => numbers())];
  /** @param {number} i */
  const nth = (i) => must(settled[i % settled.length], "problem that needs no search");
  const rounds = Math.max(5, Math.round(calls / 50));
  const each = Math.ceil(calls / rounds);
  // Node compiles what runs often for some 2,500 calls, in the client as in the server: three fifths warm up.
  const first = (3 * rounds) / 5;
  await inTurns(sides, rounds, async (side, index, round) => {
    for (let i = 0; i < each; i++) {
      const startedAt = performance.now();
      await side.plan(nth(round * each + i));
      if (round >= first) here[index]?.push(performance.now() - startedAt);
    }
    for (let i = 0; i < each; i++) {
      const startedAt = performance.now();
      const { verification } = await side.client.plan(nth(round * each + i));
      if (round >= first) there[index]?.push(performance.now() - startedAt);
      if (verification?.ok !== true) throw new Error("an answer without a verified plan");
    }
  });
  return figuresOf(sides, (index) => {
    const [local, remote] = [here[index] ?? [], there[index] ?? []];
    return {
      "in-process median ms": median(local),
      "Plan median ms": median(remote),
      "above in-process ms": median(remote) - median(local),
      "Plan p99 ms": quantile(remote, 0.99),
      calls: remote.length,
    };
  });
}

/**
 * `Plan` of 60,000 buffers from bytes to bytes, in turns: buffers that live apart, so that nothing is to be solved, and
 * random ones without a search. `solve_ms` is what the server says it took to solve; where it reads a problem more than
 * once, a part of that is in it.
 *
 * @param {number} calls of each kind and checkout, after two that warm up
 * @param {readonly Side[]} sides
 * @returns {Promise<FigureRows>}
 */
export async function decoding(calls, sides) {
  const random = { buffers: must(problems(1, MANY)[0], "problem").buffers };
  /** @type {FigureRows} */
  const rows = {};
  for (const { name, problem } of [
    { name: "nothing to solve", problem: apart(MANY) },
    { name: "step_limit 0", problem: random },
  ]) {
    const { lower, upper, size, id } = must(toWireRequest(problem, {}).problem, "problem of a request");
    const bytes = encode("PlanRequest", { problem: { lower, upper, size, id }, limits: { step_limit: 0 } });
    const [times, solving] = [sides.map(() => numbers()), sides.map(() => numbers())];
    await inTurns(sides, calls + 2, async (side, index, round) => {
      const { ms, solveMs, buffers } = await rawPlan(side, bytes);
      if (buffers !== MANY) throw new Error(`an answer with ${buffers} offsets, not ${MANY}`);
      if (round < 2) return;
      times[index]?.push(ms);
      solving[index]?.push(solveMs);
    });
    const found = figuresOf(sides, (index) => {
      const [all, solve] = [median(times[index] ?? []), median(solving[index] ?? [])];
      return { [`${name}: call ms`]: all, [`${name}: solve_ms`]: solve, [`${name}: the rest ms`]: all - solve };
    });
    Object.assign(rows, found);
  }
  return { ...rows, "request MiB": encodedMib(random), calls };
}

/** @returns {number[]} */
function numbers() {
  return [];
}

/** @param {Problem} problem */
function encodedMib(problem) {
  const { lower, upper, size, id } = must(toWireRequest(problem, {}).problem, "problem of a request");
  return encode("Problem", { lower, upper, size, id }).length / 2 ** 20;
}

/**
 * One figure where there is one checkout; both and their ratio where there are two.
 *
 * @param {readonly Side[]} sides
 * @param {(index: number) => Record<string, number>} figures of one checkout
 * @returns {FigureRows}
 */
function figuresOf(sides, figures) {
  const [mine = {}, other] = sides.map((_, index) => figures(index));
  if (other === undefined) return mine;
  /** @param {number} value */
  const shown = (value) => (Number.isInteger(value) ? `${value}` : value.toFixed(3));
  return Object.fromEntries(
    Object.entries(mine).map(([what, value]) => {
      const theirs = other[what] ?? Number.NaN;
      return [what, `${shown(value)}, other ${shown(theirs)}, ratio ${shown(value / theirs)}`];
    }),
  );
}

/**
 * Problems a second over one call of `PlanMany`, the client in this process.
 *
 * @param {number} count
 * @returns {Promise<FigureRows>}
 */
export async function throughput(count) {
  const server = await startServer(NO_CACHE);
  const client = new PlannerClient(server.address);
  const requests = problems(1_000, HUNDRED).map((problem) => toWireRequest(problem, {}));
  /** @param {number} total */
  const pass = async (total) => {
    const call = client.stub.planMany();
    let sent = 0;
    let answered = 0;
    let placed = 0;
    const pump = () => {
      for (; sent < total && sent - answered < 256; sent++) {
        call.write({ requestId: String(sent), plan: { ...requests[sent % requests.length], seed: sent } });
      }
      if (sent === total && answered === total) call.end();
    };
    call.on("data", ({ result }) => {
      answered++;
      if (result?.verification?.ok === true) placed++;
      pump();
    });
    const startedAt = performance.now();
    pump();
    await new Promise((resolve, reject) => call.on("end", () => resolve(null)).on("error", reject));
    return { perSecond: Math.round((1000 * total) / (performance.now() - startedAt)), placed, total };
  };
  await pass(Math.ceil(count / 4));
  const runs = [await pass(count), await pass(count), await pass(count)];
  const speeds = runs.map(({ perSecond }) => perSecond);
  client.close();
  await server.stop();
  return {
    "problems a second": median(speeds),
    "of three passes": `${Math.min(...speeds)} to ${Math.max(...speeds)}`,
    "placed and verified": `${runs.reduce((sum, { placed }) => sum + placed, 0)} of ${3 * count}`,
  };
}

/**
 * 60,000 buffers, planned.
 *
 * @returns {Promise<FigureRows>}
 */
export async function large() {
  const problem = { buffers: must(problems(1, MANY)[0], "problem").buffers };
  const server = await startServer(NO_CACHE);
  const client = new PlannerClient(server.address);
  const before = server.residentMib();
  const { lower, upper, size, id } = must(toWireRequest(problem, {}).problem, "problem of a request");
  const startedAt = performance.now();
  const answer = await client.plan(problem, { timeLimitMs: 5_000 });
  const totalMs = performance.now() - startedAt;
  const offsets = must(answer.offsets, "plan of 60,000 buffers");
  if (!simulate(problem, offsets).ok) throw new Error("the plan does not verify");
  const report = await client.verify(problem, offsets);
  const result = {
    status: `${answer.status}, peak ${answer.peak}, bound ${answer.lowerBound}`,
    "request bytes, with names": encode("Problem", { lower, upper, size, id }).length,
    "request bytes, without": encode("Problem", { lower, upper, size }).length,
    "verified by the server": report.ok,
    "call ms": Math.round(totalMs),
    "server MiB before": before,
    "server MiB at most": server.peakMib(),
  };
  client.close();
  await server.stop();
  return result;
}
