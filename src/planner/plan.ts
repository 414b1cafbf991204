import { drop } from "../heuristics/index.js";
import {
  arraysOf,
  finish,
  InputError,
  ignoredKeys,
  loadBound,
  type Problem,
  type ProblemArrays,
  type ProblemColumns,
  toColumns,
} from "../problem/index.js";
// By its file: what declares threads needs the types of Node.
import type { Entry } from "../threads/entry.js";
import { Clock } from "./clock.js";
import { drive } from "./drive.js";
import { ENTRY } from "./entry.js";
import { runInThread, type Verified, type WholeRun, warmWorker } from "./in-threads.js";
import { obviousInfeasibility } from "./infeasibility.js";
import { checkOptions, type Limits, withCores } from "./options.js";
import { type Part, setupEntries } from "./parts.js";
import { verifyMs } from "./price.js";
import { reduce } from "./reduce.js";
import { namesOf, refused, toResult, verifyPlan } from "./result.js";
import { partsLeft, Run } from "./run.js";
import type { Opening, Outcome } from "./state.js";
import type { PlannerOptions, PlanResult } from "./types.js";
import { throttled, type Watch } from "./watch.js";

/**
 * From this many buffers on, or entries of sections by buffers, a run goes to another thread: pieces of it take too
 * long to be waited for.
 */
const LARGE = { buffers: 10_000, entries: 1e6 };

/** Options of a run in the calling thread. */
export type SyncOptions = Omit<PlannerOptions, "signal" | "threads">;

/**
 * Plans a problem: an offset for every buffer so that no two live ones share a byte, within the capacity or, with
 * `minimize`, at the least peak. Anytime: whatever stops it, the best verified plan so far is returned.
 *
 * @throws InputError for a malformed problem or option. Infeasible and unknown are answers, not errors.
 */
export async function plan(problem: Problem, options: PlannerOptions = {}): Promise<PlanResult> {
  const clock = new Clock();
  const limits = checkOptions(options);
  const columns = toColumns(problem);
  warnOfKeys(problem, options.onWarning);
  return planWithin(limits, columns, options, clock, null);
}

/**
 * The same without a promise, in the calling thread: for callers that plan many small problems. Takes no signal and one
 * thread.
 */
export function planSync(problem: Problem, options: SyncOptions = {}): PlanResult {
  const clock = new Clock();
  const limits = checkOptions(options);
  const { signal, threads } = options as PlannerOptions;
  if (signal !== undefined || (threads ?? 1) !== 1) {
    throw new InputError("planSync takes no signal and no threads: use plan", { field: signal ? "signal" : "threads" });
  }
  const columns = toColumns(problem);
  warnOfKeys(problem, options.onWarning);
  return finish(planSteps(limits, columns, options, clock)).result;
}

/**
 * `plan` for a problem in columns, which have to be valid.
 *
 * @param opening what an earlier run of the same problem came to before its search
 */
export function planColumns(
  columns: ProblemColumns,
  options: PlannerOptions,
  opening: Opening | null = null,
): Promise<PlanResult> {
  return planWithin(checkOptions(options), columns, options, new Clock(), opening);
}

/** A result, and where the search of another run may begin: null where nothing is left to search. */
export interface Opened {
  readonly result: PlanResult;
  readonly opening: Opening | null;
}

/** `planSync` for a problem in columns, which have to be valid. */
export function planColumnsSync(columns: ProblemColumns, options: SyncOptions): Opened {
  return finish(planColumnsSteps(columns, options));
}

/** The same with a pause every few milliseconds; whoever does not go on from one has no result. */
export function planColumnsSteps(
  columns: ProblemColumns,
  options: SyncOptions,
  opening: Opening | null = null,
): Generator<undefined, Opened> {
  return planSteps(checkOptions(options), columns, options, new Clock(), opening);
}

async function planWithin(
  asked: Limits,
  columns: ProblemColumns,
  { signal, onProgress: tell, onWarning: warn }: PlannerOptions,
  clock: Clock,
  opening: Opening | null,
): Promise<PlanResult> {
  const limits = withVerification(withCores(asked, warn), columns);
  const call = { seed: limits.seed, clock };
  if (columns.count >= LARGE.buffers && ENTRY.fault === null) warmWorker();
  const arrays = arraysOf(columns);
  const infeasibility = obviousInfeasibility(arrays, namesOf(columns));
  if (infeasibility !== null) return refused(arrays, infeasibility, call);
  const run = isLarge(arrays) && hasThreads(ENTRY, warn) ? elsewhere : here;
  const { outcome, verification } = await run({ columns, arrays, opening }, limits, clock, { signal, tell, warn });
  return toResult(columns, arrays, outcome, verification, call);
}

