import { Metadata, type StatusObject, status } from "@grpc/grpc-js";
import { encode } from "../proto/index.js";

/**
 * Why a call failed: the reasons of google.rpc.ErrorInfo, domain "telaplan". docs/service.md says what to do about
 * each.
 */
export const REASONS = {
  /** The bytes are no message of the API: broken encoding, wrong wire type, text that is not UTF-8. */
  MALFORMED_MESSAGE: status.INVALID_ARGUMENT,
  /** A field number that the API does not have. */
  UNKNOWN_FIELD: status.INVALID_ARGUMENT,
  /** An enum number, or a policy's name, that the server does not know. */
  UNKNOWN_VALUE: status.INVALID_ARGUMENT,
  /** A number out of its range, or columns of different lengths. */
  INVALID_FIELD: status.INVALID_ARGUMENT,
  /** The problem breaks a rule of problems. */
  INVALID_PROBLEM: status.INVALID_ARGUMENT,
  /** More buffers than the server takes. */
  TOO_MANY_BUFFERS: status.INVALID_ARGUMENT,
  /** More entries in lists of constraints, or pairs that they stand for, than the server takes. */
  TOO_MANY_CONSTRAINTS: status.INVALID_ARGUMENT,
  /** A request of more bytes than the server takes. */
  MESSAGE_TOO_LARGE: status.RESOURCE_EXHAUSTED,
  /** Too many requests in flight; comes with RetryInfo. */
  OVERLOADED: status.RESOURCE_EXHAUSTED,
  /** The run would have needed more memory than the server gives. */
  OUT_OF_MEMORY: status.RESOURCE_EXHAUSTED,
  /** The call's deadline came before there was any plan. */
  DEADLINE_EXCEEDED: status.DEADLINE_EXCEEDED,
  /** No bearer token, or one that the server does not know. */
  UNAUTHENTICATED: status.UNAUTHENTICATED,
  /** The server is going down; comes with RetryInfo. */
  SHUTTING_DOWN: status.UNAVAILABLE,
  /** More sessions than the server keeps at one time; comes with RetryInfo. */
  TOO_MANY_SESSIONS: status.RESOURCE_EXHAUSTED,
  /** The server keeps no sessions at all. */
  SESSIONS_OFF: status.UNIMPLEMENTED,
  /** A session waited too long for its next message, or for its answer to be taken. */
  SESSION_IDLE: status.ABORTED,
  /** The thread of a session died, and its state with it. */
  SESSION_LOST: status.ABORTED,
  /** The server has no queue for batches. */
  BATCHES_OFF: status.UNIMPLEMENTED,
  /** The caller has no batch of that name. */
  BATCH_NOT_FOUND: status.NOT_FOUND,
  /** The batch was begun otherwise, has other problems, is sealed or cancelled. */
  BATCH_CONFLICT: status.FAILED_PRECONDITION,
  /** More batches of a caller than the server takes; comes with RetryInfo. */
  TOO_MANY_BATCHES: status.RESOURCE_EXHAUSTED,
  /** The queue does not answer; comes with RetryInfo. */
  QUEUE_UNAVAILABLE: status.UNAVAILABLE,
  /** A message did not arrive in time. */
  MESSAGE_UNFINISHED: status.ABORTED,
  /** A fault of telaplan. The message says no more; the server's log does. */
  INTERNAL: status.INTERNAL,
} as const;

export type Reason = keyof typeof REASONS;

export interface FieldFault {
  /** As in `problem.size[3]`. */
  readonly field: string;
  readonly description: string;
}

/**
 * What ends a call, or one request of PlanMany or PlanSession, with an error. Plain data, so that worker threads can
 * send it.
 */
export interface Fault {
  readonly reason: Reason;
  readonly message: string;
  readonly violations?: readonly FieldFault[];
  /** Milliseconds after which the same request may be tried again. */
  readonly retryAfterMs?: number;
  /** The setting whose limit was reached, for the metrics; where there is none, the reason says enough. */
  readonly limit?: string;
}

/** A fault that is thrown. */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  constructor(readonly fault: Fault) {
    super(fault.message);
  }
}

