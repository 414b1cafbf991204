import { fieldNumber, numberField } from "../../proto/index.js";
import { Deadline } from "../deadline.js";
import { inNames } from "../wire/names.js";
import { isConstrainedRequest, type PlanMethod, type PlanTask, readPlainPlan } from "../wire/task.js";
import { errorOf } from "../workers/jobs.js";
import type { Party } from "../workers/party.js";
import type { ServiceContext } from "./context.js";
import type { RequestFacts } from "./facts.js";
import type { Known } from "./party.js";
import { Seat } from "./seat.js";
import type { Wait } from "./shared-run.js";

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
  readonly party: Party;
  /** Told when the request has a place. With it, it waits for one where others are refused. */
  readonly onSeated?: () => void;
  /** Is told what becomes known of the request. */
  readonly facts: RequestFacts;
}

/** What a call tells of itself. */
export function callFacts(
  call: Known & { getDeadline(): Date | number },
  { partyOf }: ServiceContext,
): Pick<PlanCall, "callDeadline" | "party"> {
  return { callDeadline: call.getDeadline(), party: partyOf(call) };
}

/**
 * The work of Plan, PlanStream and PlanMany: an encoded PlanResponse, in the names of the one who asked. Rejects with a
 * ServiceError, or with the signal's reason when the caller is gone.
 */
export async function answerTo(
  call: PlanCall,
  context: ServiceContext,
  onEvent?: Wait["onEvent"],
): Promise<Uint8Array> {
  const { bytes, method, signal, party, facts } = call;
  const { limits, runs, room } = context;
  const plain = bytes.length <= INLINE_BYTES ? readPlainPlan(bytes, method, limits) : null;
  // A stored answer needs no worker, and no place.
  const stored = plain === null ? null : runs.stored(plain);
  if (stored !== null) {
    facts.cache = "hit";
    facts.buffers = plain!.problem.count;
    return told(stored, call);
  }
  const { onSeated } = call;
  const coming = onSeated === undefined ? Seat.of(room, party) : Seat.patiently(room, party, signal);
  const seat = coming instanceof Seat ? coming : await coming;
  if (seat === null) throw signal.reason;
  try {
    onSeated?.();
    const task = plain ?? (await readElsewhere(call, context));
    signal.throwIfAborted();
    facts.buffers = task.problem.count;
    const answer = await runs.answer(task, { ...waitOf(call, task, context), seat, onEvent });
    return told(answer, call);
  } finally {
    seat.leave();
  }
}

/** An answer in the names of the one who asked; its status becomes known. */
function told(answer: Uint8Array, { facts, bytes, method }: PlanCall): Uint8Array {
  facts.status = numberField(answer, STATUS_FIELD);
  return inNames(answer, bytes, method);
}

function waitOf(
  { callDeadline, signal, party, facts }: PlanCall,
  { timeLimitMs, problem, priority }: PlanTask,
  { defaultTimeLimitMs }: ServiceContext,
): Pick<Wait, "deadline" | "signal" | "party" | "priority" | "facts"> {
  const deadline = Deadline.ofCall(callDeadline, timeLimitMs ?? defaultTimeLimitMs, problem.count);
  return { deadline, signal, party, priority, facts };
}

async function readElsewhere({ bytes, method, signal, party }: PlanCall, { pool }: ServiceContext): Promise<PlanTask> {
  // How urgent it is is part of what is to be read.
  const asking = { party, priority: "normal", signal } as const;
  const ending = await pool.quick(() => ({ kind: "read", bytes, method }), bytes.length >> 3, asking);
  if (ending.kind !== "task") throw errorOf(ending);
  const { task } = ending;
  // The thread's copies of the request are let go.
  return {
    ...task,
    ...(isConstrainedRequest(task.problem) && { problem: { ...task.problem, request: bytes } }),
    ...(task.named !== null && { named: { ...task.named, request: bytes } }),
  };
}
