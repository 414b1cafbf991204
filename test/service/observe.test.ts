import { readFileSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect as connectPlain } from "node:net";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { PlannerClient } from "../../src/client/index.js";
import { Tokens } from "../../src/service/host/credentials.js";
import { easyProblem, hardProblem, place, planBytes, processes, type Served, until } from "./run.js";

const at = place();
const spawnServer = processes();
const cert = (name: string): string => fileURLToPath(new URL(`certs/${name}`, import.meta.url));

/** A server with metrics, and what they say. */
async function watched(settings: Parameters<typeof at.start>[0] = {}) {
  const server = await at.start({ metrics: "127.0.0.1:0", ...settings });
  const metrics = async (): Promise<string> =>
    (await fetch(`http://127.0.0.1:${server.service.metricsPort}/metrics`)).text();
  return { ...server, metrics };
}

const PLAN = "telaplan.v1.PlannerService/Plan";

/** The lines of calls of a method, once there are so many. */
async function calls({ log }: Pick<Served, "log">, method: string, count = 1): Promise<Record<string, unknown>[]> {
  const found = (): Record<string, unknown>[] => log.filter((line) => line.msg === "call" && line.method === method);
  await until(() => found().length >= count, `${count} calls of ${method} are logged`);
  return found();
}

describe("the line of a call", () => {
  it("says who called, how large the problem was, what came out, from where, and how long it waited", async () => {
    const server = await watched();
    const bytes = planBytes(easyProblem(7, 50));
    await server.raw("Plan", bytes);
    await server.raw("Plan", bytes);
    const [first, second] = await calls(server, PLAN, 2);
    const common = { code: "OK", caller: "127.0.0.1", bytes: bytes.length, buffers: 50, status: "optimal" };
    expect(first).toMatchObject({ ...common, cache: "miss", queueMs: expect.any(Number) });
    expect(second).toMatchObject({ ...common, cache: "hit" });
    // A stored answer waits for nobody.
    expect(second).not.toHaveProperty("queueMs");
    const text = await server.metrics();
    for (const line of [
      'telaplan_problem_buffers_count{method="Plan"} 2',
      'telaplan_problem_buffers_sum{method="Plan"} 100',
      `telaplan_request_bytes_sum{method="Plan"} ${2 * bytes.length}`,
      'telaplan_queue_seconds_count{queue="quick"} 1',
    ])
      expect(text).toContain(`${line}\n`);
  });

  it("names a caller by the mark of its token, never by the token", async () => {
    const path = join(at.folder, "marks.txt");
    writeFileSync(path, "alpha-secret\nbeta-secret\n");
    const server = await watched({ tokens: path });
    for (const token of ["alpha-secret", "beta-secret", "gamma-secret"]) {
      const headers = { authorization: `Bearer ${token}` };
      await server.raw("Plan", planBytes(easyProblem(1)), { headers }).catch(() => {});
    }
    const lines = await calls(server, PLAN, 3);
    const [alpha, beta, gamma] = lines.map(({ caller }) => caller);
    expect([alpha, beta]).toEqual([expect.stringMatching(/^token:[0-9a-f]{8}$/), expect.stringMatching(/^token:/)]);
    expect(alpha).not.toBe(beta);
    expect(gamma).toBe("127.0.0.1");
    expect(lines[2]).toMatchObject({ code: "UNAUTHENTICATED", reason: "UNAUTHENTICATED" });
    expect(JSON.stringify(server.log)).not.toContain("secret");
    expect(new Tokens(path).markOf("Bearer beta-secret")).toBe(String(beta).slice("token:".length));
  });

  it("names a caller by its certificate", async () => {
    const server = await watched({
      tlsCert: cert("server.crt"),
      tlsKey: cert("server.key"),
      tlsClientCa: cert("ca.crt"),
    });
    const tls = { ca: cert("ca.crt"), cert: cert("client.crt"), key: cert("client.key") };
    const client = new PlannerClient(server.address, { tls });
    await client.plan(easyProblem(1));
    client.close();
    expect(await calls(server, PLAN)).toMatchObject([{ caller: "cert:client" }]);
  });

  it("of PlanMany counts requests by outcome, and each has a line of its own where details are wanted", async () => {
    const server = await watched();
    const client = server.client();
    const broken = { buffers: [{ id: "a", lower: 2, upper: 1, size: 1 }] };
    const problems = [easyProblem(1), easyProblem(2), broken, easyProblem(3)];
    const session = client.planMany();
    const outcomes = await Promise.allSettled(problems.map((problem) => session.plan(problem)));
    expect(outcomes.map(({ status }) => status === "fulfilled")).toEqual([true, true, false, true]);
    await session.end();
    const [line] = await calls(server, "telaplan.v1.PlannerService/PlanMany");
    expect(line).toMatchObject({ code: "OK", requests: { OK: 3, INVALID_PROBLEM: 1 } });
    const each = server.log.filter(({ msg }) => msg === "request");
    expect(each.map(({ reason }) => reason).sort()).toEqual(["INVALID_PROBLEM", undefined, undefined, undefined]);
    expect(each.every(({ requestId, level }) => requestId === line!.requestId && level === 20)).toBe(true);
    expect(await server.metrics()).toContain('telaplan_problem_buffers_count{method="PlanMany"} 3\n');
  });
});

