import type { Redis, RedisOptions } from "ioredis";
import { placeText, type RedisPlace } from "./redis-url.js";
import { ForeignValue, type Store } from "./store.js";

/** The package, which is loaded only where a Redis is asked for. */
const PACKAGE = "ioredis@6.0.0";

/** A package that is not installed; the message says how to add it. */
export class MissingPackage extends Error {
  override readonly name = "MissingPackage";
}

export interface RedisStoreOptions {
  readonly place: RedisPlace;
  /** Authorities of the server's certificate, PEM; undefined for those of the system. */
  readonly ca: Buffer | undefined;
}

/** Milliseconds between attempts to connect: so many at first, twice as many each time, up to the second. */
const RETRY_MS = { first: 50, most: 2_000 };

/** Milliseconds that a connection may take. */
const CONNECT_MS = 2_000;

/** Milliseconds that a start waits for the first one. */
const START_MS = 500;

/**
 * A Redis or Valkey. Resolves when it is there, when it cannot be reached, or soon after. It is connected to again and
 * again, in the background; while it is not there, every question is refused at once, so that nothing piles up here.
 *
 * @throws MissingPackage
 */
export async function redisStore({ place, ca }: RedisStoreOptions): Promise<Store> {
  const { Redis } = await load();
  const { host, port, db, tls, username, password } = place;
  const text = placeText(place);
  const redis = new Redis({
    host,
    port,
    db,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: ca === undefined ? {} : { ca } }),
    connectTimeout: CONNECT_MS,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(RETRY_MS.most, RETRY_MS.first * 2 ** Math.min(times, 10)),
    reconnectOnError: () => false,
  } satisfies RedisOptions);
  let trouble = "it is not connected";
  // What goes wrong with a connection is told to whoever asks next.
  redis.on("error", (error: Error) => {
    trouble = messageOf(error);
  });
  await new Promise<void>((resolve) => {
    for (const event of ["ready", "error", "close"]) redis.once(event, () => resolve());
    setTimeout(resolve, START_MS).unref();
  });
  return new RedisStore(redis, text, () => trouble);
}

class RedisStore implements Store {
  readonly #redis: Redis;
  readonly #trouble: () => string;

  constructor(
    redis: Redis,
    readonly place: string,
    trouble: () => string,
  ) {
    this.#redis = redis;
    this.#trouble = trouble;
  }

  async get(name: string, mostBytes: number): Promise<Uint8Array | null> {
    try {
      // A range, as nobody can say how long a value is that others wrote. Of what there is not, it is empty.
      const value = await this.#asked(() => this.#redis.getrangeBuffer(name, 0, mostBytes));
      return value.length === 0 ? null : value;
    } catch (error) {
      if (/WRONGTYPE/.test((error as Error).message)) throw new ForeignValue("it is no string of bytes");
      throw error;
    }
  }

  async set(name: string, value: Uint8Array, keepMs: number): Promise<void> {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    await this.#asked(() => this.#redis.set(name, bytes, "PX", keepMs));
  }

  async delete(name: string): Promise<void> {
    await this.#asked(() => this.#redis.unlink(name));
  }

  async ping(): Promise<void> {
    await this.#asked(() => this.#redis.ping());
  }

  reset(): void {
    // One that is being made is not helped by being begun anew. Of one that is made, nobody knows whether it still is.
    if (this.#redis.status === "ready" || this.#redis.status === "connect") this.#redis.disconnect(true);
  }

  close(): void {
    this.#redis.disconnect();
  }

  async #asked<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    if (this.#redis.status !== "ready") throw new Error(`${this.place}: ${this.#trouble()}`);
    try {
      return await ask();
    } catch (error) {
      // The error itself has the command with it, and all that was said.
      throw new Error(`${this.place}: ${messageOf(error as Error)}`);
    }
  }
}

/** What went wrong, on one line. */
function messageOf(error: Error): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (message || code || "no reason given").split("\n")[0]!.slice(0, 200);
}

async function load(): Promise<Pick<typeof import("ioredis"), "Redis">> {
  try {
    return await import("ioredis");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new MissingPackage(`ioredis is not installed: npm install ${PACKAGE}`);
  }
}
