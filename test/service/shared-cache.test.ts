import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generate } from "../../src/instances/index.js";
import type { Problem } from "../../src/problem/index.js";
import { decode, encode, without } from "../../src/proto/index.js";
import { RULE_POLICY } from "../../src/search/index.js";
import type { ServiceSettings } from "../../src/service/index.js";
import { AnswerNames } from "../../src/service/store/answer-names.js";
import { sealed, unsealed } from "../../src/service/store/entry.js";
import { type Keeping, type LookUp, SharedCache } from "../../src/service/store/shared-cache.js";
import { readRecalled } from "../../src/service/wire/recalled.js";
import { readPlan } from "../../src/service/wire/task.js";
import { recall } from "../../src/service/workers/recall.js";
import { FakeStore, hasRedis, type OwnRedis, ownRedis } from "./redis.js";
import { easyProblem, place, planBytes, type Served, until } from "./run.js";

const VERSION = "1.2.3";
const SETTING = {
  limits: { maxBuffers: 1_000, maxTimeLimitMs: 60_000, policies: ["rules"], maxProofBytes: 0 },
  policies: [RULE_POLICY],
  version: VERSION,
  shared: new SharedArrayBuffer(16),
};

function taskOf(problem: Problem, more: object = {}) {
  return readPlan(planBytes(problem, { policy: "rules", ...more }), "PlanRequest", SETTING.limits);
}

