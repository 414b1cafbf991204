import type { Pool, PoolClient } from "pg";
import type { Names } from "../job/nameless.js";
import { again } from "./again.js";
import { SCHEMA } from "./postgres-schema.js";
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

type Row = Readonly<Record<string, unknown>>;

/** What an item's entry says besides its job. */
type Rest = readonly [name: string, names: Names, error?: string];

/** Any number will do: whoever makes the tables holds this lock. */
const SCHEMA_LOCK = 7_351_943;

/** A store on a server of PostgreSQL. Steps that belong together are transactions. */
export class PostgresStore implements Store {
  readonly #pool: Pool;
  readonly #keepMs: number;

  /** @param pool of its own; `close` ends it */
  constructor(pool: Pool, keepMs: number) {
    this.#pool = pool;
    this.#keepMs = keepMs;
  }

  /** Makes the tables, where there are none, and forgets what was kept long enough. */
  async prepare(): Promise<void> {
    await this.#transaction(async (client) => {
      await client.query("SELECT pg_advisory_xact_lock($1)", [SCHEMA_LOCK]);
      await client.query(SCHEMA);
      await client.query("DELETE FROM telaplan.batches WHERE expires < $1", [Date.now()]);
      await client.query("DELETE FROM telaplan.jobs WHERE expires < $1", [Date.now()]);
    });
  }

  async open(head: BatchHead): Promise<BatchState> {
    const now = Date.now();
    await this.#query(
      `INSERT INTO telaplan.batches (id, version, options, created, expires) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (id) DO UPDATE SET expires = EXCLUDED.expires`,
      [head.id, head.version, JSON.stringify(head.options), now, now + this.#keepMs],
    );
    const state = await this.state(head.id);
    if (state === null) throw unknownBatch(head.id);
    checkHead(state, head);
    return state;
  }

  async add(batch: string, items: readonly NewItem[]): Promise<readonly string[]> {
    const jobs = new Map(items.flatMap(({ job }) => (job === null ? [] : [[job.id, job.text] as const])));
    const ids = [...jobs.keys()].sort();
    const now = Date.now();
    return this.#transaction(async (client) => {
      // First the jobs in the order of their ids, then the batch: so does whoever answers, and nobody waits in a ring.
      await client.query(
        `INSERT INTO telaplan.jobs (id, task, expires) SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])
         ON CONFLICT (id) DO UPDATE SET expires = EXCLUDED.expires`,
        [ids, ids.map((id) => jobs.get(id)!), ids.map(() => now + 2 * this.#keepMs)],
      );
      const { rows } = await client.query("SELECT id, status, queued FROM telaplan.jobs WHERE id = ANY($1)", [ids]);
      const known = new Map(rows.map((row) => [row.id as string, row]));
      const [found] = (await client.query("SELECT * FROM telaplan.batches WHERE id = $1 FOR UPDATE", [batch])).rows;
      if (found === undefined) throw unknownBatch(batch);
      if (found.cancelled) throw new BatchError(`batch ${batch} is cancelled`);
      const places = items.map(({ index }) => index);
      const { rows: there } = await client.query(
        "SELECT place, job FROM telaplan.items WHERE batch = $1 AND place = ANY($2::bigint[])",
        [batch, places],
      );
      const before = new Map(there.map((row) => [Number(row.place), row.job as string | null]));
      const other = items.find(({ index, job }) => before.has(index) && before.get(index) !== (job?.id ?? null));
      if (other !== undefined) throw otherProblem(batch, other.index);
      const fresh = items.filter(({ index }) => !before.has(index));
      if (found.total !== null && fresh.some(({ index }) => index >= Number(found.total))) {
        throw new BatchError(`batch ${batch} has ${found.total} problems, and is sealed`);
      }
      let answered = Number(found.answered);
      const counts: Record<string, number> = { ...found.counts };
      const done = fresh.map(({ job }) => {
        const status = job === null ? "failed" : (known.get(job.id)?.status as string | null);
        if (status === null || status === undefined) return null;
        counts[status] = (counts[status] ?? 0) + 1;
        return answered++;
      });
      await client.query(
        `INSERT INTO telaplan.items (batch, place, job, rest, done)
         SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::text[], $5::bigint[])`,
        [batch, fresh.map(({ index }) => index), fresh.map(({ job }) => job?.id ?? null), fresh.map(restText), done],
      );
      await client.query(
        `UPDATE telaplan.batches SET submitted = submitted + $2, answered = $3, counts = $4, expires = $5
         WHERE id = $1`,
        [batch, fresh.length, answered, JSON.stringify(counts), now + this.#keepMs],
      );
      const missing = items.flatMap(({ index, job }) => {
        const row = job === null ? undefined : known.get(job.id);
        return row === undefined || row.status !== null || (row.queued && !before.has(index)) ? [] : [job!.id];
      });
      return [...new Set(missing)];
    });
  }

  async queued(jobs: readonly string[]): Promise<void> {
    await this.#query("UPDATE telaplan.jobs SET queued = true WHERE id = ANY($1) AND status IS NULL", [
      [...jobs].sort(),
    ]);
  }

  async seal(batch: string, total: number): Promise<void> {
    const { rowCount } = await this.#query("UPDATE telaplan.batches SET total = $2 WHERE id = $1", [batch, total]);
    if (rowCount === 0) throw unknownBatch(batch);
  }

  async state(id: string): Promise<BatchState | null> {
    const [row] = (await this.#query("SELECT * FROM telaplan.batches WHERE id = $1", [id])).rows;
    if (row === undefined) return null;
    return {
      id,
      version: row.version as string,
      options: JSON.parse(row.options as string),
      createdMs: Number(row.created),
      submitted: Number(row.submitted),
      answered: Number(row.answered),
      counts: { ...NO_COUNTS, ...(row.counts as object) },
      isSealed: row.total !== null,
      isCancelled: row.cancelled as boolean,
    };
  }

  async answered(batch: string, cursor: number, limit: number): Promise<{ items: readonly Item[]; cursor: number }> {
    const items = await this.#items(batch, "done", cursor, limit);
    return { items, cursor: cursor + items.length };
  }

  async items(batch: string, from: number, limit: number): Promise<readonly Item[]> {
    return this.#items(batch, "place", from, limit);
  }

  async cancel(batch: string): Promise<void> {
    const { rowCount } = await this.#query("UPDATE telaplan.batches SET cancelled = true WHERE id = $1", [batch]);
    if (rowCount === 0) throw unknownBatch(batch);
  }

  async release(batch: string, from: number, limit: number): Promise<{ jobs: readonly string[]; next: number | null }> {
    const next = from + limit;
    const jobs = await this.#transaction(async (client) => {
      const { rows } = await client.query(
        `UPDATE telaplan.items SET released = true WHERE batch = $1 AND place >= $2 AND place < $3 AND done IS NULL
         RETURNING job`,
        [batch, from, next],
      );
      const { rows: free } = await client.query(
        `UPDATE telaplan.jobs SET queued = false WHERE id = ANY($1) AND status IS NULL AND NOT EXISTS
         (SELECT 1 FROM telaplan.items WHERE job = jobs.id AND done IS NULL AND NOT released) RETURNING id`,
        [[...new Set(rows.map(({ job }) => job as string))].sort()],
      );
      return free.map(({ id }) => id as string);
    });
    const state = await this.state(batch);
    return { jobs, next: next >= (state?.submitted ?? 0) ? null : next };
  }

  async begin(job: string): Promise<Begun> {
    const [row] = (
      await this.#query(
        `SELECT status, task, EXISTS
         (SELECT 1 FROM telaplan.items WHERE job = $1 AND done IS NULL AND NOT released) AS wanted
         FROM telaplan.jobs WHERE id = $1`,
        [job],
      )
    ).rows;
    if (row === undefined) return { kind: "gone" };
    if (row.status !== null) return { kind: "answered" };
    return row.wanted ? { kind: "wanted", task: row.task as string } : { kind: "unwanted" };
  }

  answer(job: string, text: string, status: AnswerStatus): Promise<boolean> {
    return this.#transaction((client) => settle(client, job, text, status));
  }

  async running(job: string, worker: string, alone: boolean): Promise<void> {
    await this.#query("UPDATE telaplan.jobs SET worker = $2, alone = $3 WHERE id = $1 AND status IS NULL", [
      job,
      worker,
      alone,
    ]);
  }

  async idle(job: string): Promise<void> {
    await this.#query("UPDATE telaplan.jobs SET worker = NULL, alone = NULL WHERE id = $1", [job]);
  }

  async suspicion(job: string): Promise<Suspicion> {
    const [row] = (
      await this.#query(
        `SELECT deaths, worker, alone, EXISTS
         (SELECT 1 FROM telaplan.workers WHERE name = jobs.worker AND until > $2) AS lives
         FROM telaplan.jobs WHERE id = $1`,
        [job, Date.now()],
      )
    ).rows;
    if (row === undefined) return { deaths: 0, run: null };
    const { deaths, worker, alone, lives } = row as { deaths: number; worker: string; alone: boolean; lives: boolean };
    return { deaths, run: worker === null ? null : { worker, alone, isAlive: lives } };
  }

  async blame(job: string): Promise<number> {
    const { rows } = await this.#query(
      "UPDATE telaplan.jobs SET deaths = deaths + 1, worker = NULL, alone = NULL WHERE id = $1 RETURNING deaths",
      [job],
    );
    return (rows[0]?.deaths as number | undefined) ?? 0;
  }

  async beat(worker: WorkerInfo, ttlMs: number): Promise<void> {
    await this.#query(
      `INSERT INTO telaplan.workers VALUES ($1, $2, $3)
       ON CONFLICT (name) DO UPDATE SET until = EXCLUDED.until, info = EXCLUDED.info`,
      [worker.name, Math.round(Date.now() + ttlMs), JSON.stringify(worker)],
    );
  }

  async gone(worker: string): Promise<void> {
    await this.#query("DELETE FROM telaplan.workers WHERE name = $1", [worker]);
  }

  async workers(): Promise<readonly WorkerInfo[]> {
    const { rows } = await this.#query("SELECT info FROM telaplan.workers WHERE until > $1 ORDER BY name", [
      Date.now(),
    ]);
    return rows.map(({ info }) => JSON.parse(info as string) as WorkerInfo);
  }

  async setAside(job: string, reason: string, answer: string): Promise<void> {
    await this.#transaction(async (client) => {
      if (!(await settle(client, job, answer, "failed"))) return;
      await client.query("UPDATE telaplan.jobs SET aside_reason = $2, aside_at = $3 WHERE id = $1", [
        job,
        reason,
        Date.now(),
      ]);
    });
  }

  async asides(from: number, limit: number): Promise<readonly SetAside[]> {
    const { rows } = await this.#query(
      `SELECT jobs.id, task, aside_reason, aside_at, owner.batch, owner.rest FROM telaplan.jobs
       LEFT JOIN LATERAL (SELECT batch, rest FROM telaplan.items WHERE job = jobs.id LIMIT 1) owner ON true
       WHERE aside_at IS NOT NULL ORDER BY aside_at DESC, jobs.id OFFSET $1 LIMIT $2`,
      [from, limit],
    );
    return rows.map((row) => ({
      jobId: row.id as string,
      reason: row.aside_reason as string,
      atMs: Number(row.aside_at),
      task: row.task as string,
      batch: row.batch as string | null,
      name: row.rest === null ? null : (JSON.parse(row.rest as string) as Rest)[0],
    }));
  }

  async readmit(job: string): Promise<boolean> {
    const { rowCount } = await this.#query(
      `UPDATE telaplan.jobs SET answer = NULL, status = NULL, queued = false, deaths = 0, worker = NULL, alone = NULL,
       aside_reason = NULL, aside_at = NULL WHERE id = $1 AND aside_at IS NOT NULL`,
      [job],
    );
    return rowCount === 1;
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  /** A page of items in the order of a column without gaps. */
  async #items(batch: string, order: "done" | "place", from: number, limit: number): Promise<readonly Item[]> {
    const { rows: sizes } = await this.#query(
      `SELECT coalesce(length(task), 0) AS size FROM telaplan.items LEFT JOIN telaplan.jobs ON jobs.id = job
       WHERE batch = $1 AND items.${order} >= $2 AND items.${order} < $3 ORDER BY items.${order}`,
      [batch, from, from + limit],
    );
    let room = PAGE_CHARACTERS;
    const fits = sizes.findIndex(({ size }, i) => {
      room -= size as number;
      return room < 0 && i > 0;
    });
    const { rows } = await this.#query(
      `SELECT place, job, rest, task, answer FROM telaplan.items LEFT JOIN telaplan.jobs ON jobs.id = job
       WHERE batch = $1 AND items.${order} >= $2 AND items.${order} < $3 ORDER BY items.${order} LIMIT $4`,
      [batch, from, from + limit, fits < 0 ? limit : fits],
    );
    return rows.map((row) => {
      const [name, names, error] = JSON.parse(row.rest as string) as Rest;
      const { job, task, answer } = row as { job: string | null; task: string | null; answer: string | null };
      return { index: Number(row.place), name, names, jobId: job, ...(error !== undefined && { error }), task, answer };
    });
  }

  #query(text: string, values: unknown[]): Promise<{ readonly rows: Row[]; readonly rowCount: number | null }> {
    return again(() => this.#pool.query(text, values));
  }

  #transaction<Result>(act: (client: PoolClient) => Promise<Result>): Promise<Result> {
    return again(async () => {
      const client = await this.#pool.connect();
      let broken = false;
      try {
        await client.query("BEGIN");
        const result = await act(client);
        await client.query("COMMIT");
        return result;
      } catch (error) {
        await client.query("ROLLBACK").catch(() => {
          broken = true;
        });
        throw error;
      } finally {
        client.release(broken);
      }
    });
  }
}

