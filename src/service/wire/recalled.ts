import type { Infeasibility, Status, TermResult } from "../../planner/index.js";
import { decodeStrict, fieldNumber, messageType, WireError, without } from "../../proto/index.js";
import { CAUSE, STATUS, STOPPED_BY, TERM } from "./answer.js";
import type { PlanTask } from "./task.js";

/** What a stored answer says, but for what a replay finds out anew. */
export interface Recalled {
  readonly status: Status;
  readonly stoppedBy: "nothing" | "steps";
  /** Null where there is no plan. */
  readonly offsets: Float64Array | null;
  /** Positions of memories; null where the answer has none. */
  readonly memoryIndex: Float64Array | null;
  readonly peak: number | null;
  readonly lowerBound: number;
  readonly terms: readonly TermResult[];
  readonly presolve: readonly string[];
  readonly infeasibility: Infeasibility | null;
  readonly steps: number;
  readonly backtracks: number;
  readonly restarts: number;
  readonly solveMs: number;
}

/** A stored answer is none to this task. The message says why. */
export class Unfit extends Error {
  override readonly name = "Unfit";
}

/** Entries of lists that are not one for each buffer: terms, sentences. */
const MOST_OTHERS = 1_000;

/** The fields that a stored answer goes without: the simulator makes them anew, and nobody asked for the others. */
const LEFT_OUT = ["verification", "cached", "why", "suggestions", "suggestions_complete"] as const;
const REPORT_FIELD = fieldNumber("PlanResponse", "verification");

/** An answer as it is stored: without the simulator's report. */
export function forStore(answer: Uint8Array): Uint8Array {
  return without(answer, REPORT_FIELD);
}

interface RawAnswer {
  readonly status?: number;
  readonly offsets?: Float64Array;
  readonly peak?: number;
  readonly lower_bound?: number;
  readonly counters?: { readonly steps?: number; readonly backtracks?: number; readonly restarts?: number };
  readonly stopped_by?: number;
  readonly solve_ms?: number;
  readonly seed?: number;
  readonly policy?: string;
  readonly solver_version?: string;
  readonly infeasibility?: { readonly cause?: number; readonly buffer_index?: Float64Array; readonly message?: string };
  readonly memory_index?: Float64Array;
  readonly terms?: readonly { readonly term?: number; readonly value?: number; readonly bound?: number }[];
  readonly presolve?: readonly string[];
}

const NONE = new Float64Array(0);

/**
 * Decodes an answer that was stored where others can write. Everything is checked that can be without the problem.
 *
 * @param version of telaplan that must have made it
 * @throws Unfit
 */
export function readRecalled(bytes: Uint8Array, task: PlanTask, version: string): Recalled {
  const raw = decoded(bytes, task.problem.count);
  for (const field of LEFT_OUT) if (field in raw) throw new Unfit(`it has ${field}`);
  const { offsets = NONE, memory_index = NONE, peak, lower_bound = 0, terms = [], presolve = [] } = raw;
  same("solver_version", raw.solver_version ?? "", version);
  same("policy", raw.policy ?? "", task.policy);
  same("seed", raw.seed ?? 0, task.seed);
  const status = wordOf(STATUS, raw.status, "status");
  const stoppedBy = wordOf(STOPPED_BY, raw.stopped_by, "stopped_by");
  if (stoppedBy !== "nothing" && stoppedBy !== "steps") throw new Unfit(`it was stopped by ${stoppedBy}`);
  if (stoppedBy === "steps" && task.stepLimit === Number.POSITIVE_INFINITY) throw new Unfit("no limit stopped it");
  const hasPlan = status === "optimal" || status === "feasible";
  const count = task.problem.count;
  if (offsets.length !== (hasPlan ? count : 0)) throw new Unfit(`it has ${offsets.length} offsets`);
  if (memory_index.length !== 0 && memory_index.length !== offsets.length) throw new Unfit("memory_index is short");
  if ((peak !== undefined) !== hasPlan) throw new Unfit(`it is ${status}, and its peak is ${peak ?? "absent"}`);
  if ((raw.infeasibility !== undefined) !== (status === "infeasible")) throw new Unfit("infeasibility and status");
  const { steps = 0, backtracks = 0, restarts = 0 } = raw.counters ?? {};
  const { solve_ms: solveMs = 0 } = raw;
  for (const [name, value] of Object.entries({ lower_bound, steps, backtracks, restarts, solveMs })) {
    if (!(value >= 0)) throw new Unfit(`${name} is ${value}`);
  }
  return {
    status,
    stoppedBy,
    offsets: hasPlan ? offsets : null,
    memoryIndex: memory_index.length > 0 ? memory_index : null,
    peak: peak ?? null,
    lowerBound: lower_bound,
    terms: terms.map(({ term, value = 0, bound = 0 }) => ({ term: wordOf(TERM, term, "terms"), value, bound })),
    presolve,
    infeasibility: infeasibilityOf(raw, count),
    steps,
    backtracks,
    restarts,
    solveMs,
  };
}

function decoded(bytes: Uint8Array, count: number): RawAnswer {
  try {
    return decodeStrict(messageType("PlanResponse"), bytes, count + MOST_OTHERS, MOST_OTHERS);
  } catch (error) {
    if (error instanceof WireError) throw new Unfit(error.message);
    throw error;
  }
}

function infeasibilityOf({ infeasibility }: RawAnswer, count: number): Infeasibility | null {
  if (infeasibility === undefined) return null;
  const { cause, buffer_index = NONE, message = "" } = infeasibility;
  let last = -1;
  for (const index of buffer_index) {
    if (!(index > last && index < count)) throw new Unfit(`infeasibility names buffer ${index}`);
    last = index;
  }
  return { cause: wordOf(CAUSE, cause, "cause"), buffers: Array.from(buffer_index), message };
}

function same(field: string, given: string | number, wanted: string | number): void {
  if (given !== wanted) throw new Unfit(`${field} is ${JSON.stringify(given)}, not ${JSON.stringify(wanted)}`);
}

function wordOf<Word extends string>(
  numbers: Readonly<Record<Word, number>>,
  number: number | undefined,
  field: string,
): Word {
  for (const word of Object.keys(numbers) as Word[]) if (numbers[word] === number) return word;
  throw new Unfit(`${field} has no such value: ${number ?? 0}`);
}
