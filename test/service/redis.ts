import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ForeignValue, type Store } from "../../src/service/store/store.js";

/** Whether this machine has a Redis; where it has none, that is said once. */
export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;
if (!hasRedis) console.warn("there is no redis-server here: tests against one are skipped, those of the fake run");

/** A redis-server of our own. */
export interface OwnRedis {
  readonly port: number;
  readonly url: string;
  readonly child: ChildProcess;
  /** Starts it again on the same port, with the same folder. */
  again(): Promise<void>;
  stop(): void;
}

export async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Starts a redis-server on a free loopback port, with a folder of its own. */
export async function ownRedis(args: readonly string[] = []): Promise<OwnRedis> {
  const folder = mkdtempSync(join(tmpdir(), "telaplan-redis-"));
  const port = await freePort();
  let child = await started(port, folder, args);
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    get child() {
      return child;
    },
    async again() {
      child = await started(port, folder, args);
    },
    stop() {
      child.kill("SIGCONT");
      child.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function started(port: number, folder: string, args: readonly string[]): Promise<ChildProcess> {
  const fixed = ["--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no"];
  const child = spawn("redis-server", ["--port", String(port), ...fixed, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  return new Promise((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (text: Buffer) => {
      said += text;
      if (said.includes("Ready to accept connections")) resolve(child);
    });
    child.once("exit", () => reject(new Error(`redis-server ended: ${said}`)));
  });
}

/** A store in this process, with what tests do to it. */
export class FakeStore implements Store {
  readonly place = "fake";
  readonly values = new Map<string, { value: Uint8Array; until: number }>();
  now = 0;
  /** How it answers: at once, never, or with an error. */
  mood: "well" | "frozen" | "down" = "well";
  asked = 0;
  resets = 0;

  async get(name: string, mostBytes: number): Promise<Uint8Array | null> {
    await this.#turn();
    const found = this.values.get(name);
    if (found === undefined || found.until <= this.now) return null;
    if (found.value.length === 0) throw new ForeignValue("it is no string of bytes");
    return found.value.subarray(0, mostBytes + 1);
  }

  async set(name: string, value: Uint8Array, keepMs: number): Promise<void> {
    await this.#turn();
    this.values.set(name, { value: value.slice(), until: this.now + keepMs });
  }

  async delete(name: string): Promise<void> {
    await this.#turn();
    this.values.delete(name);
  }

  async ping(): Promise<void> {
    await this.#turn();
  }

  reset(): void {
    this.resets++;
  }

  close(): void {}

  async #turn(): Promise<void> {
    this.asked++;
    if (this.mood === "down") throw new Error("fake: nobody is there");
    if (this.mood === "frozen") await new Promise(() => {});
  }
}
