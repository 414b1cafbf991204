import { type Fault, MASKED, ServiceError } from "../faults.js";
import { refusalOf, release } from "../transport/arrivals.js";
import type { StopReason } from "../workers/jobs.js";
import type { ServiceContext } from "./context.js";

/** Who waits for the answer to one request: a call, or one request of PlanMany. Told once, by `answer` or by `fail`. */
export interface Caller {
  /** The request. */
  readonly bytes: Uint8Array;
  /** It reads no more while the server is crowded, and is never refused for that. */
  readonly isPatient?: boolean;
  /** Has `cancel` called when the caller is gone, if that is before his answer. */
  onGone(cancel: () => void): void;
  answer(response: Uint8Array): void;
  fail(fault: Fault): void;
}

/** The work of a request: an encoded response. It ends soon, however it likes, when the signal is aborted. */
export type CallWork = (signal: AbortSignal) => Promise<Uint8Array>;

/**
 * The life of a request, the same for all methods: it is let in or refused, its work is done, it leaves, and it is
 * answered once. Where its caller is gone before that, its work is cancelled and nobody is told anything. Never
 * rejects.
 */
export async function live(caller: Caller, work: CallWork, context: ServiceContext): Promise<void> {
  const gone = new AbortController();
  let over = false;
  // Calls also say that their client is gone after they have been answered.
  caller.onGone(() => over || gone.abort("cancel" satisfies StopReason));
  let reply: () => void;
  try {
    const response = await admitted(caller, work, gone.signal, context);
    reply = () => caller.answer(response);
  } catch (error) {
    reply = () => caller.fail(faultFor(error, context));
  }
  over = true;
  if (!gone.signal.aborted) reply();
}

async function admitted(
  { bytes, isPatient }: Caller,
  work: CallWork,
  signal: AbortSignal,
  { admission }: ServiceContext,
): Promise<Uint8Array> {
  const refusal = refusalOf(bytes);
  if (refusal !== null) throw new ServiceError(refusal);
  const leave = admission.enter(bytes.length, isPatient);
  release(bytes);
  try {
    return await work(signal);
  } finally {
    leave();
  }
}

/** What the caller is told of an error. Errors that are no ServiceError are logged and masked. */
export function faultFor(error: unknown, { onBroken }: ServiceContext): Fault {
  if (error instanceof ServiceError) return error.fault;
  onBroken(error);
  return MASKED;
}
