import { afterEach, describe, expect, it } from "vitest";
import { DEFAULT_OPTIONS, Fleet, MemoryQueue, MemoryStore, makeJob } from "../../src/fleet/index.js";
import type { Taken, Verdict } from "../../src/fleet/queue/queue.js";
import { Solo } from "../../src/fleet/work/solo.js";
import { FleetWorker, type WorkerEvent, type WorkerOptions } from "../../src/fleet/work/worker.js";
import type { Problem } from "../../src/index.js";
import { hard } from "./hard.js";

const OPTIONS: WorkerOptions = {
  name: "w",
  version: "1",
  concurrency: 2,
  leaseMs: 3_000,
  heapMib: 256,
  memoryMib: Number.POSITIVE_INFINITY,
  jobLimitMs: Number.POSITIVE_INFINITY,
  backOffMs: 1,
  mostDeaths: 2,
};

function small(i: number): Problem {
  return {
    capacity: 64 + i,
    buffers: [
      { id: "x", lower: 0, upper: 2, size: 4 },
      { id: "y", lower: 1, upper: 3, size: 5 },
    ],
  };
}

/** A queue that says of its jobs that workers were lost with them. */
class Lossy extends MemoryQueue {
  losses = 0;

  override consume(handle: (job: Taken) => Promise<Verdict>, options: Parameters<MemoryQueue["consume"]>[1]) {
    return super.consume((job) => handle({ ...job, losses: this.losses }), options);
  }
}

const workers: FleetWorker[] = [];
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.close(0);
});

async function start(fleet: Fleet, options: Partial<WorkerOptions> = {}): Promise<FleetWorker> {
  const worker = new FleetWorker(fleet, { ...OPTIONS, ...options });
  workers.push(worker);
  await worker.start();
  return worker;
}

async function until(test: () => Promise<boolean>): Promise<void> {
  while (!(await test())) await new Promise((resolve) => setTimeout(resolve, 5));
}

const isDone = (fleet: Fleet, id: string) => async (): Promise<boolean> => {
  const { answered, submitted } = await fleet.state(id);
  return answered === submitted;
};

describe("a worker", () => {
  it("plans what is in the queue, and every plan is one that the simulator passes", async () => {
    const fleet = new Fleet(new MemoryStore(), new MemoryQueue(), "1");
    const problems = Array.from({ length: 200 }, (_, i) => ({ name: `${i}`, problem: small(i) }));
    await fleet.submit(problems, { id: "b", options: DEFAULT_OPTIONS });
    const worker = await start(fleet);
    await until(isDone(fleet, "b"));
    const results = await fleet.ordered("b", 0, 1000);
    expect(results).toHaveLength(200);
    expect(results.every(({ report, answer }) => report?.ok && answer.status === "optimal")).toBe(true);
    expect(worker.info).toMatchObject({ finished: 200 });
    expect(await fleet.store.workers()).toHaveLength(1);
  });

  it("sets a job aside that kills its thread twice, with its problem, and goes on with the others", async () => {
    const fleet = new Fleet(new MemoryStore(), new MemoryQueue(), "1");
    const options = { ...DEFAULT_OPTIONS, timeLimitMs: null, minimize: true };
    const problems = [
      { name: "hard", problem: hard(1) },
      { name: "easy", problem: small(0) },
    ];
    await fleet.submit(problems, { id: "b", options });
    const events: WorkerEvent[] = [];
    await start(fleet, { jobLimitMs: 400, onEvent: (event) => events.push(event) });
    await until(isDone(fleet, "b"));
    const { id } = makeJob(hard(1), options, "1");
    expect(events.filter(({ jobId }) => jobId === id).map(({ kind }) => kind)).toEqual(["retried", "set aside"]);
    const [first, second] = await fleet.ordered("b", 0, 2);
    expect(first!.answer).toMatchObject({ status: "failed", error: "set aside: it took more than 0.4 s (2 times)" });
    expect(second!.answer.status).toBe("optimal");
    const asides = await fleet.asides(0, 10);
    expect(asides).toMatchObject([{ jobId: id, batch: "b", name: "hard" }]);
    expect(fleet.problemOf(asides[0]!)!.buffers).toHaveLength(159);
  });

  it("sets a job aside that is not what its id says, and plans nothing of it", async () => {
    const fleet = new Fleet(new MemoryStore(), new MemoryQueue(), "1");
    const options = DEFAULT_OPTIONS;
    await fleet.store.open({ id: "b", version: "1", options });
    const job = { id: "f".repeat(64), text: makeJob(small(1), options, "1").text };
    const names = { buffers: null, memories: null, operators: null };
    await fleet.queue.push(await fleet.store.add("b", [{ index: 0, name: "odd", job, names }]), "batch");
    await start(fleet);
    await until(isDone(fleet, "b"));
    const [aside] = await fleet.asides(0, 1);
    expect(aside!.reason).toBe("the job is not as it was written: its content is not what its id says");
  });

  it("sets a job aside that was alone in two workers that died, and not one that was in company", async () => {
    const fleet = new Fleet(new MemoryStore(), new Lossy(), "1");
    (fleet.queue as Lossy).losses = 1;
    const [guilty, innocent] = [small(1), small(2)].map((problem) => makeJob(problem, DEFAULT_OPTIONS, "1").id);
    await fleet.submit(
      [
        { name: "guilty", problem: small(1) },
        { name: "innocent", problem: small(2) },
      ],
      { id: "b", options: DEFAULT_OPTIONS },
    );
    await fleet.store.running(guilty!, "dead-1", true);
    await fleet.store.blame(guilty!);
    await fleet.store.running(guilty!, "dead-2", true);
    await fleet.store.running(innocent!, "dead-1", false);
    await start(fleet);
    await until(isDone(fleet, "b"));
    const results = await fleet.ordered("b", 0, 2);
    expect(results.map(({ answer }) => answer.status)).toEqual(["failed", "optimal"]);
    expect(results[0]!.answer.error).toBe("set aside: 2 workers died while they had it alone");
  });

  it("hands back what it has not finished when it is closed", async () => {
    const fleet = new Fleet(new MemoryStore(), new MemoryQueue(), "1");
    const options = { ...DEFAULT_OPTIONS, timeLimitMs: null, minimize: true };
    await fleet.submit([{ name: "hard", problem: hard(1) }], { id: "b", options });
    const worker = await start(fleet, { concurrency: 1 });
    await until(async () => worker.info.active === 1);
    await worker.close(20);
    expect(await fleet.queue.waiting()).toBe(1);
    expect(await fleet.store.suspicion(makeJob(hard(1), options, "1").id)).toEqual({ deaths: 0, run: null });
    expect(await fleet.store.workers()).toEqual([]);
  });
});

describe("Solo", () => {
  it("lets many in together, and one who wants to be alone only when all are out", async () => {
    const solo = new Solo();
    const order: string[] = [];
    const [one, two] = [await solo.enter(false), await solo.enter(false)];
    const alone = solo.enter(true).then((leave) => {
      order.push("alone");
      return leave;
    });
    const later = solo.enter(false).then((leave) => {
      order.push("later");
      return leave;
    });
    one();
    await Promise.resolve();
    expect(order).toEqual([]);
    two();
    (await alone)();
    await later;
    expect(order).toEqual(["alone", "later"]);
  });
});
