import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { checkSettings } from "../../src/service/host/settings.js";
import { SERVE_DEFAULTS } from "../cli/serve-command.js";
import { easyProblem, hardProblem, place, planBytes, until } from "./run.js";

const at = place();

interface Reply {
  readonly code: number | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: what the port sends
  readonly body: any;
}

/** Asks the admin port, with headers that `fetch` would not let through. */
function ask(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body = "",
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, method, path, headers }, async (response) => {
      let text = "";
      for await (const chunk of response.setEncoding("utf8")) text += chunk;
      resolve({ code: response.statusCode, body: JSON.parse(text) });
    });
    asked.on("error", reject).end(body);
  });
}

async function administered(settings: Parameters<typeof at.start>[0] = {}) {
  const server = await at.start({ admin: "127.0.0.1:0", ...settings });
  return { ...server, ask: ask.bind(null, server.service.adminPort!) };
}

describe("the admin port", () => {
  it("is off unless it is asked for, and is not for others than this machine without tokens", async () => {
    expect((await at.start()).service.adminPort).toBeNull();
    const check = (more: object) => () => checkSettings({ ...SERVE_DEFAULTS, ...more });
    expect(check({ admin: "0.0.0.0:9465" })).toThrow("--admin: others can reach 0.0.0.0, so it needs --admin-tokens");
    expect(check({ admin: "0.0.0.0:9465", insecure: true })).toThrow("--admin-tokens");
    expect(check({ admin: "0.0.0.0:9465", adminTokens: "x" })).not.toThrow();
    expect(check({ adminTokens: "x" })).toThrow("--admin-tokens: needs --admin");
  });

  it("lists what runs, with who asked for it and how large it is", async () => {
    const server = await administered();
    const stop = new AbortController();
    const long = server.client().plan(hardProblem(), { timeLimitMs: 30_000, signal: stop.signal });
    const headers = { "x-request-id": "build-7" };
    const streamed = server.raw("Plan", planBytes(hardProblem(1), { time_limit_ms: 30_000 }), {
      headers,
      deadline: Date.now() + 4_000,
    });
    await until(async () => (await server.ask("GET", "/calls")).body.calls.length === 2, "two calls run");
    const { body } = await server.ask("GET", "/calls");
    expect(body).toMatchObject({ inFlight: 2, queues: { workers: 2 } });
    expect(body.calls).toContainEqual(
      expect.objectContaining({ requestId: "build-7", caller: "127.0.0.1", buffers: hardProblem(1).buffers.length }),
    );
    stop.abort();
    await Promise.allSettled([long, streamed]);
    await until(async () => (await server.ask("GET", "/calls")).body.calls.length === 0, "none is left");
  });

  it("sets the level of the log while it runs, and refuses one that there is not", async () => {
    const server = await administered();
    expect(await server.ask("PUT", "/log-level", {}, "warn")).toEqual({ code: 200, body: { level: "warn" } });
    const before = server.log.length;
    await server.raw("Plan", planBytes(easyProblem(1)));
    expect(await server.ask("PUT", "/log-level", {}, "loud")).toMatchObject({ code: 400 });
    expect(await server.ask("PUT", "/log-level", {}, "x".repeat(10_000))).toMatchObject({ code: 400 });
    expect(await server.ask("GET", "/log-level")).toMatchObject({ body: { level: "warn" } });
    expect(server.log).toHaveLength(before);
  });

  it("takes a CPU profile, one at a time", async () => {
    const server = await administered();
    const first = server.ask("POST", "/profile?seconds=0.3");
    await until(async () => (await server.ask("POST", "/profile?seconds=0.1")).code === 409, "the second is refused");
    const { code, body } = await first;
    expect(code).toBe(200);
    expect(body.nodes.length).toBeGreaterThan(0);
    expect(body.endTime).toBeGreaterThan(body.startTime);
    expect(await server.ask("POST", "/profile?seconds=1000")).toMatchObject({ code: 400 });
  });

  it("turns away pages in a browser, and where it has tokens whoever has none", async () => {
    const open = await administered();
    expect((await open.ask("GET", "/calls", { origin: "http://evil.example" })).code).toBe(403);
    expect((await open.ask("GET", "/calls", { host: "evil.example" })).code).toBe(403);
    expect((await open.ask("GET", "/calls", { host: "localhost:9465" })).code).toBe(200);
    expect((await open.ask("GET", "/elsewhere")).code).toBe(404);
    const path = join(at.folder, "admins.txt");
    writeFileSync(path, "open-sesame\n");
    const closed = await administered({ adminTokens: path });
    expect((await closed.ask("GET", "/calls")).code).toBe(401);
    expect((await closed.ask("GET", "/calls", { authorization: "Bearer wrong" })).code).toBe(401);
    expect((await closed.ask("GET", "/calls", { authorization: "Bearer open-sesame", host: "any" })).code).toBe(200);
  });
});

describe("the metrics port", () => {
  it("answers probes: alive always, ready until the server drains", async () => {
    const { service } = await at.start({ metrics: "127.0.0.1:0", drainMs: 2_000 });
    const probe = async (path: string) => (await fetch(`http://127.0.0.1:${service.metricsPort}${path}`)).status;
    expect([await probe("/livez"), await probe("/readyz")]).toEqual([200, 200]);
  });
});

describe("policies that are read again", () => {
  it("guide all that is asked from then on; one that cannot be used changes nothing", async () => {
    const path = join(at.folder, "mine.json");
    const shipped = fileURLToPath(new URL("../../policy/learned.json", import.meta.url));
    const file = JSON.parse(readFileSync(shipped, "utf8"));
    const named = (name: string): string => JSON.stringify({ ...file, policy: { ...file.policy, name } });
    writeFileSync(path, named("first"));
    const server = await at.start({ policy: path });
    const client = server.client();
    const policies = async () => (await client.capabilities()).policies;
    const plan = async () => (await client.plan(easyProblem(1))).policy;
    expect([await policies(), await plan()]).toEqual([["first", "rules", "learned"], "first"]);
    writeFileSync(path, named("second"));
    expect(server.service.reload()).toBe(true);
    expect([await policies(), await plan()]).toEqual([["second", "rules", "learned"], "second"]);
    await expect(client.plan(easyProblem(1), { policy: "first" })).rejects.toMatchObject({ reason: "UNKNOWN_VALUE" });
    writeFileSync(path, "{");
    expect(server.service.reload()).toBe(false);
    expect(await plan()).toBe("second");
    expect(server.log).toContainEqual(expect.objectContaining({ msg: "reload failed" }));
    const cached = async () => (await client.plan(easyProblem(1))).cached;
    expect(await cached()).toBe(true);
    copyFileSync(shipped, path);
    expect(server.service.reload()).toBe(true);
    expect(await policies()).toEqual(["learned", "rules"]);
    expect(await cached()).toBe(false);
  });
});
