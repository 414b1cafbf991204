import { type Fault, MASKED, ServiceError, SHUTTING_DOWN } from "../faults.js";
import { inNames } from "../wire/names.js";
import { type PlanMethod, type PlanTask, type RequestLimits, readPlan } from "../wire/task.js";
import type { Ending } from "../workers/jobs.js";
import type { Ticket, WorkerPool } from "../workers/pool.js";
import type { Admission } from "./admission.js";
import type { Flights, Seat, Wish } from "./flights.js";

/** What the methods work with. */
export interface ServiceContext {
  readonly limits: RequestLimits;
  readonly pool: WorkerPool;
  readonly flights: Flights;
  readonly admission: Admission;
  /** Requests of one PlanMany stream that may be unanswered at one time. */
  readonly planManyWindow: number;
  /** An encoded GetCapabilitiesResponse. */
  readonly capabilities: Uint8Array;
  /** A fault of ours, in full, for the log. */
  readonly onBroken: (error: unknown) => void;
  /** One request of a PlanMany stream was answered. */
  readonly onAnswered: (fault: Fault | null) => void;
}

/**
 * Requests up to this many bytes are decoded where they arrive, in well under a millisecond; larger ones in a worker
 * thread.
 */
const INLINE_BYTES = 16_384;

/** Work that somebody waits for, and that ends when nobody does any more. */
export interface Pending<T> {
  readonly result: Promise<T>;
  cancel(): void;
}

/** Decodes and checks a request. `result` rejects with a ServiceError. */
export function read(
  bytes: Uint8Array,
  method: PlanMethod,
  { pool, limits }: ServiceContext,
): PlanTask | Pending<PlanTask> {
  if (bytes.length <= INLINE_BYTES) return readPlan(bytes, method, limits);
  const ticket = pool.quick(() => ({ kind: "read", bytes, method }), bytes.length >> 3);
  const result = ticket.ending.then((ending) => {
    if (ending.kind === "task") return ending.task;
    throw errorOf(ending);
  });
  return { result, cancel: () => ticket.stop("cancel") };
}

/** The response of a quick job. */
export function respond(ticket: Ticket): Pending<Uint8Array> {
  const result = ticket.ending.then((ending) => {
    if (ending.kind === "done") return ending.bytes;
    throw errorOf(ending);
  });
  return { result, cancel: () => ticket.stop("cancel") };
}

function errorOf(ending: Ending): Error {
  if (ending.kind === "refused") return new ServiceError(ending.fault);
  if (ending.kind === "stopped") return new ServiceError(SHUTTING_DOWN);
  return new Error(ending.kind === "broken" ? ending.message : `a job ended with ${ending.kind}`);
}

/** A seat in a flight for one who asked with these bytes, and who gets his answer in the names that are in them. */
export function seat(
  task: PlanTask,
  request: { readonly bytes: Uint8Array; readonly method: PlanMethod; readonly deadline: Date | number },
  { flights }: ServiceContext,
  onEvent?: Wish["onEvent"],
): Seat {
  const { bytes, method, deadline } = request;
  const wish = { stopAt: stopAtOf(deadline, task.problem.count), ...(onEvent !== undefined && { onEvent }) };
  const { answer, leave } = flights.take(task, wish);
  return { answer: answer.then((made) => inNames(made, bytes, method)), leave };
}

/** What the caller is told of an error. Errors that are no ServiceError are logged and masked. */
export function faultOf(error: unknown, { onBroken }: ServiceContext): Fault {
  if (error instanceof ServiceError) return error.fault;
  onBroken(error);
  return MASKED;
}

/** The share of the time left that is kept for the way back, and its bounds in milliseconds. */
const MARGIN = { share: 0.2, least: 5, most: 150 };

/** Buffers that a millisecond more is kept for, to check, encode and send their offsets. */
const BUFFERS_PER_MS = 1_000;

/**
 * When an answer has to be under way to arrive before `deadline`; both in milliseconds since the epoch, Infinity for
 * none.
 */
function stopAtOf(deadline: Date | number, count: number): number {
  const at = typeof deadline === "number" ? deadline : deadline.getTime();
  if (at === Number.POSITIVE_INFINITY) return at;
  const left = at - Date.now();
  const margin = Math.min(MARGIN.most, Math.max(MARGIN.least, MARGIN.share * left));
  return at - margin - count / BUFFERS_PER_MS;
}
