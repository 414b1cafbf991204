/** Latency, throughput, size. Every answer is checked; nothing is stored between calls. */
import { PlannerClient, toWireRequest } from "../dist/client/index.js";
import { plan, simulate } from "../dist/index.js";
import { generate } from "../dist/instances/index.js";
import { encode } from "../dist/proto/index.js";
import { quantile, startServer } from "./service-server.mjs";

const NO_CACHE = ["--cache", "0"];

/** Problems of 100 buffers with random lifetimes and sizes, in a memory with a tenth more than the load bound. */
export function problems(count, buffers = 100) {
  return Array.from({ length: count }, (_, seed) => {
    const { problem } = generate("random", { seed, buffers });
    const live = new Map();
    for (const { lower, upper, size } of problem.buffers) {
      live.set(lower, (live.get(lower) ?? 0) + size);
      live.set(upper, (live.get(upper) ?? 0) - size);
    }
    let [load, now] = [0, 0];
    for (const time of [...live.keys()].sort((a, b) => a - b)) {
      now += live.get(time);
      load = Math.max(load, now);
    }
    return { buffers: problem.buffers, capacity: Math.ceil(1.1 * load) };
  });
}

/** `Plan` against the call in this process, one after the other. */
export async function latency(calls) {
  const tasks = problems(200);
  const settled = [];
  for (const problem of tasks) if ((await plan(problem)).steps === 0) settled.push(problem);
  const here = [];
  for (let i = 0; i < calls; i++) {
    const startedAt = performance.now();
    await plan(settled[i % settled.length]);
    if (i >= calls / 5) here.push(performance.now() - startedAt);
  }
  const server = await startServer(NO_CACHE);
  const client = new PlannerClient(server.address);
  const there = [];
  for (let i = 0; i < calls; i++) {
    const startedAt = performance.now();
    const { verification } = await client.plan(settled[i % settled.length]);
    if (i >= calls / 5) there.push(performance.now() - startedAt);
    if (verification?.ok !== true) throw new Error("an answer without a verified plan");
  }
  client.close();
  await server.stop();
  const [median, remote] = [quantile(here, 0.5), quantile(there, 0.5)];
  return {
    "in-process median ms": median,
    "Plan median ms": remote,
    "above in-process ms": remote - median,
    "Plan p99 ms": quantile(there, 0.99),
    calls: there.length,
  };
}

/** Problems a second over one call of `PlanMany`, the client in this process. */
export async function throughput(count) {
  const server = await startServer(NO_CACHE);
  const client = new PlannerClient(server.address);
  const requests = problems(1_000).map((problem) => toWireRequest(problem, {}));
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
    await new Promise((resolve, reject) => call.on("end", resolve).on("error", reject));
    return { perSecond: Math.round((1000 * total) / (performance.now() - startedAt)), placed, total };
  };
  await pass(Math.ceil(count / 4));
  const runs = [];
  for (let run = 0; run < 3; run++) runs.push(await pass(count));
  client.close();
  await server.stop();
  const [slowest, median, fastest] = runs.sort((a, b) => a.perSecond - b.perSecond);
  return {
    "problems a second": median.perSecond,
    "of three passes": `${slowest.perSecond} to ${fastest.perSecond}`,
    "placed and verified": `${median.placed} of ${median.total}`,
  };
}

/** 60,000 buffers. */
export async function large() {
  const buffers = problems(1, 60_000)[0].buffers;
  const server = await startServer(NO_CACHE);
  const client = new PlannerClient(server.address);
  const before = server.residentMib();
  const problem = { buffers };
  const wire = toWireRequest(problem, {});
  const { problem: columns } = wire;
  const bytes = encode("Problem", { lower: columns.lower, upper: columns.upper, size: columns.size, id: columns.id });
  const unnamed = encode("Problem", { lower: columns.lower, upper: columns.upper, size: columns.size });
  const startedAt = performance.now();
  const answer = await client.plan(problem, { timeLimitMs: 5_000 });
  const totalMs = performance.now() - startedAt;
  if (!simulate(problem, answer.offsets).ok) throw new Error("the plan does not verify");
  const report = await client.verify(problem, answer.offsets);
  const result = {
    status: `${answer.status}, peak ${answer.peak}, bound ${answer.lowerBound}`,
    "request bytes, with names": bytes.length,
    "request bytes, without": unnamed.length,
    "verified by the server": report.ok,
    "call ms": Math.round(totalMs),
    "server MiB before": before,
    "server MiB at most": server.peakMib(),
  };
  client.close();
  await server.stop();
  return result;
}
