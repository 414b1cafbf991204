/**
 * Measures the service: servers in processes of their own, clients here, all on loopback.
 *   npm run bench:service                          everything, about two minutes
 *   npm run bench:service -- --only latency,soak   some of it
 *   npm run bench:service -- --scale 0.1           a tenth of the calls
 */
import { parseArgs } from "node:util";
import { fuzz } from "./service-fuzz.mjs";
import { large, latency, throughput } from "./service-load.mjs";
import { startServer } from "./service-server.mjs";
import { cancelling, overload, soak } from "./service-soak.mjs";

const { values } = parseArgs({ options: { only: { type: "string" }, scale: { type: "string", default: "1" } } });
const scale = Number(values.scale);
if (!(scale > 0 && scale <= 1)) throw new Error(`--scale must be above 0 and at most 1, got ${values.scale}`);
const times = (count) => Math.max(10, Math.round(scale * count));

/** Faults that end the bench with exit code 1. Figures never do. */
const faults = [];

const SECTIONS = {
  latency: ["Plan, 100 buffers, warm", () => latency(times(2_500))],
  throughput: ["PlanMany, 100 buffers", () => throughput(times(20_000))],
  large: ["60,000 buffers", large],
  cancel: ["a cancelled call's worker is free again", () => cancelling(times(40))],
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
        "workers, busy, in flight, queued": [
          metrics.telaplan_workers,
          metrics.telaplan_workers_busy,
          metrics.telaplan_in_flight,
          metrics.telaplan_queue_quick + metrics.telaplan_queue_search,
        ].join(", "),
        "workers made anew, died": `${metrics.telaplan_workers_replaced}, ${metrics.telaplan_worker_deaths_total}`,
        "handles at the end": metrics.nodejs_active_handles_total,
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
  if (!(name in SECTIONS))
    throw new Error(`there is no section ${name}; there are ${Object.keys(SECTIONS).join(", ")}`);
  const [title, measure] = SECTIONS[name];
  console.log(`${name}: ${title}`);
  for (const [what, figure] of Object.entries(await measure())) {
    const shown = typeof figure === "number" && !Number.isInteger(figure) ? figure.toFixed(3) : figure;
    console.log(`  ${`${what.trim()}`.padEnd(34)} ${shown}`);
  }
}
for (const fault of faults) console.log(`FAULT ${fault}`);
process.exitCode = faults.length === 0 ? 0 : 1;
