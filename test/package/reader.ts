import { type ChildProcess, type SpawnSyncOptionsWithStringEncoding, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { expect } from "vitest";
import { SERVE_FLAGS } from "../../src/cli/commands/serve-options.js";
import { PlannerClient } from "../../src/client/index.js";
import { checkoutOf, environmentOf, linkCommand } from "./checkout.js";
import { type Block, blocksOf, linesOf, run } from "./console.js";
import { pythonWithGrpc, reasonNotToRun } from "./not-run.js";

/** What a command came to; `printed` is what it wrote to standard output and then to standard error. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly printed: string;
}

/**
 * Somebody who reads a document from top to bottom in a checkout and does what it says, in one folder. Only the ports
 * of the service differ from what is printed: 50051 and 9464 stand for two that are free.
 */
export class Reader {
  readonly folder: string;
  /** Why commands and blocks were not run, where they were not. */
  readonly notRun = new Set<string>();
  /** How many commands and blocks were run. */
  ran = 0;
  readonly #root: string;
  readonly #ports: readonly [number, number];
  #code: number | null = 0;
  #server: ChildProcess | null = null;
  #isCompiled = false;

  private constructor(root: string, ports: readonly [number, number]) {
    this.#root = root;
    this.#ports = ports;
    this.folder = checkoutOf(root);
    const python = pythonWithGrpc();
    if (python?.startsWith("/")) symlinkSync(python, join(this.folder, ".prefix/bin/python3"));
  }

  /** A reader who has followed the README's two commands, unless the document is the README itself. */
  static async of(root: string, document: string): Promise<Reader> {
    const reader = new Reader(root, [await freePort(), await freePort()]);
    if (document !== "README.md") linkCommand(reader.folder);
    return reader;
  }

  /** Runs one command of a shell; null where it is not run, for a reason that `notRun` then has. */
  async command(printed: string): Promise<Ran | null> {
    const command = this.#withPorts(printed);
    const why = reasonNotToRun(command);
    if (why !== null) {
      this.notRun.add(why);
      return null;
    }
    this.ran++;
    if (/^telaplan serve\b(?!.*--help)/.test(command)) return this.#serve(command);
    if (command !== printed) await this.#haveServer();
    const last = `(exit ${this.#code})\n`;
    const { status, stdout, stderr } = spawnSync("sh", ["-c", last + command], this.#spawnOptions());
    this.#code = status;
    return { code: status, stdout, printed: this.#withoutPorts(stdout + stderr) };
  }

  /** Runs all commands of an `sh` block, each of which must succeed. Null where one of them was not run. */
  async shell(block: Block): Promise<string | null> {
    let told = "";
    let isWhole = true;
    for (const line of linesOf(block)) {
      const ran = await this.command(line);
      if (ran !== null && ran.code !== 0) throw new Error(`$ ${line}\nended with ${ran.code}\n${ran.printed}`);
      isWhole &&= ran !== null;
      told += ran?.stdout ?? "";
    }
    return isWhole ? told : null;
  }

  /** Type checks a TypeScript block with all others of its document, and runs it. Returns what it printed. */
  async typescript(block: Block, document: readonly Block[]): Promise<string> {
    const nameOf = ({ line }: Block): string => `block-${line}`;
    if (!this.#isCompiled) {
      const blocks = document.filter(({ language }) => language === "ts");
      for (const each of blocks) {
        writeFileSync(join(this.folder, `${nameOf(each)}.ts`), this.#withPorts(each.content));
      }
      this.#compile(blocks.map((each) => `${nameOf(each)}.ts`));
      this.#isCompiled = true;
    }
    if (/50051/.test(block.content)) await this.#haveServer();
    this.ran++;
    return this.#program(process.execPath, [`${nameOf(block)}.js`]);
  }

  /** Runs a Python block beside the stubs that examples/README.md makes. Null where Python has no gRPC. */
  async python(block: Block): Promise<string | null> {
    const stubs = linesOf(makingStubs(this.#root));
    for (const line of stubs) if ((await this.command(line)) === null) return null;
    const others = Array.from(block.content.matchAll(/^import \w+/gm), ([line]) => reasonNotToRun(line));
    const why = reasonNotToRun("python3 ") ?? others.find((reason) => reason !== null) ?? null;
    if (why !== null) {
      this.notRun.add(why);
      return null;
    }
    await this.#haveServer();
    this.ran++;
    return this.#program("python3", ["-c", this.#withPorts(block.content)]);
  }

  /** Gives a file's content to whom it is for: a problem to `telaplan pack`, settings to the server, and so on. */
  async file(block: Block): Promise<void> {
    const name = `block-${block.line}.${block.language}`;
    writeFileSync(join(this.folder, name), block.content);
    this.ran++;
    const value = block.language === "json" ? JSON.parse(block.content) : null;
    const keys = Object.keys(value ?? {});
    if (keys.includes("loadBalancingConfig") || keys.includes("methodConfig")) return this.#callWith(value);
    if (keys.length > 0 && keys.every((key) => SERVE_FLAGS.some((flag) => flag.name === key))) {
      await this.#serve(`telaplan serve --config ${name}`);
      return;
    }
    const packed = this.#program("telaplan", ["pack", "--json", name]);
    expect(JSON.parse(packed), name).toMatchObject({ verified: true });
  }

  /** Ends the server and removes the folder. */
  async close(): Promise<void> {
    await this.#endServer();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #withPorts(text: string): string {
    return text.replaceAll("50051", `${this.#ports[0]}`).replaceAll("9464", `${this.#ports[1]}`);
  }

  #withoutPorts(text: string): string {
    return text.replaceAll(`${this.#ports[0]}`, "50051").replaceAll(`${this.#ports[1]}`, "9464");
  }

  #spawnOptions(): SpawnSyncOptionsWithStringEncoding {
    const [listen, metrics] = this.#ports.map((port) => `127.0.0.1:${port}`);
    const env = environmentOf(this.folder, {
      TELAPLAN_LISTEN: listen,
      TELAPLAN_METRICS: metrics,
      // The package, as if it were installed, and stubs of a reader's own.
      PYTHONPATH: ["clients/python/src", "integrations", "build/python"]
        .map((path) => join(this.folder, path))
        .join(delimiter),
    });
    return { cwd: this.folder, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] };
  }

  #program(command: string, args: readonly string[]): string {
    const { status, stdout, stderr, error } = spawnSync(command, args, this.#spawnOptions());
    if (error !== undefined) throw error;
    if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}\n${stdout}${stderr}`);
    return this.#withoutPorts(stdout);
  }

  #compile(files: readonly string[]): void {
    const compilerOptions = {
      target: "ES2022",
      module: "NodeNext",
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: true,
      types: ["node"],
      typeRoots: [join(this.#root, "node_modules/@types")],
    };
    writeFileSync(join(this.folder, "tsconfig.blocks.json"), JSON.stringify({ compilerOptions, files }));
    run(
      process.execPath,
      [join(this.#root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.blocks.json"],
      this.folder,
    );
  }

  /** A server as a second terminal would have it: it stays until the document ends or starts another. */
  async #serve(command: string): Promise<Ran> {
    await this.#endServer();
    const { cwd, env } = this.#spawnOptions();
    // A group of its own, so that the server ends with the shell.
    const server = spawn("sh", ["-c", command.replace(/\s*&\s*(#.*)?$/, "")], {
      cwd,
      env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#server = server;
    let told = "";
    server.stderr.setEncoding("utf8").on("data", (text: string) => {
      told += text;
    });
    server.stdout.setEncoding("utf8").on("data", (text: string) => {
      told += text;
    });
    while (!told.includes('"port":')) {
      const event = await Promise.race([
        once(server.stdout, "data").then(() => "told"),
        once(server, "exit").then(() => "ended"),
      ]);
      if (event === "ended") throw new Error(`$ ${command}\n${told}`);
    }
    this.#code = 0;
    return { code: 0, stdout: "", printed: "" };
  }

  /** For those who call a server that an earlier page has told them to start. */
  async #haveServer(): Promise<void> {
    if (this.#server === null) await this.#serve("telaplan serve");
  }

  async #endServer(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null || server.exitCode !== null) return;
    const ended = once(server, "exit");
    process.kill(-server.pid!, "SIGTERM");
    await ended;
  }

  /** A service config is one that a client can be made with, and still calls. */
  async #callWith(serviceConfig: object): Promise<void> {
    await this.#haveServer();
    const client = new PlannerClient(`127.0.0.1:${this.#ports[0]}`, { serviceConfig });
    try {
      const { status } = await client.plan({ buffers: [{ id: "a", lower: 0, upper: 1, size: 8 }] });
      expect(status).toBe("optimal");
    } finally {
      client.close();
    }
  }
}

/** The commands of examples/README.md that make the stubs for Python. */
function makingStubs(root: string): Block {
  const block = blocksOf(readFileSync(join(root, "examples/README.md"), "utf8")).find(({ content }) =>
    content.includes("--python_out"),
  )!;
  const [stubs] = block.content.split(/^telaplan serve/m);
  return { ...block, content: stubs! };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

/** A file that a reader has made. */
export function madeBy(reader: Reader, name: string): string | null {
  const path = join(reader.folder, name);
  return existsSync(path) ? readFileSync(path, "utf8") : null;
}
