import { expect, it } from "vitest";
import { DEFAULT_OPTIONS } from "../../src/fleet/index.js";
import type { Consumer, Priority, Queue, Taken, Verdict } from "../../src/fleet/queue/queue.js";
import type { NewItem, Store } from "../../src/fleet/store/store.js";

const NAMES = { buffers: null, memories: null, operators: null };
const HEAD = { version: "1", options: DEFAULT_OPTIONS };

function item(index: number, job: string | null, text = `task of ${job}`): NewItem {
  const common = { index, name: `n${index}`, names: { ...NAMES, buffers: [`a${index}`] } };
  return job === null ? { ...common, job, error: "no problem" } : { ...common, job: { id: job, text } };
}

let made = 0;
/** Ids that no other test of the same store has. */
const fresh = (what: string): string => `${what}-${++made}`;

/** What holds for every store. */
export function storeContract(storeOf: () => Store): void {
  it("answers a problem of several batches once, and tells each batch once", async () => {
    const store = storeOf();
    const [a, b, job] = [fresh("batch"), fresh("batch"), fresh("job")];
    for (const id of [a, b]) await store.open({ id, ...HEAD });
    expect(await store.add(a, [item(0, job), item(1, job)])).toEqual([job]);
    await store.queued([job]);
    expect(await store.add(b, [item(0, job)])).toEqual([]);
    expect(await store.begin(job)).toEqual({ kind: "wanted", task: `task of ${job}` });
    expect(await store.answer(job, '{"status":"optimal"}', "optimal")).toBe(true);
    expect(await store.answer(job, '{"status":"unknown"}', "unknown")).toBe(false);
    expect(await store.begin(job)).toEqual({ kind: "answered" });
    expect(await store.state(a)).toMatchObject({ submitted: 2, answered: 2, counts: { optimal: 2, unknown: 0 } });
    expect(await store.state(b)).toMatchObject({ submitted: 1, answered: 1, isSealed: false });
    const { items, cursor } = await store.answered(a, 0, 10);
    expect(items.map(({ index }) => index).sort()).toEqual([0, 1]);
    expect(items[0]).toMatchObject({ jobId: job, answer: '{"status":"optimal"}', task: `task of ${job}` });
    expect(cursor).toBe(2);
    expect((await store.answered(a, cursor, 10)).items).toEqual([]);
  });

  it("gives a batch that comes later the answer that is there", async () => {
    const store = storeOf();
    const [a, b, job] = [fresh("batch"), fresh("batch"), fresh("job")];
    await store.open({ id: a, ...HEAD });
    await store.add(a, [item(0, job)]);
    await store.answer(job, '{"status":"infeasible"}', "infeasible");
    await store.open({ id: b, ...HEAD });
    expect(await store.add(b, [item(0, job), item(1, null)])).toEqual([]);
    await store.seal(b, 2);
    const counts = { infeasible: 1, failed: 1 };
    expect(await store.state(b)).toMatchObject({ submitted: 2, answered: 2, isSealed: true, counts });
    expect((await store.items(b, 0, 5))[1]).toMatchObject({ name: "n1", jobId: null, error: "no problem" });
  });

  it("takes the same items again as if they had come once, and says which jobs may not be in the queue", async () => {
    const store = storeOf();
    const [a, one, two] = [fresh("batch"), fresh("job"), fresh("job")];
    await store.open({ id: a, ...HEAD });
    await store.add(a, [item(0, one), item(1, two)]);
    await store.queued([one, two]);
    await store.answer(two, '{"status":"optimal"}', "optimal");
    await store.open({ id: a, ...HEAD });
    // Whoever was cut off may have queued them, or not.
    expect(await store.add(a, [item(0, one), item(1, two)])).toEqual([one]);
    expect(await store.state(a)).toMatchObject({ submitted: 2, answered: 1 });
    await expect(store.add(a, [item(0, two)])).rejects.toThrow(`batch ${a} has another problem in place 0`);
  });

  it("refuses a batch that is begun with other options, by another version, or is not known", async () => {
    const store = storeOf();
    const a = fresh("batch");
    await store.open({ id: a, ...HEAD });
    await expect(store.open({ id: a, ...HEAD, version: "2" })).rejects.toThrow("is one of version 1, and this is 2");
    const options = { ...DEFAULT_OPTIONS, seed: 7 };
    await expect(store.open({ id: a, ...HEAD, options })).rejects.toThrow("was begun with seed 0, not 7");
    expect(await store.state(fresh("none"))).toBeNull();
    await expect(store.add(fresh("none"), [item(0, "x")])).rejects.toThrow("there is no batch");
    await store.seal(a, 1);
    await expect(store.add(a, [item(1, fresh("job"))])).rejects.toThrow("has 1 problems, and is sealed");
  });

  it("frees jobs of a cancelled batch that nobody else waits for, and takes no more", async () => {
    const store = storeOf();
    const [a, b, shared, own] = [fresh("batch"), fresh("batch"), fresh("job"), fresh("job")];
    for (const id of [a, b]) await store.open({ id, ...HEAD });
    await store.add(a, [item(0, shared), item(1, own)]);
    await store.add(b, [item(0, shared)]);
    await store.cancel(a);
    expect(await store.release(a, 0, 1)).toEqual({ jobs: [], next: 1 });
    expect(await store.release(a, 1, 5)).toEqual({ jobs: [own], next: null });
    expect(await store.begin(own)).toEqual({ kind: "unwanted" });
    expect(await store.begin(shared)).toMatchObject({ kind: "wanted" });
    expect((await store.state(a))?.isCancelled).toBe(true);
    await expect(store.add(a, [item(2, own)])).rejects.toThrow(`batch ${a} is cancelled`);
  });

  it("sets a job aside with its problem, and takes it back in", async () => {
    const store = storeOf();
    const [a, job] = [fresh("batch"), fresh("job")];
    await store.open({ id: a, ...HEAD });
    await store.add(a, [item(0, job)]);
    await store.running(job, "w1", true);
    const run = { worker: "w1", alone: true, isAlive: false };
    expect(await store.suspicion(job)).toEqual({ deaths: 0, run });
    const info = { name: "w1", version: "1", concurrency: 2, sinceMs: 5, finished: 3, active: 1 };
    await store.beat(info, 60_000);
    expect(await store.suspicion(job)).toEqual({ deaths: 0, run: { ...run, isAlive: true } });
    expect(await store.workers()).toEqual([info]);
    await store.gone("w1");
    expect(await store.workers()).toEqual([]);
    expect(await store.blame(job)).toBe(1);
    expect(await store.suspicion(job)).toEqual({ deaths: 1, run: null });
    expect(await store.blame(job)).toBe(2);
    await store.setAside(job, "killed two workers", '{"status":"failed"}');
    expect(await store.state(a)).toMatchObject({ answered: 1, counts: { failed: 1 } });
    const [found] = await store.asides(0, 1);
    expect(found).toMatchObject({
      jobId: job,
      reason: "killed two workers",
      task: `task of ${job}`,
      batch: a,
      name: "n0",
    });
    expect(await store.readmit(job)).toBe(true);
    expect(await store.readmit(job)).toBe(false);
    expect((await store.asides(0, 9)).map(({ jobId }) => jobId)).not.toContain(job);
    const b = fresh("batch");
    await store.open({ id: b, ...HEAD });
    expect(await store.add(b, [item(0, job)])).toEqual([job]);
    expect(await store.suspicion(job)).toEqual({ deaths: 0, run: null });
  });
}

