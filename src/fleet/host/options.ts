import type { Address } from "./address.js";

/** What is needed to reach a queue. */
export interface ConnectOptions {
  readonly address: Address;
  /** Authorities of the server's certificate, PEM; the system's where absent. */
  readonly ca?: string;
  /** Of the solver: each version has a queue of its own, as each has answers of its own. */
  readonly version: string;
  /** Milliseconds for which a batch is kept after the last problem was added. */
  readonly keepMs?: number;
  /** Milliseconds until the server must have answered. */
  readonly timeoutMs?: number;
  /** Told when the server is lost, or says that something is wrong; it is tried again. */
  readonly onError?: (error: Error) => void;
}

/** A server that cannot be reached, or does not let us in. */
export class QueueUnavailable extends Error {
  override readonly name = "QueueUnavailable";
}

const DAY_MS = 86_400_000;
export const DEFAULT_KEEP_MS = 7 * DAY_MS;
export const TIMEOUT_MS = 10_000;

/** Milliseconds between two attempts to reach a server that was lost. */
export const RETRY_MS = 500;
