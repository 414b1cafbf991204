import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BatchAnswered, RemoteBatch } from "../../src/client/index.js";
import { parseAddress } from "../../src/fleet/host/address.js";
import { connectFleet } from "../../src/fleet/host/connect.js";
import { Fleet, MemoryQueue, MemoryStore } from "../../src/fleet/index.js";
import { FleetWorker } from "../../src/fleet/work/worker.js";
import type { Problem } from "../../src/problem/index.js";
import { decode, encode } from "../../src/proto/index.js";
import { type BatchAsk, BatchDesk, type BatchEnding, ownId } from "../../src/service/batches/batch-desk.js";
import { prepare } from "../cli/run.js";
import { hasRedis, type OwnRedis, ownRedis } from "./redis.js";
import { columnsOf, easyProblem, place, until, VERSION } from "./run.js";

prepare();

const WORKER = {
  version: VERSION,
  concurrency: 1,
  leaseMs: 5_000,
  heapMib: 512,
  memoryMib: Number.POSITIVE_INFINITY,
  jobLimitMs: 60_000,
  backOffMs: 10,
  mostDeaths: 2,
};

const PLAIN: Problem = {
  buffers: [
    { id: "a", lower: 0, upper: 2, size: 4 },
    { id: "b", lower: 1, upper: 3, size: 5 },
  ],
  capacity: 16,
};
/** No plan: the load is above the capacity. */
const FULL: Problem = { ...PLAIN, capacity: 8 };

const QUOTA = { batches: 2, problems: 100 };
const LIMITS = { maxBuffers: 1_000, maxTimeLimitMs: 60_000, maxProofBytes: 0, policies: ["rules"] };

/** A desk over a fleet in memory, with a worker that plans. */
function desk(quota = QUOTA) {
  const fleet = new Fleet(new MemoryStore(), new MemoryQueue(), VERSION);
  const at = new BatchDesk(fleet, { limits: LIMITS, defaultTimeLimitMs: 10_000, quota });
  const ask = (question: BatchAsk) => at.answer(question);
  const submit = async (caller: string, upload: number, batchId: string, problems: Problem[], more: object = {}) => {
    const open = { batch_id: batchId, policy: "rules", ...more };
    const message = { open, problems: problems.map((problem, i) => ({ name: `p${i}`, problem: columnsOf(problem) })) };
    return ask({ kind: "submit", upload, caller, bytes: encode("SubmitBatchRequest", message) });
  };
  const get = (caller: string, batchId: string) =>
    ask({ kind: "get", caller, bytes: encode("GetBatchRequest", { batch_id: batchId }) });
  return { fleet, ask, submit, get };
}

