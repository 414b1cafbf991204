import { createHash } from "node:crypto";
import { checkColumns, InputError, type PackedColumns, type ProblemColumns, packColumns } from "../../problem/index.js";
import { decodeStrict, enumNumbers, messageType, WireError } from "../../proto/index.js";
import { type Fault, type Reason, refuse, ServiceError } from "../faults.js";
import { checkOffsets, columnsOf, inputFault, type RawProblem } from "./columns.js";

/** A checked request of Plan, laid out so that handing it to a thread costs next to nothing. */
export interface PlanTask {
  /** Valid. Without ids: answers are made in the positions of buffers, and put into the caller's names at last. */
  readonly problem: PackedColumns;
  readonly minimize: boolean;
  /** Absent where the request gives none. */
  readonly timeLimitMs?: number;
  /** Infinity for no limit. */
  readonly stepLimit: number;
  readonly seed: number;
  readonly policy: string;
  readonly omitOffsets: boolean;
  readonly timeline: boolean;
  /**
   * Equal for requests whose answers are equal: the problem without names and hints, and every parameter but the time
   * limit.
   */
  readonly key: string;
  /** PlanMany's; absent for the other methods. */
  readonly requestId?: string;
}

/** What a server takes. */
export interface RequestLimits {
  readonly maxBuffers: number;
  readonly maxTimeLimitMs: number;
  /** Names of policies; the first is the default. */
  readonly policies: readonly string[];
}

export type PlanMethod = "PlanRequest" | "PlanStreamRequest" | "PlanManyRequest";

interface RawPlan {
  readonly problem?: RawProblem;
  readonly objective?: number;
  readonly limits?: { readonly time_limit_ms?: number; readonly step_limit?: number };
  readonly seed?: number;
  readonly policy?: string;
  readonly report?: { readonly omit_offsets?: boolean; readonly timeline?: boolean };
}

/**
 * Decodes and checks a request of Plan, PlanStream or PlanMany.
 *
 * @throws ServiceError that names the field at fault.
 */
export function readPlan(bytes: Uint8Array, method: PlanMethod, limits: RequestLimits): PlanTask {
  try {
    const raw = decodeStrict(messageType(method), bytes, limits.maxBuffers);
    if (method === "PlanRequest") return toTask(raw as RawPlan, "", limits);
    if (method === "PlanManyRequest" && !raw.request_id) {
      throw refuse("INVALID_FIELD", "request_id must not be empty", "request_id");
    }
    if (raw.plan === undefined) throw refuse("INVALID_FIELD", "plan is required", "plan");
    const task = toTask(raw.plan as RawPlan, "plan.", limits);
    return method === "PlanManyRequest" ? { ...task, requestId: raw.request_id as string } : task;
  } catch (error) {
    throw new ServiceError(faultOf(error));
  }
}

/** A checked request of Verify. */
export interface VerifyTask {
  readonly problem: ProblemColumns;
  readonly raw: RawProblem;
  readonly offsets: Float64Array;
  readonly maxViolations: number;
  readonly timeline: boolean;
}

/** Violations that a report of Verify lists at most. */
const MOST_VIOLATIONS = 10_000;

/**
 * Decodes a request of Verify. The simulator checks what the buffers say when it replays them.
 *
 * @throws ServiceError that names the field at fault.
 */
export function readVerify(bytes: Uint8Array, limits: RequestLimits): VerifyTask {
  try {
    const message = decodeStrict(messageType("VerifyRequest"), bytes, limits.maxBuffers);
    const raw = message.problem as RawProblem | undefined;
    if (raw === undefined) throw refuse("INVALID_FIELD", "problem is required", "problem");
    const { offsets = new Float64Array(0), max_violations = 100 } = message as {
      offsets?: Float64Array;
      max_violations?: number;
    };
    if (max_violations < 0 || max_violations > MOST_VIOLATIONS) {
      const text = `max_violations must be from 0 to ${MOST_VIOLATIONS}, got ${max_violations}`;
      throw refuse("INVALID_FIELD", text, "max_violations");
    }
    const problem = columnsOf(raw, "problem");
    const { count } = problem;
    if (offsets.length !== count) {
      throw refuse(
        "INVALID_FIELD",
        `offsets must have ${count} entries, one a buffer, got ${offsets.length}`,
        "offsets",
      );
    }
    checkNames(raw);
    // Nor does the simulator look at offsets below 0, which fix nothing.
    if (raw.fixed_offset !== undefined) checkOffsets(raw.fixed_offset, "problem.fixed_offset");
    return { problem, raw, offsets, maxViolations: max_violations, timeline: message.timeline === true };
  } catch (error) {
    throw new ServiceError(faultOf(error));
  }
}

