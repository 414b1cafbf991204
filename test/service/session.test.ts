import { writeFileSync } from "node:fs";
import { connect } from "node:http2";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PlannerError, type RemoteSession, type RemoteSessionResult } from "../../src/client/index.js";
import { LEARNED, loadPolicyOrRules } from "../../src/policy/index.js";
import type { Problem } from "../../src/problem/index.js";
import { decode, encode } from "../../src/proto/index.js";
import { type Edit, Session, type SessionResult } from "../../src/session/index.js";
import { simulate } from "../../src/sim/index.js";
import { Editor } from "../session/edits.js";
import { columnsOf, easyProblem, framed, hardProblem, place, type Served, sleep, spoken, until } from "./run.js";

const at = place();

/** Every worker thread that was made, the latest last. */
const workers: Worker[] = [];
const note = (worker: Worker): void => void workers.push(worker);
beforeAll(() => void process.on("worker", note));
afterAll(() => void process.off("worker", note));

const THREE: Problem = {
  buffers: [
    { id: "a", lower: 0, upper: 4, size: 4 },
    { id: "b", lower: 4, upper: 10, size: 2 },
    { id: "c", lower: 2, upper: 6, size: 3 },
  ],
};

/** What has to be equal on both sides: all but times, and the report, which the service mostly leaves out. */
function essence(result: RemoteSessionResult | SessionResult): object {
  const { status, peak, lowerBound, steps, backtracks, restarts, stoppedBy, moved, checked, terms } = result;
  const { infeasibility, offsets, memories } = result;
  const numbers = { peak, lowerBound, steps, backtracks, restarts, checked };
  const cause = infeasibility && { ...infeasibility, buffers: [...infeasibility.buffers] };
  return { status, stoppedBy, moved, terms, memories, offsets: offsets && [...offsets], cause, ...numbers };
}

async function errorOf(promise: Promise<unknown>): Promise<PlannerError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PlannerError);
  return error as PlannerError;
}

