import { type PlanOptions, type PlanResult, type Progress, plan, planSync } from "../../planner/index.js";
import { InputError } from "../../problem/index.js";
import { encode } from "../../proto/index.js";
import { simulate } from "../../sim/index.js";
import { Deadline } from "../deadline.js";
import { isOutOfMemory, OUT_OF_MEMORY, ServiceError } from "../faults.js";
import { answerBytes, incumbentBytes, type Outcome, verifyBytes } from "../wire/answer.js";
import { inputFault, unpackProblem } from "../wire/columns.js";
import { type PlanTask, readPlan, readVerify } from "../wire/task.js";
import { CELL, type Ending, type IncumbentReport, type Job, type RunFacts, STOP, type WorkerSetting } from "./jobs.js";
import { policyOf } from "./policies.js";

/** Milliseconds of heuristics before others in the quick queue have their turn; a search goes on where they ended. */
const EASY_MS = 25;

/** Milliseconds between two reports on a search of which only the bound is new. */
const BOUND_MS = 100;

/** Does one job in this thread. Never throws: a fault is an ending. */
export async function runJob(
  job: Job,
  setting: WorkerSetting,
  report: (found: IncumbentReport) => void,
): Promise<Ending> {
  try {
    if (job.kind === "easy") return easy(job.task, Deadline.of(job.deadline).remainingMs(), setting);
    if (job.kind === "search")
      return await search(job.id, job.task, Deadline.of(job.deadline).remainingMs(), setting, report);
    if (job.kind === "verify") return verify(job.bytes, setting);
    return { kind: "task", task: readPlan(job.bytes, job.method, setting.limits) };
  } catch (error) {
    if (error instanceof ServiceError) return { kind: "refused", fault: error.fault };
    // A large problem is planned in a thread of this thread's.
    if (isOutOfMemory(error)) return { kind: "refused", fault: OUT_OF_MEMORY };
    return { kind: "broken", message: error instanceof Error ? `${error.stack}` : String(error) };
  }
}

function optionsOf(
  { minimize, seed, policy }: PlanTask,
  { policies }: WorkerSetting,
  timeLimitMs: number,
): PlanOptions {
  return { minimize, seed, policy: policyOf(policy, policies), timeLimitMs };
}

function easy(task: PlanTask, budgetMs: number, setting: WorkerSetting): Ending {
  const { version } = setting;
  const problem = unpackProblem(task);
  const limitMs = task.stepLimit === 0 ? budgetMs : Math.min(budgetMs, EASY_MS);
  const result = planSync(problem, { ...optionsOf(task, setting, limitMs), stepLimit: 0 });
  const { stoppedBy } = result;
  const outcome = withTimeline(task, problem, result);
  const cut = stoppedBy === "deadline" && limitMs < budgetMs;
  if (cut || (stoppedBy === "steps" && task.stepLimit > 0)) {
    return { kind: "open", answer: answerBytes(outcome, "deadline", task, version) };
  }
  const bytes = answerBytes(outcome, stoppedBy === "cancel" ? "deadline" : (stoppedBy ?? "nothing"), task, version);
  return { kind: "done", bytes, lasting: stoppedBy !== "deadline", run: factsOf(result) };
}

async function search(
  id: number,
  task: PlanTask,
  budgetMs: number,
  setting: WorkerSetting,
  report: (found: IncumbentReport) => void,
): Promise<Ending> {
  const { shared, version } = setting;
  const cells = new Int32Array(shared);
  const problem = unpackProblem(task);
  // The planner looks at `aborted` between slices, without a turn of the event loop: a cell that another thread writes
  // is seen at once.
  const signal = {
    get aborted() {
      return Atomics.load(cells, CELL.stop) === id;
    },
  } as AbortSignal;
  const onProgress = incumbents(task, problem, version, report);
  const stepLimit = task.stepLimit;
  const result = await plan(problem, { ...optionsOf(task, setting, budgetMs), stepLimit, signal, onProgress });
  const { stoppedBy } = result;
  if (stoppedBy === "cancel" && Atomics.load(cells, CELL.reason) === STOP.cancel) return { kind: "stopped" };
  const by = stoppedBy === "cancel" ? "shutdown" : (stoppedBy ?? "nothing");
  const bytes = answerBytes(withTimeline(task, problem, result), by, task, version);
  return { kind: "done", bytes, lasting: by === "nothing" || by === "steps", run: factsOf(result) };
}

