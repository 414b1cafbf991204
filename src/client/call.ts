import { shown } from "../problem/index.js";
import { invalidArgument } from "./errors.js";

/** Options of one call. */
export interface CallSettings {
  /** Milliseconds that the call may take in all. The best plan so far arrives a little before. */
  readonly deadlineMs?: number;
  /** Cancels the call. */
  readonly signal?: AbortSignal;
  /** Headers, as in `{ "x-request-id": "…", traceparent: "…" }`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Names of `CallSettings`. */
export const CALL_SETTINGS: readonly (keyof CallSettings)[] = ["deadlineMs", "signal", "headers"];

/** What grpc-js takes for a deadline: milliseconds since 1970, or nothing. */
export interface CallDeadline {
  readonly deadline?: number;
}

/** The deadline of a call that begins now. @throws PlannerError for what is no number of milliseconds */
export function deadlineIn(deadlineMs: number | undefined): CallDeadline {
  if (deadlineMs === undefined) return {};
  if (typeof deadlineMs === "number" && !Number.isNaN(deadlineMs)) return { deadline: Date.now() + deadlineMs };
  throw invalidArgument("deadlineMs", `deadlineMs must be a number of milliseconds, got ${shown(deadlineMs)}`);
}

/** As much of a call of grpc-js as it takes to end it. */
export interface Cancellable {
  cancel(): void;
  /** Every call emits it once, however it ends. */
  once(event: "status", listener: () => void): unknown;
  /** Emitted when the headers of the answer come; not where the call ends without any. */
  once(event: "metadata", listener: () => void): unknown;
}

/**
 * Cancels the call when the signal comes, or at once if it has come. The signal is let go when the call is over: it may
 * outlive many.
 */
export function cancelOnAbort(call: Cancellable, signal: AbortSignal | undefined): void {
  if (signal === undefined) return;
  const cancel = (): void => call.cancel();
  if (signal.aborted) cancel();
  else {
    signal.addEventListener("abort", cancel, { once: true });
    call.once("status", () => signal.removeEventListener("abort", cancel));
  }
}
