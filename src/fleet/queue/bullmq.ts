import type { Job, Queue as Line, Worker } from "bullmq";
import { again } from "../store/again.js";
import type { ConsumeOptions, Consumer, Priority, Queue, Taken, Verdict } from "./queue.js";

type Module = typeof import("bullmq");

/** What BullMQ is given to reach its server: a back end of its own, or Redis where `factory` is absent. */
export interface Connection {
  readonly options: { readonly connection: unknown; readonly prefix?: string };
  readonly factory?: unknown;
}

/** BullMQ takes what has no priority first, then the lowest number. */
const BATCH_PRIORITY = 10;

/** A lost job is counted in the store, and there set aside: BullMQ itself never gives one up. */
const NEVER = 1_000_000_000;

/** What cannot be said to the server, because it is away, is no failure of the job: it is taken again. */
const FOR_EVER = { attempts: NEVER, backoff: { type: "fixed", delay: 1_000 } };

/** A queue of BullMQ, on Redis or PostgreSQL. A job's id is its id there, and its only content but a trace. */
export class BullQueue implements Queue {
  readonly #module: Module;
  readonly #name: string;
  readonly #connection: Connection;
  readonly #line: Line;

  constructor(module: Module, name: string, connection: Connection, onError: (error: Error) => void) {
    this.#module = module;
    this.#name = name;
    this.#connection = connection;
    const { options, factory } = connection;
    this.#line = new module.Queue(name, options as never, factory as never) as unknown as Line;
    this.#line.on("error", onError);
  }

  async push(jobs: readonly string[], priority: Priority, trace?: string): Promise<void> {
    const turn = priority === "batch" ? { priority: BATCH_PRIORITY } : {};
    const opts = { removeOnComplete: true, removeOnFail: true, ...FOR_EVER, ...turn };
    const lines = jobs.map((jobId) => ({ name: "plan", data: trace ?? 0, opts: { ...opts, jobId } }));
    await again(() => this.#line.addBulk(lines));
  }

  async waiting(): Promise<number> {
    const {
      wait = 0,
      prioritized = 0,
      delayed = 0,
    } = await again(() => this.#line.getJobCounts("wait", "prioritized", "delayed"));
    return wait + prioritized + delayed;
  }

  async remove(jobs: readonly string[]): Promise<void> {
    await Promise.all(jobs.map((job) => again(() => this.#line.remove(job)).catch(() => 0)));
  }

  async consume(handle: (job: Taken) => Promise<Verdict>, options: ConsumeOptions): Promise<Consumer> {
    const { DelayedError, WaitingError, Worker: Taker } = this.#module;
    const { concurrency, name, leaseMs, onError } = options;
    const work = async (job: Job, token?: string): Promise<void> => {
      const trace = typeof job.data === "string" && { trace: job.data };
      const verdict = await handle({ id: job.id!, losses: job.stalledCounter, sinceMs: job.timestamp, ...trace });
      if (verdict.kind === "done") return;
      if (verdict.delayMs > 0) {
        await job.moveToDelayed(Date.now() + Math.ceil(verdict.delayMs), token);
        throw new DelayedError();
      }
      await job.moveToWait(token);
      throw new WaitingError();
    };
    const settings = {
      ...this.#connection.options,
      name,
      concurrency,
      lockDuration: Math.round(leaseMs),
      stalledInterval: Math.max(100, Math.round(leaseMs / 3)),
      maxStalledCount: NEVER,
      runRetryDelay: 1_000,
      drainDelay: 1,
    };
    const taker = new Taker(
      this.#name,
      work,
      settings as never,
      this.#connection.factory as never,
    ) as unknown as Worker;
    taker.on("error", onError);
    await taker.waitUntilReady();
    return { close: () => taker.close(), resize: (jobs) => (taker.concurrency = jobs) };
  }

  async close(): Promise<void> {
    await this.#line.close();
  }
}
