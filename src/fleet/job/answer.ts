import type { Infeasibility, PlanResult, Status, StoppedBy, TermResult } from "../../planner/index.js";
import { bufferCount } from "../../problem/index.js";
import { type SimulationReport, simulate, simulateColumns } from "../../sim/index.js";
import type { Task } from "./job.js";

/** What a worker found, in positions. Stored once for all batches that ask. */
export interface Answer {
  /** `failed` where there is no answer; `error` says why. */
  readonly status: Status | "failed";
  readonly error?: string;
  /** Bytes, in the order of the buffers; null where there is no plan. */
  readonly offsets: readonly number[] | null;
  /** Position of each buffer's memory; null where the problem lists none. */
  readonly memories: readonly number[] | null;
  readonly peak: number | null;
  readonly lowerBound: number;
  readonly terms: readonly TermResult[];
  readonly presolve: readonly string[];
  /** `buffers` are positions, and the message calls things by position, as in `buffer "3"`. */
  readonly infeasibility: Infeasibility | null;
  readonly steps: number;
  readonly backtracks: number;
  readonly restarts: number;
  readonly stoppedBy: StoppedBy;
  readonly solveMs: number;
}

/** An answer that holds, and what the simulator says of its plan. */
export interface Checked {
  readonly answer: Answer;
  /** Null where there is no plan. */
  readonly report: SimulationReport | null;
}

const STATUSES: ReadonlySet<unknown> = new Set(["optimal", "feasible", "infeasible", "unknown", "failed"]);

export function answerOf(result: PlanResult): Answer {
  const { offsets, memories, infeasibility } = result;
  return {
    status: result.status,
    offsets: offsets === null ? null : [...offsets],
    memories: memories === null ? null : memories.map((id) => Number(id.slice(1))),
    peak: result.peak,
    lowerBound: result.lowerBound,
    terms: result.terms,
    presolve: result.presolve,
    infeasibility: infeasibility === null ? null : { ...infeasibility, buffers: [...infeasibility.buffers] },
    steps: result.steps,
    backtracks: result.backtracks,
    restarts: result.restarts,
    stoppedBy: result.stoppedBy,
    solveMs: Math.round(result.solveMs * 1000) / 1000,
  };
}

/** The answer to a problem that has none, and will have none before somebody asks for it anew. */
export function failure(error: string): Answer {
  return {
    status: "failed",
    error,
    offsets: null,
    memories: null,
    peak: null,
    lowerBound: 0,
    terms: [],
    presolve: [],
    infeasibility: null,
    steps: 0,
    backtracks: 0,
    restarts: 0,
    stoppedBy: null,
    solveMs: 0,
  };
}

/**
 * Reads an answer and replays its plan. It is input like any other: whoever can write to the store may have written it.
 *
 * @throws Error that says what is wrong
 */
export function readAnswer(text: string, task: Task): Checked {
  const answer = shapeOf(text);
  const { offsets, memories, peak } = answer;
  const isPlan = answer.status === "optimal" || answer.status === "feasible";
  if (isPlan !== (offsets !== null)) throw new Error(`status ${answer.status} does not go with its offsets`);
  if (offsets === null) return { answer, report: null };
  const count = bufferCount(task.problem);
  if (offsets.length !== count) throw new Error(`${offsets.length} offsets for ${count} buffers`);
  const report = replay(task, Float64Array.from(offsets), memories);
  if (!report.ok) throw new Error(report.violations[0]?.message ?? "the simulator refuses the plan");
  if (report.peak !== peak) throw new Error(`its peak is ${report.peak}, not ${peak}`);
  if (answer.status === "optimal" && answer.terms.length === 0 && peak !== answer.lowerBound) {
    throw new Error(`it is called optimal with a peak of ${peak} and a bound of ${answer.lowerBound}`);
  }
  return { answer, report };
}

function replay({ columns, problem }: Task, offsets: Float64Array, memories: readonly number[] | null) {
  if (columns !== null) return simulateColumns(columns, offsets);
  if (memories === null) return simulate(problem, offsets);
  const listed = problem.memories ?? [];
  const named = memories.map((m) => listed[m]?.id ?? "");
  return simulate(problem, offsets, { memories: named });
}

function shapeOf(text: string): Answer {
  const value = JSON.parse(text) as Answer;
  if (typeof value !== "object" || value === null) throw new Error("it is no object");
  const { status, offsets, memories, peak, infeasibility, terms, presolve, error } = value;
  if (!STATUSES.has(status)) throw new Error(`its status is ${JSON.stringify(status)}`);
  const isWhole = (entry: unknown): boolean => Number.isSafeInteger(entry) && (entry as number) >= 0;
  const isList = (list: unknown): boolean => list === null || (Array.isArray(list) && list.every(isWhole));
  if (!isList(offsets) || !isList(memories)) throw new Error("its offsets are no whole numbers");
  if (peak !== null && !isWhole(peak)) throw new Error(`its peak is ${JSON.stringify(peak)}`);
  for (const name of ["lowerBound", "steps", "backtracks", "restarts", "solveMs"] as const) {
    if (!Number.isFinite(value[name]) || value[name] < 0) throw new Error(`${name} is ${JSON.stringify(value[name])}`);
  }
  if (!Array.isArray(terms) || !Array.isArray(presolve)) throw new Error("terms or presolve are no lists");
  if (!presolve.every((line) => typeof line === "string")) throw new Error("presolve is no list of sentences");
  if (status === "failed" && typeof error !== "string") throw new Error("it failed, and does not say why");
  const isReason =
    infeasibility === null || (typeof infeasibility?.message === "string" && isList(infeasibility.buffers));
  if (!isReason || (status === "infeasible") !== (infeasibility !== null)) throw new Error("its reason is none");
  return value;
}
