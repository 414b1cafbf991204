import type { PlannerOptions, PlanResult, Progress } from "../../planner/index.js";
import { InputError } from "../../problem/index.js";
import { encode } from "../../proto/index.js";
import { type SimulationReport, simulate, simulateColumns } from "../../sim/index.js";
import { Deadline } from "../deadline.js";
import { isOutOfMemory, OUT_OF_MEMORY, ServiceError } from "../faults.js";
import { type AnswerFacts, answerBytes } from "../wire/answer.js";
import { inputFault } from "../wire/input-fault.js";
import { verifyBytes } from "../wire/report.js";
import { type PlanTask, readPlan } from "../wire/task.js";
import { runOrder } from "../wire/tiers.js";
import { readVerify, type VerifyTask } from "../wire/verify-task.js";
import { Incumbents } from "./incumbents.js";
import { Inquiry } from "./inquiry.js";
import { CELL, type Ending, type IncumbentReport, type Job, type RunFacts, STOP, type WorkerSetting } from "./jobs.js";
import { policyOf } from "./policies.js";
import { isCheckable, recall } from "./recall.js";
import type { Subject } from "./subject.js";
import { subjectOf } from "./subject-of.js";

/** Milliseconds of heuristics before others in the quick queue have their turn; a search goes on where they ended. */
const EASY_MS = 25;

/** Of what a request has left, so that others who have as little get theirs too. */
const EASY_SHARE = 0.25;

