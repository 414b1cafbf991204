import type { Reasons } from "../explain/index.js";
import type { Infeasibility, PlanResult, ProofNote, Status, StoppedBy, TermResult } from "../planner/index.js";
import { isConstrained, type Problem, shown } from "../problem/index.js";
import { checkProblemKeys, wireFlag, wireInteger, wireIntegers, wireText } from "./checks.js";
import { constraintFields } from "./constraints.js";
import { invalidArgument } from "./errors.js";
import type { Infeasibility__Output } from "./generated/telaplan/v1/Infeasibility.js";
import type { PlanRequest } from "./generated/telaplan/v1/PlanRequest.js";
import type { PlanResponse__Output } from "./generated/telaplan/v1/PlanResponse.js";
import type { Problem as WireProblem } from "./generated/telaplan/v1/Problem.js";
import type { Proof__Output } from "./generated/telaplan/v1/Proof.js";
import type { TermResult__Output } from "./generated/telaplan/v1/TermResult.js";
import { type Names, termOf, toReport } from "./report.js";
import { type ReasonNames, type RemoteSuggestion, toReasons, toSuggestion } from "./why.js";

/** What a plan is asked for with. Names and meanings are those of the library's `plan`. */
export interface RemoteOptions {
  readonly minimize?: boolean;
  /** Milliseconds of solving; absent: the server's default. */
  readonly timeLimitMs?: number;
  readonly stepLimit?: number;
  readonly seed?: number;
  /** Name of a policy of the server. */
  readonly policy?: string;
  /** Ask for status and peak only. */
  readonly omitOffsets?: boolean;
  /** Ask for the simulator's timeline too. */
  readonly timeline?: boolean;
  /** Ask for why the result is what it is: `why` of the result. */
  readonly why?: boolean;
  /** Ask for so many changes with which it would fit, where there is no plan: `suggestions` of the result. */
  readonly suggestions?: number;
  /** Ask for a proof of at most so many bytes: `proof` of the result. */
  readonly proofBytes?: number;
  /** As the library's: near hints, end with what the heuristics have found. */
  readonly quick?: boolean;
  /** Whose turn it is among this caller's own searches that wait. Absent: "normal". */
  readonly priority?: "batch" | "low" | "normal" | "high";
}

/** The library's result, and what only a service has to say. */
export interface RemoteResult extends Omit<PlanResult, "stoppedBy" | "proof"> {
  /** `shutdown`: the server went down and handed back what it had. */
  readonly stoppedBy: StoppedBy | "shutdown";
  readonly policy: string;
  readonly solverVersion: string;
  /** The answer was stored. */
  readonly cached: boolean;
  /** Why the result is what it is; null where time ran out before, absent where it was not asked for. */
  readonly why?: Reasons | null;
  /** Changes with which there is a plan, the best first; absent where none were asked for. */
  readonly suggestions?: readonly RemoteSuggestion[];
  /** Whether all that can be suggested was tried; absent where no suggestions were asked for. */
  readonly suggestionsComplete?: boolean;
  /** What became of the proof; absent where none was asked for. */
  readonly proof?: RemoteProof;
}

/** The library's note, and the proof itself: lines, each with its line feed. It is not checked here. */
export type RemoteProof =
  | (Extract<ProofNote, { written: true }> & { readonly text: string })
  | Extract<ProofNote, { written: false }>;

/**
 * A problem in columns. Columns that say nothing are left out.
 *
 * @throws PlannerError for numbers that the wire cannot carry exactly, and for keys that mean something and have no
 * column. What the numbers mean is the server's to judge.
 */
export function toWireProblem(problem: Problem): WireProblem {
  const constrained = isConstrained(problem);
  checkProblemKeys(problem, constrained);
  const { buffers, capacity = Number.POSITIVE_INFINITY, base = 0 } = problem;
  // Without constraints no alignment is 1; with them it is that of the memory.
  const unsaid = constrained ? 0 : 1;
  const aligned = buffers.some(({ alignment = unsaid }) => alignment !== unsaid);
  const fixed = indicesOf(buffers, "offset");
  const hinted = indicesOf(buffers, "hint");
  return {
    lower: column("lower", buffers, ({ lower }) => lower),
    upper: column("upper", buffers, ({ upper }) => upper),
    size: column("size", buffers, ({ size }) => size),
    ...(aligned && { alignment: column("alignment", buffers, ({ alignment = unsaid }) => alignment) }),
    id: buffers.map(({ id }, i) => wireText(`problem.id[${i}]`, id)),
    fixedIndex: fixed,
    fixedOffset: fixed.map((i, k) => wireInteger(`problem.fixed_offset[${k}]`, buffers[i]!.offset!)),
    hintIndex: hinted,
    hintOffset: hinted.map((i, k) => wireInteger(`problem.hint_offset[${k}]`, buffers[i]!.hint!)),
    ...(capacity !== Number.POSITIVE_INFINITY && { capacity: wireInteger("problem.capacity", capacity) }),
    ...(base !== 0 && { base: wireInteger("problem.base", base) }),
    ...(constrained && constraintFields(problem)),
  };
}

