/**
 * Validate, then time. Nothing here knows the planner: a subject says how it is solved and what it may answer.
 */

/**
 * @import { PlanResult, Status } from "../dist/planner/index.js"
 * @import { Problem } from "../dist/problem/index.js"
 *
 * @typedef {object} Wanted what a subject may answer
 * @property {readonly Status[]} statuses
 * @property {number | undefined} [optimum] bytes, where it is known
 *
 * @typedef {Omit<PlanResult, "offsets" | "seed" | "threads" | "memories" | "terms" | "presolve">} Answer
 *
 * @typedef {(problem: Problem, signal?: AbortSignal) => Answer | Promise<Answer>} Solve
 *
 * @typedef {object} Subject
 * @property {string} name
 * @property {string} [family]
 * @property {() => Problem} problem
 * @property {Solve} solve
 * @property {Wanted} wanted
 * @property {boolean} [once] time the first run only
 * @property {number} [runs] timed runs; the usual number where it is absent
 * @property {boolean} [varies] runs need not agree: several threads, or a limit in time
 *
 * @typedef {object} Facts
 * @property {string} name
 * @property {string} [family]
 * @property {number} buffers
 * @property {number | null} capacity bytes
 * @property {number | null} ratio peak over lower bound
 * @property {number} firstMs
 * @property {number} ms median of the timed runs; the first run's where there are none
 * @property {number} leastMs
 * @property {number} runs 0: only the first run was timed
 * @property {number | null} usPerStep null where there were no steps
 * @property {number | null} [coldMs] of a run in a process of its own; null where that failed
 * @property {string | null} fault what is wrong with the answer
 *
 * @typedef {Facts & Omit<Answer, "verification" | "solveMs" | "infeasibility">} Row
 */

/** Milliseconds that the repeats of one subject may take together. */
const PATIENCE_MS = 20_000;
/** A warm-up goes on for so many milliseconds, or so many runs: one run of a small problem leaves its code cold. */
const WARM_UP_MS = 300;
const WARM_UP_RUNS = 300;

/**
 * The middle value, or the mean of the two in the middle; NaN of nothing.
 *
 * @param {Iterable<number>} values
 */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const [low = Number.NaN, high = low] = sorted.slice((sorted.length - 1) >> 1, (sorted.length >> 1) + 1);
  return (low + high) / 2;
}

/**
 * What is wrong with an answer, in words; null if it is one that the subject may give and its plan was verified.
 *
 * @param {Answer} result
 * @param {Wanted} wanted
 * @param {Problem} problem
 */
export function faultOf(result, { statuses, optimum = Number.POSITIVE_INFINITY }, problem) {
  const { status, peak, lowerBound, stoppedBy, verification } = result;
  const capacity = problem.capacity ?? Number.POSITIVE_INFINITY;
  if (!statuses.includes(status)) {
    const why = stoppedBy === null ? "" : ` (stopped by ${stoppedBy})`;
    return `expected ${statuses.join(" or ")}, got ${status}${why}`;
  }
  if (lowerBound > optimum) return `claims a lower bound of ${lowerBound} over the known optimum ${optimum}`;
  if (status === "infeasible" || status === "unknown") {
    return peak === null ? null : `has a peak of ${peak} and says ${status}`;
  }
  if (verification?.ok !== true)
    return `the plan is not verified: ${verification?.violations[0]?.message ?? "no report"}`;
  if (verification.peak !== peak) return `claims a peak of ${peak}, the simulator sees ${verification.peak}`;
  if (peak > capacity) return `the peak ${peak} is over the capacity ${capacity}`;
  if (peak < lowerBound) return `the peak ${peak} is under the lower bound ${lowerBound}`;
  if (status === "optimal" && peak !== lowerBound) return `claims ${peak} as optimal at a bound of ${lowerBound}`;
  return null;
}

/**
 * Solves a subject once, checks the answer, and then, if it is sound, warms up and takes the median of some runs.
 *
 * An answer that a clock cut short is not repeated, as it would only take the limit again; a long one is repeated as
 * often as there is patience for. A repeat must give the answer of the first run, or the row carries a fault.
 *
 * @param {Subject} subject
 * @param {{ runs?: number, signal?: AbortSignal | undefined, onRun?: (what: string) => void }} [options]
 * @returns {Promise<Row | null>} null where `signal` came before there was a row
 */
export async function measure(subject, options = {}) {
  const { runs: usualRuns = 5, signal, onRun } = options;
  const { name, solve, wanted, once = false, varies = false, runs: wantedRuns = usualRuns } = subject;
  const problem = subject.problem();
  onRun?.("first run");
  const first = await solve(problem, signal);
  if (first.stoppedBy === "cancel") return null;
  let fault = faultOf(first, wanted, problem);
  const row = {
    name,
    ...(subject.family !== undefined && { family: subject.family }),
    buffers: problem.buffers.length,
    capacity: problem.capacity ?? null,
    status: first.status,
    peak: first.peak,
    lowerBound: first.lowerBound,
    ratio: first.peak === null || first.lowerBound === 0 ? null : first.peak / first.lowerBound,
    steps: first.steps,
    backtracks: first.backtracks,
    restarts: first.restarts,
    stoppedBy: first.stoppedBy,
    firstMs: first.solveMs,
  };
  /** @type {number[]} */
  const times = [];
  if (fault === null && !once && first.stoppedBy === null) {
    /** @param {string} what */
    const again = async (what) => {
      onRun?.(what);
      const result = await solve(problem, signal);
      if (result.stoppedBy === "cancel") return null;
      fault ??= faultOf(result, wanted, problem) ?? (varies ? null : differenceOf(first, result));
      return result.solveMs;
    };
    const isWanted = () => signal?.aborted !== true && fault === null;
    for (let run = 0, spent = 0; isWanted() && run < WARM_UP_RUNS && spent < WARM_UP_MS; run++) {
      spent += (await again("warm-up")) ?? 0;
    }
    const patient = Math.max(1, Math.min(wantedRuns, Math.floor(PATIENCE_MS / first.solveMs) - 1));
    while (isWanted() && times.length < patient) {
      const solveMs = await again(`run ${times.length + 1} of ${patient}`);
      if (solveMs !== null) times.push(solveMs);
    }
  }
  const ms = times.length === 0 ? first.solveMs : median(times);
  return {
    ...row,
    fault,
    ms,
    leastMs: times.length === 0 ? first.solveMs : Math.min(...times),
    runs: times.length,
    usPerStep: first.steps === 0 ? null : (1000 * ms) / first.steps,
  };
}

/**
 * @param {Answer} first
 * @param {Answer} again
 */
function differenceOf(first, again) {
  for (const key of /** @type {const} */ (["status", "peak", "lowerBound", "steps"])) {
    if (first[key] !== again[key]) return `a repeat gave ${key} ${again[key]}, the first run ${first[key]}`;
  }
  return null;
}
