import type { Redis, RedisOptions } from "ioredis";
import { Fleet } from "../batch/fleet.js";
import { BullQueue } from "../queue/bullmq.js";
import { RedisStore } from "../store/redis.js";
import { type ConnectOptions, DEFAULT_KEEP_MS, QueueUnavailable, RETRY_MS, TIMEOUT_MS } from "./options.js";
import { loadPackage } from "./packages.js";

const REDIS_PACKAGES = ["bullmq", "ioredis"] as const;

/**
 * Connects to the queue at an address.
 *
 * @throws QueueUnavailable, MissingFleetPackage
 */
export async function connectFleet(options: ConnectOptions): Promise<Fleet> {
  const { address, onError = () => {} } = options;
  if (address.kind === "postgres") {
    const { connectPostgres } = await import("./postgres.js");
    return connectPostgres({ ...options, onError });
  }
  const { version, keepMs = DEFAULT_KEEP_MS, timeoutMs = TIMEOUT_MS } = options;
  const [module, { Redis: Client }] = await Promise.all([
    loadPackage<typeof import("bullmq")>("bullmq", REDIS_PACKAGES),
    loadPackage<typeof import("ioredis")>("ioredis", REDIS_PACKAGES),
  ]);
  const settings = redisOptions(options);
  const redis = new Client({ ...settings, enableAutoPipelining: true });
  await reach(redis, address.shown, timeoutMs);
  redis.on("error", onError);
  const store = new RedisStore(redis, "{telaplan}:", keepMs);
  const connection = { options: { connection: settings, prefix: "{telaplan}:queue" } };
  return new Fleet(store, new BullQueue(module, `v${version}`, connection, onError), version);
}

function redisOptions({ address, ca }: ConnectOptions): RedisOptions {
  const { host, port, user, password, database, tls } = address;
  return {
    host,
    port,
    ...(user !== undefined && { username: user }),
    ...(password !== undefined && { password }),
    ...(database !== undefined && { db: Number(database) }),
    ...(tls && { tls: { servername: host, ...(ca !== undefined && { ca }) } }),
    // What was asked while a server is away is asked when it is back: nothing is lost by that.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(RETRY_MS, 50 * times),
  };
}

/** @throws QueueUnavailable where the server refuses us, or has not answered in time; the connection is ended */
async function reach(redis: Redis, shown: string, timeoutMs: number): Promise<void> {
  let settle = { timer: undefined as ReturnType<typeof setTimeout> | undefined, fail: (_: Error): void => {} };
  const failed = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
    settle = { timer, fail: reject };
  });
  redis.on("error", settle.fail);
  try {
    await Promise.race([redis.ping(), failed]);
  } catch (error) {
    redis.disconnect();
    const { message, code } = error as NodeJS.ErrnoException;
    throw new QueueUnavailable(`cannot use the queue at ${shown}: ${message || code}`);
  } finally {
    clearTimeout(settle.timer);
    redis.off("error", settle.fail);
  }
}
