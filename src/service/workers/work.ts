import { type PlannerOptions, type PlanResult, planColumns, planColumnsSync } from "../../planner/index.js";
import { InputError, type ProblemColumns, unpackColumns } from "../../problem/index.js";
import { encode } from "../../proto/index.js";
import { simulateColumns } from "../../sim/index.js";
import { Deadline } from "../deadline.js";
import { isOutOfMemory, OUT_OF_MEMORY, ServiceError } from "../faults.js";
import { type AnswerFacts, answerBytes, verifyBytes } from "../wire/answer.js";
import { inputFault } from "../wire/columns.js";
import { type PlanTask, readPlan, readVerify } from "../wire/task.js";
import { Incumbents } from "./incumbents.js";
import { CELL, type Ending, type IncumbentReport, type Job, type RunFacts, STOP, type WorkerSetting } from "./jobs.js";
import { policyOf } from "./policies.js";

/** Milliseconds of heuristics before others in the quick queue have their turn; a search goes on where they ended. */
const EASY_MS = 25;

/** Does one job in this thread. Never throws: a fault is an ending. */
export async function runJob(
  job: Job,
  setting: WorkerSetting,
  report: (found: IncumbentReport) => void,
): Promise<Ending> {
  try {
    if (job.kind === "easy") return easy(job.task, Deadline.of(job.deadline).remainingMs(), setting);
    if (job.kind === "search") return await search(job, setting, report);
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
): PlannerOptions {
  return { minimize, seed, policy: policyOf(policy, policies), timeLimitMs };
}

function easy(task: PlanTask, budgetMs: number, setting: WorkerSetting): Ending {
  const { version } = setting;
  const problem = unpackColumns(task.problem);
  const limitMs = task.stepLimit === 0 ? budgetMs : Math.min(budgetMs, EASY_MS);
  const { result, opening } = planColumnsSync(problem, { ...optionsOf(task, setting, limitMs), stepLimit: 0 });
  const { stoppedBy } = result;
  const outcome = withTimeline(task, problem, result);
  const cut = stoppedBy === "deadline" && limitMs < budgetMs;
  if (cut || (stoppedBy === "steps" && task.stepLimit > 0)) {
    return { kind: "open", answer: answerBytes(outcome, "deadline", task, version), opening };
  }
  const bytes = answerBytes(outcome, stoppedBy === "cancel" ? "deadline" : (stoppedBy ?? "nothing"), task, version);
  return { kind: "done", bytes, lasting: stoppedBy !== "deadline", run: factsOf(result) };
}

async function search(
  job: SearchJob,
  setting: WorkerSetting,
  report: (found: IncumbentReport) => void,
): Promise<Ending> {
  const { shared, version } = setting;
  const cells = new Int32Array(shared);
  const { id, task, opening, streamed } = job;
  const problem = unpackColumns(task.problem);
  // The planner looks at `aborted` between slices, without a turn of the event loop: a cell that another thread writes
  // is seen at once.
  const signal = {
    get aborted() {
      return Atomics.load(cells, CELL.stop) === id;
    },
  } as AbortSignal;
  const incumbents = new Incumbents(task, problem, streamed, version, report);
  const { stepLimit } = task;
  const limitMs = Deadline.of(job.deadline).remainingMs();
  const options = { ...optionsOf(task, setting, limitMs), stepLimit, signal, onProgress: incumbents.see };
  const result = await planColumns(problem, options, opening).catch((error: unknown) => {
    incumbents.stop();
    throw error;
  });
  const { stoppedBy } = result;
  if (stoppedBy === "cancel" && Atomics.load(cells, CELL.reason) === STOP.cancel) {
    incumbents.stop();
    return { kind: "stopped" };
  }
  const by = stoppedBy === "cancel" ? "shutdown" : (stoppedBy ?? "nothing");
  const bytes = answerBytes(withTimeline(task, problem, result), by, task, version);
  incumbents.end(result, bytes);
  return { kind: "done", bytes, lasting: by === "nothing" || by === "steps", run: factsOf(result) };
}

function factsOf({ status, steps, solveMs }: PlanResult): RunFacts {
  return { status, steps, solveMs };
}

type SearchJob = Job & { readonly kind: "search" };

function withTimeline(task: PlanTask, problem: ProblemColumns, result: PlanResult): AnswerFacts {
  if (!task.timeline || result.offsets === null) return result;
  return { ...result, verification: simulateColumns(problem, result.offsets, { timeline: true }) };
}

function verify(bytes: Uint8Array, { limits }: WorkerSetting): Ending {
  const { problem, raw, offsets, maxViolations, timeline } = readVerify(bytes, limits);
  try {
    const report = simulateColumns(problem, offsets, { maxViolations, timeline });
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
