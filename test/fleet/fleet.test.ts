import { describe, expect, it } from "vitest";
import { DEFAULT_OPTIONS, Fleet, MemoryQueue, MemoryStore, makeJob, readTask } from "../../src/fleet/index.js";
import { answerOf } from "../../src/fleet/job/answer.js";
import { type Problem, plan } from "../../src/index.js";

const PLAIN: Problem = {
  capacity: 16,
  buffers: [
    { id: "x", lower: 0, upper: 2, size: 4 },
    { id: "y", lower: 1, upper: 3, size: 5 },
  ],
};

const TIERS: Problem = {
  memories: [
    { id: "sram", capacity: 8 },
    { id: "dram", capacity: 64 },
  ],
  buffers: [
    { id: "p", lower: 0, upper: 2, size: 8, memories: [{ id: "sram" }, { id: "dram", cost: 3 }] },
    { id: "q", lower: 1, upper: 3, size: 8, memories: [{ id: "sram" }, { id: "dram", cost: 2 }] },
  ],
  apart: [{ buffers: ["p", "q"], distance: 2 }],
};

/** A problem in which everything has another name. */
function renamed(problem: Problem): Problem {
  return JSON.parse(JSON.stringify(problem).replaceAll(/"(x|y|p|q|sram|dram)"/g, '"other-$1"')) as Problem;
}

function fleet(): Fleet {
  return new Fleet(new MemoryStore(), new MemoryQueue(), "1");
}

/** Plans what is in the queue, as a worker does. */
async function work({ queue, store }: Fleet): Promise<void> {
  const consumer = await queue.consume(
    async ({ id }) => {
      const begun = await store.begin(id);
      if (begun.kind === "wanted") {
        const { problem } = readTask(id, begun.task, "1");
        const answer = answerOf(await plan(problem));
        await store.answer(id, JSON.stringify(answer), answer.status);
      }
      return { kind: "done" };
    },
    { concurrency: 2, name: "w", leaseMs: 1000, onError: () => {} },
  );
  while ((await queue.waiting()) > 0) await new Promise((resolve) => setTimeout(resolve, 2));
  await consumer.close();
}

describe("the id of a job", () => {
  it.each([
    ["plain", PLAIN],
    ["constrained", TIERS],
  ])("is that of the %s problem, its options and the version, and not of names", (_, problem) => {
    const { id } = makeJob(problem, DEFAULT_OPTIONS, "1");
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect(makeJob(renamed(problem), DEFAULT_OPTIONS, "1").id).toBe(id);
    expect(makeJob(problem, { ...DEFAULT_OPTIONS, minimize: true }, "1").id).not.toBe(id);
    expect(makeJob(problem, DEFAULT_OPTIONS, "2").id).not.toBe(id);
    const [first, ...others] = problem.buffers;
    const larger = { ...problem, buffers: [{ ...first!, size: first!.size - 1 }, ...others] };
    expect(makeJob(larger, DEFAULT_OPTIONS, "1").id).not.toBe(id);
  });

  it.each([
    ["plain", PLAIN],
    ["constrained", TIERS],
  ])("is what the reader of a %s job holds its content to", (_, problem) => {
    const { id, text } = makeJob(problem, DEFAULT_OPTIONS, "1");
    expect(readTask(id, text, "1").problem.buffers).toHaveLength(2);
    const other = text.replace('"seed":0', '"seed":1');
    expect(() => readTask(id, other, "1")).toThrow("its content is not what its id says");
    expect(() => readTask(id, text.slice(0, 40), "1")).toThrow("the job is not as it was written");
  });
});

