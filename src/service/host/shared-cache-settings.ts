import { placeText, redisPlaceOf } from "../store/redis-url.js";
import { isLoopback, SettingsError } from "./addresses.js";

/** What can be set about the cache that replicas share. */
export interface SharedCacheSettings {
  /** redis:// or rediss://, perhaps with a password; null for none. */
  readonly sharedCache: string | null;
  /** Path of a file with the secret that answers are sealed with; null for none. */
  readonly sharedCacheKey: string | null;
  /** Path of a file with the password; null for the one of the URL, or none. */
  readonly sharedCachePassword: string | null;
  /** Path of the PEM file with the authorities of its certificate; null for those of the system. */
  readonly sharedCacheCa: string | null;
  /** Plaintext is allowed to another machine. */
  readonly sharedCacheInsecure: boolean;
  /** Milliseconds that a call waits for it at most. */
  readonly sharedCacheTimeoutMs: number;
  readonly sharedCacheExpiryMs: number;
  readonly sharedCacheMaxValueBytes: number;
}

const MIB = 2 ** 20;
const DAY_MS = 86_400_000;

export function defaultSharedCache(): SharedCacheSettings {
  return {
    sharedCache: null,
    sharedCacheKey: null,
    sharedCachePassword: null,
    sharedCacheCa: null,
    sharedCacheInsecure: false,
    sharedCacheTimeoutMs: 20,
    sharedCacheExpiryMs: 7 * DAY_MS,
    sharedCacheMaxValueBytes: MIB,
  };
}

/** @throws SettingsError */
export function checkSharedCache(settings: SharedCacheSettings): void {
  const { sharedCache, sharedCachePassword, sharedCacheInsecure } = settings;
  const needing = { "shared-cache-key": settings.sharedCacheKey, "shared-cache-ca": settings.sharedCacheCa };
  if (sharedCache === null) {
    for (const [flag, path] of Object.entries({ ...needing, "shared-cache-password-file": sharedCachePassword })) {
      if (path !== null) throw new SettingsError(`--${flag}: needs --shared-cache as well`);
    }
    return;
  }
  const place = redisPlaceOf(sharedCache);
  if (typeof place === "string") throw new SettingsError(`--shared-cache: ${place}`);
  if (place.password !== undefined && sharedCachePassword !== null) {
    throw new SettingsError("--shared-cache-password-file: the URL has a password already");
  }
  if (settings.sharedCacheCa !== null && !place.tls) {
    throw new SettingsError("--shared-cache-ca: is for rediss://, over which there is TLS");
  }
  if (place.tls || isLoopback(place.host) || sharedCacheInsecure) return;
  const why = `others can read what goes to ${placeText(place)} in plaintext`;
  throw new SettingsError(`--shared-cache: ${why}; use rediss://, or say --shared-cache-insecure`);
}
