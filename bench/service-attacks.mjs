/**
 * What clients do that mean no good, or that have bad luck: each attack, and then a hundred honest searches.
 *
 * @import { ClientHttp2Session, ClientHttp2Stream, Settings } from "node:http2"
 * @import { FigureRows } from "./service-load.mjs"
 * @import { Server } from "./service-server.mjs"
 * @import { Measured } from "./service-shares.mjs"
 */
import { connect } from "node:http2";
import { Worker } from "node:worker_threads";
import { PlannerClient, toWireRequest } from "../dist/client/index.js";
import { encode } from "../dist/proto/index.js";
import { must } from "./must.mjs";
import { problems } from "./service-problems.mjs";
import { sleep, startServer } from "./service-server.mjs";
import { hardProblems } from "./service-soak.mjs";

const MIB = 2 ** 20;
const HONEST = 100;

/** Milliseconds that memory has to come back. */
const BACK_MS = 10_000;

/** @typedef {(method: string, settings?: Settings) => ClientHttp2Stream} Open */
/** @typedef {{ readonly server: Server, readonly open: Open }} Raw */

/** Attacks by name. Each resolves when it is over; its connections are destroyed afterwards. */
/** @type {Readonly<Record<string, (raw: Raw) => Promise<void>>>} */
const ATTACKS = {
  "messages that never end": async ({ open }) => {
    const part = Buffer.alloc(15 * MIB);
    for (let i = 0; i < 40; i++) open("Plan").write(Buffer.concat([headOf(16 * MIB), part]));
    await sleep(3_000);
  },
  "a reader with window 0": async ({ open }) => {
    const body = Buffer.from(encode("PlanRequest", { problem: columns(20_000) }));
    for (let i = 0; i < 400; i++)
      open("Plan", { initialWindowSize: 0 }).end(Buffer.concat([headOf(body.length), body]));
    await sleep(5_000);
  },
  "a log that nobody reads": async ({ server, open }) => {
    must(server.child.stdout, "standard output").pause();
    for (let i = 0; i < 20_000; i += 200) {
      const calls = Array.from({ length: 200 }, () => open("Plan"));
      for (const call of calls) call.end(Buffer.concat([headOf(3), Buffer.from("bad")]));
      await Promise.all(calls.map((call) => new Promise((resolve) => call.once("close", resolve))));
    }
  },
};

/**
 * Each attack on a server of its own that has served a while: how long health takes meanwhile, whether honest searches
 * are answered afterwards, and what becomes of the memory.
 *
 * @returns {Promise<Measured>}
 */
export async function attacks() {
  /** @type {FigureRows} */
  const figures = {};
  /** @type {string[]} */
  const faults = [];
  for (const [name, attack] of Object.entries(ATTACKS)) {
    const server = await startServer(["--workers", "1", "--max-memory", "1GiB"]);
    const before = await rested(server);
    const health = watchHealth(server);
    const { raw, destroy } = rawClient(server);
    await attack(raw);
    const during = server.residentMib();
    destroy();
    const answered = await honest(server);
    const { worst, p99 } = await health.end();
    const after = await leastMemory(server);
    must(server.child.stdout, "standard output").resume();
    const code = await server.stop();
    figures[name] =
      `${answered} of ${HONEST} answered; MiB before ${before}, during ${during}, after ${after} ` +
      `(${(after / before).toFixed(2)} ×); health p99 ${p99.toFixed(0)}, worst ${worst.toFixed(0)} ms`;
    if (answered < HONEST) faults.push(`attacks: after ${name}, ${HONEST - answered} searches were refused`);
    if (code !== 0) faults.push(`attacks: after ${name} the server ended with ${code}`);
  }
  return { figures, faults };
}

/**
 * So many connections, one after the other with a call on each, beside a call that takes all that time.
 *
 * @param {number} count
 * @returns {Promise<Measured>}
 */
export async function reconnects(count) {
  return besideLong(["--workers", "1"], async (server) => {
    let answered = 0;
    for (let i = 0; i < count; i++) {
      const client = new PlannerClient(server.address);
      const { verification } = await client.plan(must(problems(1, 20)[0], "problem"), { seed: i, stepLimit: 0 });
      if (verification?.ok === true) answered++;
      client.close();
    }
    return `${answered} of ${count} answered`;
  });
}

/**
 * So many deadlines that nobody can keep on one channel, beside a call on it that takes all that time.
 *
 * @param {number} count
 * @returns {Promise<Measured>}
 */
