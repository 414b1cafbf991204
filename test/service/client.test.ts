import { getEventListeners } from "node:events";
import { writeFileSync } from "node:fs";
import { connect, createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { status } from "@grpc/grpc-js";
import { describe, expect, it, onTestFinished } from "vitest";
import { PlannerClient, PlannerError } from "../../src/client/index.js";
import type { Problem } from "../../src/problem/index.js";
import { Admission } from "../../src/service/calls/admission.js";
import { ServiceError, SHUTTING_DOWN } from "../../src/service/faults.js";
import { CredentialsError, Tokens } from "../../src/service/host/credentials.js";
import { withoutValues } from "../../src/service/host/transport-log.js";
import { errorOf } from "../../src/service/workers/jobs.js";
import { easyProblem, framed, hardProblem, place, processes, until } from "./run.js";

const at = place();
const spawnServer = processes();

const NOWHERE = "127.0.0.1:1";

/** What a call, or a function, throws. */
async function thrownBy(act: () => unknown): Promise<PlannerError> {
  try {
    await act();
  } catch (error) {
    return error as PlannerError;
  }
  throw new Error("nothing was thrown");
}

describe("a signal that outlives its calls", () => {
  const listeners = (signal: AbortSignal): number => getEventListeners(signal, "abort").length;

  it("is let go by every session of planMany: answered, refused, cancelled, or cut by the server", async () => {
    const server = await at.start({ drainMs: 50 });
    const client = server.client();
    const { signal } = new AbortController();
    for (let i = 0; i < 20; i++) {
      const session = client.planMany({ signal });
      expect((await session.plan(easyProblem(i, 10))).verification?.ok).toBe(true);
      expect(listeners(signal)).toBe(1);
      await session.end();
      expect(listeners(signal)).toBe(0);
    }
    const late = client.planMany({ signal, deadlineMs: 0 });
    expect(await thrownBy(() => late.plan(easyProblem(1)))).toMatchObject({ code: "DEADLINE_EXCEEDED" });
    const given = client.planMany({ signal });
    const open = thrownBy(() => given.plan(hardProblem(), { timeLimitMs: 60_000 }));
    given.cancel();
    expect(await open).toMatchObject({ code: "CANCELLED" });
    const cut = client.planMany({ signal });
    await cut.plan(easyProblem(2));
    await server.service.drain();
    await cut.end();
    expect(listeners(signal)).toBe(0);
  });

  it("is let go by unary calls and streams, also where the reader leaves, and where there is no server", async () => {
    const client = (await at.start()).client();
    const { signal } = new AbortController();
    await client.plan(easyProblem(1), { signal });
    await client.verify(easyProblem(1, 1), [0], { signal });
    await client.capabilities({ signal });
    for await (const { result } of client.planStream(easyProblem(2), { signal })) expect(result).toBeDefined();
    for await (const { incumbent } of client.planStream(hardProblem(), { signal, timeLimitMs: 60_000 })) {
      expect(incumbent).toBeDefined();
      break;
    }
    const nobody = new PlannerClient(NOWHERE, { serviceConfig: {} });
    await thrownBy(() => nobody.plan(easyProblem(1), { signal }));
    await thrownBy(() => nobody.planStream(easyProblem(1), { signal }).next());
    await thrownBy(() => nobody.planMany({ signal }).plan(easyProblem(1)));
    nobody.close();
    expect(listeners(signal)).toBe(0);
  });

  it("that has come already is not listened to, and cancels", async () => {
    const client = (await at.start()).client();
    const signal = AbortSignal.abort();
    for (const act of [
      () => client.plan(easyProblem(1), { signal }),
      () => client.planStream(easyProblem(1), { signal }).next(),
      () => client.planMany({ signal }).plan(easyProblem(1)),
    ]) {
      expect(await thrownBy(act)).toMatchObject({ name: "PlannerError", code: "CANCELLED" });
    }
    expect(listeners(signal)).toBe(0);
  });
});

describe("a session of planMany", () => {
  it("that has been ended refuses more, and still answers what is open", async () => {
    const session = (await at.start()).client().planMany();
    const open = session.plan(easyProblem(1));
    const ended = session.end();
    expect(await thrownBy(() => session.plan(easyProblem(2)))).toMatchObject({
      name: "PlannerError",
      code: "FAILED_PRECONDITION",
    });
    expect((await open).verification?.ok).toBe(true);
    await ended;
  });
});

describe("SHUTTING_DOWN", () => {
  it("comes with the same time to try again from every place that says it", async () => {
    const closed = Object.assign(new Admission({ maxInFlightBytes: 1 }), { closed: true });
    const stopped = async (): Promise<never> => Promise.reject(errorOf({ kind: "stopped" }));
    for (const act of [() => closed.enter(1), stopped]) {
      const error: unknown = await thrownBy(act);
      expect(error).toBeInstanceOf(ServiceError);
      expect((error as ServiceError).fault).toBe(SHUTTING_DOWN);
    }
    expect(SHUTTING_DOWN.retryAfterMs).toBeGreaterThan(0);
  });
});

describe("what may be secret is never shown:", () => {
  const SECRET = "s3cr3t";

  it.each([
    ["a line break", `${SECRET}\n`, "character 7 is a line break"],
    ["a carriage return", `${SECRET}\rx`, "character 7 is a line break"],
    ["a tab", `${SECRET}\tx`, "character 7 is a tab"],
    ["a space", `${SECRET} x`, "character 7 is a space"],
    ["a null", `${SECRET}\0`, "character 7 is a control character"],
    ["an accent", `${SECRET}é`, "character 7 is no ASCII character"],
    ["an emoji", `${SECRET}😀`, "character 7 is no ASCII character"],
  ])("a token with %s is refused when the client is made, by position and kind", async (_, token, says) => {
    const error = await thrownBy(() => new PlannerClient(NOWHERE, { token }));
    expect(error).toBeInstanceOf(PlannerError);
    expect(error).toMatchObject({ code: "INVALID_ARGUMENT", violations: [{ field: "token" }] });
    expect(error.message).toContain(`token: ${says}`);
    expect(`${error.stack}${JSON.stringify(error)}`).not.toContain(SECRET);
  });

  it("an empty token is refused, and one of visible ASCII arrives", async () => {
    expect(await thrownBy(() => new PlannerClient(NOWHERE, { token: "" }))).toMatchObject({ code: "INVALID_ARGUMENT" });
    const token = "!#$%&'*+-./09:;<=>?@AZ[]^_`az{|}~";
    writeFileSync(join(at.folder, "tokens.txt"), `\ufeff${token}\r\n`);
    const client = (await at.start({ tokens: join(at.folder, "tokens.txt") })).client({ token });
    expect((await client.capabilities()).workers).toBe(1);
  });

  it.each([
    ["a value", { "x-key": `${SECRET}\n` }, 'headers["x-key"]: character 7 is a line break'],
    ["a value that is not text", { "x-key": 3 as never }, 'headers["x-key"] must be text'],
    ["a header of bytes", { "x-bin": SECRET }, 'headers["x-bin"]: headers of bytes'],
    ["a name", { [`authorization: ${SECRET}`]: "" }, "headers: a name is made of letters"],
    ["an empty name", { "": SECRET }, "one is empty"],
  ])("%s of a header that cannot be sent is refused by every method", async (_, headers, says) => {
    const client = new PlannerClient(NOWHERE);
    for (const act of [
      () => client.plan(easyProblem(1), { headers }),
      () => client.verify(easyProblem(1), [], { headers }),
      () => client.capabilities({ headers }),
      () => client.planStream(easyProblem(1), { headers }).next(),
      () => client.planMany({ headers }),
    ]) {
      const error = await thrownBy(act);
      expect(error).toMatchObject({ name: "PlannerError", code: "INVALID_ARGUMENT" });
      expect(error.message).toContain(says);
      expect(`${error.stack}${JSON.stringify(error)}`).not.toContain(SECRET);
    }
    client.close();
  });

  it("a key in place of its path is not repeated, by the client or by the server", async () => {
    const key = `-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----\n`;
    const cert = fileURLToPath(new URL("certs/client.crt", import.meta.url));
    for (const given of [key, key.replaceAll("\n", ""), `${SECRET}\0`, SECRET.repeat(300)]) {
      const error = await thrownBy(() => new PlannerClient(NOWHERE, { tls: { cert, key: given } }));
      expect(error).toMatchObject({
        name: "PlannerError",
        code: "INVALID_ARGUMENT",
        violations: [{ field: "tls.key" }],
      });
      expect(error.message).not.toContain(SECRET);
      const there: Error = await thrownBy(() => at.start({ tlsCert: cert, tlsKey: given }));
      expect(there).toBeInstanceOf(CredentialsError);
      expect(there.message).toMatch(/^--tls-key: must be the path of a file/);
      expect(there.message).not.toContain(SECRET);
    }
  });

  it.each([
    ["a space", `good\n${SECRET} two\n`, "line 2: character 7 of the token is a space"],
    ["an accent", `# first\n\n  ${SECRET}é\n`, "line 3: character 7 of the token is no ASCII character"],
    ["UTF-16", Buffer.from(`\ufeff${SECRET}\n`, "utf16le"), "line 1: character 1"],
  ])("a tokens file with %s is refused by line and character", async (_, text, says) => {
    const path = join(at.folder, "odd.txt");
    writeFileSync(path, text);
    const error = await thrownBy(() => new Tokens(path));
    expect(error).toBeInstanceOf(CredentialsError);
    expect(error.message).toContain(`--tokens: ${path}, ${says}`);
    expect(error.message).not.toContain(SECRET);
  });

  it("a header that the server cannot read is neither on standard output nor on standard error", async () => {
    const { port, lines, complaints } = await spawnServer([], { GRPC_VERBOSITY: "ERROR" });
    const session = connect(`http://127.0.0.1:${port}`);
    const stream = session.request({
      ":method": "POST",
      ":path": "/telaplan.v1.PlannerService/GetCapabilities",
      "content-type": "application/grpc",
      te: "trailers",
      authorization: `Bearer ${SECRET}\u00e9`,
    });
    stream.end(Buffer.alloc(5));
    const ended = new Promise((resolve) => stream.on("trailers", ({ "grpc-status": code }) => resolve(Number(code))));
    stream.resume();
    expect(await ended).toBe(status.OK);
    session.close();
    const told = (): boolean =>
      lines.some(({ msg, transport }) => msg === "transport" && /authorization/.test(String(transport)));
    await until(told, "the header is logged");
    expect(JSON.stringify(lines) + complaints()).not.toContain(SECRET);
    expect(withoutValues("Failed to add metadata entry x: a\nb. More")).not.toMatch(/a\nb/);
  });
});

describe("what is wrong with the way to the server is said once:", () => {
  it.each([
    [NOWHERE, "no server answers at 127.0.0.1:1: connection refused (ECONNREFUSED)"],
    ["unix:/tmp/no/such/socket", "no server answers at unix:/tmp/no/such/socket: no such socket (ENOENT)"],
    [
      "ipv4:127.0.0.1:1,127.0.0.1:2",
      "no server answers at ipv4:127.0.0.1:1,127.0.0.1:2: connection refused (ECONNREFUSED)",
    ],
  ])("%s", async (address, message) => {
    const client = new PlannerClient(address);
    for (const act of [
      () => client.plan(easyProblem(1)),
      () => client.planStream(easyProblem(1)).next(),
      () => client.planMany().plan(easyProblem(1)),
    ]) {
      expect(await thrownBy(act)).toMatchObject({ name: "PlannerError", code: "UNAVAILABLE", message });
    }
    client.close();
  });

  it("an address that is none, a file that is missing, and half of a certificate are refused at once", async () => {
    const refused = async (address: string, options: ConstructorParameters<typeof PlannerClient>[1], says: string) => {
      const error = await thrownBy(() => new PlannerClient(address, options));
      expect(error).toMatchObject({ name: "PlannerError", code: "INVALID_ARGUMENT" });
      expect(error.message).toContain(says);
    };
    await refused("", {}, 'address ""');
    await refused(
      NOWHERE,
      { tls: { ca: "/no/such.pem" } },
      "tls.ca: cannot read /no/such.pem: no such file or directory",
    );
    await refused(NOWHERE, { tls: { cert: "/no/such.pem" } }, "tls.cert and tls.key: both are needed");
  });
});

describe("a key of a problem", () => {
  const buffer = { id: "a", lower: 0, upper: 4, size: 8 };
  const calls = [
    ["plan", (client: PlannerClient, problem: Problem) => client.plan(problem)],
    ["verify", (client: PlannerClient, problem: Problem) => client.verify(problem, [0])],
    [
      "planStream",
      async (client: PlannerClient, problem: Problem) => {
        for await (const _ of client.planStream(problem));
      },
    ],
  ] as const;

  it.each(calls)("that means something is refused by %s, for it would not be sent", async (_, call) => {
    const client = new PlannerClient(NOWHERE);
    for (const [problem, field, message] of [
      [
        { buffers: [{ ...buffer, windows: [[1, 2]] }] },
        "problem.buffers[0].windows",
        'buffer "a": key "windows" is not known; did you mean "gaps"?',
      ],
      [
        { buffers: [{ ...buffer, gaps: [[1, 2]] }] },
        "problem.buffers[0].gaps",
        'buffer "a": gaps[0] must be an object',
      ],
      [{ buffers: [{ ...buffer, align: 64 }] }, "problem.buffers[0].align", 'did you mean "alignment"?'],
      [{ buffers: [buffer], Capacity: 4 }, "problem.Capacity", 'did you mean "capacity"?'],
    ] as const) {
      const error = await thrownBy(() => call(client, problem as unknown as Problem));
      expect(error).toMatchObject({ name: "PlannerError", code: "INVALID_ARGUMENT", reason: "INVALID_FIELD" });
      expect(error.message).toContain(message);
      expect(error.violations).toMatchObject([{ field }]);
    }
    client.close();
  });

  it.each(calls)("that means nothing is let pass by %s", async (_, call) => {
    const client = new PlannerClient(NOWHERE);
    const problem = { buffers: [{ ...buffer, color: "red", gaps: [] }], model: "net" } as unknown as Problem;
    expect(await thrownBy(() => call(client, problem))).toMatchObject({ code: "UNAVAILABLE" });
    client.close();
  });
});

describe("a server that dies between the headers of its answer and the message", () => {
  /** Answers GetCapabilities, but breaks the connection after the headers of the first `count` calls. */
  async function dying(count: number): Promise<{ readonly address: string; calls: number }> {
    const server = createServer();
    const place = { address: "", calls: 0 };
    server.on("session", (session) => session.on("error", () => {}));
    server.on("stream", (stream) => {
      stream.on("error", () => {});
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      if (++place.calls <= count) return void setTimeout(() => stream.session?.destroy(), 20);
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      stream.end(framed(new Uint8Array()));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    place.address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    return place;
  }

  it("loses no call: it is begun again, within the same deadline", async () => {
    const server = await dying(3);
    const client = new PlannerClient(server.address);
    expect(await client.capabilities({ deadlineMs: 20_000 })).toMatchObject({ version: "" });
    expect(server.calls).toBe(4);
    client.close();
  });

  it("is told of where every attempt ends so, and at once for a caller with a service config", async () => {
    for (const [serviceConfig, calls] of [
      [undefined, 5],
      [{}, 1],
    ] as const) {
      const server = await dying(100);
      const client = new PlannerClient(server.address, serviceConfig === undefined ? {} : { serviceConfig });
      expect(await thrownBy(() => client.capabilities({ deadlineMs: 20_000 }))).toMatchObject({ code: "UNAVAILABLE" });
      expect(server.calls).toBe(calls);
      client.close();
    }
  });
});