/** Does one job in this thread. Never throws: a fault is an ending. */
export async function runJob(
  job: Job,
  setting: WorkerSetting,
  report: (found: IncumbentReport) => void,
): Promise<Ending> {
  try {
    if (job.kind === "easy") return await easy(job, setting, report);
    if (job.kind === "search") return await search(job, setting, report);
    if (job.kind === "verify") return verify(job.bytes, setting);
    if (job.kind === "recall") return recall(job, setting);
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

/**
 * The planner looks at `aborted` between slices, without a turn of the event loop: a cell that another thread writes is
 * seen at once.
 */
function stopSignal({ shared }: WorkerSetting, id: number): AbortSignal {
  const cells = new Int32Array(shared);
  return {
    get aborted() {
      return Atomics.load(cells, CELL.stop) === id;
    },
  } as AbortSignal;
}

type EasyJob = Omit<Job & { readonly kind: "easy" }, "kind">;

async function easy(
  { id, task, inHand, streamed, deadline }: EasyJob,
  setting: WorkerSetting,
  report: (found: IncumbentReport) => void,
): Promise<Ending> {
  const { version } = setting;
  const subject = subjectOf(task);
  const budgetMs = Deadline.of(deadline).remainingMs();
  const isShort = task.stepLimit > 0 || inHand;
  const limitMs = isShort ? Math.min(budgetMs, EASY_MS, Math.max(EASY_SHARE * budgetMs, 1)) : budgetMs;
  let last: Progress | null = null;
  const onProgress = (progress: Progress): void => {
    last = progress;
  };
  const how = { ...optionsOf(task, setting, limitMs), stepLimit: 0, ...(streamed && { onProgress }) };
  const { result, opening } = await subject.planNow(how, stopSignal(setting, id));
  const { stoppedBy } = result;
  const outcome = factsIn(task, subject, result);
  const cut = stoppedBy === "deadline" && limitMs < budgetMs;
  if (inHand || cut || stoppedBy === "cancel" || (stoppedBy === "steps" && task.stepLimit > 0)) {
    const answer = answerBytes(outcome, "deadline", task, version);
    return { kind: "open", answer, opening, told: last && tellOne(last, task, subject, version, report) };
  }
  const bytes = answerBytes(outcome, stoppedBy ?? "nothing", task, version);
  return {
    kind: "done",
    bytes,
    lasting: stoppedBy !== "deadline",
    checkable: isCheckable(result),
    run: factsOf(result),
  };
}

/** Tells of what the heuristics have come to. @returns what is not to be told again */
function tellOne(
  progress: Progress,
  task: PlanTask,
  subject: Subject,
  version: string,
  report: (found: IncumbentReport) => void,
): string | null {
  const incumbents = new Incumbents(task, subject, true, version, report);
  incumbents.see(progress);
  incumbents.flush();
  return incumbents.told;
}

async function search(
  job: SearchJob,
  setting: WorkerSetting,
  report: (found: IncumbentReport) => void,
): Promise<Ending> {
  const { shared, version } = setting;
  const cells = new Int32Array(shared);
  const { id, task, opening, streamed, told } = job;
  const subject = subjectOf(task);
  const signal = stopSignal(setting, id);
  const incumbents = new Incumbents(task, subject, streamed, version, report, told);
  const { stepLimit } = task;
  const limitMs = Deadline.of(job.deadline).remainingMs();
  const inquiry = task.named === null ? null : new Inquiry(task, task.named, limitMs);
  const onProgress = (progress: Progress): void => {
    inquiry?.hear(progress);
    incumbents.see(progress);
  };
  const how = { ...optionsOf(task, setting, inquiry?.searchMs ?? limitMs), stepLimit, signal, onProgress };
  const result = await subject.plan(how, opening).catch((error: unknown) => {
    incumbents.stop();
    throw error;
  });
  const { stoppedBy } = result;
  if (stoppedBy === "cancel" && Atomics.load(cells, CELL.reason) === STOP.cancel) {
    incumbents.stop();
    return { kind: "stopped" };
  }
  const by = stoppedBy === "cancel" ? "shutdown" : (stoppedBy ?? "nothing");
  const bare = answerBytes(factsIn(task, subject, result), by, task, version);
  const run = factsOf(result);
  const lasting = by === "nothing" || by === "steps";
  incumbents.end(result, bare);
  const checkable = isCheckable(result);
  if (inquiry === null || by === "shutdown") return { kind: "done", bytes: bare, lasting, checkable, run };
  // Whose time is up while a proof or reasons are looked for has the answer without them.
  report({ event: null, hasPlan: false, answer: bare });
  const policy = policyOf(task.policy, setting.policies);
  const found = [
    ...(task.proofBytes > 0 ? [await inquiry.proof(result, signal, policy)] : []),
    ...(task.why || task.suggestions > 0 ? [await inquiry.reasons(result, signal, policy)] : []),
  ];
  if (signal.aborted && Atomics.load(cells, CELL.reason) === STOP.cancel) return { kind: "stopped" };
  const bytes = Buffer.concat([bare, ...found.map((each) => each.bytes)]);
  return { kind: "done", bytes, lasting: lasting && found.every(({ isWhole }) => isWhole), run };
}

function factsOf({ status, steps, solveMs }: PlanResult): RunFacts {
  return { status, steps, solveMs };
}

type SearchJob = Job & { readonly kind: "search" };

/** What the answer says of a result, with the timeline where it was asked for. */
function factsIn({ timeline }: PlanTask, subject: Subject, result: PlanResult): AnswerFacts {
  const { offsets, memories, verification } = result;
  return {
    ...result,
    memoryIndex: subject.memoryIndex(memories),
    operatorOrder: subject.operatorOrder,
    verification: timeline && offsets !== null ? subject.replay({ offsets, memories }, true) : verification,
  };
}

function verify(bytes: Uint8Array, { limits }: WorkerSetting): Ending {
  const task = readVerify(bytes, limits);
  try {
    const { memories = [], operators } = task.subject.kind === "plain" ? {} : task.subject.problem;
    const reported = { memories: memories.map(({ id }) => id), operatorOrder: runOrder({ operators }) };
    return { kind: "done", bytes: verifyBytes(replayOf(task), reported), lasting: false, run: null };
  } catch (error) {
    if (error instanceof InputError) throw new ServiceError(inputFault(error, task.raw, "problem"));
    throw error;
  }
}

function replayOf({ subject, offsets, maxViolations, timeline }: VerifyTask): SimulationReport {
  const options = { maxViolations, timeline };
  if (subject.kind === "plain") return simulateColumns(subject.columns, offsets, options);
  const { problem, memories } = subject;
  return simulate(problem, offsets, memories === null ? options : { ...options, memories });
}

/** Sizes of the problems that a new worker plans, so that the first call does not find its code cold. */
const WARM_UP = [20, 60, 100];
const WARM_UP_ROUNDS = 15;
const NO_LIMITS = { maxBuffers: Infinity, maxTimeLimitMs: Infinity, maxProofBytes: 0 };

/** Plans some problems of no meaning, and searches in one. */
export async function warmUp(setting: WorkerSetting): Promise<void> {
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
      const task = readPlan(bytes, "PlanRequest", limits);
      const deadline = { at: Number.POSITIVE_INFINITY, limitMs: Number.POSITIVE_INFINITY };
      await easy({ id: -1, task, inHand: false, streamed: false, deadline }, setting, () => {});
    }
  }
}
