import { constants } from "node:http2";
import { gzipSync } from "node:zlib";
import { status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { decode, encode } from "../../src/proto/index.js";
import { headOf, metricOf, rawClient } from "./raw.js";
import { columnsOf, easyProblem, framed, hardProblem, place, planBytes, type Served, sleep, until } from "./run.js";

const at = place();
const MIB = 2 ** 20;
const METRICS = { metrics: "127.0.0.1:0" } as const;

async function lives(server: Served): Promise<void> {
  expect((await server.client().plan(easyProblem(7))).verification?.ok).toBe(true);
}

function abortable(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

const heldBy = (server: Served): Promise<number> => metricOf(server, "telaplan_transfer_bytes");

const manyBytes = (id: string, seed = 1): Uint8Array =>
  encode("PlanManyRequest", { request_id: id, plan: { problem: columnsOf(easyProblem(seed)) } });

describe("messages that arrive", () => {
  it("and never end are held up to the connection's share, counted, and given back with the connection", async () => {
    const server = await at.start({ ...METRICS, maxTransferBytes: 16 * MIB, maxMessageBytes: 2 * MIB });
    const { session, open } = rawClient(server.address);
    const part = Buffer.alloc(MIB);
    const calls = Array.from({ length: 40 }, () => open("Plan"));
    for (const { stream } of calls) stream.write(Buffer.concat([headOf(2 * MIB), part]));
    let held = 0;
    await until(async () => {
      const before = held;
      held = await heldBy(server);
      return held >= 4 * MIB && held === before;
    }, "the share is full and nothing more is read");
    // A quarter, and the whole of the oldest message; open calls count too.
    expect(held).toBeLessThan(4 * MIB + 2 * MIB + MIB);
    expect(await metricOf(server, "telaplan_in_flight_bytes")).toBe(0);
    await lives(server);
    session.destroy();
    await until(async () => (await heldBy(server)) < MIB, "everything is given back");
  });

  it("from many connections are refused by name, with the time to try again, when they are too much", async () => {
    const server = await at.start({ ...METRICS, maxTransferBytes: 8 * MIB, maxMessageBytes: 2 * MIB });
    const part = Buffer.alloc(2 * MIB - 1);
    const clients = Array.from({ length: 8 }, () => rawClient(server.address));
    const calls = clients.flatMap(({ open }) => [open("Plan"), open("Plan")]);
    for (const { stream } of calls) stream.write(Buffer.concat([headOf(2 * MIB), part]));
    const { code, reason, message, retryMs } = await Promise.race(calls.map(({ ended }) => ended));
    expect([code, reason]).toEqual([status.RESOURCE_EXHAUSTED, "OVERLOADED"]);
    expect(message).toContain("--max-transfer-bytes");
    expect(retryMs).toBeGreaterThan(0);
    expect(await heldBy(server)).toBeLessThanOrEqual(9 * MIB);
    await lives(server);
    for (const { session } of clients) session.destroy();
  });

  it("wait for each other, and all are answered, where a connection sends more than its share at once", async () => {
    const server = await at.start({ maxTransferBytes: 4 * MIB, maxMessageBytes: MIB });
    const { session, open } = rawClient(server.address);
    const bytes = planBytes(easyProblem(1), { policy: "x".repeat(500_000) });
    const calls = Array.from({ length: 12 }, () => open("Plan"));
    for (const { stream } of calls) stream.end(framed(bytes));
    for (const { ended } of calls) expect(await ended).toMatchObject({ reason: "UNKNOWN_VALUE" });
    session.destroy();
  });

  it("in frames of one byte are messages like others", async () => {
    const server = await at.start();
    const { session, open } = rawClient(server.address);
    const { stream, ended } = open("Plan");
    const bytes = framed(planBytes(easyProblem(2, 20)));
    for (const byte of bytes) stream.write(Buffer.from([byte]));
    stream.end();
    expect(await ended).toMatchObject({ code: status.OK });
    session.destroy();
  });

  it.each(["with a part of a message", "with the whole message and no end"])(
    "too slowly are refused by name: a call %s",
    async (what) => {
      const server = await at.start({ ...METRICS, messageTimeoutMs: 300 });
      const { session, open } = rawClient(server.address);
      const { stream, ended } = open("Plan");
      const bytes = framed(planBytes(easyProblem(1)));
      stream.write(what.includes("whole") ? bytes : bytes.subarray(0, 100));
      expect(await ended).toMatchObject({ code: status.ABORTED, reason: "MESSAGE_UNFINISHED" });
      expect(await heldBy(server)).toBeLessThan(MIB);
      session.destroy();
    },
  );

  it("are taken on 512 calls of a connection at one time", async () => {
    const server = await at.start();
    const { session } = rawClient(server.address);
    await new Promise((resolve) => session.once("remoteSettings", resolve));
    expect(session.remoteSettings.maxConcurrentStreams).toBe(512);
    session.destroy();
  });
});

describe("a message that is too large", () => {
  it("in PlanMany is refused by its id, and the stream goes on", async () => {
    const server = await at.start({ maxMessageBytes: MIB });
    const { session, open } = rawClient(server.address);
    const { stream, ended, messages } = open("PlanMany", { "grpc-encoding": "gzip" });
    const large = encode("PlanManyRequest", { request_id: "large", plan: { policy: "x".repeat(2 * MIB) } });
    const bomb = gzipSync(Buffer.alloc(64 * MIB));
    stream.write(framed(manyBytes("first")));
    stream.write(framed(large));
    stream.write(Buffer.concat([headOf(bomb.length, 1), bomb]));
    const packed = gzipSync(manyBytes("packed"));
    stream.write(Buffer.concat([headOf(packed.length, 1), packed]));
    stream.end(framed(manyBytes("last")));
    expect(await ended).toMatchObject({ code: status.OK });
    const answers = messages.map((bytes) => decode("PlanManyResponse", bytes));
    const told = answers.map(({ request_id: id, error }) => [id ?? "", (error as { code?: number })?.code ?? 0]);
    expect(told.sort()).toEqual([
      ["", status.RESOURCE_EXHAUSTED],
      ["first", 0],
      ["large", status.RESOURCE_EXHAUSTED],
      ["last", 0],
      ["packed", 0],
    ]);
    session.destroy();
  });

  it.each(["Plan", "PlanStream", "Verify", "GetCapabilities"])(
    "in %s is refused with its reason and the limit",
    async (method) => {
      const server = await at.start({ maxMessageBytes: MIB });
      const { session, open } = rawClient(server.address);
      const { stream, ended } = open(method);
      stream.write(headOf(2 * MIB));
      const { code, reason, message } = await ended;
      expect([code, reason]).toEqual([status.RESOURCE_EXHAUSTED, "MESSAGE_TOO_LARGE"]);
      expect(message).toContain("--max-message");
      session.destroy();
    },
  );

  it("in a session is refused, and the session goes on as it was", async () => {
    const server = await at.start({ maxMessageBytes: MIB });
    const { session, open } = rawClient(server.address);
    const { stream, ended, messages } = open("PlanSession");
    stream.write(framed(encode("PlanSessionRequest", { open: { problem: columnsOf(easyProblem(1)) } })));
    await until(() => messages.length === 1, "the session is open");
    stream.write(Buffer.concat([headOf(2 * MIB), Buffer.alloc(2 * MIB)]));
    await until(() => messages.length === 2, "the message is refused");
    stream.end(framed(encode("PlanSessionRequest", {})));
    expect(await ended).toMatchObject({ code: status.OK });
    const [, refused, again] = messages.map((bytes) => decode("PlanSessionResponse", bytes));
    expect(refused?.error).toMatchObject({ code: status.RESOURCE_EXHAUSTED });
    expect(again?.error).toBeUndefined();
    session.destroy();
  });
});

describe("a connection", () => {
  it("whose client misses 3,000 deadlines goes on over others, and its long call is answered", async () => {
    const server = await at.start({ workers: 1 });
    const client = server.client();
    const long = client.plan(hardProblem(), { timeLimitMs: 3_000 });
    for (let i = 0; i < 3_000; i += 100) {
      const batch = Array.from({ length: 100 }, async (_, k) => {
        const { signal, abort } = abortable();
        const call = client.plan(easyProblem(i + k, 20), { signal }).catch(({ code }) => code);
        setTimeout(abort, 1);
        return call;
      });
      for (const end of await Promise.all(batch)) {
        if (typeof end === "string") expect(end).toBe("CANCELLED");
      }
    }
    expect((await long).verification?.ok).toBe(true);
    await lives(server);
  }, 30_000);

  it.each(["Plan", "PlanMany"])(
    "with more cancelled calls than --max-resets is asked to go, and its long %s is answered",
    async (method) => {
      const server = await at.start({ ...METRICS, maxResets: 1 });
      const { session, open, goaways } = rawClient(server.address);
      const asked = { problem: columnsOf(hardProblem()), limits: { time_limit_ms: 1_500 } };
      const long = open(method);
      if (method === "Plan") long.stream.end(framed(encode("PlanRequest", asked)));
      else long.stream.end(framed(encode("PlanManyRequest", { request_id: "long", plan: asked })));
      await until(async () => (await metricOf(server, "telaplan_in_flight")) === 1, "the long call is under way");
      const searched = framed(encode("PlanRequest", { ...asked, policy: "none" }));
      let cancelled = 0;
      await until(async () => {
        if (goaways.length > 0) return true;
        // Node ends a stream before it resets it: one that could be answered then would be, and not be cancelled.
        const { stream, ended } = open("Plan");
        stream.write(searched);
        stream.close(constants.NGHTTP2_CANCEL);
        cancelled++;
        await ended;
        return false;
      }, "the client is asked to go");
      expect(goaways[0]).toBe("too many cancelled calls (--max-resets)");
      // Ten seconds of the rate may come at once.
      expect(cancelled).toBeGreaterThanOrEqual(10);
      expect(await long.ended).toMatchObject({ code: status.OK });
      expect(long.messages).toHaveLength(1);
      expect(await metricOf(server, 'telaplan_transport_refusals_total{limit="resets"}')).toBe(1);
      await lives(server);
      session.destroy();
    },
  );

  it("takes no more calls when it is old; clients go on over another", async () => {
    const server = await at.start({ maxConnectionAgeMs: 100, maxConnectionAgeGraceMs: 400 });
    const { session, open, goaways } = rawClient(server.address);
    const idle = open("PlanMany");
    idle.stream.write(framed(manyBytes("1")));
    await until(() => goaways.length > 0, "the client is asked to go");
    expect(goaways[0]).toBe("max_age");
    expect(idle.messages).toHaveLength(1);
    // It still stands open, and is ended with a code that is retried.
    expect(await idle.ended).toMatchObject({ code: status.UNAVAILABLE, reason: "SHUTTING_DOWN" });
    session.destroy();
    const client = server.client();
    for (let i = 0; i < 5; i++) {
      expect((await client.plan(easyProblem(i))).verification?.ok).toBe(true);
      await sleep(150);
    }
  });

  it("above those that an address may have is refused with the limit, and counted", async () => {
    const server = await at.start({ ...METRICS, maxPeerConnections: 3 });
    const clients = Array.from({ length: 4 }, () => rawClient(server.address));
    await until(() => clients.some(({ goaways }) => goaways.length > 0), "one is refused");
    expect(clients.flatMap(({ goaways }) => goaways).join()).toContain("--max-peer-connections");
    expect(await metricOf(server, 'telaplan_transport_refusals_total{limit="peer connections"}')).toBe(1);
    for (const { session } of clients) session.destroy();
    await until(async () => (await metricOf(server, "telaplan_connections")) === 0, "places are free again");
    await lives(server);
  });

  it("that pings without pause is sent away, with the word that gRPC's clients know", async () => {
    const server = await at.start();
    const { session, goaways } = rawClient(server.address);
    await new Promise((resolve) => session.once("remoteSettings", resolve));
    // One after the other: Node's own client has ten on their way at most.
    for (let i = 0; i < 30 && goaways.length === 0; i++) {
      await new Promise<void>((resolve) => session.ping(() => resolve()) || resolve());
    }
    await until(() => goaways.length > 0, "the client is sent away");
    expect(goaways[0]).toBe("too_many_pings");
    session.destroy();
  });
});
