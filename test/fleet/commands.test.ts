import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RedisServer } from "../../bench/fleet-servers.mjs";
import { parseAddress } from "../../src/fleet/host/address.js";
import { connectFleet } from "../../src/fleet/host/connect.js";
import type { Fleet } from "../../src/fleet/index.js";
import { build, MAIN, telaplan } from "../cli/run.js";
import { hard } from "./hard.js";

/** Lines of problems, no two equal. */
function lines(count: number): string {
  return Array.from({ length: count }, (_, i) =>
    JSON.stringify({
      name: `p${i}`,
      capacity: 100 + i,
      buffers: [
        { id: "x", lower: 0, upper: 2, size: 4 },
        { id: "y", lower: 1, upper: 3, size: 5 },
      ],
    }),
  ).join("\n");
}

if (!RedisServer.isInstalled) {
  describe("the commands of a fleet", () => {
    it("are not tried on a queue: there is no redis-server here", () => {
      console.warn("redis-server is absent: no command was tried on a queue");
    });
  });
} else {
  describe("the commands of a fleet", () => {
    let server: Awaited<ReturnType<typeof RedisServer.start>>;
    let folder: string;
    const workers: ChildProcess[] = [];
    const on = (...args: string[]) => telaplan(args, { env: { TELAPLAN_QUEUE: server.url } });
    let fleet: Fleet;
    /** As `batch status --json` says it, without a process for it. */
    const statusOf = async (id: string) => ({
      ...(await fleet.store.state(id))!,
      waiting: await fleet.queue.waiting(),
      workers: await fleet.store.workers(),
    });

    beforeAll(async () => {
      build();
      server = await RedisServer.start();
      folder = mkdtempSync(join(tmpdir(), "telaplan-"));
      const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
      fleet = await connectFleet({ address: parseAddress(server.url), version });
    });

    afterAll(async () => {
      for (const worker of workers) worker.kill("SIGKILL");
      await fleet.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    function run(args: readonly string[]): { child: ChildProcess; said: () => string; ended: Promise<number | null> } {
      const env = { ...process.env, TELAPLAN_QUEUE: server.url };
      const child = spawn(process.execPath, [MAIN, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
      workers.push(child);
      let text = "";
      child.stderr!.setEncoding("utf8").on("data", (chunk) => (text += chunk));
      child.stdout!.resume();
      const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
      return { child, said: () => text, ended };
    }

    async function until(test: () => boolean | Promise<boolean>): Promise<void> {
      while (!(await test())) await new Promise((resolve) => setTimeout(resolve, 50));
    }

    it("submit, tell and finish a batch, and the same files with its id come to the same", async () => {
      const file = join(folder, "some.jsonl");
      writeFileSync(file, lines(300));
      expect(on("batch", "submit", "--id", "some", file)).toMatchObject({ code: 0, stdout: "some\n" });
      expect(await statusOf("some")).toMatchObject({ submitted: 300, answered: 0, isSealed: true, waiting: 300 });
      const worker = run(["worker", "--concurrency", "2", "--name", "w1"]);
      const told = on("batch", "results", "some", "--ordered");
      expect(told.code).toBe(0);
      const rows = told.stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      expect(rows.map(({ name }) => name)).toEqual(Array.from({ length: 300 }, (_, i) => `p${i}`));
      expect(rows.every(({ verified }) => verified)).toBe(true);
      expect((await statusOf("some")).workers).toMatchObject([{ name: "w1", concurrency: 2 }]);
      expect(on("batch", "submit", "--id", "some", file).stderr).toContain(
        "300 problems, 300 of them answered already",
      );
      // Another batch has the answers at once.
      expect(on("batch", "run", "--id", "again", file).stdout.trim().split("\n")).toHaveLength(300);
      worker.child.kill("SIGTERM");
      expect(await worker.ended).toBe(0);
      expect(worker.said()).toContain("worker w1 ends: 300 jobs answered");
    }, 60_000);

    it("leave a batch at Ctrl-C, say how to come back, and the same files submit the rest", async () => {
      const file = join(folder, "long.jsonl");
      writeFileSync(file, lines(1_000));
      const cut = run(["batch", "submit", "--id", "long", "--max-queue", "200", file]);
      await until(() => cut.said().includes("batch long"));
      await until(async () => (await fleet.store.state("long"))!.submitted > 200);
      cut.child.kill("SIGINT");
      expect(await cut.ended).toBe(3);
      expect(cut.said()).toContain(
        "telaplan batch submit --id long …   with the same files and options submits the rest",
      );
      const before = await statusOf("long");
      expect(before).toMatchObject({ isSealed: false });
      const killed = run(["batch", "submit", "--id", "long", "--max-queue", "600", file]);
      await until(async () => (await fleet.store.state("long"))!.submitted > before.submitted);
      killed.child.kill("SIGKILL");
      await killed.ended;
      expect(on("batch", "submit", "--id", "long", "--max-queue", "2000", file).code).toBe(0);
      expect(await statusOf("long")).toMatchObject({ submitted: 1_000, isSealed: true });
      const left = run(["batch", "results", "long"]);
      await until(() => left.said().includes("of 1,000 problems are answered"));
      left.child.kill("SIGINT");
      expect(await left.ended).toBe(3);
      expect(left.said()).toContain("telaplan batch results long --from ");
      expect(on("batch", "cancel", "long").stdout).toMatch(/^batch long is cancelled: \d+ of 1,000 problems answered/);
      expect(await statusOf("long")).toMatchObject({ isCancelled: true, waiting: 0 });
    }, 60_000);

    it("set a problem aside that was with two workers when they were killed, and answer the others", async () => {
      const [file, other] = [join(folder, "hard.jsonl"), join(folder, "easy.jsonl")];
      writeFileSync(file, JSON.stringify({ name: "hard", ...hard(7) }));
      writeFileSync(other, lines(20).replaceAll('capacity":1', 'capacity":7'));
      on("batch", "submit", "--id", "hard", "-t", "none", file);
      for (let i = 0; i < 2; i++) {
        const worker = run(["worker", "--concurrency", "1", "--lease", "1"]);
        await until(() => worker.said().includes("plans with"));
        await until(async () => (await fleet.store.workers()).some(({ active }) => active > 0));
        await new Promise((resolve) => setTimeout(resolve, 300));
        worker.child.kill("SIGKILL");
        await worker.ended;
        await until(async () => (await fleet.store.workers()).length === 0);
      }
      on("batch", "submit", "--id", "easy", other);
      const last = run(["worker", "--concurrency", "1", "--lease", "1"]);
      const told = on("batch", "results", "hard");
      expect(told.code).toBe(2);
      expect(JSON.parse(told.stdout)).toMatchObject({
        name: "hard",
        status: "failed",
        error: "set aside: 2 workers died while they had it alone",
      });
      expect(on("batch", "results", "easy").stdout.trim().split("\n")).toHaveLength(20);
      const out = join(folder, "poison");
      const [row] = on("batch", "poison", "--json", "-o", out).stdout.trim().split("\n");
      expect(JSON.parse(row!)).toMatchObject({ name: "hard", batch: "hard" });
      expect(on("batch", "poison", "--retry", JSON.parse(row!).job.slice(0, 8)).code).toBe(0);
      expect(on("batch", "poison").stderr).toContain("no job was set aside");
      last.child.kill("SIGTERM");
      await last.ended;
    }, 90_000);
  });
}
