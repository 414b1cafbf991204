import { AddressError, parseAddress } from "../../fleet/host/address.js";
import { isLoopback, SettingsError } from "./addresses.js";

/** What can be set about the queue of batches. */
export interface BatchSettings {
  /** redis://, rediss:// or postgres://, perhaps with a password; null for none. */
  readonly queue: string | null;
  /** Path of a file with the password; null for the one of the URL, or none. */
  readonly queuePassword: string | null;
  /** Path of the PEM file with the authorities of its certificate; null for those of the system. */
  readonly queueCa: string | null;
  /** Plaintext is allowed to another machine. */
  readonly queueInsecure: boolean;
  /** Batches of one caller that are not over. */
  readonly maxBatchesPerCaller: number;
  /** Problems of one caller without an answer, above which his submissions wait. */
  readonly maxBatchProblemsPerCaller: number;
}

export function defaultBatches(): BatchSettings {
  return {
    queue: null,
    queuePassword: null,
    queueCa: null,
    queueInsecure: false,
    maxBatchesPerCaller: 64,
    maxBatchProblemsPerCaller: 200_000,
  };
}

/** @throws SettingsError */
export function checkBatches({ queue, queuePassword, queueCa, queueInsecure }: BatchSettings): void {
  if (queue === null) {
    for (const [flag, path] of Object.entries({ "queue-password-file": queuePassword, "queue-ca": queueCa })) {
      if (path !== null) throw new SettingsError(`--${flag}: needs --queue as well`);
    }
    return;
  }
  try {
    const { tls, host, shown } = parseAddress(queue);
    if (tls || isLoopback(host) || queueInsecure) return;
    const why = `others can read what goes to ${shown} in plaintext`;
    throw new SettingsError(`--queue: ${why}; use TLS, or say --queue-insecure`);
  } catch (error) {
    if (error instanceof AddressError) throw new SettingsError(`--queue: the URL ${error.message}`);
    throw error;
  }
}