function column(
  field: string,
  buffers: Problem["buffers"],
  read: (buffer: Problem["buffers"][number]) => number,
): number[] {
  return wireIntegers(`problem.${field}`, buffers.map(read));
}

/** Buffers that have such an offset; −1 is none. */
function indicesOf(buffers: Problem["buffers"], field: "offset" | "hint"): number[] {
  const found: number[] = [];
  for (let i = 0; i < buffers.length; i++) {
    const offset = buffers[i]![field];
    if (offset !== undefined && offset !== -1) found.push(i);
  }
  return found;
}

/** Options of a plan, by name. */
export const PLAN_OPTIONS: readonly (keyof RemoteOptions)[] = [
  "minimize",
  "timeLimitMs",
  "stepLimit",
  "seed",
  "policy",
  "omitOffsets",
  "timeline",
  "why",
  "suggestions",
  "proofBytes",
  "quick",
  "priority",
];

const PRIORITIES = {
  batch: "PRIORITY_BATCH",
  low: "PRIORITY_LOW",
  normal: "PRIORITY_NORMAL",
  high: "PRIORITY_HIGH",
} as const;

function wirePriority(priority: keyof typeof PRIORITIES): (typeof PRIORITIES)[keyof typeof PRIORITIES] {
  if (Object.hasOwn(PRIORITIES, priority)) return PRIORITIES[priority];
  const text = `priority must be "batch", "low", "normal" or "high", got ${shown(priority)}`;
  throw invalidArgument("priority", text, "INVALID_FIELD");
}

/** @throws PlannerError for values that the wire cannot carry exactly */
export function toWireRequest(problem: Problem, options: RemoteOptions): PlanRequest {
  const { minimize = false, timeLimitMs, stepLimit = Number.POSITIVE_INFINITY, seed = 0, policy = "" } = options;
  const {
    omitOffsets = false,
    timeline = false,
    why = false,
    suggestions = 0,
    quick = false,
    proofBytes = 0,
  } = options;
  const report = {
    omitOffsets: wireFlag("omitOffsets", omitOffsets),
    timeline: wireFlag("timeline", timeline),
    ...(wireFlag("why", why) && { why }),
    // The server takes some. What does not fit into the field would come out as another number.
    ...(suggestions !== 0 && {
      suggestions: Math.max(-1, Math.min(wireInteger("suggestions", suggestions), 2 ** 31 - 1)),
    }),
    ...(proofBytes !== 0 && { proofBytes: wireInteger("proofBytes", proofBytes) }),
  };
  return {
    problem: toWireProblem(problem),
    objective: wireFlag("minimize", minimize) ? "OBJECTIVE_MINIMIZE" : "OBJECTIVE_FIT",
    limits: {
      ...(timeLimitMs !== undefined && { timeLimitMs: wireInteger("timeLimitMs", timeLimitMs) }),
      ...(stepLimit !== Number.POSITIVE_INFINITY && { stepLimit: wireInteger("stepLimit", stepLimit) }),
    },
    seed: wireInteger("seed", seed),
    policy: wireText("policy", policy),
    ...((omitOffsets || timeline || why || suggestions !== 0 || proofBytes !== 0) && { report }),
    ...(wireFlag("quick", quick) && { quick }),
    ...(options.priority !== undefined && { priority: wirePriority(options.priority) }),
  };
}

const STATUS: Readonly<Record<string, Status>> = {
  PLAN_STATUS_OPTIMAL: "optimal",
  PLAN_STATUS_FEASIBLE: "feasible",
  PLAN_STATUS_INFEASIBLE: "infeasible",
  PLAN_STATUS_UNKNOWN: "unknown",
};

const STOPPED_BY: Readonly<Record<string, RemoteResult["stoppedBy"]>> = {
  STOPPED_BY_NOTHING: null,
  STOPPED_BY_STEPS: "steps",
  STOPPED_BY_DEADLINE: "deadline",
  STOPPED_BY_SHUTDOWN: "shutdown",
};

const CAUSE: Readonly<Record<string, Infeasibility["cause"]>> = {
  INFEASIBILITY_CAUSE_SIZE: "size",
  INFEASIBILITY_CAUSE_FIXED: "fixed",
  INFEASIBILITY_CAUSE_COLLISION: "collision",
  INFEASIBILITY_CAUSE_LOAD: "load",
  INFEASIBILITY_CAUSE_STACK: "stack",
  INFEASIBILITY_CAUSE_SEARCH: "search",
};

