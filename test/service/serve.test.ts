import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { SERVE_FLAGS, variableOf } from "../../src/cli/commands/serve-options.js";
import { PlannerClient, type PlannerError } from "../../src/client/index.js";
import { serialize } from "../../src/formats/index.js";
import { meddledWith, prepare, rowsOf, SEARCHED, telaplan, write } from "../cli/run.js";
import { SERVE_DEFAULTS as defaults, settled } from "../cli/serve-command.js";
import { easyProblem, hardProblem, place, processes, sleep, until } from "./run.js";

const at = prepare();
const inProcess = place();
const spawnServer = processes();

const MODEL =
  "id,lower,upper,size\ninput,0,2,256\nconv1,1,4,512\nskip,1,6,128\nconv2,3,6,384\nadd,5,8,256\nout,7,9,512\n";

describe("the settings of telaplan serve", () => {
  it("are taken from the flag, else the variable, else the file, else the default", () => {
    const file = write(
      at.folder,
      "serve.json",
      '{ "workers": 3, "max-in-flight": 7, "cache": "1MiB", "reflection": false }',
    );
    const given = ["--config", file, "--workers", "5"];
    const settings = settled(given, { TELAPLAN_WORKERS: "4", TELAPLAN_CACHE: "2MiB" });
    expect(settings).toMatchObject({
      workers: 5,
      cacheBytes: 2 ** 21,
      maxInFlight: 7,
      reflection: false,
      drainMs: 10_000,
    });
    expect(settled([], { TELAPLAN_CONFIG: file })).toMatchObject({ workers: 3, cacheBytes: 2 ** 20 });
  });

  it("all have a flag, a variable and a key, each with its own value", () => {
    const example: Record<string, string> = {
      "<host:port>": "127.0.0.1:7",
      "<n>": "9",
      "<bytes>": "9MiB",
      "<s>": "9",
      "<MiB>": "99",
      "<file>": "x.pem",
      "<folder>": "problems",
      "<on|off>": "off",
      "<level>": "warn",
      "<policy>": "rules",
      "<octal>": "660",
      "<user:group>": "1000:1000",
      "<url>": "http://127.0.0.1:4318",
      "<list>": "TLS_AES_128_GCM_SHA256",
    };
    const keys = new Set(SERVE_FLAGS.map(({ key }) => key));
    expect([...keys].sort()).toEqual(Object.keys(defaults).sort());
    for (const { name, key, value } of SERVE_FLAGS) {
      const text = value === undefined ? "true" : example[value]!;
      const byFlag = settled(value === undefined ? [`--${name}`] : [`--${name}`, text])[key];
      const byVariable = settled([], { [variableOf(name)]: text })[key];
      const byFile = settled(["--config", write(at.folder, "one.json", JSON.stringify({ [name]: text }))])[key];
      expect([byVariable, byFile], name).toEqual([byFlag, byFlag]);
      expect(byFlag, name).not.toEqual(defaults[key]);
    }
  });

  it("of a switch can be off by its variable, which the flag overrides", () => {
    expect(settled([], { TELAPLAN_INSECURE: "off" }).insecure).toBe(false);
    expect(settled(["--insecure"], { TELAPLAN_INSECURE: "off" }).insecure).toBe(true);
    expect(() => settled([], { TELAPLAN_INSECURE: "maybe" })).toThrow(
      'TELAPLAN_INSECURE: must be on or off, got "maybe"',
    );
  });

  it.each([
    [["--workers", "0"], "--workers: must be"],
    [["--max-message", "0"], "--max-message: must be above 0 bytes"],
    [["--cache", "lots"], "--cache: must be whole bytes"],
    [["--drain-time", "none"], "--drain-time: must be seconds"],
    [["--listen", "nowhere"], "--listen: must be HOST:PORT"],
    [["--listen", "0.0.0.0:0"], "say --insecure"],
    [["--tls-cert", "x.pem"], "--tls-cert and --tls-key"],
    [["--tls-client-ca", "x.pem"], "--tls-client-ca: needs"],
    [["--tls-cert", "x.pem", "--tls-key", "y.pem"], "--tls-cert: cannot read x.pem"],
    [["--tokens", "none.txt"], "--tokens: cannot read none.txt"],
    [["--config", "none.json"], "--config: none.json cannot be read"],
    [["--log-level", "loud"], "--log-level: must be"],
    [["--reflection", "maybe"], "--reflection: must be on or off"],
    [["--default-time-limit", "90"], "--default-time-limit: must not be above"],
    [["--plan-many-window", "600"], "--plan-many-window: must not be above"],
    [["--max-transfer-bytes", "1MiB"], "--max-transfer-bytes: must not be below --max-message"],
    [["--max-connection-age", "0"], "--max-connection-age: must be seconds"],
    [["--listen", "unix:x.sock", "--socket-mode", "rw"], "--socket-mode: must be three octal digits"],
    [["--listen", "unix:x.sock", "--socket-owner", "no-such-user"], "--socket-owner: there is no user"],
    [["--socket-owner", "0"], "--socket-owner: is for --listen unix:PATH"],
  ])("%s is refused by name, exit code 2", (args, says) => {
    const { code, stderr, stdout } = telaplan(["serve", "--metrics", "none", ...args]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(says);
  });

  it("of a file are refused by file and key, and of a variable by its name", () => {
    const wrong = write(at.folder, "wrong.json", '{ "worker": 3 }');
    expect(telaplan(["serve", "--config", wrong]).stderr).toContain('there is no setting "worker"');
    const bad = write(at.folder, "bad.json", '{ "workers": "many" }');
    expect(telaplan(["serve", "--config", bad]).stderr).toContain("bad.json: workers: must be");
    expect(telaplan(["serve"], { env: { TELAPLAN_WORKERS: "-1" } }).stderr).toContain("TELAPLAN_WORKERS: must be");
  });

  it("with a port that is taken end the program with code 2", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as { port: number };
    const { code, stderr } = telaplan(["serve", "--metrics", "none", "--listen", `127.0.0.1:${port}`]);
    taken.close();
    const reason = "the port is in use; end what listens there, or take another one (0 is any that is free)";
    expect([code, stderr]).toEqual([2, `error: --listen: cannot listen on 127.0.0.1:${port}: ${reason}\n`]);
  });
});