/** A cache over a fake, and what it tells. */
function faked(secret: Buffer | null = null, more: object = {}) {
  const store = new FakeStore();
  const outcomes: (LookUp | Keeping)[] = [];
  const told: string[] = [];
  const cache = new SharedCache({
    store,
    secret,
    version: VERSION,
    policies: [RULE_POLICY],
    timeoutMs: 20,
    maxValueBytes: 4_096,
    expiryMs: 1_000,
    watch: {
      looked: (outcome) => void outcomes.push(outcome),
      kept: (outcome) => void outcomes.push(outcome),
      bad: (_name, why) => void told.push(why),
      leftAlone: () => void told.push("left alone"),
      back: () => void told.push("back"),
    },
    ...more,
  });
  return { store, outcomes, told, cache };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const LEFT_MS = 10_000;

describe("a shared cache", () => {
  const task = taskOf(easyProblem(1));
  const answer = Uint8Array.of(8, 1);

  it("finds what was kept, by the same problem with other names, and nothing by any other", async () => {
    const { cache, outcomes } = faked();
    cache.keep(task, answer, true);
    await turn();
    const renamed = { buffers: easyProblem(1).buffers.map((buffer) => ({ ...buffer, id: `x${buffer.id}` })) };
    const found = await cache.find(taskOf({ ...easyProblem(1), ...renamed }), LEFT_MS);
    expect(found).toMatchObject({ isSigned: false });
    cache.took(found!);
    expect(await cache.find(taskOf(easyProblem(1), { seed: 1 }), LEFT_MS)).toBeNull();
    expect(await cache.find(taskOf(easyProblem(2)), LEFT_MS)).toBeNull();
    expect(outcomes).toEqual(["stored", "hit", "miss", "miss"]);
  });

  it("keeps names apart by version, policy and secret", () => {
    const other = { ...RULE_POLICY, name: "rules", extra: 1 } as typeof RULE_POLICY;
    const names = [
      new AnswerNames("1.2.3", null, [RULE_POLICY]),
      new AnswerNames("1.2.4", null, [RULE_POLICY]),
      new AnswerNames("1.2.3", Buffer.from("secret"), [RULE_POLICY]),
      new AnswerNames("1.2.3", null, [other]),
    ].map((each) => each.of(task));
    expect(new Set(names).size).toBe(4);
    expect(names[0]).toMatch(/^telaplan:answer:1\.2\.3:[0-9a-f]{64}$/);
    expect(new AnswerNames("1.2.3", null, []).of(task)).toBeNull();
  });

  it("drops what is of another name, too large, or no entry, and says so", async () => {
    const { cache, store, outcomes, told } = faked();
    cache.keep(task, answer, true);
    await turn();
    const [name] = store.values.keys();
    for (const value of [sealed("other", answer, null), new Uint8Array(5_000), Uint8Array.of(1), new Uint8Array(0)]) {
      store.values.set(name!, { value, until: 1e9 });
      expect(await cache.find(task, LEFT_MS)).toBeNull();
      await turn();
      expect(store.values.size).toBe(0);
    }
    expect(outcomes.slice(1)).toEqual(["bad", "bad", "bad", "bad"]);
    expect(told).toHaveLength(4);
  });

  it("without a secret takes what a replay can check alone, and with one whatever is sealed with it", async () => {
    const constrained = taskOf({ buffers: easyProblem(1, 3).buffers, memories: [{ id: "m", capacity: 1e6 }] });
    const secret = Buffer.from("of all replicas together");
    const open = faked();
    const shut = faked(secret);
    expect([open.cache.holds(task), open.cache.holds(constrained)]).toEqual([true, false]);
    expect([shut.cache.holds(task), shut.cache.holds(constrained)]).toEqual([true, true]);
    open.cache.keep(task, answer, false);
    shut.cache.keep(task, answer, false);
    await turn();
    expect([open.store.values.size, shut.store.values.size]).toEqual([0, 1]);
    expect(await shut.cache.find(task, LEFT_MS)).toMatchObject({ isSigned: true });
    const report = { omit_offsets: true };
    expect(open.cache.holds(taskOf(easyProblem(1), { report }))).toBe(false);
    expect(open.cache.holds(taskOf(easyProblem(1), { report: { why: true } }))).toBe(false);
  });

  it("that does not answer costs its time three times, and then nothing", async () => {
    const { cache, store, outcomes, told } = faked();
    store.mood = "frozen";
    for (let i = 0; i < 5; i++) expect(await cache.find(task, LEFT_MS)).toBeNull();
    expect(outcomes).toEqual(["timeout", "timeout", "timeout", "skipped", "skipped"]);
    expect([told, store.resets, store.asked]).toEqual([["left alone"], 1, 3]);
  });

  it("is not blamed by calls that have no time themselves", async () => {
    const { cache, store, outcomes } = faked();
    store.mood = "frozen";
    for (let i = 0; i < 5; i++) await cache.find(task, 8);
    expect(outcomes).toEqual(Array(5).fill("timeout"));
    expect(cache.isOpen).toBe(false);
  });

  it("drops writes beyond what may be on its way, and those of answers that are too large", async () => {
    const { cache, store, outcomes } = faked();
    store.mood = "frozen";
    for (let i = 0; i < 300; i++) cache.keep(task, answer, true);
    cache.keep(task, new Uint8Array(5_000), true);
    expect(outcomes).toEqual([...Array(44).fill("dropped"), "too-large"]);
    expect(store.asked).toBe(256);
  });

  it("that takes no writes is read all the same, and is not pressed with more", async () => {
    const { cache, store, outcomes } = faked();
    cache.keep(task, answer, true);
    await turn();
    const set = store.set.bind(store);
    store.set = () => Promise.reject(new Error("OOM command not allowed"));
    for (let i = 0; i < 5; i++) {
      cache.keep(task, answer, true);
      await turn();
    }
    store.set = set;
    expect(outcomes).toEqual(["stored", "failed", "dropped", "dropped", "dropped", "dropped"]);
    expect(await cache.find(task, LEFT_MS)).not.toBeNull();
  });
});

/** An answer of the rules to a task, as it is stored. */
const PLAIN: Problem = {
  buffers: [
    { id: "a", lower: 0, upper: 2, size: 4 },
    { id: "b", lower: 1, upper: 3, size: 5 },
    { id: "c", lower: 2, upper: 4, size: 4 },
  ],
  capacity: 16,
};

const HONEST = {
  status: 1,
  offsets: [5, 0, 5],
  peak: 9,
  lower_bound: 9,
  counters: {},
  stopped_by: 1,
  solve_ms: 1,
  policy: "rules",
  solver_version: VERSION,
};

describe("a replay of what was stored", () => {
  const task = taskOf(PLAIN, { objective: 2 });
  const replay = (changes: object, isSigned = true, of = task) => {
    const answer = encode("PlanResponse", { ...HONEST, ...changes });
    return recall({ kind: "recall", id: 1, task: of, answer, isSigned }, SETTING);
  };

  it("gives the answer, with a report of its own", () => {
    for (const isSigned of [true, false]) {
      const ending = replay({}, isSigned);
      const { bytes } = ending as { bytes: Uint8Array };
      const { offsets, peak, status, verification } = decode("PlanResponse", bytes);
      expect({ offsets, peak, status }).toEqual({ offsets: [5, 0, 5], peak: 9, status: 1 });
      expect(verification).toMatchObject({ ok: true, peak: 9, max_live_bytes: 9 });
    }
  });

  const lies: readonly [string, object][] = [
    ["a plan in which two overlap", { offsets: [0, 0, 5] }],
    ["a plan beyond the memory", { offsets: [5, 0, 50], peak: 54 }],
    ["a plan below the memory", { offsets: [5, -1, 5] }],
    ["a plan of another problem", { offsets: [5, 0] }],
    ["no plan at all", { offsets: [] }],
    ["a lower peak than there is", { peak: 8, lower_bound: 8 }],
    ["a higher peak than there is", { peak: 10 }],
    ["a bound above the peak", { lower_bound: 10 }],
    ["a plan that is not the best, as the best", { offsets: [5, 0, 6], peak: 10 }],
    ["the best plan, as one that is not", { status: 2 }],
    ["no status", { status: 0 }],
    ["a proof without a plan, and a plan", { status: 3 }],
    ["another version", { solver_version: "1.2.2" }],
    ["another policy", { policy: "learned" }],
    ["another seed", { seed: 3 }],
    ["a limit that nobody set", { stopped_by: 2 }],
    ["a deadline", { stopped_by: 3 }],
    ["a report", { verification: { ok: true } }],
    ["reasons that nobody asked for", { why: { message: "because" } }],
    ["a negative count", { counters: { steps: -1 } }],
    ["memories that there are not", { memory_index: [0, 0, 0] }],
    ["terms that the problem has not", { terms: [{ term: 4, value: 9, bound: 9 }] }],
  ];
  it.each(lies)("refuses %s, whoever sealed it", (_what, changes) => {
    for (const isSigned of [true, false]) expect(replay(changes, isSigned)).toMatchObject({ kind: "unfit" });
  });

  it.each([
    ["a proof that nothing fits", { status: 3, offsets: [], peak: null, infeasibility: { cause: 6, message: "no" } }],
    ["that nothing was found", { status: 4, offsets: [], peak: null }],
    ["a bound below what lives at one time", { lower_bound: 8, status: 2 }],
    ["sentences", { presolve: ["all is well"] }],
  ])("takes %s from one of us alone", (_what, changes) => {
    expect(replay(changes, true)).toMatchObject({ kind: "done" });
    expect(replay(changes, false)).toMatchObject({ kind: "unfit" });
  });

  it("refuses every answer with a byte changed, or gives a plan that the simulator takes", () => {
    const honest = encode("PlanResponse", HONEST);
    let refused = 0;
    for (let at = 0; at < honest.length; at++) {
      for (const flip of [1, 2, 64, 128, 255]) {
        const answer = honest.slice();
        answer[at]! ^= flip;
        const ending = recall({ kind: "recall", id: 1, task, answer, isSigned: false }, SETTING);
        if (ending.kind === "unfit") refused++;
        else if (ending.kind === "done") {
          const { verification, peak, status } = decode("PlanResponse", ending.bytes) as Record<string, unknown>;
          expect({ verification, peak, status }).toMatchObject({ verification: { ok: true }, peak: 9, status: 1 });
        } else expect(ending.kind).toBe("unfit");
      }
    }
    // What is left are counters, milliseconds, and the offset of a buffer that can lie elsewhere.
    expect(refused).toBeGreaterThan(4 * honest.length);
  });

  it("holds memories and terms of a constrained problem to what the simulator finds", () => {
    const memories = [
      { id: "fast", capacity: 8 },
      { id: "slow", capacity: 16 },
    ];
    const choices = [{ id: "fast" }, { id: "slow", cost: 7 }];
    const buffers = PLAIN.buffers.map((buffer) => ({ ...buffer, memories: choices }));
    const constrained = taskOf({ buffers, memories });
    const spilled = {
      offsets: [0, 0, 0],
      memory_index: [0, 1, 0],
      peak: 9,
      lower_bound: 0,
      terms: [{ term: 1, value: 7, bound: 7 }],
    };
    expect(replay(spilled, true, constrained)).toMatchObject({ kind: "done" });
    for (const lie of [
      { memory_index: [0, 0, 0] },
      { memory_index: [0, 2, 0] },
      { memory_index: [] },
      { terms: [{ term: 1, value: 0, bound: 0 }] },
      { terms: [{ term: 1, value: 7, bound: 8 }] },
    ])
      expect(replay({ ...spilled, ...lie }, true, constrained), JSON.stringify(lie)).toMatchObject({ kind: "unfit" });
    expect(replay(spilled, false, constrained)).toMatchObject({ kind: "unfit" });
  });
});

describe.skipIf(!hasRedis)("replicas with a Redis between them", () => {
  const at = place();
  let redis: OwnRedis;
  let admin: Redis;
  beforeAll(async () => {
    redis = await ownRedis();
    admin = new Redis(redis.url, { lazyConnect: false });
  });
  afterAll(() => {
    admin.disconnect();
    redis.stop();
  });

  async function replica(settings: Partial<ServiceSettings> = {}): Promise<Served & { counts(): Promise<string> }> {
    // Where others want the cores too, a store is slower than a call would wait for it.
    const patient = { sharedCacheTimeoutMs: 5_000, metrics: "127.0.0.1:0", cacheBytes: 0 };
    const server = await at.start({ sharedCache: redis.url, ...patient, ...settings });
    const counts = async () => (await fetch(`http://127.0.0.1:${server.service.metricsPort}/metrics`)).text();
    return { ...server, counts };
  }
  const entries = (): Promise<string[]> => admin.keys("telaplan:answer:*");
  const fresh = (): Promise<unknown> => admin.flushall();

  it("answer from what another one has found, in the caller's names, and say so", async () => {
    await fresh();
    const [one, two] = [await replica(), await replica()];
    const problems = [easyProblem(1), easyProblem(2), generate("residual", { seed: 3, buffers: 60 }).problem];
    const first = await Promise.all(problems.map((problem) => one.client().plan(problem)));
    await until(async () => (await entries()).length === 3, "all are stored");
    const client = two.client();
    for (const [i, problem] of problems.entries()) {
      const named = { ...problem, buffers: problem.buffers.map((buffer) => ({ ...buffer, id: `n${buffer.id}` })) };
      const { cached, verification, offsets, peak, status, lowerBound } = await client.plan(named);
      expect({ cached, offsets, peak, status, lowerBound }).toEqual({
        cached: true,
        offsets: first[i]!.offsets,
        peak: first[i]!.peak,
        status: first[i]!.status,
        lowerBound: first[i]!.lowerBound,
      });
      expect(verification).toEqual(first[i]!.verification);
    }
    expect(await two.counts()).toContain('telaplan_shared_cache_requests_total{outcome="hit"} 3\n');
    await until(() => two.log.filter(({ cache }) => cache === "elsewhere").length === 3, "calls say where from");
    expect(Number(await admin.pttl((await entries())[0]!))).toBeGreaterThan(6 * 86_400_000);
  });

  it("solve anew what was tampered with, drop it, log it and count it", async () => {
    await fresh();
    const one = await replica();
    const problems = Array.from({ length: 12 }, (_, seed) => easyProblem(seed + 10, 40));
    const wanted = await Promise.all(problems.map((problem) => one.client().plan(problem)));
    await until(async () => (await entries()).length === 12, "all are stored");
    const names = await entries();
    const bodies = await Promise.all(names.map((name) => admin.getBuffer(name)));
    for (const [i, name] of names.entries()) {
      const answer = unsealed(name, bodies[i]!, null) as Uint8Array;
      const said = decode("PlanResponse", answer) as { offsets: number[] };
      const other = { ...said, offsets: said.offsets.map(() => 0) };
      const old = { ...said, solver_version: "0.0.0-old" };
      const values = [
        () => sealed(name, encode("PlanResponse", other), null),
        () => sealed(name, encode("PlanResponse", old), null),
        () => bodies[(i + 1) % 12]!,
        () => Buffer.from("rubbish"),
      ];
      await admin.set(name, Buffer.from(values[i % 4]!()));
    }
    const two = await replica();
    const client = two.client();
    for (const [i, problem] of problems.entries()) {
      const { cached, offsets, verification } = await client.plan(problem);
      expect({ cached, offsets }).toEqual({ cached: false, offsets: wanted[i]!.offsets });
      expect(verification!.ok).toBe(true);
    }
    expect(await two.counts()).toContain('telaplan_shared_cache_requests_total{outcome="bad"} 12\n');
    expect(two.log.some(({ msg, name }) => msg === "shared entry dropped" && names.includes(String(name)))).toBe(true);
    // What was solved anew is stored anew.
    await until(async () => (await entries()).length === 12, "all are stored again");
    expect((await client.plan(problems[0]!)).cached).toBe(true);
  });

  it("share proofs where they have a secret, and none that others sealed", async () => {
    await fresh();
    const key = join(at.folder, "shared.key");
    writeFileSync(key, "one secret of all replicas\n");
    // No plan: a proof, which a replay cannot check.
    const problem = { ...easyProblem(5, 30), capacity: 900 };
    const one = await replica({ sharedCacheKey: key });
    expect((await one.client().plan(problem)).status).toBe("infeasible");
    await until(async () => (await entries()).length === 1, "it is stored");
    const two = await replica({ sharedCacheKey: key });
    expect(await two.client().plan(problem)).toMatchObject({ status: "infeasible", cached: true });
    const [name] = await entries();
    const answer = (await admin.getBuffer(name!))!.subarray(36);
    await admin.set(name!, Buffer.from(sealed(name!, answer, null)));
    expect(await two.client().plan(problem)).toMatchObject({ status: "infeasible", cached: false });
    const three = await replica();
    expect(await three.client().plan(problem)).toMatchObject({ status: "infeasible", cached: false });
  });

  it("fail no call while it is frozen, leave it alone, and use it again when it is back", async () => {
    await fresh();
    const one = await replica({ sharedCacheTimeoutMs: 20 });
    const client = one.client();
    redis.child.kill("SIGSTOP");
    const problems = Array.from({ length: 20 }, (_, seed) => easyProblem(seed + 40, 40));
    for (const problem of problems) expect((await client.plan(problem)).verification!.ok).toBe(true);
    await until(() => one.log.some(({ msg }) => msg === "shared cache left alone"), "it is left alone");
    expect(await one.counts()).toContain("telaplan_shared_cache_open 1\n");
    redis.child.kill("SIGCONT");
    await until(async () => {
      await client.plan(easyProblem(60, 40));
      return one.log.some(({ msg }) => msg === "shared cache is back");
    }, "it is used again");
  });

  it("start without it, and say nothing of a password", async () => {
    const closed = await replica({ sharedCache: "redis://:hidden-word@127.0.0.1:1/0" });
    const client = closed.client();
    for (let seed = 0; seed < 4; seed++) expect((await client.plan(easyProblem(seed + 70))).status).toBe("optimal");
    const text = JSON.stringify(closed.log);
    expect(text).toContain("redis://127.0.0.1:1/0");
    expect(text).not.toContain("hidden-word");
  });
});

describe("what is stored", () => {
  it("is an answer without the simulator's report, which decodes strictly", () => {
    const task = taskOf(PLAIN);
    const whole = encode("PlanResponse", { ...HONEST, verification: { ok: true, peak: 9 } });
    expect(() => readRecalled(whole, task, VERSION)).toThrow("it has verification");
    const bare = without(whole, 7);
    expect(readRecalled(bare, task, VERSION)).toMatchObject({ status: "optimal", peak: 9 });
  });
});