/** Keeps an answer and counts it in the batches that wait. @returns whether it was the first */
async function settle(client: PoolClient, job: string, text: string, status: AnswerStatus): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE telaplan.jobs SET answer = $2, status = $3, queued = false, worker = NULL, alone = NULL
     WHERE id = $1 AND status IS NULL`,
    [job, text, status],
  );
  if (rowCount !== 1) return false;
  const { rows } = await client.query(
    `SELECT batch, array_agg(place ORDER BY place) AS places FROM telaplan.items
     WHERE job = $1 AND done IS NULL AND NOT released GROUP BY batch ORDER BY batch`,
    [job],
  );
  for (const { batch, places } of rows) {
    const { rows: counted } = await client.query(
      `UPDATE telaplan.batches SET answered = answered + $2,
       counts = jsonb_set(counts, ARRAY[$3::text], to_jsonb(coalesce((counts->>$3::text)::bigint, 0) + $2))
       WHERE id = $1 RETURNING answered`,
      [batch, places.length, status],
    );
    const first = Number(counted[0].answered) - places.length;
    await client.query(
      `UPDATE telaplan.items SET done = $2 + array_position($3::bigint[], place) - 1
       WHERE batch = $1 AND place = ANY($3::bigint[])`,
      [batch, first, places],
    );
  }
  return true;
}

function restText({ name, names, error }: NewItem): string {
  const rest: Rest = error === undefined ? [name, names] : [name, names, error];
  return JSON.stringify(rest);
}