describe("telaplan serve", () => {
  it("answers, logs each call with request id and trace, and counts it", async () => {
    const { port, metricsPort, lines } = await spawnServer(["--metrics", "127.0.0.1:0"]);
    const client = new PlannerClient(`127.0.0.1:${port}`);
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const headers = { "x-request-id": "build-42", traceparent, tracestate: "a=b" };
    expect((await client.plan(easyProblem(1), { headers })).verification?.ok).toBe(true);
    const trailers = await new Promise<Map<string, string>>((resolve, reject) => {
      const call = client.stub.getCapabilities({}, client.metadata({ headers }), (error) => error && reject(error));
      call.on("status", ({ metadata }) =>
        resolve(new Map(Object.entries(metadata.getMap()).map(([k, v]) => [k, String(v)]))),
      );
    });
    expect(trailers.get("x-request-id")).toBe("build-42");
    expect(trailers.get("tracestate")).toBe("a=b");
    expect(trailers.get("traceparent")).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
    expect(trailers.get("traceparent")).not.toBe(traceparent);
    await expect(client.plan({ buffers: [{ id: "a", lower: 0, upper: -1, size: 1 }] })).rejects.toMatchObject({
      requestId: /./,
    });
    await until(() => lines.filter(({ msg }) => msg === "call").length === 3, "three calls are logged");
    expect(lines.find(({ method }) => method === "telaplan.v1.PlannerService/Plan")).toMatchObject({
      code: "OK",
      requestId: "build-42",
      traceId: "0af7651916cd43dd8448eb211c80319c",
      parentId: "b7ad6b7169203331",
    });
    const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    for (const line of [
      'telaplan_calls_total{method="Plan",code="OK"} 1',
      'telaplan_calls_total{method="Plan",code="INVALID_ARGUMENT"} 1',
      'telaplan_call_seconds_count{method="Plan"} 2',
      "telaplan_solve_seconds_count 1",
      "telaplan_workers 2",
      "telaplan_in_flight 0",
    ]) {
      expect(text).toContain(`${line}\n`);
    }
    expect((await fetch(`http://127.0.0.1:${metricsPort}/`)).status).toBe(404);
    client.close();
  }, 30_000);

  it.each(["SIGTERM", "SIGINT"] as const)(
    "drains at %s: hands back the best plan, takes no more calls, exits 0",
    async (signal) => {
      const { child, port, ended, lines } = await spawnServer(["--drain-time", "0.3"]);
      const client = new PlannerClient(`127.0.0.1:${port}`, { serviceConfig: {} });
      const call = client.plan(hardProblem(), { timeLimitMs: 60_000 });
      await sleep(400);
      child.kill(signal);
      expect(await call).toMatchObject({ status: "feasible", stoppedBy: "shutdown" });
      expect(await ended).toEqual({ code: 0, signal: null });
      expect(lines.map(({ msg }) => msg)).toEqual(expect.arrayContaining(["listening", "draining", "call", "drained"]));
      await expect(client.plan(easyProblem(1), { deadlineMs: 2_000 })).rejects.toMatchObject({ code: "UNAVAILABLE" });
      client.close();
    },
  );

  it("asks for a token where it has some, except for health, and reads them again at SIGHUP", async () => {
    const file = write(at.folder, "tokens.txt", "# compilers\nfirst\n\nsecond\n");
    const { child, port, lines } = await spawnServer(["--tokens", file]);
    const ask = async (token?: string): Promise<string> => {
      const client = new PlannerClient(`127.0.0.1:${port}`, token === undefined ? {} : { token });
      const answer = await client.capabilities().then(
        () => "OK",
        (error: PlannerError) => `${error.code} ${error.reason}`,
      );
      client.close();
      return answer;
    };
    const refused = "UNAUTHENTICATED UNAUTHENTICATED";
    expect(await ask()).toBe(refused);
    expect([await ask("first"), await ask("second"), await ask("third"), await ask("firs"), await ask("#")]).toEqual([
      "OK",
      "OK",
      refused,
      refused,
      refused,
    ]);
    writeFileSync(file, "third\n");
    child.kill("SIGHUP");
    await until(() => lines.some(({ msg }) => msg === "certificates and tokens read again"), "SIGHUP is heard");
    expect([await ask("first"), await ask("third")]).toEqual([refused, "OK"]);
    writeFileSync(file, "\n");
    child.kill("SIGHUP");
    await until(() => lines.some(({ msg }) => msg === "reload failed"), "a bad file is logged");
    expect(await ask("third")).toBe("OK");
    const model = write(at.folder, "model.1024.csv", MODEL);
    const token = write(at.folder, "token", "third\n");
    const { code } = await meddledWith(["pack", "--server", `127.0.0.1:${port}`, "--token", token, model], () => {});
    expect(code).toBe(0);
  });

  it("speaks TLS, asks for client certificates, and takes new ones at SIGHUP", async () => {
    const path = (name: string): string => join(at.folder, name);
    cpSync(fileURLToPath(new URL("certs", import.meta.url)), at.folder, { recursive: true });
    const tls = ["--tls-cert", path("server.crt"), "--tls-key", path("server.key")];
    const { child, port, lines } = await spawnServer([...tls, "--tls-client-ca", path("ca.crt")]);
    const ask = async (options: ConstructorParameters<typeof PlannerClient>[1]): Promise<string> => {
      const client = new PlannerClient(`127.0.0.1:${port}`, { ...options, serviceConfig: {} });
      const answer = await client.capabilities({ deadlineMs: 5_000 }).then(
        () => "OK",
        (error: PlannerError) => error.code,
      );
      client.close();
      return answer;
    };
    const ca = path("ca.crt");
    const mine = { cert: path("client.crt"), key: path("client.key") };
    expect(await ask({ tls: { ca, ...mine } })).toBe("OK");
    expect(await ask({})).toBe("UNAVAILABLE");
    expect(await ask({ tls: { ca } })).toBe("UNAVAILABLE");
    expect(await ask({ tls: { ca, cert: path("stranger.crt"), key: path("stranger.key") } })).toBe("UNAVAILABLE");
    expect(await ask({ tls: { ca: path("other.crt"), ...mine } })).toBe("UNAVAILABLE");
    const subject = (): Promise<string> =>
      new Promise((resolve, reject) => {
        const options = {
          host: "127.0.0.1",
          port,
          ca: readFileSync(ca),
          cert: readFileSync(mine.cert),
          key: readFileSync(mine.key),
          ALPNProtocols: ["h2"],
        };
        const socket = connectTls(options, () => {
          resolve(String(socket.getPeerCertificate().subject.CN));
          socket.destroy();
        });
        socket.on("error", reject);
      });
    expect(await subject()).toBe("server");
    renameSync(path("renewed.crt"), path("server.crt"));
    renameSync(path("renewed.key"), path("server.key"));
    child.kill("SIGHUP");
    await until(() => lines.some(({ msg }) => msg === "certificates and tokens read again"), "SIGHUP is heard");
    expect(await subject()).toBe("renewed");
    expect(await ask({ tls: { ca, ...mine } })).toBe("OK");
    const model = write(at.folder, "model.1024.csv", MODEL);
    const flags = ["--tls-ca", ca, "--tls-cert", mine.cert, "--tls-key", mine.key];
    const { code } = await meddledWith(["pack", "--server", `localhost:${port}`, ...flags, model], () => {});
    expect(code).toBe(0);
  });
});

