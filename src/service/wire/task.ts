import { compile } from "../../model/compile.js";
import { checkColumns, InputError, type PackedColumns, type Problem, packColumns } from "../../problem/index.js";
import { decodeStrict, enumNumbers, messageType } from "../../proto/index.js";
import { refuse, ServiceError } from "../faults.js";
import { blaming } from "./blame.js";
import { columnsOf } from "./columns.js";
import { MAX_CONSTRAINTS, problemOf } from "./constraints.js";
import { inputFault } from "./input-fault.js";
import { keyOfColumns, keyOfMessage, keyOfNames } from "./key.js";
import { hasConstraints, hasHints, namesIn, POSITIONS, type RawProblem } from "./raw-problem.js";

/** A checked request of Plan, laid out so that handing it to a thread costs next to nothing. */
export interface PlanTask extends PlanParameters {
  /**
   * Valid. Without ids: answers are made in the positions of buffers, and put into the caller's names at last. Columns,
   * or a request whose problem has constraints or hints.
   */
  readonly problem: PackedColumns | ConstrainedRequest;
  /**
   * Equal for requests whose answers are equal: the problem, every parameter but time limit and priority, and where
   * reasons are asked for the names, which are part of these. So no answer without a proof is one to who asks for it.
   */
  readonly key: string;
  /** The request, where reasons or a proof are asked for, which are of its problem. Null where they are not. */
  readonly named: NamedRequest | null;
  /** PlanMany's; absent for the other methods. */
  readonly requestId?: string;
}

/** A request whose names are needed. */
export type NamedRequest = Pick<ConstrainedRequest, "method" | "request">;

/**
 * A problem with constraints or hints stays as it came: who plans it decodes it again, which is faster than to send its
 * objects to a thread.
 */
export interface ConstrainedRequest {
  /** Buffers. */
  readonly count: number;
  readonly method: PlanMethod;
  readonly request: Uint8Array;
}

export function isConstrainedRequest(problem: PlanTask["problem"]): problem is ConstrainedRequest {
  return "request" in problem;
}

/** What a server takes. */
export interface RequestLimits {
  readonly maxBuffers: number;
  readonly maxTimeLimitMs: number;
  /** Bytes of a proof; 0 for no proofs. */
  readonly maxProofBytes: number;
  /** Names of policies; the first is the default. */
  readonly policies: readonly string[];
}

export type PlanMethod = "PlanRequest" | "PlanStreamRequest" | "PlanManyRequest";

/** A PlanRequest as it came. */
export interface RawPlan {
  readonly problem?: RawProblem;
  readonly objective?: number;
  readonly limits?: { readonly time_limit_ms?: number; readonly step_limit?: number };
  readonly seed?: number;
  readonly policy?: string;
  readonly quick?: boolean;
  readonly priority?: number;
  readonly report?: {
    readonly omit_offsets?: boolean;
    readonly timeline?: boolean;
    readonly why?: boolean;
    readonly suggestions?: number;
    readonly proof_bytes?: number;
  };
}

/**
 * Decodes and checks a request of Plan, PlanStream or PlanMany.
 *
 * @throws ServiceError that names the field at fault.
 */
export function readPlan(bytes: Uint8Array, method: PlanMethod, limits: RequestLimits): PlanTask {
  return blaming(() => toTask(decodePlan(bytes, method, limits), limits));
}

/**
 * The same for a request that is short. Null where its problem has constraints or hints: groups multiply, and to check
 * what they say can take long.
 *
 * @throws ServiceError that names the field at fault.
 */
export function readPlainPlan(bytes: Uint8Array, method: PlanMethod, limits: RequestLimits): PlanTask | null {
  return blaming(() => {
    const decoded = decodePlan(bytes, method, limits);
    const { problem } = decoded.raw;
    return problem !== undefined && (hasConstraints(problem) || hasHints(problem)) ? null : toTask(decoded, limits);
  });
}

/** The problem of a request that has been checked, in the names that runs use. */
export function requestedProblem({ request, method }: ConstrainedRequest): Problem {
  const limits = { maxBuffers: Number.POSITIVE_INFINITY };
  const { raw, path } = decodePlan(request, method, limits);
  return problemOf(raw.problem!, `${path}problem`, POSITIONS);
}

