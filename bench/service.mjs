/**
 * Measures the service: servers in processes of their own, clients here, all on loopback.
 *   npm run bench:service                          everything, about six minutes
 *   npm run bench:service -- --only latency,soak   some of it
 *   npm run bench:service -- --scale 0.1           a tenth of the calls
 *   npm run bench:service -- --against ../old      latency and decode beside another checkout, in turns; it is built
 *
 * @import { FigureRows } from "./service-load.mjs"
 */
import { parseArgs } from "node:util";
import { attacks, missedDeadlines, reconnects } from "./service-attacks.mjs";
import { fuzz } from "./service-fuzz.mjs";
import { decoding, large, latency, throughput } from "./service-load.mjs";
import { startServer } from "./service-server.mjs";
import { cancelStorm, denseInTime, flooded, manyStreams, shortDeadlines } from "./service-shares.mjs";
import { startSides, stopSides } from "./service-sides.mjs";
import { cancelling, overload, soak } from "./service-soak.mjs";

const { values } = parseArgs({
  options: { only: { type: "string" }, scale: { type: "string", default: "1" }, against: { type: "string" } },
});
const scale = Number(values.scale);
if (!(scale > 0 && scale <= 1)) throw new Error(`--scale must be above 0 and at most 1, got ${values.scale}`);
/** @param {number} count */
const times = (count) => Math.max(10, Math.round(scale * count));

/** Faults that end the bench with exit code 1. Figures never do. */
/** @type {string[]} */
const faults = [];

/** @type {Readonly<Record<string, readonly [title: string, measure: () => Promise<FigureRows>]>>} */
const SECTIONS = {
  latency: ["Plan, 100 buffers, warm", () => beside((sides) => latency(times(5_000), sides))],
  decode: ["Plan, 60,000 buffers, from bytes to bytes", () => beside((sides) => decoding(times(40), sides))],
  throughput: ["PlanMany, 100 buffers", () => throughput(times(20_000))],
  large: ["60,000 buffers", large],
  cancel: ["a cancelled call's worker is free again", () => cancelling(times(40))],
  flood: ["one caller with 512 searches of 60 s, another beside it", () => noting(flooded(times(200)))],
  many: ["20 PlanMany streams of 1,000 requests at the defaults", () => noting(manyStreams(20, times(1_000)))],
  deadlines: ["hard problems with short deadlines, 4 at a time", () => shortDeadlines(times(200))],
  storm: ["calls cancelled after 60 ms, 20 a second", () => cancelStorm(times(60))],
  dense: ["buffers of 500 times", () => noting(denseInTime())],
  attacks: ["attacks, and then 100 honest searches", () => noting(attacks())],
  reconnects: ["1,000 connections, one after the other", () => noting(reconnects(times(1_000)))],
  missed: ["10,000 missed deadlines on one channel", () => noting(missedDeadlines(times(10_000)))],
  overload: ["ten times the capacity", () => overload(times(10_000) / 1000)],
  soak: [
    "mixed calls: easy, hard, invalid, cancelled",
    async () => {
      const { calls, ended, ends, wrong, memory, seconds, metrics, exitCode } = await soak(times(20_000));
      if (ended !== calls) faults.push(`soak: ${ended} of ${calls} calls ended`);
      faults.push(...wrong.map((text) => `soak: ${text}`));
      if (exitCode !== 0) faults.push(`soak: the server ended with ${exitCode}`);
      return {
        calls: `${ended} of ${calls} ended, each once, in ${seconds.toFixed(1)} s`,
        ends: JSON.stringify(ends),
        "server MiB, at ten times": memory.join(" "),
        "workers, busy, in flight, queues": told(metrics, [
          "telaplan_workers",
          "telaplan_workers_busy",
          "telaplan_in_flight",
          "telaplan_queue_quick",
          "telaplan_queue_search",
        ]),
        "workers made anew, died": told(metrics, ["telaplan_workers_replaced_total", "telaplan_worker_deaths_total"]),
        "handles at the end": told(metrics, ["nodejs_active_handles_total"]),
      };
    },
  ],
  fuzz: [
    "random and mutated requests",
    async () => {
      const server = await startServer();
      const outcome = await fuzz(server.address, { requests: times(10_000) });
      const exitCode = await server.stop();
      if (exitCode !== 0) faults.push(`fuzz: the server ended with ${exitCode}`);
      faults.push(...outcome.faults);
      return { requests: outcome.requests, codes: JSON.stringify(outcome.codes), faults: outcome.faults.length };
    },
  ],
};

const names = values.only?.split(",") ?? Object.keys(SECTIONS);
for (const name of names) {
  const section = SECTIONS[name];
  if (section === undefined)
    throw new Error(`there is no section ${name}; there are ${Object.keys(SECTIONS).join(", ")}`);
  const [title, measure] = section;
  console.log(`${name}: ${title}`);
  for (const [what, figure] of Object.entries(await measure())) {
    const shown = typeof figure === "number" && !Number.isInteger(figure) ? figure.toFixed(3) : figure;
    console.log(`  ${`${what.trim()}`.padEnd(34)} ${shown}`);
  }
}
for (const fault of faults) console.log(`FAULT ${fault}`);
process.exitCode = faults.length === 0 ? 0 : 1;

/** @param {Promise<import("./service-shares.mjs").Measured>} measured */
async function noting(measured) {
  const { figures, faults: found } = await measured;
  faults.push(...found);
  return figures;
}

/**
 * Measures this checkout, and beside it the one that --against names.
 *
 * @param {(sides: Awaited<ReturnType<typeof startSides>>) => Promise<FigureRows>} measure
 */
async function beside(measure) {
  const sides = await startSides(values.against);
  try {
    return await measure(sides);
  } finally {
    await stopSides(sides);
  }
}

/**
 * @param {Readonly<Record<string, number>>} metrics
 * @param {readonly string[]} names
 */
function told(metrics, names) {
  return names.map((name) => metrics[name] ?? "–").join(", ");
}
