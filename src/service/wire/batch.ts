import type { BatchResult, BatchState, JobOptions, Submitted } from "../../fleet/index.js";
import { decodeStrict, encode, enumNumbers, fieldNumber, messageType, wrapped } from "../../proto/index.js";
import type { SimulationReport } from "../../sim/index.js";
import { type Fault, refuse, ServiceError, statusBytes } from "../faults.js";
import { answerBytes } from "./answer.js";
import { blaming } from "./blame.js";
import { MAX_CONSTRAINTS } from "./constraints.js";
import type { RawProblem } from "./raw-problem.js";
import { namedProblem, parametersIn, type RawPlan, type RequestLimits } from "./task.js";
import { runOrder } from "./tiers.js";

/** The first message of SubmitBatch says so. */
export interface BatchOpening {
  /** As the caller gave it; empty for one that the server makes. */
  readonly batchId: string;
  readonly options: JobOptions;
  readonly priority: "batch" | "interactive";
}

/** A message of SubmitBatch. */
export interface BatchMessage {
  readonly opening: BatchOpening | null;
  readonly problems: readonly Submitted[];
}

/** Policies that every worker knows. */
const POLICIES = ["learned", "rules"] as const;

const PRIORITY = enumNumbers("BatchPriority", ["interactive"]);
const OBJECTIVE = enumNumbers("Objective", ["minimize"]);
const BATCH_ID = /^[\w.-]{1,40}$/;

interface RawOpening extends Pick<RawPlan, "limits" | "seed" | "policy" | "objective" | "priority"> {
  readonly batch_id?: string;
}

interface RawMessage {
  readonly open?: RawOpening;
  readonly problems?: readonly { readonly name?: string; readonly problem?: RawProblem }[];
}

/**
 * Decodes a message of SubmitBatch. Problems at fault are part of it, with their errors.
 *
 * @param from the place of its first problem in the batch
 * @param defaultTimeLimitMs of each problem, where the message says nothing
 * @throws ServiceError for a message that is none, or opens what it should not
 */
export function readSubmit(
  bytes: Uint8Array,
  isFirst: boolean,
  from: number,
  limits: RequestLimits,
  defaultTimeLimitMs: number,
): BatchMessage {
  return blaming(() => {
    const raw = decodeStrict(messageType("SubmitBatchRequest"), bytes, limits.maxBuffers, MAX_CONSTRAINTS);
    const { open, problems = [] } = raw as RawMessage;
    if (isFirst && open === undefined) throw refuse("INVALID_FIELD", "open is required in the first message", "open");
    if (!isFirst && open !== undefined) throw refuse("INVALID_FIELD", "open is for the first message alone", "open");
    return {
      opening: open === undefined ? null : openingOf(open, limits, defaultTimeLimitMs),
      problems: problems.map((problem, i) => submitted(problem, from + i)),
    };
  });
}

function openingOf(raw: RawOpening, { maxTimeLimitMs }: RequestLimits, defaultTimeLimitMs: number): BatchOpening {
  const { batch_id: batchId = "", priority, ...plan } = raw;
  if (batchId !== "") checkBatchId(batchId, "open.batch_id");
  const limits = { maxTimeLimitMs, maxBuffers: 0, maxProofBytes: 0, policies: POLICIES };
  const { timeLimitMs = defaultTimeLimitMs, stepLimit, seed, policy } = parametersIn(plan, "open.", limits);
  return {
    batchId,
    options: {
      minimize: raw.objective === OBJECTIVE.minimize,
      timeLimitMs,
      stepLimit: Number.isFinite(stepLimit) ? stepLimit : null,
      seed,
      policy: policy as (typeof POLICIES)[number],
    },
    priority: priority === PRIORITY.interactive ? "interactive" : "batch",
  };
}

function checkBatchId(batchId: string, field: string): void {
  if (BATCH_ID.test(batchId)) return;
  const rule = '1 to 40 of A–Z, a–z, 0–9, "-", "_" and "."';
  throw refuse("INVALID_FIELD", `${field} must be ${rule}, got ${JSON.stringify(batchId)}`, field);
}

function submitted({ name = "", problem }: { name?: string; problem?: RawProblem }, place: number): Submitted {
  const called = name === "" ? `${place}` : name;
  try {
    return { name: called, problem: namedProblem(problem === undefined ? {} : { problem }, "") };
  } catch (error) {
    if (error instanceof ServiceError) return { name: called, error: error.fault.message };
    throw error;
  }
}

/** The batch and the cursor of a request. @throws ServiceError */
export function readBatchQuestion(
  bytes: Uint8Array,
  method: "WatchBatchRequest" | "GetBatchRequest" | "CancelBatchRequest",
): { readonly batchId: string; readonly cursor: number } {
  return blaming(() => {
    const { batch_id = "", cursor = 0 } = decodeStrict(messageType(method), bytes, 0) as {
      batch_id?: string;
      cursor?: number;
    };
    checkBatchId(batch_id, "batch_id");
    if (cursor < 0) throw refuse("INVALID_FIELD", `cursor must be ≥ 0, got ${cursor}`, "cursor");
    return { batchId: batch_id, cursor };
  });
}

/** Encodes any response that has a `batch` and nothing else. @param batchId what its caller calls it */
export function batchBytes(
  response: "SubmitBatchResponse" | "GetBatchResponse" | "CancelBatchResponse" | "WatchBatchResponse",
  batchId: string,
  state: BatchState,
): Uint8Array {
  const { submitted, answered, counts, isSealed, isCancelled, createdMs, version } = state;
  return encode(response, {
    batch: {
      batch_id: batchId,
      submitted,
      answered,
      ...counts,
      sealed: isSealed,
      cancelled: isCancelled,
      create_time_ms: createdMs,
      solver_version: version,
    },
  });
}

const ANSWER_FIELD = fieldNumber("WatchBatchResponse", "answer");
const RESULT_FIELD = fieldNumber("BatchAnswer", "result");
const ERROR_FIELD = fieldNumber("BatchAnswer", "error");

/** Encodes a WatchBatchResponse. @param cursor with which one goes on behind it */
export function batchAnswerBytes(result: BatchResult, cursor: number, { options, version }: BatchState): Uint8Array {
  const { index, name } = result;
  const outcome = outcomeOf(result, options, version);
  const head = encode("BatchAnswer", { index, name });
  const answer = Buffer.concat([head, wrapped(outcome)]);
  return Buffer.concat([wrapped([ANSWER_FIELD, answer]), encode("WatchBatchResponse", { cursor })]);
}

function outcomeOf(
  { answer, problem, memories, report }: BatchResult,
  { seed, policy }: JobOptions,
  version: string,
): readonly [number, Uint8Array] {
  if (answer.status === "failed" || problem === null) {
    const fault: Fault = { reason: "INVALID_PROBLEM", message: answer.error ?? "there is no answer" };
    return [ERROR_FIELD, statusBytes(fault)];
  }
  const { stoppedBy } = answer;
  const facts = {
    ...answer,
    status: answer.status,
    offsets: answer.offsets === null ? null : Float64Array.from(answer.offsets),
    memoryIndex: memories === null ? null : answer.memories,
    operatorOrder: runOrder({ operators: problem.operators }),
    verification: report as SimulationReport | null,
  };
  const stopped = stoppedBy === null || stoppedBy === "cancel" ? "nothing" : stoppedBy;
  return [RESULT_FIELD, answerBytes(facts, stopped, { seed, policy, omitOffsets: false }, version)];
}