describe("what the transport answers by itself", () => {
  it("counts a message that is too large as RESOURCE_EXHAUSTED, by the limit that it met", async () => {
    const server = await watched({ maxMessageBytes: 1_000 });
    const error: unknown = await server.raw("Plan", planBytes(easyProblem(1, 500))).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 8 });
    expect(await calls(server, PLAN)).toMatchObject([{ code: "RESOURCE_EXHAUSTED", reason: "MESSAGE_TOO_LARGE" }]);
    const text = await server.metrics();
    expect(text).toContain('telaplan_calls_total{method="Plan",code="RESOURCE_EXHAUSTED"} 1\n');
    expect(text).toContain('telaplan_refusals_total{limit="max-message"} 1\n');
  });

  it("logs and counts a method that there is not, whatever its name, under one word", async () => {
    const server = await watched();
    for (const method of ["Plan2", `${"x".repeat(500)}`])
      await expect(server.raw(method, new Uint8Array())).rejects.toMatchObject({ code: 12 });
    const [line] = await calls(server, "/telaplan.v1.PlannerService/Plan2");
    expect(line).toMatchObject({ code: "UNIMPLEMENTED", peer: expect.stringContaining("127.0.0.1:") });
    expect(await server.metrics()).toContain('telaplan_calls_total{method="unknown",code="UNIMPLEMENTED"} 2\n');
    expect(JSON.stringify(server.log)).not.toContain("x".repeat(300));
  });

  it("logs and counts refused handshakes, and connections that speak no HTTP/2", async () => {
    const tls = { tlsCert: cert("server.crt"), tlsKey: cert("server.key"), tlsClientCa: cert("ca.crt") };
    const server = await watched(tls);
    const [host, port] = server.address.split(":") as [string, string];
    await new Promise<void>((resolve) => {
      const socket = connectTls({ host, port: Number(port), ca: readFileSync(cert("ca.crt")), ALPNProtocols: ["h2"] });
      socket.on("error", () => {}).on("close", () => resolve());
    });
    await new Promise<void>((resolve) => {
      const socket = connectPlain({ host, port: Number(port) }, () => socket.end("hello\r\n\r\n"));
      socket.on("error", () => {}).on("close", () => resolve());
      socket.resume();
    });
    const refused = () => server.log.filter(({ msg }) => msg === "connection refused");
    await until(() => refused().length >= 2, "two refused connections are logged");
    expect(refused()).toMatchObject([{ why: "handshake" }, { why: "handshake" }]);
    expect(await server.metrics()).toContain('telaplan_connections_refused_total{why="handshake"} 2\n');

    const plain = await watched();
    await new Promise<void>((resolve) => {
      request({ port: Number(plain.address.split(":")[1]), path: "/" }, () => resolve())
        .on("error", () => resolve())
        .end();
    });
    await until(() => plain.log.some(({ msg, why }) => msg === "connection refused" && why === "protocol"), "HTTP/1");
    expect(await plain.metrics()).toContain('telaplan_connections_refused_total{why="protocol"} 1\n');
  });
});

