import { describe, expect, it } from "vitest";
import { greedy } from "../../src/heuristics/index.js";
import { generate } from "../../src/instances/index.js";
import { Clock } from "../../src/planner/clock.js";
import { Ladder } from "../../src/planner/ladder.js";
import { checkOptions, type Limits } from "../../src/planner/options.js";
import { runTask } from "../../src/planner/run-task.js";
import { SharedBounds } from "../../src/planner/shared-bounds.js";
import { SharedPlan } from "../../src/planner/shared-plan.js";
import type { WorkerReport, WorkerTask } from "../../src/planner/tasks.js";
import { arraysOf, loadBound, toColumns } from "../../src/problem/index.js";
import { ALL_PRUNING, buildModel, RULE_POLICY } from "../../src/search/index.js";
import { faultsOf } from "../support/brute-force.js";

const { problem } = generate("thinned", { buffers: 200, seed: 2 });
const columns = toColumns({ buffers: problem.buffers });
const arrays = arraysOf(columns);
const target = loadBound(arrays);
const start = greedy(arrays, { target });
const model = buildModel(arrays);

/** Runs a task in this thread and returns what it reported. */
async function reportsOf(task: WorkerTask): Promise<WorkerReport[]> {
  const reports: WorkerReport[] = [];
  await runTask(task, (message) => reports.push(structuredClone(message)));
  return reports;
}

/** A search task as a lane gets it, and the bounds that it shares. */
function searchTask(bounds: SharedBounds, change: Partial<Extract<WorkerTask, { kind: "search" }>> = {}): WorkerTask {
  const common = { arrays, start, minimize: true, slice: 1024, seed: 0, policy: RULE_POLICY, pruning: ALL_PRUNING };
  return {
    kind: "search",
    largeFrom: 1_000,
    ends: false,
    ...common,
    stepLimit: 1e6,
    lane: 0,
    lanes: 1,
    shared: bounds.buffer,
    plans: new SharedPlan(start).buffer,
    ...change,
  };
}

const newBounds = () => new SharedBounds({ low: model.loadBound, high: Math.ceil(start.peak / model.unit), lanes: 1 });

describe("a search task", () => {
  it("reports ever better valid plans, shares them, and ends settled at the optimum", async () => {
    const bounds = newBounds();
    const reports = await reportsOf(searchTask(bounds));
    const peaks = reports.flatMap((report) => (report.kind === "plan" ? report.plan.peak : []));
    expect(peaks.length).toBeGreaterThan(0);
    expect(peaks).toEqual([...new Set(peaks)].sort((a, b) => b - a));
    for (const report of reports) {
      if (report.kind === "plan") expect(faultsOf(problem, report.plan.offsets, report.plan.peak)).toEqual([]);
    }
    expect(peaks.at(-1)).toBe(target);
    expect(reports.at(-1)).toMatchObject({ kind: "end", settled: true });
    expect(bounds.high * model.unit).toBe(target);
    expect(bounds.steps).toBeGreaterThan(0);
  });

  it("ends without a step when it is told to stop, and at the step limit otherwise", async () => {
    const stopped = newBounds();
    stopped.stop();
    expect(await reportsOf(searchTask(stopped))).toEqual([
      { kind: "end", settled: false, steps: 0, backtracks: 0, restarts: 0 },
    ]);
    const end = (await reportsOf(searchTask(newBounds(), { stepLimit: 1 }))).at(-1);
    expect(end).toMatchObject({ kind: "end" });
    expect(end?.kind === "end" && end.steps).toBeLessThanOrEqual(1024);
  });

  it("ends at once when another lane has closed the gap", async () => {
    const bounds = newBounds();
    bounds.lowerHigh(model.loadBound);
    expect(await reportsOf(searchTask(bounds))).toMatchObject([{ kind: "end", settled: true, steps: 0 }]);
  });
});

describe("a run task", () => {
  const limits = checkOptions({ minimize: true });
  const outcomeOf = async (change: Partial<Limits>, stopped = false) => {
    const stop = new SharedArrayBuffer(4);
    if (stopped) new Int32Array(stop)[0] = 1;
    const reports = await reportsOf({
      kind: "run",
      columns,
      arrays,
      opening: null,
      limits: { ...limits, ...change },
      sentAtMs: Clock.machineMs(),
      stop,
    });
    const end = reports.at(-1)!;
    if (end.kind !== "outcome") throw new Error(`ended with ${end.kind}`);
    return { reports, outcome: end.outcome };
  };

  it("reports each better plan once, and ends with the best", async () => {
    const { reports, outcome } = await outcomeOf({});
    const told = reports.flatMap((report) => (report.kind === "progress" ? report.progress : []));
    const peaks = told.flatMap(({ incumbent, offsets }) => (offsets === null ? [] : incumbent!));
    expect(peaks.length).toBeGreaterThan(1);
    expect(peaks).toEqual([...new Set(peaks)].sort((a, b) => b - a));
    expect(outcome).toMatchObject({ lowerBound: target, stoppedBy: null });
    expect(faultsOf(problem, outcome.plan.offsets, target)).toEqual([]);
  });

  it("has a plan, and says why it ended, when it is told to stop before it begins", async () => {
    const { outcome } = await outcomeOf({}, true);
    expect(outcome).toMatchObject({ stoppedBy: "cancel", steps: 0 });
    expect(faultsOf(problem, outcome.plan.offsets, outcome.plan.peak)).toEqual([]);
  });
});

describe("Ladder", () => {
  it("takes over what another lane found, and forgets its own plan where that is worse", () => {
    const goal = { low: model.loadBound, high: Math.ceil(start.peak / model.unit), minimize: true, slice: 512 };
    const ladder = new Ladder(model, { arrays, start, ...goal, seed: 0, policy: RULE_POLICY, pruning: ALL_PRUNING });
    ladder.tighten(goal.low + 1, goal.high - 1);
    expect([ladder.low, ladder.high, ladder.best, ladder.settled]).toEqual([goal.low + 1, goal.high - 1, null, false]);
    ladder.tighten(goal.low, goal.high);
    expect([ladder.low, ladder.high]).toEqual([goal.low + 1, goal.high - 1]);
    ladder.tighten(goal.high - 1, goal.high - 1);
    expect(ladder.settled).toBe(true);
  });
});