function toInfeasibility({ cause: name, bufferIndex, message }: Infeasibility__Output): Infeasibility {
  const cause = CAUSE[name];
  if (cause === undefined) throw new Error(`an answer that is infeasible for ${name} is not understood`);
  return { cause, buffers: bufferIndex, message };
}

/** @throws Error for a proof that this client does not understand */
function toProof(proof: Proof__Output | null, status: Status): RemoteProof {
  if (proof === null) return { written: false, reason: "time ran out before a proof was made" };
  const { text, reason } = proof;
  if (text === "") return { written: false, reason };
  const head = /^\["telaplan proof 1","\w+",(\d+)[^\n]*\]\n/.exec(text);
  if (head === null) throw new Error("the proof of an answer is not understood");
  const least = Number(head[1]);
  const lines = text.split("\n").length - 1;
  const written = { written: true as const, lines, bytes: text.length, text };
  if (status === "infeasible") return { ...written, claim: "infeasible", value: least - 1 };
  return { ...written, claim: status === "optimal" ? "optimal" : "peak", value: least };
}

/**
 * What an answer holds besides what every answer holds. Lists that are empty do not tell whether they were asked for.
 */
export interface Asked {
  readonly omitOffsets: boolean;
  readonly timeline: boolean;
  readonly why: boolean;
  readonly suggestions: boolean;
  readonly proof: boolean;
  readonly names: Names & ReasonNames;
}

/** What a request asks for. */
export function askedBy({ report, problem }: PlanRequest): Asked {
  return {
    omitOffsets: report?.omitOffsets === true,
    timeline: report?.timeline === true,
    why: report?.why === true,
    suggestions: (report?.suggestions ?? 0) !== 0,
    proof: report?.proofBytes !== undefined,
    names: { ...namesIn(problem ?? {}), buffers: report?.why === true ? buffersIn(problem ?? {}) : [] },
  };
}

/** The names of a problem's buffers; positions in decimal where there are none. */
function buffersIn({ id, lower }: WireProblem): string[] {
  return (lower ?? []).map((_, b) => id?.[b] ?? `${b}`);
}

/** The names of a problem's memories and operators. Memories without one go by their position. */
export function namesIn({ memories, operators }: Pick<WireProblem, "memories" | "operators">): Names {
  return {
    memories: (memories ?? []).map(({ id }, m) => id || `${m}`),
    operators: (operators ?? []).map(({ id }) => id || null),
  };
}

/** The memory of each buffer by name; null where the problem lists none, or the answer has no plan. */
export function memoriesOf(
  memoryIndex: readonly number[],
  { names: { memories } }: Pick<Asked, "names">,
): string[] | null {
  if (memoryIndex.length === 0 || memories.length === 0) return null;
  return memoryIndex.map((index) => memories[index]!);
}

/** @throws Error for a term that this client does not know */
export function termsOf(terms: readonly TermResult__Output[]): TermResult[] {
  return terms.map(({ term, value, bound }) => ({ term: termOf(term), value, bound }));
}

/** @throws Error for an answer that this client does not understand: the server is of a later version. */
export function remoteResult(response: PlanResponse__Output, asked: Asked): RemoteResult {
  const { omitOffsets, timeline, names } = asked;
  const { offsets, peak, lowerBound, counters, verification, solveMs, seed, policy, solverVersion, cached } = response;
  const status = STATUS[response.status];
  const stoppedBy = STOPPED_BY[response.stoppedBy];
  if (status === undefined || stoppedBy === undefined) {
    throw new Error(`an answer of status ${response.status}, stopped by ${response.stoppedBy}, is not understood`);
  }
  const isGiven = (status === "optimal" || status === "feasible") && !omitOffsets;
  return {
    status,
    offsets: isGiven ? Float64Array.from(offsets) : null,
    peak: peak ?? null,
    lowerBound,
    memories: isGiven ? memoriesOf(response.memoryIndex, asked) : null,
    terms: termsOf(response.terms),
    presolve: response.presolve,
    infeasibility: response.infeasibility ? toInfeasibility(response.infeasibility) : null,
    steps: counters?.steps ?? 0,
    backtracks: counters?.backtracks ?? 0,
    restarts: counters?.restarts ?? 0,
    stoppedBy,
    solveMs,
    seed,
    threads: 1,
    verification: verification ? toReport(verification, timeline, names) : null,
    policy,
    solverVersion,
    cached,
    ...(asked.why && { why: response.why ? toReasons(response.why, names) : null }),
    ...(asked.suggestions && {
      suggestions: response.suggestions.map(toSuggestion),
      suggestionsComplete: response.suggestionsComplete,
    }),
    ...(asked.proof && { proof: toProof(response.proof, status) }),
  };
}