describe("the desk of batches", () => {
  it("takes a batch in, tells its answers from any cursor on, and how it stands", async () => {
    const { fleet, ask, submit } = desk();
    const broken = { buffers: [{ id: "x", lower: 2, upper: 1, size: 1 }] };
    expect(await submit("me", 1, "nightly", [PLAIN, FULL, broken])).toMatchObject({ kind: "answer" });
    const sealed = await ask({ kind: "seal", upload: 1 });
    expect(decode("SubmitBatchResponse", (sealed as { bytes: Uint8Array }).bytes).batch).toMatchObject({
      batch_id: "nightly",
      submitted: 3,
      sealed: true,
    });
    const worker = new FleetWorker(fleet, { name: "w", ...WORKER });
    await worker.start();
    const watch = async (cursor?: number) => {
      const bytes = encode("WatchBatchRequest", { batch_id: "nightly" });
      return ask({ kind: "watch", caller: "me", bytes, ...(cursor !== undefined && { cursor }) });
    };
    await until(async () => (await fleet.state(ownId("me", "nightly"))).answered === 3, "all are answered");
    await worker.close(0);
    const page = (await watch()) as Extract<BatchEnding, { kind: "page" }>;
    const told = page.messages.map(
      (bytes) => decode("WatchBatchResponse", bytes) as { cursor: number; answer: { name: string } },
    );
    expect(told.map(({ cursor }) => cursor)).toEqual([1, 2, 3]);
    const byName = new Map(told.map(({ answer }) => [answer.name, answer]));
    expect(byName.get("p0")).toMatchObject({ result: { status: 1, peak: 9, verification: { ok: true } } });
    expect(byName.get("p1")).toMatchObject({ result: { status: 3, infeasibility: { message: /"a", "b"/ } } });
    expect(byName.get("p2")).toMatchObject({ index: 2, error: { code: 3 } });
    // From a cursor on, the same answers; behind the last, the batch.
    expect((await watch(2)) as object).toMatchObject({ messages: [page.messages[2]], cursor: 3 });
    const last = (await watch(3)) as Extract<BatchEnding, { kind: "page" }>;
    expect(last.cursor).toBeNull();
    expect(decode("WatchBatchResponse", last.messages[0]!).batch).toMatchObject({ answered: 3, optimal: 1, failed: 1 });
    expect(await watch(4)).toMatchObject({ kind: "refused", fault: { reason: "INVALID_FIELD" } });
  });

  it("shows a batch to its caller alone, and two callers may call theirs the same", async () => {
    const { ask, submit, get } = desk();
    await submit("me", 1, "same", [PLAIN]);
    await ask({ kind: "seal", upload: 1 });
    for (const kind of ["get", "cancel", "watch"] as const) {
      const bytes = encode("GetBatchRequest", { batch_id: "same" });
      expect(await ask({ kind, caller: "other", bytes })).toMatchObject({ fault: { reason: "BATCH_NOT_FOUND" } });
    }
    expect(await submit("other", 2, "same", [FULL, PLAIN])).toMatchObject({ kind: "answer" });
    await ask({ kind: "seal", upload: 2 });
    const counts = await Promise.all(["me", "other"].map((caller) => get(caller, "same")));
    expect(
      counts.map((ending) => decode("GetBatchResponse", (ending as { bytes: Uint8Array }).bytes).batch),
    ).toMatchObject([{ submitted: 1 }, { submitted: 2 }]);
  });

  it("refuses more batches of a caller than he may have, until one is over", async () => {
    const { ask, submit } = desk();
    await submit("me", 1, "one", [PLAIN]);
    await submit("me", 2, "two", [PLAIN]);
    expect(await submit("me", 3, "three", [PLAIN])).toMatchObject({ fault: { reason: "TOO_MANY_BATCHES" } });
    expect(await submit("other", 4, "three", [PLAIN])).toMatchObject({ kind: "answer" });
    await ask({ kind: "drop", upload: 1 });
    await ask({ kind: "cancel", caller: "me", bytes: encode("CancelBatchRequest", { batch_id: "one" }) });
    expect(await submit("me", 5, "three", [PLAIN])).toMatchObject({ kind: "answer" });
  });

  it("goes on with a batch that was cut off, and refuses one that is begun otherwise", async () => {
    const { ask, submit, get } = desk({ batches: 9, problems: 100 });
    await submit("me", 1, "cut", [PLAIN]);
    await ask({ kind: "drop", upload: 1 });
    await submit("me", 2, "cut", [PLAIN, FULL]);
    await ask({ kind: "seal", upload: 2 });
    expect(decode("GetBatchResponse", ((await get("me", "cut")) as { bytes: Uint8Array }).bytes).batch).toMatchObject({
      submitted: 2,
      sealed: true,
    });
    await submit("me", 3, "cut", [PLAIN, FULL], { seed: 7 });
    expect(await ask({ kind: "seal", upload: 3 })).toMatchObject({ fault: { reason: "BATCH_CONFLICT" } });
  });

  it.each([
    ["no opening", { problems: [] }, "open"],
    ["a name that cannot be", { open: { batch_id: "a/b" } }, "open.batch_id"],
    ["a policy that workers do not know", { open: { policy: "mine" } }, "open.policy"],
    ["a limit above the server's", { open: { limits: { time_limit_ms: 60_001 } } }, "open.limits.time_limit_ms"],
  ])("refuses %s, and names the field", async (_what, message, field) => {
    const { ask } = desk();
    const bytes = encode("SubmitBatchRequest", message);
    expect(await ask({ kind: "submit", upload: 1, caller: "me", bytes })).toMatchObject({
      kind: "refused",
      fault: { violations: [{ field }] },
    });
  });
});