function factsOf({ status, steps, solveMs }: PlanResult): RunFacts {
  return { status, steps, solveMs };
}

type TaskProblem = ReturnType<typeof unpackProblem>;

function withTimeline(task: PlanTask, problem: TaskProblem, result: PlanResult): Outcome {
  if (!task.timeline || result.offsets === null) return result;
  return { ...result, verification: simulate(problem, result.offsets, { timeline: true }) };
}

/** Turns the planner's progress into reports: each better plan, simulated, and the bound now and then. */
function incumbents(task: PlanTask, problem: TaskProblem, version: string, report: (found: IncumbentReport) => void) {
  let peak = Number.POSITIVE_INFINITY;
  let bound = -1;
  let toldMs = 0;
  let outcome: Outcome | null = null;
  return ({ incumbent, offsets, lowerBound, steps, elapsedMs }: Progress): void => {
    if (incumbent === null || offsets === null) return;
    const better = incumbent < peak;
    if (!better && (lowerBound === bound || elapsedMs - toldMs < BOUND_MS)) return;
    peak = incumbent;
    bound = lowerBound;
    toldMs = elapsedMs;
    const fits = incumbent <= task.capacity;
    if (better) {
      const verification = simulate(problem, offsets, {
        capacity: Math.max(incumbent, fits ? task.capacity : 0),
        timeline: task.timeline,
      });
      if (!verification.ok) throw new Error(`internal fault: an incumbent failed its simulation`);
      const plan = fits
        ? { status: "feasible" as const, offsets, peak: incumbent, verification }
        : { status: "unknown" as const, offsets: null, peak: null, verification: null };
      outcome = { ...plan, lowerBound, infeasibility: null, steps, backtracks: 0, restarts: 0, solveMs: elapsedMs };
    }
    const shown = better && !task.omitOffsets ? offsets : null;
    report({
      event: incumbentBytes({ peak: incumbent, lowerBound, fits, offsets: shown, steps, elapsedMs }),
      answer: answerBytes({ ...outcome!, lowerBound, steps, solveMs: elapsedMs }, "deadline", task, version),
    });
  };
}

function verify(bytes: Uint8Array, { limits }: WorkerSetting): Ending {
  const { problem, raw, offsets, maxViolations, timeline } = readVerify(bytes, limits);
  try {
    const report = simulate(problem, offsets, { maxViolations, timeline });
    return { kind: "done", bytes: verifyBytes(report), lasting: false, run: null };
  } catch (error) {
    if (error instanceof InputError) throw new ServiceError(inputFault(error, raw, "problem"));
    throw error;
  }
}

/** Sizes of the problems that a new worker plans, so that the first call does not find its code cold. */
const WARM_UP = [20, 60, 100];
const WARM_UP_ROUNDS = 15;
const NO_LIMITS = { maxBuffers: Number.POSITIVE_INFINITY, maxTimeLimitMs: Number.POSITIVE_INFINITY };

/** Plans some problems of no meaning, and searches in one. */
export function warmUp(setting: WorkerSetting): void {
  const limits = { ...NO_LIMITS, policies: setting.limits.policies };
  for (let round = 0; round < WARM_UP_ROUNDS; round++) {
    for (const count of WARM_UP) {
      const lower = Array.from({ length: count }, (_, i) => (i * 7 + round) % count);
      const problem = {
        lower,
        upper: lower.map((time, i) => time + 1 + ((i * 5 + round) % 13)),
        size: lower.map((_, i) => 1 + ((i * 11 + round) % 97)),
      };
      const bytes = encode("PlanRequest", { problem });
      easy(readPlan(bytes, "PlanRequest", limits), Number.POSITIVE_INFINITY, setting);
    }
  }
}
