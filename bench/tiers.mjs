/**
 * Group `tiers`: ten steps of networks on a small fast memory, beside the greedy rules that compilers use.
 *
 * @import { Options as FamilyOptions } from "../dist/instances/index.js"
 *
 * @typedef {object} TiersRow
 * @property {string} name
 * @property {number} buffers
 * @property {number} computeMs
 * @property {number} greedyMs simulated time of the best of four greedy rules
 * @property {number} ms simulated time of the plan
 * @property {number} boundMs
 * @property {number} solveMs
 * @property {string} status
 * @property {string | null} fault
 */
import { SearchOracle } from "../dist/constrained/search-oracle.js";
import { planSync } from "../dist/index.js";
import { generate, tieredNetwork } from "../dist/instances/index.js";
import { compile } from "../dist/model/compile.js";
import { simulateTiming } from "../dist/sim/index.js";
import { sceneOf } from "../dist/soft/scene.js";
import { solveSoft } from "../dist/soft/solve.js";
import { GREEDY_RULES, greedyPlan } from "../dist/soft/time-greedy.js";
import { must } from "./must.mjs";
import { colours, count, Table } from "./report.mjs";

/**
 * An accelerator of 4 TFLOP/s with an SRAM of 400 GB/s, beside a DRAM of 25.6 GB/s (two channels of LPDDR4) and 100 ns.
 * The SRAM has a quarter of the least peak of the step's activations; weights are read from the DRAM.
 */
const FLOPS_PER_NS = 4_000;
const SRAM = { id: "sram", bandwidth: 400 };
const DRAM = { id: "dram", bandwidth: 25.6, latency: 100 };
const SHARE = 0.25;
const SEED = 1;
const MOVES = 200_000;

/**
 * MobileNetV2 runs unfused: fused, on this machine, the greedy rule is optimal, which telaplan proves.
 *
 * @type {readonly (readonly [family: string, options: FamilyOptions])[]}
 */
const STEPS = [
  ["resnet50", {}],
  ["mobilenet-v2", { fuse: false }],
  ["inception-v3", {}],
  ["unet", {}],
  ["bert-base", {}],
  ["resnet50", { training: true }],
  ["mobilenet-v2", { training: true }],
  ["inception-v3", { training: true }],
  ["unet", { training: true }],
  ["bert-base", { training: true }],
];

/**
 * Solves each step and prints a table.
 *
 * @param {AbortSignal} signal
 * @returns {Promise<TiersRow[]>} rows for the report, with `fault` where the greedy rule is as good
 */
export async function measureTiers(signal) {
  /** @type {(value: number) => string} */
  const three = (value) => value.toFixed(3);
  /** @type {Table<TiersRow>} */
  const table = new Table([
    { title: "step", width: 30, left: true, cell: (row) => row.name },
    { title: "buffers", width: 7, cell: (row) => count(row.buffers) },
    { title: "compute ms", width: 10, cell: (row) => three(row.computeMs) },
    { title: "greedy ms", width: 9, cell: (row) => three(row.greedyMs) },
    { title: "telaplan ms", width: 11, cell: (row) => three(row.ms) },
    { title: "bound ms", width: 9, cell: (row) => three(row.boundMs) },
    { title: "gap", width: 7, cell: (row) => `${(100 * (row.ms / row.boundMs - 1)).toFixed(2)} %` },
    { title: "seconds", width: 7, cell: (row) => (row.solveMs / 1000).toFixed(1) },
    { title: "", width: 0, left: true, cell: (row) => row.fault ?? row.status, paint: (text) => text },
  ]);
  table.head();
  /** @type {TiersRow[]} */
  const rows = [];
  for (const [family, options] of STEPS) {
    if (signal.aborted) break;
    const row = measureStep(family, options);
    rows.push(row);
    table.row(row);
    if (row.fault !== null) console.log(colours.red(row.fault));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return rows;
}

/**
 * @param {string} family
 * @param {FamilyOptions} options
 * @returns {TiersRow}
 */
function measureStep(family, options) {
  const { name, problem: plain } = generate(family, options);
  const peak = must(planSync(plain, { minimize: true, timeLimitMs: 5_000 }).peak, "peak");
  const memories = [{ ...SRAM, capacity: Math.floor(SHARE * peak) }, DRAM];
  const problem = tieredNetwork(family, options, { flopsPerNs: FLOPS_PER_NS, memories, weights: "dram" });
  const model = compile(problem);
  const startedAt = performance.now();
  const scene = must(sceneOf(model), "list of conflicts");
  const result = solveSoft(scene, new SearchOracle(SEED), { seed: SEED, steps: MOVES });
  const solveMs = performance.now() - startedAt;
  const timing = must(model.timing, "timing");
  const greedy = GREEDY_RULES.map((rule) => greedyPlan(scene, timing, rule)?.time ?? Number.POSITIVE_INFINITY);
  const plan = must(result.plan, "plan");
  const [term] = result.terms;
  const ids = problem.buffers.map((_, b) => {
    const body = must(model.bodyOf[b], "body");
    return must(memories[must(plan.memories[body], "memory")], "memory").id;
  });
  // The simulator shares nothing with the planner.
  const simulated = simulateTiming(problem, ids);
  const { value, bound } = must(term, "term");
  const greedyPs = Math.min(...greedy);
  let fault = null;
  if (simulated.ps !== value) fault = `the simulator says ${simulated.ps} ps, the plan ${value}`;
  else if (value >= greedyPs) fault = "not below the greedy rule";
  return {
    name: options.fuse === false ? `${name}-unfused` : name,
    buffers: problem.buffers.length,
    computeMs: simulated.computeMs,
    greedyMs: greedyPs / 1e9,
    ms: simulated.ms,
    boundMs: bound / 1e9,
    solveMs,
    status: result.status,
    fault,
  };
}
