import type { ServeFlag } from "./serve-flag.js";
import { milliseconds, onOff, path, positiveBytes, unseen } from "./serve-parsers.js";

/** Flags of the cache that replicas share. */
export const SHARED_CACHE_FLAGS: readonly ServeFlag[] = [
  {
    name: "shared-cache",
    key: "sharedCache",
    value: "<url>",
    parse: unseen("--shared-cache-password-file"),
    description: "Redis or Valkey in which replicas share answers, as in redis://HOST:6379; rediss:// for TLS",
  },
  {
    name: "shared-cache-key",
    key: "sharedCacheKey",
    value: "<file>",
    parse: path,
    description: "secret of all replicas that answers are sealed with; without, only what a replay can check is shared",
  },
  {
    name: "shared-cache-password-file",
    key: "sharedCachePassword",
    value: "<file>",
    parse: path,
    description: "password for it",
  },
  {
    name: "shared-cache-ca",
    key: "sharedCacheCa",
    value: "<file>",
    parse: path,
    description: "authorities of its certificate, PEM",
  },
  {
    name: "shared-cache-insecure",
    key: "sharedCacheInsecure",
    parse: onOff,
    description: "allow redis:// to another machine, over which answers and the password go in plaintext",
  },
  {
    name: "shared-cache-timeout",
    key: "sharedCacheTimeoutMs",
    value: "<s>",
    parse: milliseconds,
    description: "how long a call waits for it",
  },
  {
    name: "shared-cache-expiry",
    key: "sharedCacheExpiryMs",
    value: "<s>",
    parse: milliseconds,
    description: "how long an answer is kept in it",
  },
  {
    name: "shared-cache-max-value",
    key: "sharedCacheMaxValueBytes",
    value: "<bytes>",
    parse: positiveBytes,
    description: "size of an answer in it; larger ones are not shared",
  },
];
