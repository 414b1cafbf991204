// A workload of somebody's own: inception and residual networks, two at a time on one accelerator, whose weights are
// fetched ahead into what their activations leave over. Sends them to a server, which may log them.
//   node bench/workload.mjs 127.0.0.1:50051 [--count 200] [--first 0] [--limit 2]
//   node bench/workload.mjs FOLDER [--count 200] [--first 0]          writes them as JSON files
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PlannerClient } from "../dist/client/index.js";
import { planSync } from "../dist/planner/index.js";
import { Random } from "../dist/problem/random.js";
import { must } from "./must.mjs";

/** @typedef {{ readonly inputs: readonly number[], readonly size: number }} Op */
/** @typedef {{ id: string, lower: number, upper: number, size: number }} Row */

/** Networks that run at one time, weights that are fetched at most, and steps ahead of their use at most. */
const STREAMS = 2;
const FETCHED = 80;
const AHEAD = 60;

/** Gaps below this share of the memory are left alone. */
const LEAST_GAP = 0.02;

/** The largest piece of weights, as a share of the memory. */
const LARGEST = 0.5;

/**
 * A small network: each op writes one tensor.
 *
 * @param {"inception" | "residual"} kind
 * @param {Random} random
 */
function network(kind, random) {
  /** @type {Op[]} */
  const ops = [];
  let side = 32 + 4 * Math.floor(8 * random.next());
  let channels = 8 + 8 * Math.floor(3 * random.next());
  /** @param {number[]} inputs @param {number} width */
  const op = (inputs, width) => {
    ops.push({ inputs, size: Math.max(1, Math.round((side * side * Math.max(1, Math.round(width))) / 16)) });
    return ops.length - 1;
  };
  let x = op([op([], 3)], channels);
  const blocks = 2 + Math.floor(3 * random.next());
  for (let block = 0; block < blocks; block++) {
    if (random.next() < 0.5 && side > 8) {
      side >>= 1;
      channels = Math.round(channels * (1.25 + 0.75 * random.next()));
      x = op([x], channels);
    }
    if (kind === "residual") {
      let y = op([x], channels * (0.25 + 0.25 * random.next()));
      y = op([y], channels * (0.25 + 0.25 * random.next()));
      x = op([x, op([y], channels)], channels);
      continue;
    }
    /** @type {number[]} */
    const branches = [];
    let joined = 0;
    for (let left = 2 + Math.floor(3 * random.next()); left > 0; left--) {
      let y = x;
      let width = 0;
      for (let depth = 1 + Math.floor(3 * random.next()); depth > 0; depth--) {
        width = Math.max(1, Math.round(channels * (0.15 + 0.5 * random.next())));
        y = op([y], width);
      }
      branches.push(y);
      joined += width;
    }
    channels = joined;
    x = op(branches, channels);
  }
  return ops;
}

/**
 * Activations of networks whose ops come in a random order, each as soon as its inputs are there.
 *
 * @param {"inception" | "residual"} kind
 * @param {Random} random
 */
function activations(kind, random) {
  const streams = Array.from({ length: STREAMS }, () => network(kind, random));
  const tensors = streams.map((ops, s) =>
    ops.map(({ inputs, size }, i) => ({ id: `net${s}.${i}`, inputs, waits: inputs.length, lower: 0, upper: 0, size })),
  );
  /** @type {[number, number][]} */
  const ready = streams.map((_, stream) => [stream, 0]);
  for (let time = 0; ready.length > 0; time++) {
    const [s, i] = must(ready.splice(Math.floor(random.next() * ready.length), 1)[0], "op");
    const net = must(tensors[s], "network");
    const tensor = must(net[i], "tensor");
    tensor.lower = time;
    for (const live of [i, ...tensor.inputs]) must(net[live], "tensor").upper = time + 1;
    net.forEach((user, u) => {
      if (user.inputs.includes(i) && --user.waits === 0) ready.push([s, u]);
    });
  }
  return tensors.flat().map(({ id, lower, upper, size }) => ({ id, lower, upper, size }));
}

/**
 * The seed-th problem, of either kind in turn: activations, planned, and weights in the gaps of that plan. So there is
 * a plan within the capacity.
 *
 * @param {number} seed
 */
export function workloadProblem(seed) {
  const kind = seed % 2 === 0 ? "inception" : "residual";
  const random = new Random(7919 * (seed + 1));
  for (let i = 0; i < 8; i++) random.next();
  /** @type {Row[]} */
  const buffers = activations(kind, random);
  const planned = planSync({ buffers: [...buffers] }, { minimize: true, stepLimit: 500 });
  const capacity = /** @type {number} */ (planned.peak);
  const offsets = Array.from(/** @type {ArrayLike<number>} */ (planned.offsets));
  const times = Math.max(...buffers.map(({ upper }) => upper));
  for (let tried = 0, fetched = 0; tried < 4 * FETCHED && fetched < FETCHED; tried++) {
    const use = Math.floor(random.next() * times);
    const lower = Math.max(0, use - 1 - Math.floor(AHEAD * random.next()));
    const near = buffers.map((each, b) => ({
      ...each,
      from: must(offsets[b], "offset"),
      to: must(offsets[b], "offset") + each.size,
    }));
    const above = near.filter((each) => each.lower <= use && each.upper > lower).sort((a, b) => a.from - b.from);
    /** @type {[number, number][]} */
    const gaps = [];
    let top = 0;
    for (const { from, to } of [...above, { from: capacity, to: capacity }]) {
      if (from - top > LEAST_GAP * capacity) gaps.push([top, from]);
      top = Math.max(top, to);
    }
    if (gaps.length === 0) continue;
    const [at, stop] = must(gaps[Math.floor(random.next() * gaps.length)], "gap");
    const size = Math.min(stop - at, Math.floor(LARGEST * capacity));
    buffers.push({ id: `weights${fetched++}`, lower, upper: use + 1, size });
    offsets.push(at);
  }
  return { capacity, buffers };
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      count: { type: "string", default: "200" },
      first: { type: "string", default: "0" },
      limit: { type: "string", default: "2" },
    },
  });
  const [where] = positionals;
  if (where === undefined) throw new Error("node bench/workload.mjs HOST:PORT or FOLDER");
  const problems = Array.from({ length: Number(values.count) }, (_, i) => workloadProblem(Number(values.first) + i));
  if (!/:\d+$/.test(where)) {
    mkdirSync(where, { recursive: true });
    for (const [i, problem] of problems.entries()) {
      writeFileSync(join(where, `network-${Number(values.first) + i}.json`), `${JSON.stringify(problem)}\n`);
    }
    return;
  }
  const client = new PlannerClient(where);
  /** @type {Record<string, number>} */
  const ends = {};
  for (const problem of problems) {
    const { status } = await client.plan(problem, { timeLimitMs: 1000 * Number(values.limit) });
    ends[status] = (ends[status] ?? 0) + 1;
  }
  console.log(JSON.stringify(ends));
  client.close();
}

if (process.argv[1]?.endsWith("workload.mjs")) await main();
