import type { Redis } from "ioredis";
import type { Names } from "../job/nameless.js";
import { SCRIPTS, type ScriptName } from "./redis-scripts.js";
import {
  type AnswerStatus,
  BatchError,
  type BatchHead,
  type BatchState,
  type Begun,
  checkHead,
  type Item,
  type NewItem,
  NO_COUNTS,
  otherProblem,
  PAGE_CHARACTERS,
  type SetAside,
  type Store,
  type Suspicion,
  unknownBatch,
  type WorkerInfo,
} from "./store.js";

type Run = (...args: (string | number)[]) => Promise<unknown>;

/** What an item's entry says besides its job. */
type Rest = readonly [name: string, names: Names, error?: string];

/** A store on a server of Redis or Valkey. Steps that belong together are scripts there. */
export class RedisStore implements Store {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #keepMs: number;

  /**
   * @param redis a connection of its own; `close` ends it
   * @param prefix of all keys, as in `{telaplan}:`
   * @param keepMs how long batches are kept after they were last added to
   */
  constructor(redis: Redis, prefix: string, keepMs: number) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#keepMs = keepMs;
    for (const [name, script] of Object.entries(SCRIPTS)) redis.defineCommand(name, script);
  }

  async open(head: BatchHead): Promise<BatchState> {
    const { id, version, options } = head;
    const text = JSON.stringify({ version, options });
    await this.#script("fleetOpen", this.#batchKey(id), text, Date.now(), this.#keepMs);
    const state = await this.state(id);
    if (state === null) throw unknownBatch(id);
    checkHead(state, head);
    return state;
  }

  async add(batch: string, items: readonly NewItem[]): Promise<readonly string[]> {
    const args = items.flatMap(({ index, name, job, names, error }) => {
      const rest: Rest = error === undefined ? [name, names] : [name, names, error];
      return [index, job?.id ?? "", JSON.stringify(rest), job?.text ?? ""];
    });
    const reply = (await this.#script("fleetAdd", this.#batchKey(batch), this.#prefix, batch, ...args)) as string[];
    const [kind, ...found] = reply;
    if (kind === "unknown") throw unknownBatch(batch);
    if (kind === "cancelled") throw new BatchError(`batch ${batch} is cancelled`);
    if (kind === "sealed") throw new BatchError(`batch ${batch} has ${found[0]} problems, and is sealed`);
    if (kind === "other") throw otherProblem(batch, Number(found[0]));
    return [...new Set(found)];
  }

  async queued(jobs: readonly string[]): Promise<void> {
    await Promise.all(jobs.map((job) => this.#script("fleetNote", this.#jobKey(job), "queued", 1)));
  }

  async seal(batch: string, total: number): Promise<void> {
    await this.#mark(batch, "total", total);
  }

  async state(id: string): Promise<BatchState | null> {
    const key = this.#batchKey(id);
    const [fields, answered] = await Promise.all([this.#redis.hgetall(key), this.#redis.llen(`${key}:done`)]);
    if (fields.head === undefined) return null;
    const head = JSON.parse(fields.head) as Omit<BatchHead, "id">;
    const counts = Object.fromEntries(Object.keys(NO_COUNTS).map((status) => [status, Number(fields[status] ?? 0)]));
    return {
      id,
      ...head,
      createdMs: Number(fields.created),
      submitted: Number(fields.submitted),
      answered,
      counts: counts as BatchState["counts"],
      isSealed: fields.total !== undefined,
      isCancelled: fields.cancelled !== undefined,
    };
  }

  async answered(batch: string, cursor: number, limit: number): Promise<{ items: readonly Item[]; cursor: number }> {
    const places = await this.#redis.lrange(`${this.#batchKey(batch)}:done`, cursor, cursor + limit - 1);
    const items = await this.#items(batch, places.map(Number));
    return { items, cursor: cursor + items.length };
  }

  async items(batch: string, from: number, limit: number): Promise<readonly Item[]> {
    return this.#items(
      batch,
      Array.from({ length: limit }, (_, i) => from + i),
    );
  }

  async cancel(batch: string): Promise<void> {
    await this.#mark(batch, "cancelled", 1);
  }

  async release(batch: string, from: number, limit: number): Promise<{ jobs: readonly string[]; next: number | null }> {
    const places = Array.from({ length: limit }, (_, i) => from + i);
    const key = this.#batchKey(batch);
    const [entries, submitted] = await Promise.all([
      this.#redis.hmget(`${key}:items`, ...places.map(String)),
      this.#redis.hget(key, "submitted"),
    ]);
    const pairs = entries.flatMap((entry, i) => {
      const id = entry === null ? "" : entry.slice(0, entry.indexOf("\n"));
      return id === "" ? [] : [places[i]!, id];
    });
    const jobs = pairs.length === 0 ? [] : await this.#script("fleetRelease", this.#prefix, batch, ...pairs);
    const next = from + limit;
    return { jobs: jobs as string[], next: next >= Number(submitted) ? null : next };
  }

  async begin(job: string): Promise<Begun> {
    const [kind, task] = (await this.#script("fleetBegin", this.#jobKey(job))) as string[];
    return kind === "wanted" ? { kind, task: task! } : { kind: kind as "answered" | "unwanted" | "gone" };
  }

  async answer(job: string, text: string, status: AnswerStatus): Promise<boolean> {
    return (await this.#script("fleetAnswer", this.#prefix, job, text, status)) === 1;
  }

  async running(job: string, worker: string, alone: boolean): Promise<void> {
    await this.#script("fleetNote", this.#jobKey(job), "worker", worker, "alone", alone ? 1 : 0);
  }

  async idle(job: string): Promise<void> {
    await this.#redis.hdel(this.#jobKey(job), "worker", "alone");
  }

  async suspicion(job: string): Promise<Suspicion> {
    const [deaths, worker, alone] = await this.#redis.hmget(this.#jobKey(job), "deaths", "worker", "alone");
    const isAlive = typeof worker === "string" && (await this.#redis.exists(this.#workerKey(worker))) === 1;
    const run = typeof worker === "string" ? { worker, alone: alone === "1", isAlive } : null;
    return { deaths: Number(deaths ?? 0), run };
  }

  async blame(job: string): Promise<number> {
    return (await this.#script("fleetBlame", this.#jobKey(job))) as number;
  }

  async beat(worker: WorkerInfo, ttlMs: number): Promise<void> {
    const key = this.#workerKey(worker.name);
    await Promise.all([
      this.#redis.set(key, JSON.stringify(worker), "PX", Math.max(1, Math.round(ttlMs))),
      this.#redis.zadd(`${this.#prefix}workers`, `${Date.now() + ttlMs}`, worker.name),
    ]);
  }

  async gone(worker: string): Promise<void> {
    await Promise.all([this.#redis.del(this.#workerKey(worker)), this.#redis.zrem(`${this.#prefix}workers`, worker)]);
  }

  async workers(): Promise<readonly WorkerInfo[]> {
    const key = `${this.#prefix}workers`;
    await this.#redis.zremrangebyscore(key, 0, `${Date.now()}`);
    const names = await this.#redis.zrange(key, "0", "-1");
    if (names.length === 0) return [];
    const found = await this.#redis.mget(...names.map((name) => this.#workerKey(name)));
    return found.flatMap((text) => (text === null ? [] : [JSON.parse(text) as WorkerInfo]));
  }

  async setAside(job: string, reason: string, answer: string): Promise<void> {
    await this.#script("fleetSetAside", `${this.#prefix}asides`, this.#prefix, job, answer, reason, Date.now());
  }

  async asides(from: number, limit: number): Promise<readonly SetAside[]> {
    const ids = await this.#redis.zrevrange(`${this.#prefix}asides`, from, from + limit - 1);
    return Promise.all(
      ids.map(async (jobId) => {
        const [task, reason, at, owner] = await this.#redis.hmget(this.#jobKey(jobId), "task", "reason", "at", "owner");
        const [batch, place] = owner ? owner.split(" ") : [];
        const entry = batch === undefined ? null : await this.#redis.hget(`${this.#batchKey(batch)}:items`, place!);
        const name = entry === null ? null : restOf(entry)[0];
        const said = reason ?? "it has expired";
        return { jobId, reason: said, atMs: Number(at ?? 0), task: task ?? null, batch: batch ?? null, name };
      }),
    );
  }

  async readmit(job: string): Promise<boolean> {
    return (await this.#script("fleetReadmit", `${this.#prefix}asides`, this.#prefix, job)) === 1;
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
  }

  /** Those that there are, in the order of their places, and no more than a page has. */
  async #items(batch: string, places: readonly number[]): Promise<readonly Item[]> {
    if (places.length === 0) return [];
    const entries = await this.#redis.hmget(`${this.#batchKey(batch)}:items`, ...places.map(String));
    const found = entries.flatMap((entry, i) => (entry === null ? [] : [{ index: places[i]!, entry }]));
    const ids = found.map(({ entry }) => entry.slice(0, entry.indexOf("\n")));
    const lengths = await Promise.all(ids.map((id) => (id ? this.#redis.hstrlen(this.#jobKey(id), "task") : 0)));
    let room = PAGE_CHARACTERS;
    const page = found.filter((_, i) => {
      const fits = i === 0 || room >= lengths[i]!;
      room = fits ? room - lengths[i]! : 0;
      return fits;
    });
    return Promise.all(
      page.map(async ({ index, entry }, i) => {
        const id = ids[i]!;
        const [name, names, error] = restOf(entry);
        const [task, answer] = id ? await this.#redis.hmget(this.#jobKey(id), "task", "answer") : [];
        const kept = { task: task ?? null, answer: answer ?? null };
        return { index, name, jobId: id || null, names, ...(error !== undefined && { error }), ...kept };
      }),
    );
  }

  async #mark(batch: string, field: string, value: number): Promise<void> {
    if ((await this.#script("fleetMark", this.#batchKey(batch), field, value)) === 0) throw unknownBatch(batch);
  }

  #script(name: ScriptName, ...args: (string | number)[]): Promise<unknown> {
    return (this.#redis as unknown as Readonly<Record<ScriptName, Run>>)[name](...args);
  }

  #batchKey(id: string): string {
    return `${this.#prefix}batch:${id}`;
  }

  #jobKey(id: string): string {
    return `${this.#prefix}job:${id}`;
  }

  #workerKey(name: string): string {
    return `${this.#prefix}worker:${name}`;
  }
}

function restOf(entry: string): Rest {
  return JSON.parse(entry.slice(entry.indexOf("\n") + 1)) as Rest;
}
