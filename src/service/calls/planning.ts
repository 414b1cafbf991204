import { fieldNumber, numberField } from "../../proto/index.js";
import { Deadline } from "../deadline.js";
import { inNames } from "../wire/names.js";
import { isConstrainedRequest, type PlanMethod, type PlanTask, readPlainPlan } from "../wire/task.js";
import { errorOf } from "../workers/jobs.js";
import type { ServiceContext } from "./context.js";
import type { RequestFacts } from "./facts.js";
import type { Wait } from "./shared-runs.js";

/**
 * Requests up to this many bytes are decoded where they arrive, in well under a millisecond; larger ones in a worker
 * thread, and those with constraints too.
 */
const INLINE_BYTES = 16_384;

const STATUS_FIELD = fieldNumber("PlanResponse", "status");

/** A request to plan, as it came. */
export interface PlanCall {
  readonly bytes: Uint8Array;
  readonly method: PlanMethod;
  /** The call's own deadline; Infinity for none. */
  readonly callDeadline: Date | number;
  readonly signal: AbortSignal;
  /** Is told what becomes known of the request. */
  readonly facts: RequestFacts;
}

/**
 * The work of Plan, PlanStream and PlanMany: an encoded PlanResponse, in the names of the one who asked. Rejects with a
 * ServiceError, or with the signal's reason when the caller is gone.
 */
export async function answerTo(
  { bytes, method, callDeadline, signal, facts }: PlanCall,
  context: ServiceContext,
  onEvent?: Wait["onEvent"],
): Promise<Uint8Array> {
  const { limits, defaultTimeLimitMs, runs } = context;
  const isShort = bytes.length <= INLINE_BYTES;
  const plain = isShort ? readPlainPlan(bytes, method, limits) : null;
  const task = plain ?? (await readElsewhere(bytes, method, signal, context));
  signal.throwIfAborted();
  const deadline = Deadline.ofCall(callDeadline, task.timeLimitMs ?? defaultTimeLimitMs, task.problem.count);
  facts.buffers = task.problem.count;
  const answer = await runs.answer(task, { deadline, signal, onEvent, facts });
  facts.status = numberField(answer, STATUS_FIELD);
  return inNames(answer, bytes, method);
}

async function readElsewhere(
  bytes: Uint8Array,
  method: PlanMethod,
  signal: AbortSignal,
  { pool }: ServiceContext,
): Promise<PlanTask> {
  const ending = await pool.quick(() => ({ kind: "read", bytes, method }), bytes.length >> 3, signal);
  if (ending.kind !== "task") throw errorOf(ending);
  const { task } = ending;
  // The thread's copies of the request are let go.
  return {
    ...task,
    ...(isConstrainedRequest(task.problem) && { problem: { ...task.problem, request: bytes } }),
    ...(task.named !== null && { named: { ...task.named, request: bytes } }),
  };
}