function* planSteps(
  asked: Limits,
  columns: ProblemColumns,
  options: SyncOptions,
  clock: Clock,
  opening: Opening | null = null,
): Generator<undefined, Opened> {
  const limits = withVerification(asked, columns);
  const call = { seed: limits.seed, clock };
  const arrays = arraysOf(columns);
  const infeasibility = obviousInfeasibility(arrays, namesOf(columns));
  if (infeasibility !== null) return { result: refused(arrays, infeasibility, call), opening: null };
  const run = new Run(arrays, limits, clock, opening);
  const tell = throttled(options.onProgress);
  for (const _ of run.stages()) {
    tell?.(run.state.progress);
    yield;
  }
  tell?.(run.state.progress);
  const { outcome } = run.state;
  return { result: toResult(columns, arrays, outcome, verifyPlan(columns, outcome), call), opening: outcome.opening };
}

/**
 * What the exact search would be asked about: the parts that are open after heuristics and bounds, in a memory that
 * begins at 0.
 */
export interface PartsToSearch {
  readonly parts: readonly Part[];
  /** Bytes: proved so far, from the base. */
  readonly lowerBound: number;
  /** Bytes at the bottom of the parts' memory that are not there in the problem's. */
  readonly ground: number;
  /** The buffer of the problem that a member of a part is; −1 for ground. */
  readonly originOf: (buffer: number) => number;
}

/** Runs what comes before the search: for those who look at a search from within. */
export function partsToSearch(problem: Problem, options: SyncOptions): PartsToSearch {
  const columns = toColumns(problem);
  const arrays = arraysOf(columns);
  const nothing = { parts: [], lowerBound: loadBound(arrays), ground: 0, originOf: (b: number) => b };
  if (obviousInfeasibility(arrays, namesOf(columns)) !== null) return nothing;
  const { parts, state } = partsLeft(arrays, { ...checkOptions(options), stepLimit: 0 });
  const originOf = (buffer: number): number => state.originOf(buffer);
  return { parts, lowerBound: state.boundOf(state.low), ground: state.ground, originOf };
}

/** Nobody who does not listen pays for it. */
function warnOfKeys(problem: Problem, warn: PlannerOptions["onWarning"]): void {
  if (warn === undefined) return;
  const ignored = ignoredKeys(problem);
  if (ignored !== null) warn(ignored);
}

function withVerification(limits: Limits, { count }: ProblemColumns): Limits {
  return { ...limits, timeLimitMs: Math.max(0, limits.timeLimitMs - verifyMs(count)) };
}

function isLarge(arrays: ProblemArrays): boolean {
  return arrays.count >= LARGE.buffers || setupEntries(arrays) >= LARGE.entries;
}

/** Whether a thread can run that entry. Where none can, a large run blocks its caller for longer. */
export function hasThreads({ fault }: Entry, warn: PlannerOptions["onWarning"]): boolean {
  if (fault !== null) warn?.(`a run of this size stays in the calling thread: ${fault}`);
  return fault === null;
}

async function here(
  { columns, arrays, opening }: WholeRun,
  limits: Limits,
  clock: Clock,
  watch: Watch,
): Promise<Verified> {
  const outcome = await drive(new Run(arrays, limits, clock, opening), limits, watch);
  return { outcome, verification: verifyPlan(columns, outcome) };
}

/** A run in another thread. Where that had to be ended before it had told of a plan, there is a plan all the same. */
async function elsewhere(whole: WholeRun, limits: Limits, clock: Clock, watch: Watch): Promise<Verified> {
  const found = await runInThread(whole, limits, clock, { ...watch, tell: throttled(watch.tell) });
  if ("outcome" in found) return found;
  const { remains } = found;
  const { columns, arrays } = whole;
  const { arrays: solid, restore } = reduce(arrays);
  const offsets = remains?.offsets ?? restore(drop(solid));
  let peak = 0;
  for (let b = 0; b < arrays.count; b++) peak = Math.max(peak, offsets[b]! + arrays.size[b]! - arrays.base);
  const outcome: Outcome = {
    plan: { offsets, peak, foundBy: "dropped" },
    lowerBound: remains?.lowerBound ?? loadBound(arrays),
    steps: remains?.steps ?? 0,
    backtracks: 0,
    restarts: 0,
    stoppedBy: watch.signal?.aborted ? "cancel" : "deadline",
    refutation: null,
    threads: 1,
    opening: null,
  };
  return { outcome, verification: verifyPlan(columns, outcome) };
}