describe("the metrics", () => {
  it("tell refusals by limit, versions, and when the certificate ends", async () => {
    const tls = { tlsCert: cert("server.crt"), tlsKey: cert("server.key") };
    const server = await watched({ ...tls, maxBuffers: 10, maxInFlight: 1, planManyWindow: 1, maxSessions: 0 });
    const client = new PlannerClient(server.address, { tls: { ca: cert("ca.crt") }, serviceConfig: {} });
    await expect(client.plan(easyProblem(1))).rejects.toMatchObject({ reason: "TOO_MANY_BUFFERS" });
    client.close();
    const text = await server.metrics();
    expect(text).toContain('telaplan_refusals_total{limit="max-buffers"} 1\n');
    expect(text).toContain(`telaplan_build_info{version="0.0.0-test",node="${process.version}"} 1\n`);
    const expiry = Number(/^telaplan_certificate_expiry_seconds (\S+)$/m.exec(text)?.[1]);
    expect(expiry).toBeGreaterThan(Date.now() / 1000 + 365 * 86_400);
    expect(text).toMatch(/^# TYPE telaplan_workers_replaced_total counter$/m);
    expect(text).toMatch(/^# TYPE telaplan_deadline_misses_total counter$/m);
  });

  it("count what is refused because too much is in flight", async () => {
    const server = await watched({ maxInFlight: 1, planManyWindow: 1 });
    const stop = new AbortController();
    const long = server.client().plan(hardProblem(), { timeLimitMs: 30_000, signal: stop.signal });
    await until(async () => (await server.metrics()).includes("telaplan_in_flight 1\n"), "one is in flight");
    await expect(server.raw("Plan", planBytes(hardProblem(1)))).rejects.toMatchObject({ code: 8 });
    expect(await server.metrics()).toContain('telaplan_refusals_total{limit="max-in-flight"} 1\n');
    stop.abort();
    await long.catch(() => {});
  });

  it("count a deadline that came first", async () => {
    const server = await watched();
    // There is no plan within a few milliseconds. Clients give up by themselves, about when the server would.
    for (let miss = 0; miss < 5; miss++) {
      const bytes = planBytes(easyProblem(miss, 10_000));
      await expect(server.raw("Plan", bytes, { deadline: Date.now() + 10 })).rejects.toMatchObject({ code: 4 });
    }
    const ends = await calls(server, PLAN);
    expect(ends.map(({ code }) => code)).toEqual(ends.map(() => "DEADLINE_EXCEEDED"));
    const [, misses] = /^telaplan_deadline_misses_total\{method="Plan"\} (\d+)$/m.exec(await server.metrics())!;
    expect(Number(misses)).toBeGreaterThanOrEqual(ends.length);
  });
});

describe("SIGHUP", () => {
  it("says that all was read again only where it was", async () => {
    const path = join(at.folder, "again.txt");
    writeFileSync(path, "one\n");
    const { child, lines } = await spawnServer(["--tokens", path]);
    const told = (): unknown[] => lines.map(({ msg }) => msg).filter((msg) => /read|reload/.test(String(msg)));
    writeFileSync(path, "\n");
    child.kill("SIGHUP");
    await until(() => told().includes("reload failed"), "the bad file is told");
    writeFileSync(path, "two\n");
    child.kill("SIGHUP");
    await until(() => told().length > 1, "the good file is told");
    expect(told()).toEqual(["reload failed", "certificates and tokens read again"]);
  });
});