describe("a server without a queue", () => {
  it("refuses batches by name", async () => {
    const client = (await at.shared()).client();
    const off = { code: "UNIMPLEMENTED", reason: "BATCHES_OFF" };
    await expect(client.getBatch("x")).rejects.toMatchObject(off);
    await expect(client.cancelBatch("x")).rejects.toMatchObject(off);
    await expect(client.submitBatch([{ problem: PLAIN }])).rejects.toMatchObject(off);
    await expect(client.watchBatch({ batchId: "x" }).next()).rejects.toMatchObject(off);
  });
});

const at = place();

describe.skipIf(!hasRedis)("a server with a queue", () => {
  let redis: OwnRedis;
  beforeAll(async () => {
    redis = await ownRedis();
  });
  afterAll(() => redis.stop());

  async function watched(
    answers: AsyncGenerator<BatchAnswered, RemoteBatch>,
  ): Promise<{ readonly answers: BatchAnswered[]; readonly batch: RemoteBatch }> {
    const found: BatchAnswered[] = [];
    for (;;) {
      const { done, value } = await answers.next();
      if (done) return { answers: found, batch: value };
      found.push(value);
    }
  }

  it("has batches planned elsewhere, tells their answers, and goes on behind a cursor after a restart", async () => {
    const tokens = join(at.folder, "batch-tokens.txt");
    writeFileSync(tokens, "mine\nothers\n");
    const settings = { queue: redis.url, tokens, metrics: "127.0.0.1:0" };
    const one = await at.start(settings);
    const client = one.client({ token: "mine" });
    const entries = Array.from({ length: 40 }, (_, i) => ({ name: `n${i}`, problem: easyProblem(i % 10, 20) }));
    const batch = await client.submitBatch(entries, { batchId: "b", policy: "rules" });
    expect(batch).toMatchObject({ batchId: "b", submitted: 40, sealed: true, solverVersion: VERSION });
    const fleet = await connectFleet({ address: parseAddress(redis.url), version: VERSION });
    const worker = new FleetWorker(fleet, { name: "w", ...WORKER });
    await worker.start();
    const live = client.watchBatch({ batchId: "b" });
    const first: BatchAnswered[] = [];
    for await (const answer of live) if (first.push(answer) === 15) break;
    await expect(one.client({ token: "others" }).getBatch("b")).rejects.toMatchObject({
      code: "NOT_FOUND",
      reason: "BATCH_NOT_FOUND",
    });
    const text = await (await fetch(`http://127.0.0.1:${one.service.metricsPort}/metrics`)).text();
    expect(text).toMatch(/^telaplan_queue_workers 1$/m);
    expect(text).toMatch(/^telaplan_queue_jobs_waiting \d+$/m);
    await one.service.drain();
    const two = await at.start(settings);
    const rest = await watched(two.client({ token: "mine" }).watchBatch({ batchId: "b", cursor: first[14]!.cursor }));
    const all = [...first, ...rest.answers];
    expect(new Set(all.map(({ index }) => index)).size).toBe(40);
    expect(all).toHaveLength(40);
    for (const { name, index, result } of all) {
      expect(name).toBe(`n${index}`);
      expect(result!.verification!.ok).toBe(true);
    }
    expect(rest.batch).toMatchObject({ answered: 40, failed: 0 });
    expect(await two.client({ token: "mine" }).cancelBatch("b")).toMatchObject({ cancelled: true, answered: 40 });
    await worker.close(0);
    await fleet.close();
  });

  it("that cannot reach it does not start, and says where it is and nothing of the password", async () => {
    const url = `redis://:hidden-word@127.0.0.1:1`;
    const start = at.start({ queue: url });
    await expect(start).rejects.toThrow(/--queue: cannot use the queue at redis:\/\/127\.0\.0\.1:1/);
    await expect(start).rejects.not.toThrow(/hidden-word/);
  }, 30_000);
});
