import type { Logger } from "pino";
import type { SearchPolicy } from "../../search/index.js";
import { MissingPackage, redisStore } from "../store/redis-store.js";
import { type RedisPlace, redisPlaceOf } from "../store/redis-url.js";
import { SharedCache, type SharedCacheWatch } from "../store/shared-cache.js";
import { SettingsError } from "./addresses.js";
import { CredentialsError, readCredential } from "./credentials.js";
import type { Metrics } from "./metrics.js";
import type { SharedCacheSettings } from "./shared-cache-settings.js";

/** Bytes that a secret has at least. */
const LEAST_SECRET = 16;

/** Milliseconds between two lines about entries that were dropped: somebody may have written thousands. */
const BAD_LINE_MS = 1_000;

/** Of the server. */
export interface Around {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly version: string;
  readonly policies: readonly SearchPolicy[];
}

/**
 * The cache that replicas share, null where there is none. A server that cannot reach it starts all the same.
 *
 * @throws SettingsError where a package is missing, CredentialsError for a file that cannot be used
 */
export async function openSharedCache(
  settings: SharedCacheSettings,
  { log, metrics, version, policies }: Around,
): Promise<SharedCache | null> {
  const { sharedCache, sharedCacheCa, sharedCacheKey } = settings;
  if (sharedCache === null) return null;
  const place = withPassword(redisPlaceOf(sharedCache) as RedisPlace, settings.sharedCachePassword);
  const ca = sharedCacheCa === null ? undefined : readCredential(sharedCacheCa, "--shared-cache-ca");
  const secret = sharedCacheKey === null ? null : secretIn(sharedCacheKey);
  const store = await redisStore({ place, ca }).catch((error: unknown) => {
    throw error instanceof MissingPackage ? new SettingsError(`--shared-cache: ${error.message}`) : error;
  });
  const cache = new SharedCache({
    store,
    secret,
    version,
    policies,
    timeoutMs: settings.sharedCacheTimeoutMs,
    maxValueBytes: settings.sharedCacheMaxValueBytes,
    expiryMs: settings.sharedCacheExpiryMs,
    watch: watchOf(log, metrics),
  });
  metrics.watchSharedCache(() => cache.isOpen);
  return cache;
}

function watchOf(log: Logger, metrics: Metrics): SharedCacheWatch {
  let saidAt = Number.NEGATIVE_INFINITY;
  let unsaid = 0;
  return {
    looked: (outcome, ms) => metrics.sharedLookUp(outcome, ms),
    kept: (outcome) => metrics.sharedKept(outcome),
    bad: (name, why) => {
      if (Date.now() - saidAt < BAD_LINE_MS) {
        unsaid++;
        return;
      }
      log.warn({ name, why, ...(unsaid > 0 && { more: unsaid }) }, "shared entry dropped");
      saidAt = Date.now();
      unsaid = 0;
    },
    leftAlone: (forMs, why) => log.warn({ forMs, why }, "shared cache left alone"),
    back: () => log.info("shared cache is back"),
  };
}

function withPassword(place: RedisPlace, path: string | null): RedisPlace {
  if (path === null) return place;
  const password = firstLine(path, "--shared-cache-password-file");
  if (password === "") throw new CredentialsError(`--shared-cache-password-file: ${path} is empty`);
  return { ...place, password };
}

function secretIn(path: string): Buffer {
  const secret = readCredential(path, "--shared-cache-key")
    .toString("latin1")
    .replace(/\r?\n$/, "");
  if (secret.length >= LEAST_SECRET) return Buffer.from(secret, "latin1");
  const text = `${path} has a secret of ${secret.length} bytes, which should be ${LEAST_SECRET} at least`;
  throw new CredentialsError(`--shared-cache-key: ${text}`);
}

function firstLine(path: string, flag: string): string {
  return readCredential(path, flag).toString("utf8").split(/\r?\n/)[0]!;
}
