// Servers of Redis and PostgreSQL for benchmarks and tests: on a free port of this machine, with a folder of their own
// that goes when they end.
import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** @returns {Promise<number>} a port that nobody listens on */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/** Whether a program can be called. @param {string} program @returns {boolean} */
export function isInstalled(program) {
  const folders = (process.env.PATH ?? "").split(":");
  return folders.some((folder) => folder !== "" && existsSync(join(folder, program)));
}

/** @param {number} port @returns {Promise<boolean>} whether somebody listens there */
function listens(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const end = (/** @type {boolean} */ yes) => {
      socket.destroy();
      resolve(yes);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}

/** @param {number} port @param {import("node:child_process").ChildProcess} child */
async function untilListening(port, child) {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    if (await listens(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the server does not listen");
}

/** @param {import("node:child_process").ChildProcess} child @param {NodeJS.Signals} signal */
async function ended(child, signal) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await gone;
}

/** A server of Redis that keeps what it was told on disk. */
export class RedisServer {
  #folder = mkdtempSync(join(tmpdir(), "telaplan-redis-"));
  /** @type {import("node:child_process").ChildProcess | null} */
  #child = null;
  port = 0;

  /** Whether there is a redis-server. */
  static get isInstalled() {
    return isInstalled("redis-server");
  }

  /** @param {readonly string[]} [more] options of redis-server */
  static async start(more = []) {
    const server = new RedisServer();
    server.port = await freePort();
    await server.start(more);
    return server;
  }

  get url() {
    return `redis://127.0.0.1:${this.port}`;
  }

  get pid() {
    return this.#child?.pid;
  }

  /** Starts it, again where it was killed: on the same port, with what it had. @param {readonly string[]} [more] */
  async start(more = []) {
    const options = ["--port", `${this.port}`, "--bind", "127.0.0.1", "--dir", this.#folder, "--save", ""];
    // The file is written before a command is answered: what was answered survives the end of the process.
    const durable = ["--appendonly", "yes", "--appendfsync", "everysec", "--maxmemory-policy", "noeviction"];
    this.#child = spawn("redis-server", [...options, ...durable, ...more], { stdio: "ignore" });
    const port = more.includes("--tls-port") ? Number(more[more.indexOf("--tls-port") + 1]) : this.port;
    await untilListening(port, this.#child);
  }

  /** As kill -9 does. */
  async kill() {
    if (this.#child !== null) await ended(this.#child, "SIGKILL");
  }

  async stop() {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The folder of PostgreSQL's programs, the newest; null where there is none. */
function postgresFolder() {
  const root = "/usr/lib/postgresql";
  const versions = existsSync(root) ? readdirSync(root).map(Number).filter(Number.isFinite) : [];
  const newest = versions.sort((a, b) => b - a)[0];
  return newest === undefined ? null : join(root, `${newest}`, "bin");
}

/** PostgreSQL does not run as root: then it is the user that Debian makes for it. */
const asPostgres = process.getuid?.() === 0;

/** @param {string} program @param {readonly string[]} args @returns {[string, string[]]} */
function command(program, args) {
  return asPostgres ? ["runuser", ["-u", "postgres", "--", program, ...args]] : [program, [...args]];
}

/** A server of PostgreSQL with one database, `telaplan`. */
export class PostgresServer {
  #folder = mkdtempSync(join(tmpdir(), "telaplan-postgres-"));
  /** @type {import("node:child_process").ChildProcess | null} */
  #child = null;
  port = 0;

  /** Whether there is a postgres. */
  static get isInstalled() {
    return postgresFolder() !== null;
  }

  static async start() {
    const server = new PostgresServer();
    server.port = await freePort();
    if (asPostgres) {
      const id = (/** @type {string} */ flag) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
      chownSync(server.#folder, id("-u"), id("-g"));
    }
    const data = join(server.#folder, "data");
    const [program, args] = command(join(postgresFolder() ?? "", "initdb"), [
      ...["-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"],
    ]);
    execFileSync(program, args, { stdio: "ignore", cwd: "/" });
    await server.start();
    const { default: pg } = await import("pg");
    const client = new pg.Client({ host: "127.0.0.1", port: server.port, user: "postgres", database: "postgres" });
    await client.connect();
    await client.query("CREATE DATABASE telaplan");
    await client.end();
    return server;
  }

  get url() {
    return `postgres://postgres@127.0.0.1:${this.port}/telaplan`;
  }

  async start() {
    const data = join(this.#folder, "data");
    const [program, args] = command(join(postgresFolder() ?? "", "postgres"), [
      ...["-D", data, "-p", `${this.port}`, "-h", "127.0.0.1", "-k", this.#folder],
    ]);
    this.#child = spawn(program, args, { stdio: "ignore", cwd: "/" });
    await untilListening(this.port, this.#child);
    await this.#untilReady();
  }

  /** As kill -9 of all its processes does: the first one's end is that of all. */
  async kill() {
    await this.#end("SIGQUIT");
  }

  async stop() {
    await this.#end("SIGINT");
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** @param {NodeJS.Signals} signal for the server itself, whoever started it */
  async #end(signal) {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    const [pid] = readFileSync(join(this.#folder, "data", "postmaster.pid"), "utf8").split("\n");
    process.kill(Number(pid), signal);
    await gone;
  }

  async #untilReady() {
    const { default: pg } = await import("pg");
    for (let tries = 0; tries < 200; tries++) {
      const client = new pg.Client({ host: "127.0.0.1", port: this.port, user: "postgres", database: "postgres" });
      try {
        await client.connect();
        await client.end();
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    throw new Error("PostgreSQL does not answer");
  }
}
