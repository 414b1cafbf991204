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
  redis.on("error", onError);
  await reach(redis, address.shown, timeoutMs);
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

/** @throws QueueUnavailable where the server has not answered in time; the connection is ended */
async function reach(redis: Redis, shown: string, timeoutMs: number): Promise<void> {
  let last: Error | undefined;
  const note = (error: Error): void => {
    last = error;
  };
  redis.on("error", note);
  const timer = { handle: undefined as ReturnType<typeof setTimeout> | undefined };
  const late = new Promise<"late">((resolve) => {
    timer.handle = setTimeout(() => resolve("late"), timeoutMs);
  });
  try {
    const answer = await Promise.race([redis.ping(), late]);
    if (answer !== "late") return;
    throw last ?? new Error("it does not answer");
  } catch (error) {
    redis.disconnect();
    throw new QueueUnavailable(`cannot use the queue at ${shown}: ${(error as Error).message}`);
  } finally {
    clearTimeout(timer.handle);
    redis.off("error", note);
  }
}
