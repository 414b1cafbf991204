import type { PoolConfig } from "pg";
import { Fleet } from "../batch/fleet.js";
import { BullQueue } from "../queue/bullmq.js";
import { PostgresStore } from "../store/postgres.js";
import { type ConnectOptions, DEFAULT_KEEP_MS, QueueUnavailable, TIMEOUT_MS } from "./options.js";
import { loadPackage } from "./packages.js";

const PACKAGES = ["bullmq", "pg"] as const;

/** The schema of BullMQ's own tables. */
const QUEUE_SCHEMA = "telaplan_queue";

/** Connects to a queue on PostgreSQL, and makes its tables where there are none. @throws QueueUnavailable */
export async function connectPostgres(options: ConnectOptions): Promise<Fleet> {
  const { address, version, keepMs = DEFAULT_KEEP_MS, timeoutMs = TIMEOUT_MS, onError = () => {} } = options;
  const [module, { default: pg }] = await Promise.all([
    loadPackage<typeof import("bullmq")>("bullmq", PACKAGES),
    loadPackage<{ readonly default: typeof import("pg") }>("pg", PACKAGES),
  ]);
  const settings = poolSettings(options, timeoutMs);
  const pool = new pg.Pool({ ...settings, max: 10 });
  pool.on("error", onError);
  const store = new PostgresStore(pool, keepMs);
  try {
    await pool.query("SELECT 1");
    await store.prepare();
    const { runMigrations } = module;
    const client = await pool.connect();
    try {
      await runMigrations(client as never, QUEUE_SCHEMA);
    } finally {
      client.release();
    }
  } catch (error) {
    await pool.end();
    throw new QueueUnavailable(`cannot use the queue at ${address.shown}: ${(error as Error).message}`);
  }
  const connection = {
    options: { connection: { ...settings, schema: QUEUE_SCHEMA } },
    factory: module.createPostgresBackend,
  };
  return new Fleet(store, new BullQueue(module, `v${version}`, connection, onError), version);
}

function poolSettings({ address, ca }: ConnectOptions, timeoutMs: number): PoolConfig {
  const { host, port, user, password, database, tls } = address;
  return {
    host,
    port,
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    ...(database !== undefined && { database }),
    connectionTimeoutMillis: timeoutMs,
    ...(tls && { ssl: { rejectUnauthorized: true, ...(ca !== undefined && { ca }) } }),
  };
}
