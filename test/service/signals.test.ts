import { type ChildProcess, spawn } from "node:child_process";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { PlannerClient } from "../../src/client/index.js";
import { MAIN, prepare } from "../cli/run.js";
import { easyProblem, processes, until } from "./run.js";

prepare();
const spawnServer = processes();
const left: (ChildProcess | Socket)[] = [];
afterEach(() => {
  for (const one of left.splice(0)) {
    if ("pid" in one) one.kill("SIGKILL");
    else (one as Socket).destroy();
  }
});

const QUIET = ["--listen", "127.0.0.1:0", "--metrics", "none", "--workers", "1"];

interface Starting {
  readonly child: ChildProcess;
  /** What it has printed. */
  readonly said: () => string;
  readonly ended: Promise<readonly [number | null, string | null]>;
}

/** A server that has heard of nothing yet: its first module is loaded, and no more is known. */
async function starting(): Promise<Starting> {
  // Told by the server itself, as soon as it listens to signals: before that, Node is not there either.
  const tell = `process.once("newListener", function told(name) {
    if (name === "SIGHUP") setImmediate(() => process._rawDebug("hears"));
    else process.once("newListener", told);
  });`;
  const first = `data:text/javascript,${encodeURIComponent(tell)}`;
  const child = spawn(process.execPath, ["--import", first, MAIN, "serve", ...QUIET], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_OPTIONS: undefined },
  });
  left.push(child);
  let said = "";
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  }
  const ended = new Promise<readonly [number | null, string | null]>((resolve) => {
    child.once("close", (code, signal) => resolve([code, signal]));
  });
  await until(() => said.includes("hears"), "the server listens to signals");
  return { child, said: () => said, ended };
}

describe("a server that starts", () => {
  it.each(["SIGTERM", "SIGINT"] as const)("ends with 0 at %s, before it listens", async (signal) => {
    const { child, said, ended } = await starting();
    expect(said()).not.toContain('"listening"');
    child.kill(signal);
    expect(await ended).toEqual([0, null]);
  });

  it("lives on after SIGHUP, and reads again what it has just read", async () => {
    const { child, said, ended } = await starting();
    child.kill("SIGHUP");
    await until(() => said().includes("certificates and tokens read again"), "the server listens, and has heard it");
    expect(said()).toContain('"listening"');
    child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  });
});

describe("SIGTERM", () => {
  it("ends the process with 0 while connections are open that say nothing, or half a word", async () => {
    const { child, port, ended } = await spawnServer();
    const client = new PlannerClient(`127.0.0.1:${port}`);
    expect((await client.plan(easyProblem(1))).verification?.ok).toBe(true);
    for (const word of ["", "PRI * HT", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"]) {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => {});
      left.push(socket);
      await new Promise<void>((resolve) => socket.once("connect", () => resolve()));
      if (word !== "") socket.write(word);
    }
    child.kill("SIGTERM");
    expect(await ended).toEqual({ code: 0, signal: null });
    client.close();
  });
});
