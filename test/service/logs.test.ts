import { spawn, spawnSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { LogSink } from "../../src/cli/output/log-sink.js";
import { PlannerClient } from "../../src/client/index.js";
import { MAIN, prepare } from "../cli/run.js";
import { easyProblem, sleep, until } from "./run.js";

prepare();
const folder = mkdtempSync(join(tmpdir(), "telaplan-logs-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A pipe that is open for reading and that nobody reads unless the test does. */
function pipe(name: string): { readonly fd: number; read(): string } {
  const path = join(folder, name);
  expect(spawnSync("mkfifo", [path]).status).toBe(0);
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const buffer = Buffer.alloc(1 << 16);
  return {
    fd,
    read() {
      try {
        return buffer.toString("utf8", 0, readSync(fd, buffer));
      } catch {
        return "";
      }
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("the log's way out", () => {
  it("holds a bounded number of lines for a pipe that nobody reads, and counts the others", async () => {
    const { fd } = pipe("unread");
    const sink = new LogSink(fd, () => {});
    const line = `${"x".repeat(999)}\n`;
    for (let i = 0; i < 5_000; i++) sink.write(line);
    expect(sink.dropped).toBeGreaterThan(3_900);
    expect(sink.dropped).toBeLessThan(4_000);
    await sink.close(20);
    // What did not fit into the pipe itself, 64 KiB on Linux, is lost at the end.
    expect(sink.dropped).toBeGreaterThan(4_900);
  });

  it("goes on when there is a reader again, in whole lines, and tells of the gap", async () => {
    const { fd, read } = pipe("late");
    const gaps: number[] = [];
    const sink = new LogSink(fd, (lines) => {
      gaps.push(lines);
      sink.write(`${lines} lost\n`);
    });
    const written = 3_000;
    for (let i = 0; i < written; i++) sink.write(`${i} ${"y".repeat(992)}\n`);
    let text = "";
    await until(() => {
      text += read();
      return text.includes("lost\n");
    }, "the gap is told");
    const lines = text.trimEnd().split("\n");
    const kept = lines.filter((line) => / y+$/.test(line));
    expect(kept.map((line) => Number.parseInt(line, 10))).toEqual(kept.map((_, i) => i));
    expect(gaps).toEqual([written - kept.length]);
    expect(lines).toEqual([...kept, `${gaps[0]} lost`]);
    await sink.close(1_000);
    expect(sink.dropped).toBe(gaps[0]);
  });

  it("loses the lines that a full disk does not take, and closes at once", async () => {
    const full = openSync("/dev/full", "w");
    const sink = new LogSink(full, () => {});
    for (let i = 0; i < 10; i++) sink.write("a line\n");
    await sink.close(10_000);
    expect(sink.dropped).toBe(10);
    closeSync(full);
  });
});

describe("telaplan serve", () => {
  const unread = (): number => pipe("server").fd;
  const full = (): number => openSync("/dev/full", "w");

  it.each([
    ["a pipe that nobody reads", unread, 3_600],
    ["a full disk", full, 10],
  ])(
    "answers, is healthy, counts lost lines and ends at SIGTERM with its output going to %s",
    async (_, open, calls) => {
      const output = open();
      const [port, metricsPort] = [await freePort(), await freePort()];
      const listen = ["--listen", `127.0.0.1:${port}`, "--metrics", `127.0.0.1:${metricsPort}`];
      const child = spawn(process.execPath, [MAIN, "serve", "--workers", "1", "--log-level", "debug", ...listen], {
        stdio: ["ignore", output, "inherit"],
      });
      const ended = new Promise((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
      const client = new PlannerClient(`127.0.0.1:${port}`);
      try {
        const answers = (): Promise<boolean> =>
          client.capabilities().then(
            () => true,
            () => false,
          );
        await until(answers, "the server answers");
        // More than a pipe holds, and than waits for it.
        const id = "i".repeat(128);
        const many = Array.from({ length: calls }, () => client.capabilities({ headers: { "x-request-id": id } }));
        await Promise.all(many);
        let lost = 0;
        await until(async () => {
          const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
          lost = Number(/^telaplan_log_lines_dropped_total (\d+)$/m.exec(text)?.[1]);
          return lost > 0;
        }, "lost lines are counted");
        expect((await client.plan(easyProblem(2))).verification?.ok).toBe(true);
        child.kill("SIGTERM");
        expect(await Promise.race([ended, sleep(5_000)])).toEqual({ code: 0, signal: null });
      } finally {
        client.close();
        child.kill("SIGKILL");
        closeSync(output);
      }
    },
    20_000,
  );
});