/** The same in the caller's names. */
export function requestedInNames({ request, method }: NamedRequest): Problem {
  const { raw, path } = decodePlan(request, method, { maxBuffers: Number.POSITIVE_INFINITY });
  return namedProblem(raw, path);
}

/** A request of one of the methods, decoded. */
interface DecodedPlan {
  readonly raw: RawPlan;
  /** What comes before the names of its fields. */
  readonly path: string;
  readonly request: Uint8Array;
  readonly method: PlanMethod;
  readonly requestId?: string;
}

function decodePlan(
  request: Uint8Array,
  method: PlanMethod,
  { maxBuffers }: Pick<RequestLimits, "maxBuffers">,
): DecodedPlan {
  const raw = decodeStrict(messageType(method), request, maxBuffers, MAX_CONSTRAINTS);
  if (method === "PlanRequest") return { raw: raw as RawPlan, path: "", request, method };
  const isMany = method === "PlanManyRequest";
  if (isMany && !raw.request_id) throw refuse("INVALID_FIELD", "request_id must not be empty", "request_id");
  if (raw.plan === undefined) throw refuse("INVALID_FIELD", "plan is required", "plan");
  const requestId = isMany ? { requestId: raw.request_id as string } : {};
  return { raw: raw.plan as RawPlan, path: "plan.", request, method, ...requestId };
}

/** Checks a request that has no fields. @throws ServiceError */
export function readEmpty(bytes: Uint8Array, name: string): void {
  blaming(() => decodeStrict(messageType(name), bytes, 0));
}

const OBJECTIVE = enumNumbers("Objective", ["minimize"]);

/** How soon a search of a caller's is to have its turn among his own; those of batches come after all of others. */
export const PRIORITIES = ["batch", "low", "normal", "high"] as const;
export type Priority = (typeof PRIORITIES)[number];
const PRIORITY = enumNumbers("Priority", PRIORITIES);

/** What a PlanRequest says besides its problem. */
export interface PlanParameters {
  readonly minimize: boolean;
  /** Infinity for no limit. */
  readonly stepLimit: number;
  readonly seed: number;
  readonly policy: string;
  readonly quick: boolean;
  readonly priority: Priority;
  readonly omitOffsets: boolean;
  readonly timeline: boolean;
  /** Tell why the result is what it is. */
  readonly why: boolean;
  /** Changes that would help, at most; 0 for none. */
  readonly suggestions: number;
  /** Bytes of a proof of the result, at most; 0 for none. */
  readonly proofBytes: number;
  /** Absent where the request gives none. */
  readonly timeLimitMs?: number;
}

/** Suggestions that a request may ask for. */
const MOST_SUGGESTIONS = 1_000;

/** @param path what comes before the names of fields @throws ServiceError */
export function parametersIn(
  raw: RawPlan,
  path: string,
  { maxTimeLimitMs, maxProofBytes, policies }: RequestLimits,
): PlanParameters {
  const { seed = 0, limits: { time_limit_ms, step_limit } = {}, report = {} } = raw;
  atLeastZero(`${path}seed`, seed);
  atLeastZero(`${path}limits.step_limit`, step_limit);
  atLeastZero(`${path}limits.time_limit_ms`, time_limit_ms);
  if (time_limit_ms !== undefined && time_limit_ms > maxTimeLimitMs) {
    const field = `${path}limits.time_limit_ms`;
    throw refuse("INVALID_FIELD", `${field} must be ${maxTimeLimitMs} at most, got ${time_limit_ms}`, field);
  }
  const { suggestions = 0 } = report;
  if (suggestions < 0 || suggestions > MOST_SUGGESTIONS) {
    const field = `${path}report.suggestions`;
    throw refuse("INVALID_FIELD", `${field} must be from 0 to ${MOST_SUGGESTIONS}, got ${suggestions}`, field);
  }
  const { proof_bytes: proofBytes = 0 } = report;
  if (proofBytes < 0 || proofBytes > maxProofBytes) {
    const field = `${path}report.proof_bytes`;
    throw refuse("INVALID_FIELD", `${field} must be from 0 to ${maxProofBytes}, got ${proofBytes}`, field);
  }
  const policy = raw.policy || policies[0]!;
  if (!policies.includes(policy)) {
    const known = policies.map((name) => JSON.stringify(name)).join(", ");
    const text = `${path}policy must be one of ${known}, got ${JSON.stringify(policy)}`;
    throw refuse("UNKNOWN_VALUE", text, `${path}policy`);
  }
  return {
    minimize: raw.objective === OBJECTIVE.minimize,
    stepLimit: step_limit ?? Number.POSITIVE_INFINITY,
    seed,
    policy,
    quick: raw.quick === true,
    priority: PRIORITIES.find((name) => PRIORITY[name] === raw.priority) ?? "normal",
    omitOffsets: report.omit_offsets === true,
    timeline: report.timeline === true,
    why: report.why === true,
    suggestions,
    proofBytes,
    ...(time_limit_ms !== undefined && { timeLimitMs: time_limit_ms }),
  };
}

