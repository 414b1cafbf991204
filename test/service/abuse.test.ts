import { connect as connectHttp2, constants } from "node:http2";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { encode } from "../../src/proto/index.js";
import { detailsOf, easyProblem, place, planBytes, type Served, sleep } from "./run.js";

const at = place();

/** The server still does its work. */
async function lives(server: Served): Promise<void> {
  expect((await server.client().plan(easyProblem(7))).verification?.ok).toBe(true);
  expect(server.log.filter(({ level }) => (level as number) >= 50)).toEqual([]);
}

/** Sends frames of a call by hand. Resolves to the status that comes back, or null where the stream is broken. */
function post(
  server: Served,
  path: string,
  frames: Buffer,
  headers: Record<string, string> = {},
): Promise<number | null> {
  return new Promise((resolve) => {
    const { session, stream } = openCall(server.address, path, headers);
    session.on("error", () => resolve(null));
    let found: number | null = null;
    const note = (given: Record<string, unknown>): void => {
      if (given["grpc-status"] !== undefined) found = Number(given["grpc-status"]);
    };
    stream.on("response", note).on("trailers", note);
    stream.on("close", () => {
      session.close();
      resolve(found);
    });
    stream.resume();
    stream.end(frames);
  });
}

/** A call by hand, without a gRPC library; what goes wrong with it is for the test to see. */
function openCall(address: string, path: string, headers: Record<string, string> = {}) {
  const session = connectHttp2(`http://${address}`);
  session.on("error", () => {});
  const stream = session.request({
    ":method": "POST",
    ":path": path,
    "content-type": "application/grpc",
    te: "trailers",
    ...headers,
  });
  stream.on("error", () => {});
  return { session, stream };
}

function frame(message: Uint8Array, compressed = 0, length = message.length): Buffer {
  const head = Buffer.alloc(5);
  head[0] = compressed;
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, message]);
}

const PLAN = "/telaplan.v1.PlannerService/Plan";

describe("the server lives on after", () => {
  it("garbage instead of HTTP/2", async () => {
    const server = await at.start();
    const { port } = server.service;
    for (const garbage of [
      "GET / HTTP/1.1\r\n\r\n",
      "\0".repeat(100_000),
      `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${"\xff".repeat(5_000)}`,
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(port, "127.0.0.1", () => socket.write(garbage, "latin1"));
        socket.on("error", () => {});
        socket.on("close", () => resolve());
        setTimeout(() => socket.destroy(), 200);
      });
    }
    await lives(server);
  });

  it("garbage instead of a message: INVALID_ARGUMENT", async () => {
    const server = await at.start();
    for (const bytes of [
      Buffer.from("hello"),
      Buffer.alloc(1_000, 0xff),
      Buffer.alloc(40_000, 0xff),
      Buffer.from([0x0a]),
    ]) {
      const error = await server.raw("Plan", bytes).catch((thrown) => detailsOf(thrown));
      expect(error).toMatchObject({ code: status.INVALID_ARGUMENT });
    }
    await lives(server);
  });

  it("a message that says it has a gigabyte: RESOURCE_EXHAUSTED at once, and nothing is read", async () => {
    const server = await at.start();
    const before = process.memoryUsage.rss();
    expect(await post(server, PLAN, frame(Buffer.alloc(10), 0, 2 ** 30))).toBe(status.RESOURCE_EXHAUSTED);
    expect(process.memoryUsage.rss() - before).toBeLessThan(2 ** 28);
    await lives(server);
  });

  it("a client that sends a gigabyte: it is refused, and memory stays", async () => {
    const server = await at.start();
    const { session, stream } = openCall(server.address, PLAN);
    let found = Number.NaN;
    stream.on("response", (headers) => {
      found = Number(headers["grpc-status"]);
    });
    stream.on("trailers", (headers) => {
      found = Number(headers["grpc-status"]);
    });
    stream.resume();
    const before = process.memoryUsage.rss();
    stream.write(frame(Buffer.alloc(0), 0, 2 ** 30));
    const chunk = Buffer.alloc(2 ** 20);
    let closed = false;
    stream.on("close", () => {
      closed = true;
    });
    for (let sent = 0; sent < 1024 && !closed; sent++) {
      if (!stream.write(chunk))
        await Promise.race([new Promise((resolve) => stream.once("drain", resolve)), sleep(50)]);
      if (stream.writableLength > 2 ** 26) break;
    }
    expect(found).toBe(status.RESOURCE_EXHAUSTED);
    expect(process.memoryUsage.rss() - before).toBeLessThan(2 ** 29);
    stream.close(constants.NGHTTP2_CANCEL);
    session.destroy();
    await lives(server);
  });

  it("a small message that unpacks to a gigabyte: RESOURCE_EXHAUSTED", async () => {
    const server = await at.start({ maxMessageBytes: 2 ** 20 });
    const bomb = gzipSync(Buffer.alloc(2 ** 28));
    expect(bomb.length).toBeLessThan(2 ** 20);
    expect(await post(server, PLAN, frame(bomb, 1), { "grpc-encoding": "gzip" })).toBe(status.RESOURCE_EXHAUSTED);
    await lives(server);
  });

  it("a compressed message that is broken, one in an unknown encoding, and one that is right", async () => {
    const server = await at.start();
    expect(await post(server, PLAN, frame(Buffer.from("no gzip"), 1), { "grpc-encoding": "gzip" })).toBe(
      status.INTERNAL,
    );
    expect(await post(server, PLAN, frame(Buffer.from("x"), 1), { "grpc-encoding": "zstd" })).toBe(
      status.UNIMPLEMENTED,
    );
    const good = gzipSync(planBytes(easyProblem(3)));
    expect(await post(server, PLAN, frame(good, 1), { "grpc-encoding": "gzip" })).toBe(status.OK);
    await lives(server);
  });

  it("methods that it does not have, and calls without a message", async () => {
    const server = await at.start();
    const good = frame(encode("GetCapabilitiesRequest", {}));
    expect(await post(server, "/telaplan.v1.PlannerService/Nothing", good)).toBe(status.UNIMPLEMENTED);
    expect(await post(server, "/x", good)).toBe(status.UNIMPLEMENTED);
    expect(await post(server, PLAN, Buffer.alloc(0))).not.toBe(status.OK);
    await lives(server);
  });

  it("clients that vanish in the middle of a message, and after it", async () => {
    const server = await at.start();
    const bytes = frame(planBytes(easyProblem(1)));
    for (const cut of [3, 40, bytes.length]) {
      for (let i = 0; i < 5; i++) {
        const { session, stream } = openCall(server.address, PLAN);
        stream.write(bytes.subarray(0, cut));
        await sleep(10);
        session.destroy();
      }
    }
    await lives(server);
  });
});
