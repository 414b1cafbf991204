import { drop } from "../heuristics/index.js";
import { InputError, ignoredKeys, loadBound, type Problem, type ProblemArrays, toArrays } from "../problem/index.js";
import { simulate } from "../sim/index.js";
import { drive } from "./drive.js";
import { runInThread } from "./elsewhere.js";
import {
  type Infeasibility,
  type Names,
  obviousInfeasibility,
  searchInfeasibility,
  stackInfeasibility,
} from "./infeasibility.js";
import { checkOptions, type Limits, withCores } from "./options.js";
import type { Part } from "./parts.js";
import { reduce } from "./reduce.js";
import { type Outcome, Run, setupEntries } from "./run.js";
import type { PlanOptions, PlanResult, Status } from "./types.js";
import { throttled, type Watch } from "./watch.js";

/**
 * From this many buffers on, or entries of sections by buffers, a run goes to another thread: pieces of it take too
 * long to be waited for.
 */
const LARGE = { buffers: 10_000, entries: 1e6 };

/**
 * Milliseconds that the simulator takes for a buffer: a run ends so much earlier, so that its plan is verified within
 * the limit.
 */
const VERIFY_MS = 1.2e-3;

/**
 * Plans a problem: an offset for every buffer so that no two live ones share a byte, within the capacity or, with
 * `minimize`, at the least peak. Anytime: whatever stops it, the best verified plan so far is returned.
 *
 * @throws InputError for a malformed problem or option. Infeasible and unknown are answers, not errors.
 */
export async function plan(problem: Problem, options: PlanOptions = {}): Promise<PlanResult> {
  const startedAt = performance.now();
  const checked = checkOptions(options);
  const { signal, onProgress: tell, onWarning: warn } = options;
  const arrays = toArrays(problem);
  warnOfKeys(problem, warn);
  const limits = withVerification(withCores(checked, warn), arrays);
  const infeasibility = obviousInfeasibility(arrays, namesOf(problem));
  if (infeasibility !== null) return refused(arrays, infeasibility, limits, startedAt);
  const watch: Watch = { signal, tell, warn };
  const outcome = isLarge(arrays)
    ? await elsewhere(arrays, limits, startedAt, watch)
    : await drive(new Run(arrays, limits, startedAt), limits, watch);
  return toResult(problem, arrays, outcome, limits, startedAt);
}

/**
 * The same without a promise, in the calling thread: for callers that plan many small problems. Takes no signal and one
 * thread.
 */