function toTask({ raw, path, request, method, requestId }: DecodedPlan, limits: RequestLimits): PlanTask {
  const rawProblem = requiredProblem(raw, path);
  const { timeLimitMs, priority, ...given } = parametersIn(raw, path, limits);
  const constrained = hasConstraints(rawProblem);
  const asObject = constrained || hasHints(rawProblem);
  // Columns are checked more strictly than what is beside constraints.
  if (asObject && !constrained) checkedColumns(rawProblem, path, {});
  // Of an object the planner knows whether its memories have an end.
  const parameters = { ...given, minimize: given.minimize || (!asObject && rawProblem.capacity === undefined) };
  const checked = asObject
    ? { problem: checkedRequest(rawProblem, path, request, method), key: keyOfMessage(rawProblem, parameters) }
    : checkedColumns(rawProblem, path, parameters);
  const isNamed = parameters.why || parameters.suggestions > 0;
  const isKept = isNamed || parameters.proofBytes > 0;
  return {
    ...parameters,
    priority,
    ...checked,
    ...(isNamed && { key: `${checked.key} ${keyOfNames(rawProblem)}` }),
    named: isKept ? { request, method } : null,
    ...(timeLimitMs !== undefined && { timeLimitMs }),
    ...(requestId !== undefined && { requestId }),
  };
}

/**
 * The problem of a PlanRequest as an object, in the caller's own names, checked as one that is planned once.
 *
 * @throws ServiceError
 */
export function namedProblem(raw: RawPlan, path: string): Problem {
  const rawProblem = requiredProblem(raw, path);
  const constrained = hasConstraints(rawProblem);
  if (!constrained) checkedColumns(rawProblem, path, {});
  const problem = problemOf(rawProblem, `${path}problem`, namesIn(rawProblem));
  if (constrained) blamingProblem(rawProblem, path, () => compile(problem));
  return problem;
}

function requiredProblem({ problem }: RawPlan, path: string): RawProblem {
  if (problem === undefined) throw refuse("INVALID_FIELD", `${path}problem is required`, `${path}problem`);
  return problem;
}

function checkedColumns(raw: RawProblem, path: string, parameters: object): Pick<PlanTask, "problem" | "key"> {
  const columns = columnsOf(raw, `${path}problem`);
  blamingProblem(raw, path, () => checkColumns(columns));
  return { problem: packColumns(columns), key: keyOfColumns(columns, parameters) };
}

function checkedRequest(raw: RawProblem, path: string, request: Uint8Array, method: PlanMethod): ConstrainedRequest {
  const problem = problemOf(raw, `${path}problem`, namesIn(raw));
  blamingProblem(raw, path, () => compile(problem));
  return { count: problem.buffers.length, request, method };
}

/** What is wrong with a problem is said of the request's field. @throws ServiceError */
function blamingProblem(raw: RawProblem, path: string, check: () => unknown): void {
  try {
    check();
  } catch (error) {
    if (error instanceof InputError) throw new ServiceError(inputFault(error, raw, `${path}problem`));
    throw error;
  }
}

function atLeastZero(field: string, value: number | undefined): void {
  if (value !== undefined && value < 0) throw refuse("INVALID_FIELD", `${field} must be ≥ 0, got ${value}`, field);
}