/** What holds for every queue. */
export function queueContract(queueOf: () => Queue): void {
  const all = async (queue: Queue, jobs: readonly string[], priority: Priority) => queue.push(jobs, priority);
  const consume = (queue: Queue, handle: (job: Taken) => Promise<Verdict>): Promise<Consumer> =>
    queue.consume(handle, { concurrency: 1, name: "w", leaseMs: 5_000, onError: () => {} });

  it("hands out a job once, however often it is put in while it waits", async () => {
    const queue = queueOf();
    const jobs = [fresh("job"), fresh("job"), fresh("job")];
    await all(queue, jobs, "batch");
    await all(queue, jobs, "batch");
    expect(await queue.waiting()).toBe(3);
    const seen: string[] = [];
    let finish = (): void => {};
    const ended = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const consumer = await consume(queue, async ({ id }) => {
      seen.push(id);
      if (seen.length === 3) finish();
      return { kind: "done" };
    });
    await ended;
    await consumer.close();
    expect(seen).toEqual(jobs);
    expect(await queue.waiting()).toBe(0);
  });

  it("hands out interactive jobs before those of batches, and none that was taken out", async () => {
    const queue = queueOf();
    const [one, two, three, gone] = [fresh("job"), fresh("job"), fresh("job"), fresh("job")];
    await all(queue, [one, gone, two], "batch");
    await all(queue, [three], "interactive");
    await queue.remove([gone]);
    const seen: string[] = [];
    let finish = (): void => {};
    const ended = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const consumer = await consume(queue, async ({ id }) => {
      seen.push(id);
      if (seen.length === 3) finish();
      return { kind: "done" };
    });
    await ended;
    await consumer.close();
    expect(seen).toEqual([three, one, two]);
  });

  it("hands out a job again that was given back, and finishes what was taken before it closes", async () => {
    const queue = queueOf();
    const job = fresh("job");
    await all(queue, [job], "batch");
    let times = 0;
    let finish = (): void => {};
    const ended = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const consumer = await consume(queue, async () => {
      times++;
      if (times === 2) finish();
      return times === 1 ? { kind: "back", delayMs: 5 } : { kind: "done" };
    });
    await ended;
    await consumer.close();
    expect(times).toBe(2);
    expect(await queue.waiting()).toBe(0);
  });
}