describe("telaplan pack --server", () => {
  it("takes plans that lay buffers in one of several memories", async () => {
    const { address } = await inProcess.start();
    const choice = [{ id: "fast" }, { id: "slow", cost: 5 }];
    const problem = {
      memories: [{ id: "fast", capacity: 8 }, { id: "slow" }],
      buffers: ["a", "b", "c"].map((id) => ({ id, lower: 0, upper: 2, size: 4, memories: choice })),
    };
    const file = write(at.folder, "choice.json", JSON.stringify(problem));
    const placed = join(at.folder, "choice-placed.json");
    const { code, stdout } = await meddledWith(["pack", "--json", "-o", placed, "--server", address, file], () => {});
    expect([code, rowsOf(stdout)[0]]).toMatchObject([0, { verified: true, terms: [{ term: "spill", value: 5 }] }]);
    expect(telaplan(["verify", placed]).code).toBe(0);
  });

  it("prints, writes and returns what a local run does", async () => {
    const { address } = await inProcess.start();
    const model = write(at.folder, "model.1024.csv", MODEL);
    const out = (name: string): string => join(at.folder, name);
    for (const more of [
      [],
      ["-c", "1023"],
      ["--minimize", "-c", "4096"],
      ["-t", "none", "--step-limit", "50", "--seed", "3"],
      ["-c", "100"],
    ]) {
      const run = (name: string, ...server: string[]) =>
        meddledWith(["pack", "--format", "json", "-o", out(`${name}.csv`), ...more, ...server, model], () => {});
      const here = await run("here");
      const there = await run("there", "--server", address);
      const facts = (stdout: string) => rowsOf(stdout).map((row) => ({ ...row, solveMs: 0, output: null }));
      // Notes on the outputs name them.
      const notes = there.stderr.replaceAll("there.", "here.");
      expect([there.code, facts(there.stdout), notes]).toEqual([here.code, facts(here.stdout), here.stderr]);
      if (here.code === 0) expect(readFileSync(out("there.csv"), "utf8")).toBe(readFileSync(out("here.csv"), "utf8"));
    }
  });

  it("writes the proof that the server makes, and says why there is none", async () => {
    const { address } = await inProcess.start({ maxProofBytes: 1_000 });
    const file = write(at.folder, "searched.csv", SEARCHED);
    const proof = join(at.folder, "there.proof");
    const pack = (input: string, ...args: string[]) =>
      meddledWith(["pack", ...args, "--proof", proof, "--server", address, input], () => {});
    expect(await pack(file, "-c", "10")).toMatchObject({ code: 1, stderr: "" });
    expect(readFileSync(proof, "utf8")).toMatch(/^\["telaplan proof 1","\w{64}",11\]\n/);
    expect(telaplan(["check", "-c", "10", proof, file])).toMatchObject({ code: 0 });
    const model = write(at.folder, "many.csv", serialize(easyProblem(2, 400), "csv"));
    const large = await pack(model, "--minimize");
    expect([large.code, large.stderr]).toEqual([
      0,
      `${model}: no proof is written: the proof takes more than 1000 bytes, the most that was asked for\n`,
    ]);
  });

  it("gives the best plan so far at Ctrl-C", async () => {
    const { address } = await inProcess.start();
    const rows = hardProblem()
      .buffers.map(({ id, lower, upper, size }) => `${id},${lower},${upper},${size}\n`)
      .join("");
    const file = write(at.folder, "hard.csv", `id,lower,upper,size\n${rows}`);
    const { code, stdout } = await meddledWith(
      ["pack", "--format", "json", "-t", "60", "--server", address, file],
      (child) => {
        setTimeout(() => child.kill("SIGINT"), 2_500);
      },
    );
    expect(code).toBe(0);
    expect(rowsOf(stdout)[0]).toMatchObject({ status: "feasible", stoppedBy: "cancel", verified: true });
  });

  it.each([
    [["--server", "127.0.0.1:1"], "no server answers at 127.0.0.1:1: nothing listens there"],
    [["--server", "127.0.0.1:1", "--threads", "2"], "--threads"],
    [["--server", "127.0.0.1:1", "--token", "none"], "--token: cannot read none"],
    [["--server", "127.0.0.1:1", "--tls-cert", "x"], "--tls-cert and --tls-key"],
    [["--tls"], "--tls: needs --server"],
  ])("%s says what is wrong, exit code 2", (args, says) => {
    const { code, stderr } = telaplan(["pack", ...args, write(at.folder, "model.1024.csv", MODEL)]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
  });

  it("loads nothing of gRPC where it is not asked for", () => {
    const main = new URL("../../dist/cli/main.js", import.meta.url).pathname;
    const model = write(at.folder, "model.1024.csv", MODEL);
    const { stderr, status } = spawnSync(process.execPath, [main, "pack", model], {
      encoding: "utf8",
      env: { ...process.env, NODE_DEBUG: "esm,module" },
      maxBuffer: 2 ** 26,
    });
    expect(status).toBe(0);
    expect(stderr).toContain("commander");
    expect(stderr).not.toMatch(/@grpc|protobufjs|prom-client|pino/);
  });
});
