import type { Logger } from "pino";
import { parseAddress } from "../../fleet/host/address.js";
import { BatchThread, NoQueue } from "../batches/batch-thread.js";
import type { RequestLimits } from "../wire/task.js";
import { SettingsError } from "./addresses.js";
import { CredentialsError, readCredential } from "./credentials.js";
import type { Metrics } from "./metrics.js";
import type { ServiceSettings } from "./settings.js";

/** Milliseconds in which the same trouble is not told again. */
const QUIET_MS = 10_000;

/** Of the server. */
interface Around {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly version: string;
  readonly limits: RequestLimits;
}

/**
 * Connects to the queue of batches; null where there is none.
 *
 * @throws SettingsError where it cannot be used: whoever names a queue wants one
 */
export async function openBatches(
  settings: ServiceSettings,
  { log, metrics, version, limits }: Around,
): Promise<BatchThread | null> {
  const { queue, queueCa, queuePassword, defaultTimeLimitMs, workerHeapMib } = settings;
  if (queue === null) return null;
  const named = parseAddress(queue);
  const password = queuePassword === null ? named.password : passwordIn(queuePassword);
  const address = { ...named, password };
  const ca = queueCa === null ? undefined : readCredential(queueCa, "--queue-ca").toString("utf8");
  const quota = { batches: settings.maxBatchesPerCaller, problems: settings.maxBatchProblemsPerCaller };
  const told = new Map<string, number>();
  const thread = new BatchThread({ address, ca, version, limits, defaultTimeLimitMs, quota }, workerHeapMib, {
    died: (error) => {
      metrics.death();
      log.error({ job: "batches", error: error.message }, "worker died");
    },
    trouble: (why) => {
      if (Date.now() - (told.get(why) ?? 0) < QUIET_MS) return;
      told.set(why, Date.now());
      log.warn({ queue: address.shown, why }, "queue");
    },
  });
  try {
    await thread.start();
  } catch (error) {
    await thread.close();
    throw error instanceof NoQueue ? new SettingsError(`--queue: ${error.message}`) : error;
  }
  metrics.watchQueue(async () => {
    const standing = await thread.ask({ kind: "standing" });
    return standing.kind === "standing" ? standing : null;
  });
  return thread;
}

function passwordIn(path: string): string {
  const password = readCredential(path, "--queue-password-file")
    .toString("utf8")
    .replace(/\r?\n$/, "");
  if (password !== "" && !/[\r\n]/.test(password)) return password;
  throw new CredentialsError(`--queue-password-file: ${path} must have one line`);
}