async function metric(server: Served, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${server.service.metricsPort}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)$`, "m").exec(text)?.[1] ?? 0);
}

describe("a session over gRPC", () => {
  const policy = loadPolicyOrRules(LEARNED, (warning) => expect(warning).toBeNull());

  it.each([
    ["to fit", { capacity: 90, base: 64, alignments: [1, 4, 16], fixed: 8 }, {}, ["feasible", "infeasible"]],
    ["for the least peak", { alignments: [1, 2] }, { minimize: true }, ["optimal"]],
  ])("gives the library's answers, edit by edit, %s", async (_name, taste, options, expected) => {
    const server = await at.shared();
    const how = { ...options, stepLimit: 2_000, timeLimitMs: 60_000 };
    const { timeLimitMs: __, ...steps } = how;
    const statuses = new Set<string>();
    for (let seed = 0; seed < 3; seed++) {
      const editor = new Editor({ buffers: 24, ticks: 20, ...taste }, seed);
      const problem = editor.problem();
      const here = new Session(problem, { ...steps, policy });
      const there = server.client().session(problem, how);
      expect(essence(await there.opening)).toEqual(essence(here.planSync()));
      for (let round = 0; round < 40; round++) {
        const count = editor.between(1, 3);
        const edits: Edit[] = Array.from({ length: count }, () => editor.edit(here.problem));
        const before = here.problem;
        let refusal: string | null = null;
        try {
          here.apply(edits);
        } catch (error) {
          refusal = (error as Error).message;
        }
        if (refusal !== null) {
          expect((await errorOf(there.apply(edits))).message).toBe(refusal);
          expect(here.problem).toEqual(before);
          continue;
        }
        const [ours, theirs] = [here.planSync(), await there.apply(edits)];
        expect(essence(theirs)).toEqual(essence(ours));
        if (theirs.offsets !== null) expect(simulate(here.problem, theirs.offsets).ok).toBe(true);
        statuses.add(theirs.status);
      }
      await there.end();
    }
    expect([...statuses]).toEqual(expect.arrayContaining(expected));
  });

  it("plans problems with memories, constraints and hints too, and takes new buffers into a memory", async () => {
    const problem: Problem = {
      buffers: [
        { id: "x", lower: 0, upper: 4, size: 8, memory: "near" },
        { id: "y", lower: 2, upper: 6, size: 8, memories: [{ id: "near" }, { id: "far", cost: 5 }] },
      ],
      memories: [{ id: "near", capacity: 16 }, { id: "far" }],
    };
    const here = new Session(problem, { policy });
    const there = (await at.shared()).client().session(problem);
    const first = await there.opening;
    expect(first.verification).toMatchObject({ ok: true });
    expect(essence(first)).toEqual(essence(here.planSync()));
    const edit: Edit = { kind: "add", buffer: { id: "z", lower: 3, upper: 5, size: 4, memory: "near", alignment: 4 } };
    here.apply([edit]);
    const second = await there.apply([edit]);
    expect(essence(second)).toEqual(essence(here.planSync()));
    expect(second.memories).toEqual(["near", "far", "near"]);
    expect(second.moved.map(({ id }) => id)).toContain("z");
    const nowhere = { kind: "add", buffer: { id: "w", lower: 0, upper: 1, size: 1, memory: "?" } } as const;
    expect((await errorOf(there.apply([nowhere]))).message).toContain('there is no memory "?"');
    await there.end();

    const hinted = { buffers: THREE.buffers.map((buffer) => ({ ...buffer, hint: 16 })), capacity: 64 };
    const near = (await at.shared()).client().session(hinted);
    expect((await near.opening).terms[0]).toMatchObject({ term: "moved", value: 3 });
    const late = { id: "late", lower: 20, upper: 22, size: 1, hint: 40 };
    expect((await near.apply([{ kind: "add", buffer: late }])).offsets![3]).toBe(40);
    await near.end();
  });

  it("leaves the report out where few buffers were checked, and sends it with a timeline", async () => {
    const client = (await at.shared()).client();
    const plain = client.session(THREE);
    expect((await plain.opening).verification).toMatchObject({ ok: true, peak: 7 });
    const second = await plain.apply([{ kind: "resize", id: "c", size: 4 }]);
    expect(second).toMatchObject({ peak: 8, verification: null, cached: false, moved: [], checked: 1 });
    await plain.end();
    const told = client.session(THREE, { timeline: true, omitOffsets: true });
    await told.opening;
    const fourth = await told.apply([{ kind: "add", buffer: { id: "d", lower: 4, upper: 8, size: 2 } }]);
    expect(fourth).toMatchObject({ offsets: null, moved: [{ id: "d", memory: null }] });
    expect(fourth.verification!.timeline!.length).toBeGreaterThan(3);
    await told.end();
  });

  it("says of edits that cannot be made which and why, and goes on as if they had not come", async () => {
    const session = (await at.shared()).client().session(THREE, { minimize: true });
    const { peak } = await session.opening;
    const grow: Edit = { kind: "resize", id: "a", size: 100 };
    const cases: [Edit[], string, string][] = [
      [[grow, { kind: "remove", id: "nobody" }], "edits[1].remove.id", 'there is no buffer "nobody" to remove'],
      [[{ kind: "resize", id: "b", size: -1 }], "edits[0].resize.size", "-1"],
      [[{ kind: "retime", id: "b", lower: 5, upper: 4 }], "edits[0].retime.upper", "4"],
      [[grow, { kind: "add", buffer: THREE.buffers[1]! }], "edits[1].add.id", '"b"'],
      [[{ kind: "add", buffer: { id: "", lower: 0, upper: 1, size: 1 } }], "edits[0].add.id", "id"],
      [[{ kind: "capacity", capacity: -3 }], "edits[0].capacity.capacity", "-3"],
      [
        [{ kind: "add", buffer: { id: "n", lower: 0, upper: 1, size: 1, offset: -5 } }],
        "edits[0].add.fixed_offset",
        "-5",
      ],
      [
        [{ kind: "add", buffer: { id: "n", lower: 0, upper: 1, size: 1, alignment: 8, offset: 4 } }],
        "edits[0].add.fixed_offset",
        "4",
      ],
      [[{ kind: "add", buffer: { id: "n", lower: 0, upper: 1, size: 2 ** 53 - 1 } }], "edits", "2^53"],
    ];
    for (const [edits, field, told] of cases) {
      const error = await errorOf(session.apply(edits));
      expect([error.code, error.violations[0]!.field]).toEqual(["INVALID_ARGUMENT", field]);
      expect(error.message).toContain(told);
      expect(await session.plan()).toMatchObject({ peak, status: "optimal", moved: [] });
    }
    const ended = session.end();
    expect((await errorOf(session.plan())).code).toBe("FAILED_PRECONDITION");
    await ended;
  });

  it("names buffers by their index where the request gives no names", async () => {
    const bytes = encode("PlanSessionRequest", { open: { problem: { lower: [0, 1], upper: [2, 3], size: [4, 5] } } });
    const edit = encode("PlanSessionRequest", { edits: [{ resize: { id: "1", size: 7 } }] });
    const answers = await spoken(await at.shared(), [bytes, edit]);
    expect(answers.map(({ moved }) => (moved as { id: string }[]).map(({ id }) => id))).toEqual([["0", "1"], ["0"]]);
  });

  it("answers messages in their order, however many are sent ahead", async () => {
    const session = (await at.shared()).client().session(THREE, { minimize: true });
    const peaks = await Promise.all(
      Array.from({ length: 200 }, async (_, size) => (await session.apply([{ kind: "resize", id: "b", size }])).peak),
    );
    expect(peaks).toEqual(peaks.map((_, size) => Math.max(7, size + 3)));
    expect(session.open).toBe(0);
    await session.end();
  });
});

/** The reason and field in a google.rpc.Status. */
function told({ error }: Record<string, unknown>): (string | undefined)[] {
  const { details } = error as { details: { type_url: string; value: Uint8Array }[] };
  const info = decode("google.rpc.ErrorInfo", details[0]!.value);
  const bad = details[1] && decode("google.rpc.BadRequest", details[1].value);
  return [info.reason as string, (bad?.field_violations as { field: string }[] | undefined)?.[0]?.field];
}

describe("messages of a session", () => {
  const open = encode("PlanSessionRequest", { open: { problem: columnsOf(THREE) } });
  const edits = (...list: object[]): Uint8Array => encode("PlanSessionRequest", { edits: list });
  const unknown = Buffer.from([0xf8, 0x07, 1]);

  it("that are no edits are refused by name, and the session goes on", async () => {
    const both = Buffer.concat([
      encode("Edit", { remove: { id: "a" } }),
      encode("Edit", { resize: { id: "a", size: 1 } }),
    ]);
    const twofold = Buffer.concat([Buffer.from([0x12, both.length]), both]);
    const odd = Buffer.concat([encode("ResizeBuffer", { id: "a", size: 1 }), unknown]);
    const inner = Buffer.concat([Buffer.from([0x1a, odd.length]), odd]);
    const strange = Buffer.concat([Buffer.from([0x12, inner.length]), inner]);
    const answers = await spoken(await at.shared(), [
      open,
      Buffer.concat([edits({ remove: { id: "a" } }), unknown]),
      strange,
      twofold,
      edits({}),
      open,
      Buffer.from([0xff]),
      edits({ add: { id: "n", upper: 1, size: 1, memory_index: 0 } }),
      edits({ remove: { id: "c" } }),
    ]);
    expect(answers).toHaveLength(9);
    expect(answers.slice(1, 8).map(told)).toEqual([
      ["UNKNOWN_FIELD", "(127)"],
      ["UNKNOWN_FIELD", "edits[0].resize.(127)"],
      ["INVALID_FIELD", "edits[0]"],
      ["INVALID_FIELD", "edits[0]"],
      ["INVALID_FIELD", "open"],
      ["MALFORMED_MESSAGE", ""],
      ["INVALID_FIELD", "edits[0].add.memory_index"],
    ]);
    // All three were there until the last.
    expect((answers[8]!.result as { offsets: number[] }).offsets).toHaveLength(2);
  });

  it("that should open one and do not end the call", async () => {
    const server = await at.shared();
    for (const first of [
      edits({ remove: { id: "a" } }),
      Buffer.concat([open, edits({ remove: { id: "a" } })]),
      encode("PlanSessionRequest", { open: { problem: { lower: [0], upper: [-1], size: [1] } } }),
      Buffer.concat([open, unknown]),
      encode("PlanSessionRequest", { open: {} }),
    ]) {
      const [answer, ...more] = await spoken(server, [first, open]);
      expect([answer!.code, more]).toEqual([3, []]);
    }
    const wrong = { buffers: [{ id: "a", lower: 0, upper: -1, size: 1 }] };
    const error = await errorOf(server.client().session(wrong).opening);
    expect(error.violations[0]!.field).toBe("open.problem.upper[0]");
  });

  it("may make no more buffers than the server takes", async () => {
    const server = await at.start({ maxBuffers: 4 });
    const session = server.client().session(THREE);
    const add = (id: string): Edit => ({ kind: "add", buffer: { id, lower: 0, upper: 1, size: 1 } });
    expect(await errorOf(session.apply([add("d"), add("e")]))).toMatchObject({ reason: "TOO_MANY_BUFFERS" });
    expect((await session.apply([add("d"), { kind: "remove", id: "a" }, add("a")])).offsets).toHaveLength(4);
    expect(await errorOf(session.apply([add("e")]))).toMatchObject({ code: "INVALID_ARGUMENT" });
    await session.end();
  });

  it("that the client could not send as they are it refuses itself", async () => {
    const session = (await at.shared()).client().session(THREE);
    const bad: [unknown, string][] = [
      [{ kind: "resize", id: "a", size: 1.5 }, "edits[0].resize.size"],
      [{ kind: "resize", id: "a", size: 1, colour: 1 }, "edits[0].colour"],
      [{ kind: "add", buffer: { id: "n", lower: 0, upper: 1, size: 1, gaps: [] } }, "edits[0].add.gaps"],
      [{ kind: "paint" }, "edits[0]"],
      [null, "edits[0]"],
    ];
    for (const [edit, field] of bad) {
      const error = await errorOf(session.apply([edit as Edit]));
      expect([error.code, error.violations[0]!.field]).toEqual(["INVALID_ARGUMENT", field]);
    }
    expect(await session.plan()).toMatchObject({ peak: 7 });
    await session.end();
  });
});

describe("a server's sessions", () => {
  it("are as many as it says, and each that ends makes room for another", async () => {
    const server = await at.start({ maxSessions: 1, metrics: "127.0.0.1:0" });
    const client = server.client();
    expect(await client.capabilities()).toMatchObject({ maxSessions: 1, sessionIdleMs: 300_000 });
    const first = client.session(THREE);
    await first.opening;
    expect(await metric(server, "telaplan_sessions")).toBe(1);
    const error = await errorOf(client.session(THREE).opening);
    expect(error).toMatchObject({ code: "RESOURCE_EXHAUSTED", reason: "TOO_MANY_SESSIONS", retryAfterMs: 1_000 });
    await first.end();
    const second = client.session(THREE);
    expect((await second.opening).peak).toBe(7);
    await second.end();
    expect(await metric(server, 'telaplan_session_messages_total\\{code="OK"\\}')).toBe(2);
    expect(await metric(server, "telaplan_sessions")).toBe(0);
  });

  it("are shared by callers: who keeps many loses one that rests to who has none, and no more", async () => {
    const tokens = join(at.folder, "tokens");
    writeFileSync(tokens, "greedy\nother\n");
    const server = await at.start({ maxSessions: 3, tokens });
    const [greedy, other] = [server.client({ token: "greedy" }), server.client({ token: "other" })];
    const kept: ReturnType<typeof greedy.session>[] = [];
    // One after the other, so that it is known which has rested longest.
    for (let i = 0; i < 3; i++) {
      const session = greedy.session(THREE);
      await session.opening;
      kept.push(session);
    }
    expect(await errorOf(greedy.session(THREE).opening)).toMatchObject({ reason: "TOO_MANY_SESSIONS" });
    // The first has not rested longest from now on.
    await kept[0]!.plan();
    const first = other.session(THREE);
    expect((await first.opening).peak).toBe(7);
    expect(await errorOf(kept[1]!.plan())).toMatchObject({
      reason: "TOO_MANY_SESSIONS",
      message: expect.stringContaining("a caller with fewer asked for one"),
    });
    // Two and one: a second would turn that round.
    expect(await errorOf(other.session(THREE).opening)).toMatchObject({ reason: "TOO_MANY_SESSIONS" });
    for (const session of [kept[0]!, kept[2]!, first]) expect(await session.plan()).toMatchObject({ peak: 7 });
    for (const session of [kept[0]!, kept[2]!, first]) await session.end();
  });

  it("are refused by name where it keeps none", async () => {
    const client = (await at.start({ maxSessions: 0 })).client();
    expect((await client.capabilities()).maxSessions).toBe(0);
    const error = await errorOf(client.session(THREE).opening);
    expect(error).toMatchObject({ code: "UNIMPLEMENTED", reason: "SESSIONS_OFF" });
    expect((await client.plan(THREE)).peak).toBe(7);
  });

  it("end when their client is silent, before or after the first message", async () => {
    const server = await at.start({ sessionIdleMs: 150 });
    const session = server.client().session(THREE);
    await session.opening;
    const made = workers.at(-1)!;
    const gone = new Promise((resolve) => made.once("exit", resolve));
    await gone;
    expect(await errorOf(session.plan())).toMatchObject({ code: "ABORTED", reason: "SESSION_IDLE" });
    const silent = server.client().stub.planSession();
    const ended = await new Promise<{ code: number; details: string }>((resolve) =>
      silent.on("error", resolve as never),
    );
    expect(ended).toMatchObject({ code: 10, details: expect.stringContaining("idle for 0.15 s") });
  });

  it("do not count as idle while they plan", async () => {
    const session = (await at.start({ sessionIdleMs: 200 })).client().session(hardProblem(), { timeLimitMs: 700 });
    expect(await session.opening).toMatchObject({ status: "feasible", stoppedBy: "deadline" });
    session.cancel();
  });

  it("let their thread go when the client goes away in the middle of a plan", async () => {
    const server = await at.start({ maxSessions: 1 });
    const session = server.client().session(hardProblem(), { timeLimitMs: 60_000 });
    await sleep(300);
    const gone = new Promise((resolve) => workers.at(-1)!.once("exit", resolve));
    session.cancel();
    expect(await errorOf(session.opening)).toMatchObject({ code: "CANCELLED" });
    await gone;
    const next = server.client().session(THREE);
    expect((await next.opening).peak).toBe(7);
    await next.end();
  });

  it("answer before the call's deadline with the best plan so far, and end with it", async () => {
    const session = (await at.start()).client().session(hardProblem(), { timeLimitMs: 60_000, deadlineMs: 5_000 });
    expect(await session.opening).toMatchObject({ status: "feasible", stoppedBy: "deadline" });
    await session.end().catch(() => {});
  });

  it("answer the plan under way when the server drains, with the best so far, and end with UNAVAILABLE", async () => {
    const server = await at.start({ drainMs: 200 });
    const busy = server.client().session(hardProblem(), { timeLimitMs: 60_000 });
    const idle = server.client().session(THREE);
    await idle.opening;
    await sleep(300);
    await server.service.drain();
    expect(await busy.opening).toMatchObject({ status: "feasible", stoppedBy: "shutdown" });
    for (const session of [busy, idle]) {
      expect(await errorOf(session.plan())).toMatchObject({ code: "UNAVAILABLE", reason: "SHUTTING_DOWN" });
    }
  });

  it("count what is in flight by message: one too many is refused, and the session goes on", async () => {
    const server = await at.start({ maxInFlight: 1, planManyWindow: 1, metrics: "127.0.0.1:0" });
    const session = server.client().session(THREE);
    await session.opening;
    const busy = server.client().session(hardProblem(), { timeLimitMs: 1_000 });
    const other = busy.opening;
    await until(async () => (await metric(server, "telaplan_in_flight")) === 1, "the other message is in flight");
    const error = await errorOf(session.plan());
    expect(error).toMatchObject({ reason: "OVERLOADED" });
    expect(error.retryAfterMs).toBeGreaterThan(0);
    await other;
    expect(await session.plan()).toMatchObject({ peak: 7 });
    await session.end();
    await busy.end();
  });

  it("lose one whose thread dies, and no other", async () => {
    const server = await at.start({ metrics: "127.0.0.1:0" });
    const open = async (problem: Problem): Promise<[RemoteSession, Worker]> => {
      const session = server.client().session(problem, { timeLimitMs: 60_000 });
      await sleep(200);
      return [session, workers.at(-1)!];
    };
    const [idle, first] = await open(THREE);
    await idle.opening;
    const [busy, second] = await open(hardProblem());
    const [other] = await open(THREE);
    await other.opening;
    await Promise.all([first.terminate(), second.terminate()]);
    const lost = { code: "ABORTED", reason: "SESSION_LOST" };
    expect(await errorOf(busy.opening)).toMatchObject(lost);
    await until(async () => (await metric(server, "telaplan_sessions")) === 1, "the sessions are gone");
    expect(await errorOf(idle.plan())).toMatchObject(lost);
    expect(await other.plan()).toMatchObject({ peak: 7 });
    expect(await metric(server, "telaplan_worker_deaths_total")).toBe(2);
    await other.end();
  });

  it("say of a heap that is too small for the problem that memory ran out", async () => {
    const server = await at.start({ workerHeapMib: 16 });
    const { capacity: _, ...problem } = easyProblem(1, 200_000);
    const error = await errorOf(server.client().session(problem).opening);
    expect(error).toMatchObject({ code: "RESOURCE_EXHAUSTED", reason: "OUT_OF_MEMORY" });
  });

  it("read nothing while the client does not take its answers", async () => {
    const server = await at.start({ metrics: "127.0.0.1:0" });
    const session = connect(`http://${server.address}`);
    const stream = session.request({
      ":method": "POST",
      ":path": "/telaplan.v1.PlannerService/PlanSession",
      "content-type": "application/grpc",
      te: "trailers",
    });
    stream.write(framed(encode("PlanSessionRequest", { open: { problem: columnsOf(easyProblem(1, 2_000)) } })));
    for (let i = 0; i < 300; i++) stream.write(framed(encode("PlanSessionRequest", {})));
    const answered = (): Promise<number> => metric(server, 'telaplan_session_messages_total\\{code="OK"\\}');
    let before = -1;
    await until(async () => {
      const now = await answered();
      const still = now === before && now > 0;
      before = now;
      await sleep(150);
      return still;
    }, "the server waits for the reader");
    expect(before).toBeLessThan(300);
    stream.resume();
    await until(async () => (await answered()) === 301, "all is answered once it is read");
    stream.close();
    session.close();
  });
});