export function refuse(reason: Reason, message: string, field?: string): ServiceError {
  return new ServiceError({ reason, message, ...(field !== undefined && { violations: [violation(field, message)] }) });
}

/**
 * Characters of a message at most. Errors travel in HTTP/2 trailers, where many clients take 8 KiB in all, and a
 * buffer's name, which a message repeats, may be longer than that. A character can be three bytes and stands in the
 * trailers three times.
 */
const MOST_CHARACTERS = 240;

function violation(field: string, description: string): FieldFault {
  return { field, description };
}

/** The middle of a text that is too long is left out. */
export function shorten(text: string, most = MOST_CHARACTERS): string {
  if (text.length <= most) return text;
  const half = (most - 3) >> 1;
  // `toWellFormed` is of a later Node: halves of a surrogate pair at the cut are taken away by hand.
  const head = text.slice(0, half).replace(/[\ud800-\udbff]$/, "");
  const tail = text.slice(text.length - half).replace(/^[\udc00-\udfff]/, "");
  return `${head} … ${tail}`;
}

/** The bytes of a google.rpc.Status: code, message and details. */
export function statusBytes(fault: Fault): Uint8Array {
  return encode("google.rpc.Status", statusMessage(fault));
}

/** The same as a plain object, to be part of a message. */
export function statusMessage({ reason, message, violations, retryAfterMs }: Fault): object {
  const details = [detail("ErrorInfo", { reason, domain: "telaplan" })];
  if (violations !== undefined) {
    const field_violations = violations.map(({ field, description }) => ({
      field: shorten(field),
      description: shorten(description),
    }));
    details.push(detail("BadRequest", { field_violations }));
  }
  if (retryAfterMs !== undefined) {
    const seconds = Math.floor(retryAfterMs / 1000);
    const retry_delay = { seconds, nanos: Math.round((retryAfterMs - 1000 * seconds) * 1e6) };
    details.push(detail("RetryInfo", { retry_delay }));
  }
  return { code: REASONS[reason], message: shorten(message), details };
}

function detail(name: string, message: object): { type_url: string; value: Uint8Array } {
  return { type_url: `type.googleapis.com/google.rpc.${name}`, value: encode(`google.rpc.${name}`, message) };
}

const FAULTS = new WeakMap<Metadata, Fault>();

/** The fault that `toStatus` made these trailers of. */
export function faultOf(trailers: Metadata | null | undefined): Fault | null {
  return trailers == null ? null : (FAULTS.get(trailers) ?? null);
}

/** The status that ends a call. */
export function toStatus(fault: Fault): StatusObject {
  const metadata = new Metadata();
  FAULTS.set(metadata, fault);
  metadata.set("grpc-status-details-bin", Buffer.from(statusBytes(fault)));
  return { code: REASONS[fault.reason], details: shorten(fault.message), metadata };
}

/** What the outside may know of an error that nobody expected. */
export const MASKED: Fault = { reason: "INTERNAL", message: "internal error" };

/** What the caller is told whose run took the heap of a thread, or the largest share of a memory that was short. */
export const OUT_OF_MEMORY: Fault = {
  reason: "OUT_OF_MEMORY",
  message: "planning this problem takes more memory than a run is given",
};

/** Milliseconds after which a run may be tried again that others took the memory of. */
const MEMORY_RETRY_MS = 1_000;

/** What the caller is told whose run was ended as memory was short, by whether anything else ran beside it. */
export function memoryShort(isAlone: boolean): Fault {
  if (isAlone) {
    const message = "planning this problem takes more memory than the server gives (--max-memory)";
    return { ...OUT_OF_MEMORY, message };
  }
  const message = "memory was short, and this run was the largest of several; try again (--max-memory)";
  return { ...OUT_OF_MEMORY, message, retryAfterMs: MEMORY_RETRY_MS };
}

/** Whether a thread died of its heap's limit. */
export function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY";
}

/** What callers are told whose request ends with the server: it is worth trying at once, on another server. */
export const SHUTTING_DOWN: Fault = {
  reason: "SHUTTING_DOWN",
  message: "the server is going down; ask another",
  retryAfterMs: 100,
};
