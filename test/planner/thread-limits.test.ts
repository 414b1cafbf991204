import { once } from "node:events";
import { type ResourceLimits, Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { prepare } from "../cli/run.js";

prepare();

/**
 * Plans more buffers than the calling thread plans itself, and tells the limits of both threads and what came of it.
 */
const OUTER = `
  const { parentPort, resourceLimits, workerData } = require("node:worker_threads");
  const nested = [];
  process.on("worker", (worker) => nested.push(worker.resourceLimits));
  import(workerData).then(async ({ plan }) => {
    const bufferOf = (_, i) => ({ id: "b" + i, lower: i, upper: i + 3, size: 1 + (i % 7) });
    const buffers = Array.from({ length: 10_001 }, bufferOf);
    const { status } = await plan({ buffers }, { stepLimit: 0 });
    parentPort.postMessage({ own: resourceLimits, nested, status });
  });
`;

const PLANNER = new URL("../../dist/planner/index.js", import.meta.url).href;

async function limitsWithin(resourceLimits: ResourceLimits) {
  const outer = new Worker(OUTER, { eval: true, workerData: PLANNER, resourceLimits });
  const [told] = await once(outer, "message");
  await outer.terminate();
  return told as { own: ResourceLimits; nested: ResourceLimits[]; status: string };
}

describe("a thread that is started in a thread", () => {
  it.each([
    { maxOldGenerationSizeMb: 96 },
    { maxOldGenerationSizeMb: 80, maxYoungGenerationSizeMb: 12, stackSizeMb: 3 },
  ])("has the limits of the one that started it: %o", async (limits) => {
    const { own, nested, status } = await limitsWithin(limits);
    expect(own).toMatchObject(limits);
    expect(nested).toEqual([own]);
    expect(status).toMatch(/optimal|feasible/);
  });
});
