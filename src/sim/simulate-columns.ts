import { InputError, type ProblemColumns, shown } from "../problem/index.js";
import { deal } from "./deal.js";
import { readGivenPlan } from "./given-plan.js";
import { putInOrder } from "./in-order.js";
import { type Replay, replay } from "./replay.js";
import type { SimulationOptions, SimulationReport } from "./report.js";
import { NO_VIOLATIONS, PLAN_RULES, type Violation } from "./rules/index.js";
import type { Found } from "./rules/rule.js";
import { giveBackWorkspace, takeWorkspace } from "./workspace.js";

/** From this many placements on, what the replay reads no longer lies in the caches of a processor. */
const MANY = 50_000;

/** `simulate` for a problem in columns without constraints, of which nothing but the ids is trusted. */
export function simulateColumns(
  problem: ProblemColumns,
  offsets: ArrayLike<number>,
  options: SimulationOptions = {},
): SimulationReport {
  const capacity = atLeastZero("capacity", options.capacity ?? problem.capacity);
  const { base } = problem;
  if (!(Number.isSafeInteger(base) && base >= 0)) {
    throw new InputError(`base must be an integer ≥ 0, got ${shown(base)}`, { field: "base" });
  }
  const limit = atLeastZero("maxViolations", options.maxViolations ?? 100);
  const workspace = takeWorkspace(problem.count);
  try {
    const { given, placements, sorter, cuts, byLower, byUpper } = workspace;
    const highest = readGivenPlan(problem, offsets, given, placements);
    cuts.cut(placements, sorter);
    sorter.sort(placements.lower, placements.count, byLower);
    sorter.sort(placements.upper, placements.count, byUpper);
    if (placements.count >= MANY) putInOrder(workspace);
    const run = replay(workspace, base, limit, options.timeline ?? false);
    const plan = { problem, base, capacity, given, workspace, replay: run };
    const found: Found<Violation>[] = [];
    for (const rule of PLAN_RULES) found.push(rule.check(plan, limit));
    return toReport(run, found, limit, capacity, Math.max(run.peak, highest - base));
  } finally {
    giveBackWorkspace(workspace);
  }
}

function toReport(
  run: Replay,
  found: readonly Found<Violation>[],
  limit: number,
  capacity: number,
  peak: number,
): SimulationReport {
  const counts = { ...NO_VIOLATIONS };
  let violationCount = 0;
  for (let i = 0; i < PLAN_RULES.length; i++) {
    violationCount += found[i]!.count;
    counts[PLAN_RULES[i]!.kind] = found[i]!.count;
  }
  if (run.collided !== counts["clobbered-read"] > 0) {
    throw new Error("simulator: a buffer was overwritten and its read did not see it, or the other way round");
  }
  if (run.collided && counts.overlap === 0) {
    throw new Error("simulator: a buffer was overwritten, but no pair of buffers overlaps");
  }
  const { peakTime, maxLiveBytes, maxLiveTime, events, timeline } = run;
  return {
    ok: violationCount === 0,
    violations: violationCount === 0 ? [] : deal(found, limit),
    violationCount,
    counts,
    capacity,
    peak,
    peakTime: peak > run.peak ? null : peakTime,
    maxLiveBytes,
    maxLiveTime,
    utilization: {
      max: peak > 0 ? maxLiveBytes / peak : 1,
      mean: peak === 0 ? 1 : run.spanTime > 0 ? run.liveByteTime / run.spanTime / peak : 0,
    },
    fragmentation: {
      max: run.maxFragmentation,
      maxTime: run.maxFragmentationTime,
      mean: run.busyTime > 0 ? run.fragmentationTime / run.busyTime : 0,
    },
    events,
    timeline,
    memories: [],
    terms: null,
    timing: null,
  };
}

/** @throws InputError where an option is no integer ≥ 0, nor Infinity */
export function atLeastZero(field: string, value: number): number {
  if (value !== Number.POSITIVE_INFINITY && !(Number.isSafeInteger(value) && value >= 0)) {
    throw new InputError(`${field} must be an integer ≥ 0 or Infinity, got ${shown(value)}`, { field });
  }
  return value;
}