export function planSync(problem: Problem, options: Omit<PlanOptions, "signal" | "threads"> = {}): PlanResult {
  const startedAt = performance.now();
  const checked = checkOptions(options);
  const { signal, threads } = options as PlanOptions;
  if (signal !== undefined || (threads ?? 1) !== 1) {
    throw new InputError("planSync takes no signal and no threads: use plan", { field: signal ? "signal" : "threads" });
  }
  const arrays = toArrays(problem);
  warnOfKeys(problem, options.onWarning);
  const limits = withVerification(checked, arrays);
  const infeasibility = obviousInfeasibility(arrays, namesOf(problem));
  if (infeasibility !== null) return refused(arrays, infeasibility, limits, startedAt);
  const run = new Run(arrays, limits, startedAt);
  const tell = throttled(options.onProgress);
  for (const _ of run.stages()) tell?.(run.progress);
  tell?.(run.progress);
  return toResult(problem, arrays, run.outcome, limits, startedAt);
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
export function partsToSearch(problem: Problem, options: Omit<PlanOptions, "signal" | "threads">): PartsToSearch {
  const arrays = toArrays(problem);
  const nothing = { parts: [], lowerBound: loadBound(arrays), ground: 0, originOf: (b: number) => b };
  if (obviousInfeasibility(arrays, namesOf(problem)) !== null) return nothing;
  return new Run(arrays, { ...checkOptions(options), stepLimit: 0 }).partsToSearch();
}

/** Nobody who does not listen pays for it. */
function warnOfKeys(problem: Problem, warn: PlanOptions["onWarning"]): void {
  if (warn === undefined) return;
  const ignored = ignoredKeys(problem);
  if (ignored !== null) warn(ignored);
}

function withVerification(limits: Limits, { count }: ProblemArrays): Limits {
  return { ...limits, timeLimitMs: Math.max(0, limits.timeLimitMs - count * VERIFY_MS) };
}

function isLarge(arrays: ProblemArrays): boolean {
  return arrays.count >= LARGE.buffers || setupEntries(arrays) >= LARGE.entries;
}

/** A run in another thread. Where that had to be ended before it had told of a plan, there is a plan all the same. */
async function elsewhere(arrays: ProblemArrays, limits: Limits, startedAt: number, watch: Watch): Promise<Outcome> {
  const found = await runInThread(arrays, limits, startedAt, { ...watch, tell: throttled(watch.tell) });
  if ("outcome" in found) return found.outcome;
  const { remains } = found;
  const { arrays: solid, restore } = reduce(arrays);
  const offsets = remains?.offsets ?? restore(drop(solid));
  let peak = 0;
  for (let b = 0; b < arrays.count; b++) peak = Math.max(peak, offsets[b]! + arrays.size[b]! - arrays.base);
  return {
    plan: { offsets, peak, rule: "dropped" },
    lowerBound: remains?.lowerBound ?? loadBound(arrays),
    steps: remains?.steps ?? 0,
    backtracks: 0,
    restarts: 0,
    stoppedBy: watch.signal?.aborted ? "cancel" : "deadline",
    refutation: null,
    threads: 1,
  };
}

function namesOf({ buffers }: Problem): Names {
  return { idOf: (b) => buffers[b]!.id, lowerOf: (b) => buffers[b]!.lower };
}

/** The answer where no plan exists and none was looked for. */
function refused(arrays: ProblemArrays, infeasibility: Infeasibility, { seed }: Limits, startedAt: number): PlanResult {
  return {
    status: "infeasible",
    offsets: null,
    peak: null,
    lowerBound: loadBound(arrays),
    infeasibility,
    steps: 0,
    backtracks: 0,
    restarts: 0,
    stoppedBy: null,
    solveMs: performance.now() - startedAt,
    seed,
    threads: 1,
    verification: null,
  };
}

/** The answer. A plan is simulated first; a failure there is a fault of telaplan and throws. */
function toResult(
  problem: Problem,
  arrays: ProblemArrays,
  { plan: best, lowerBound, refutation, stoppedBy, steps, backtracks, restarts, threads }: Outcome,
  { seed }: Limits,
  startedAt: number,
): PlanResult {
  const { capacity } = arrays;
  const isPlan = best.peak <= capacity;
  let infeasibility: Infeasibility | null = null;
  if (lowerBound > capacity) {
    const names = namesOf(problem);
    infeasibility =
      refutation?.cause === "stack"
        ? stackInfeasibility(arrays, refutation.slot, refutation.height, names)
        : searchInfeasibility(refutation?.buffers ?? [], lowerBound, capacity);
  }
  let status: Status = infeasibility === null ? "unknown" : "infeasible";
  if (isPlan) status = best.peak <= lowerBound ? "optimal" : "feasible";
  const verification = isPlan ? simulate(problem, best.offsets) : null;
  if (verification !== null && !verification.ok) {
    throw new Error(`internal fault: the plan failed its simulation: ${verification.violations[0]?.message}`);
  }
  return {
    status,
    offsets: isPlan ? best.offsets : null,
    peak: isPlan ? best.peak : null,
    lowerBound,
    infeasibility,
    steps,
    backtracks,
    restarts,
    stoppedBy,
    solveMs: performance.now() - startedAt,
    seed,
    threads,
    verification,
  };
}
