import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { decode, fieldName } from "../proto/index.js";

export interface FieldViolation {
  /** As in `problem.size[3]`. */
  readonly field: string;
  readonly description: string;
}

/** An error of the service or of the way to it. */
export class PlannerError extends Error {
  override readonly name = "PlannerError";
  constructor(
    /** As in `INVALID_ARGUMENT`. */
    readonly code: keyof typeof status,
    message: string,
    /** One of the reasons that docs/service.md lists; null where the error did not come from telaplan. */
    readonly reason: string | null,
    readonly violations: readonly FieldViolation[],
    /** Milliseconds after which it is worth trying again; null where the server says nothing of it. */
    readonly retryAfterMs: number | null,
    /** What the server calls this call in its log; null where it did not get there. */
    readonly requestId: string | null,
  ) {
    super(message);
  }
}

/** What is refused before it is sent. The message names the field, or the option, as the server would. */
export function invalidArgument(field: string, message: string, reason: string | null = null): PlannerError {
  return new PlannerError("INVALID_ARGUMENT", message, reason, [{ field, description: message }], null, null);
}

/** A google.rpc.Status, in bytes or decoded, as an error. */
export function remoteError(given: Uint8Array | RpcStatus, requestId: string | null = null): PlannerError {
  const {
    code,
    message,
    details = [],
  } = given instanceof Uint8Array ? (decode("google.rpc.Status", given) as RpcStatus) : given;
  let reason: string | null = null;
  let violations: readonly FieldViolation[] = [];
  let retryAfterMs: number | null = null;
  for (const { type_url, value } of details) {
    const name = type_url.slice(type_url.lastIndexOf("/") + 1);
    if (name === "google.rpc.ErrorInfo") reason = decode(name, value).reason as string;
    else if (name === "google.rpc.BadRequest") violations = decode(name, value).field_violations as FieldViolation[];
    else if (name === "google.rpc.RetryInfo") {
      const { seconds = 0, nanos = 0 } = decode(name, value).retry_delay as { seconds?: number; nanos?: number };
      retryAfterMs = 1000 * seconds + nanos / 1e6;
    }
  }
  const unknown = reason === "UNKNOWN_FIELD" ? nameOfUnknown(violations[0]) : null;
  return new PlannerError(
    status[code ?? status.UNKNOWN] as keyof typeof status,
    unknown?.description ?? message ?? "",
    reason,
    unknown === null ? violations : [unknown],
    retryAfterMs,
    requestId,
  );
}

/** How a server says that it does not know a field: by its number, as it has no name for it. */
const UNKNOWN_FIELD = /field number (\d+), which telaplan\.v1\.(\w+) does not know/;

/** The same by name: a server of an earlier version does not know what this client sends. */
function nameOfUnknown(violation: FieldViolation | undefined): FieldViolation | null {
  const [, number, message] = UNKNOWN_FIELD.exec(violation?.description ?? "") ?? [];
  const name = message === undefined ? null : fieldName(message, Number(number));
  if (violation === undefined || name === null) return null;
  const field = violation.field.replace(`(${number})`, name);
  const text = `the server does not know ${field}: it is of an earlier version than this client`;
  return { field, description: text };
}

interface RpcStatus {
  readonly code?: number;
  readonly message?: string;
  readonly details?: readonly { readonly type_url: string; readonly value: Uint8Array }[];
}

/**
 * Whatever a call ended with, as a PlannerError.
 *
 * @param address of the server, for errors of the way to it
 */
export function toPlannerError(error: unknown, address: string): unknown {
  if (!(error instanceof Error) || !("code" in error) || !("details" in error)) return error;
  const { code, details, metadata = new Metadata() } = error as Partial<ServiceError> & Error;
  const requestId = metadata.get("x-request-id")[0]?.toString() ?? null;
  const bytes = metadata.get("grpc-status-details-bin")[0];
  if (bytes instanceof Uint8Array) return remoteError(bytes, requestId);
  const message = code === status.UNAVAILABLE ? `no server answers at ${address}: ${lastCause(details!)}` : details!;
  return new PlannerError(status[code!] as keyof typeof status, message, null, [], null, requestId);
}

/** Errors of the system in words; the code stays beside them. */
const IN_WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset",
  ENOENT: "no such socket",
  ENOTFOUND: "its name is not known",
  ETIMEDOUT: "connection timed out",
  EHOSTUNREACH: "no way to the host",
  ENETUNREACH: "no way to its network",
};

/** The innermost of the messages that grpc-js puts into each other, in words where it is one of the system's. */
function lastCause(details: string): string {
  const cause = details.replace(/^.*Last error: (Error: )?/s, "").replace(/\.? Resolution note:.*$/s, "");
  const code = /\b(?:connect|read|write|getaddrinfo) (E[A-Z_]+)\b/.exec(cause)?.[1] ?? "";
  return code in IN_WORDS ? `${IN_WORDS[code]} (${code})` : cause;
}