export async function missedDeadlines(count) {
  return besideLong(["--workers", "1"], async (server, client) => {
    /** @type {Record<string, number>} */
    const ends = {};
    const request = toWireRequest(must(hardProblems(2)[1], "problem"), { timeLimitMs: 60_000 });
    for (let i = 0; i < count; i += 100) {
      const calls = Array.from({ length: 100 }, () => endOf(client, request));
      for (const end of await Promise.all(calls)) ends[end] = (ends[end] ?? 0) + 1;
    }
    return `${JSON.stringify(ends)}; asked to connect anew ${
      (await server.metrics())['telaplan_transport_refusals_total{limit="resets"}'] ?? 0
    } times`;
  });
}

/**
 * @param {PlannerClient} client
 * @param {object} request
 * @returns {Promise<string>} the code
 */
function endOf(client, request) {
  return new Promise((resolve) => {
    const deadline = Date.now() + 3;
    client.stub.plan(request, { deadline }, (/** @type {{ code: number } | null} */ error) => {
      resolve(error === null ? "OK" : `code ${error.code}`);
    });
  });
}

/**
 * @param {readonly string[]} args
 * @param {(server: Server, client: PlannerClient) => Promise<string>} act
 * @returns {Promise<Measured>}
 */
async function besideLong(args, act) {
  const server = await startServer(args);
  const client = new PlannerClient(server.address);
  const startedAt = performance.now();
  const long = client.plan(must(hardProblems(1)[0], "problem"), { timeLimitMs: 20_000 }).then(
    ({ verification }) => (verification?.ok === true ? "answered" : "no plan"),
    ({ code }) => `ended with ${code}`,
  );
  const told = await act(server, client);
  const seconds = (performance.now() - startedAt) / 1000;
  const end = await long;
  const alive = await honest(server);
  client.close();
  const code = await server.stop();
  const faults = alive < HONEST || code !== 0 ? [`${alive} of ${HONEST} answered afterwards, exit code ${code}`] : [];
  if (end !== "answered" && end !== "ended with UNAVAILABLE") faults.push(`the long call ${end}`);
  return { figures: { calls: told, "seconds, and the long call of 20 s": `${seconds.toFixed(1)}, ${end}` }, faults };
}

/** @param {Server} server */
function rawClient(server) {
  /** @type {Map<string, ClientHttp2Session>} */
  const sessions = new Map();
  /** @type {Raw["open"]} */
  const open = (method, settings = {}) => {
    const key = JSON.stringify(settings);
    const session = sessions.get(key) ?? connect(`http://${server.address}`, { settings });
    if (!sessions.has(key)) session.on("error", () => {});
    sessions.set(key, session);
    const path = `/telaplan.v1.PlannerService/${method}`;
    const stream = session.request({
      ":method": "POST",
      ":path": path,
      "content-type": "application/grpc",
      te: "trailers",
    });
    stream.on("error", () => {}).resume();
    return stream;
  };
  return {
    raw: { server, open },
    destroy: () => {
      for (const session of sessions.values()) session.destroy();
    },
  };
}

/**
 * Honest searches, each with a plan that is checked.
 *
 * @param {Server} server
 */
async function honest(server) {
  const client = new PlannerClient(server.address, { serviceConfig: {} });
  const list = hardProblems(4);
  let answered = 0;
  for (let i = 0; i < HONEST; i++) {
    const { verification } = await client
      .plan(must(list[i % 4], "problem"), { seed: i, stepLimit: 2_000, timeLimitMs: 5_000 })
      .catch(() => ({ verification: null }));
    if (verification?.ok === true) answered++;
  }
  client.close();
  return answered;
}

/**
 * MiB of a server that has served, and has had time to rest.
 *
 * @param {Server} server
 */
async function rested(server) {
  await honest(server);
  return leastMemory(server);
}

/** @param {Server} server */
async function leastMemory(server) {
  let least = Number.POSITIVE_INFINITY;
  for (const until = performance.now() + BACK_MS; performance.now() < until; await sleep(250)) {
    least = Math.min(least, server.residentMib());
  }
  return least;
}

/**
 * Asks for health in a thread of its own, so that what this one is busy with counts for nothing.
 *
 * @param {Server} server
 */
function watchHealth(server) {
  const worker = new Worker(new URL("service-health.mjs", import.meta.url), { workerData: server.address });
  return {
    /** @returns {Promise<{ readonly worst: number, readonly p99: number }>} milliseconds */
    end: () =>
      new Promise((resolve, reject) => {
        worker.once("message", resolve).once("error", reject);
        worker.postMessage("end");
      }),
  };
}

/** @param {number} length */
function headOf(length) {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(length, 1);
  return head;
}

/** @param {number} count */
function columns(count) {
  const lower = Array.from({ length: count }, (_, i) => i);
  return { lower, upper: lower.map((at) => at + 1), size: lower.map(() => 100), capacity: 1e6 };
}