/** The simulator does not compare names, and a report with two buffers of one name would be of no use. */
function checkNames({ id = [] }: RawProblem): void {
  const seen = new Set<string>();
  for (const [i, name] of id.entries()) {
    const field = `problem.id[${i}]`;
    if (name === "") throw refuse("INVALID_PROBLEM", `${field} must not be empty`, field);
    if (seen.has(name))
      throw refuse("INVALID_PROBLEM", `${field}: the name ${JSON.stringify(name)} comes twice`, field);
    seen.add(name);
  }
}

/** Checks a request that has no fields. @throws ServiceError */
export function readEmpty(bytes: Uint8Array, name: string): void {
  try {
    decodeStrict(messageType(name), bytes, 0);
  } catch (error) {
    throw new ServiceError(faultOf(error));
  }
}

const WIRE_REASONS: Readonly<Record<WireError["kind"], Reason>> = {
  malformed: "MALFORMED_MESSAGE",
  "unknown-field": "UNKNOWN_FIELD",
  "unknown-value": "UNKNOWN_VALUE",
  range: "INVALID_FIELD",
  "too-many": "TOO_MANY_BUFFERS",
};

/** The fault of an error that the caller is to blame for. Throws any other error again. */
function faultOf(error: unknown): Fault {
  if (error instanceof ServiceError) return error.fault;
  if (error instanceof WireError) return refuse(WIRE_REASONS[error.kind], error.message, error.field).fault;
  throw error;
}

const OBJECTIVE = enumNumbers("Objective", ["minimize"]);

function toTask(raw: RawPlan, path: string, { maxTimeLimitMs, policies }: RequestLimits): PlanTask {
  const { problem: rawProblem, seed = 0, limits: { time_limit_ms, step_limit } = {}, report = {} } = raw;
  if (rawProblem === undefined) throw refuse("INVALID_FIELD", `${path}problem is required`, `${path}problem`);
  atLeastZero(`${path}seed`, seed);
  atLeastZero(`${path}limits.step_limit`, step_limit);
  atLeastZero(`${path}limits.time_limit_ms`, time_limit_ms);
  if (time_limit_ms !== undefined && time_limit_ms > maxTimeLimitMs) {
    const field = `${path}limits.time_limit_ms`;
    throw refuse("INVALID_FIELD", `${field} must be ${maxTimeLimitMs} at most, got ${time_limit_ms}`, field);
  }
  const policy = raw.policy || policies[0]!;
  if (!policies.includes(policy)) {
    const known = policies.map((name) => JSON.stringify(name)).join(", ");
    const text = `${path}policy must be one of ${known}, got ${JSON.stringify(policy)}`;
    throw refuse("UNKNOWN_VALUE", text, `${path}policy`);
  }
  const columns = columnsOf(rawProblem, `${path}problem`);
  try {
    checkColumns(columns);
  } catch (error) {
    if (error instanceof InputError) throw new ServiceError(inputFault(error, rawProblem, `${path}problem`));
    throw error;
  }
  const parameters = {
    minimize: raw.objective === OBJECTIVE.minimize || rawProblem.capacity === undefined,
    stepLimit: step_limit ?? Number.POSITIVE_INFINITY,
    seed,
    policy,
    omitOffsets: report.omit_offsets === true,
    timeline: report.timeline === true,
  };
  const key = keyOf(columns, parameters);
  return {
    problem: packColumns(columns),
    ...parameters,
    key,
    ...(time_limit_ms !== undefined && { timeLimitMs: time_limit_ms }),
  };
}

function atLeastZero(field: string, value: number | undefined): void {
  if (value !== undefined && value < 0) throw refuse("INVALID_FIELD", `${field} must be ≥ 0, got ${value}`, field);
}

/**
 * Rows keep their order and times their values: a plan for rows in another order would be valid too, but not the one
 * that a fresh run gives, and the same request must have the same answer whatever was asked before.
 */
function keyOf({ count, capacity, base, ...columns }: ProblemColumns, parameters: object): string {
  const { lower, alignment, fixedOffset } = columns;
  const aligned = alignment.some((bytes) => bytes !== 1);
  const fixed = fixedOffset.some((offset) => offset !== -1);
  const text = `${count} ${capacity} ${base} ${aligned} ${fixed} ${Object.values(parameters).join(" ")}`;
  // Lifetimes and sizes lie one after the other; the other columns mostly say nothing.
  const always = new Uint8Array(lower.buffer, lower.byteOffset, 3 * lower.byteLength);
  const hash = createHash("sha256").update(text).update(always);
  if (aligned) hash.update(alignment);
  if (fixed) hash.update(fixedOffset);
  return hash.digest("base64");
}