describe("a batch", () => {
  it("has one answer a problem, in its own names, and equal problems are planned once", async () => {
    const all = fleet();
    const given = [
      { name: "one", problem: PLAIN },
      { name: "two", problem: renamed(PLAIN) },
      { name: "bad", error: "line 3: no JSON" },
      { name: "tiers", problem: TIERS },
    ];
    const state = await all.submit(given, { id: "b", options: DEFAULT_OPTIONS });
    expect(state).toMatchObject({ submitted: 4, answered: 1, isSealed: true });
    expect(await all.queue.waiting()).toBe(2);
    await work(all);
    const { results } = await all.results("b", 0, 10);
    expect(results.map(({ index }) => index).sort()).toEqual([0, 1, 2, 3]);
    const ordered = await all.ordered("b", 0, 10);
    expect(ordered.map(({ answer }) => answer.status)).toEqual(["optimal", "optimal", "failed", "optimal"]);
    expect(ordered[1]!.problem!.buffers.map(({ id }) => id)).toEqual(["other-x", "other-y"]);
    expect(ordered[0]!.report?.ok).toBe(true);
    expect(ordered[2]!.answer.error).toBe("line 3: no JSON");
    expect(ordered[3]!.memories).toEqual(["sram", "dram"]);
    expect(ordered[3]!.answer.terms).toMatchObject([{ term: "spill", value: 2 }]);
    expect(ordered[3]!.problem).toEqual(TIERS);
  });

  it("tells why nothing fits in its own names", async () => {
    const all = fleet();
    const tight = { ...PLAIN, capacity: 8 };
    await all.submit([{ name: "tight", problem: tight }], { id: "b", options: DEFAULT_OPTIONS });
    await work(all);
    const [result] = await all.ordered("b", 0, 1);
    expect(result!.answer.status).toBe("infeasible");
    expect(result!.answer.infeasibility!.message).toContain('("x", "y")');
  });

  it("goes on where an earlier submitter was cut off, and has nothing twice", async () => {
    const all = fleet();
    const problems = Array.from({ length: 300 }, (_, i) => ({ name: `${i}`, problem: { ...PLAIN, capacity: 20 + i } }));
    const stop = new AbortController();
    const cut = await all.submit(problems, {
      id: "b",
      options: DEFAULT_OPTIONS,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    expect(cut).toMatchObject({ isSealed: false });
    expect(cut.submitted).toBeLessThan(300);
    await work(all);
    expect(await all.submit(problems, { id: "b", options: DEFAULT_OPTIONS })).toMatchObject({
      submitted: 300,
      isSealed: true,
    });
    await work(all);
    expect(await all.state("b")).toMatchObject({ answered: 300, counts: { optimal: 300 } });
    const { results } = await all.results("b", 0, 1000);
    expect(new Set(results.map(({ index }) => index)).size).toBe(300);
  });

  it("gives out no plan that the simulator refuses, and nothing that is not what was submitted", async () => {
    const all = fleet();
    await all.submit([{ name: "one", problem: PLAIN }], { id: "b", options: DEFAULT_OPTIONS });
    const { id } = makeJob(PLAIN, DEFAULT_OPTIONS, "1");
    const answer = answerOf(await plan(PLAIN));
    await all.store.answer(id, JSON.stringify({ ...answer, offsets: [0, 0] }), "optimal");
    const [result] = await all.ordered("b", 0, 1);
    expect(result!.answer.status).toBe("failed");
    expect(result!.answer.error).toMatch(/^its answer does not hold: /);
    expect(result!.answer.offsets).toBeNull();
  });

  it("makes its submitter wait while the queue is long", async () => {
    const all = fleet();
    const problems = Array.from({ length: 400 }, (_, i) => ({ name: `${i}`, problem: { ...PLAIN, capacity: 20 + i } }));
    let longest = 0;
    let waited = false;
    let working: Promise<void> | null = null;
    await all.submit(problems, {
      id: "b",
      options: DEFAULT_OPTIONS,
      maxQueue: 50,
      onProgress: async ({ isWaiting }) => {
        longest = Math.max(longest, await all.queue.waiting());
        waited ||= isWaiting;
        if (isWaiting) working ??= work(all).finally(() => (working = null));
      },
    });
    expect(waited).toBe(true);
    expect(longest).toBeLessThanOrEqual(50 + 128);
  });

  it("that is cancelled leaves nothing in the queue that nobody else waits for", async () => {
    const all = fleet();
    const other = { ...PLAIN, capacity: 17 };
    const both = [
      { name: "one", problem: PLAIN },
      { name: "two", problem: other },
    ];
    await all.submit(both, { id: "a", options: DEFAULT_OPTIONS });
    await all.submit(both.slice(1), { id: "b", options: DEFAULT_OPTIONS });
    expect(await all.cancel("a")).toMatchObject({ isCancelled: true, answered: 0 });
    expect(await all.queue.waiting()).toBe(1);
    await work(all);
    expect(await all.state("b")).toMatchObject({ answered: 1 });
  });
});
