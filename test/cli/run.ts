import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const MAIN = join(ROOT, "dist/cli/main.js");

/** Two buffers that live together at times: 5 bytes at least. */
export const PLAIN = "id,lower,upper,size\na,0,4,2\nb,2,6,3\n";
/** `PLAIN` with the offsets that telaplan gives it. */
export const PLACED = "id,lower,upper,size,offset\na,0,4,2,3\nb,2,6,3,0\n";
/** Load bound 10, least peak 11: that 10 is not enough takes a search to see. */
export const SEARCHED = `id,lower,upper,size
a,4,5,2
b,5,9,1
c,6,8,3
d,2,8,3
e,6,7,2
f,7,9,3
g,3,6,4
h,2,7,1
i,8,10,4
`;

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Compiles the command line before the tests of a file, if it is older than its sources, and gives them a folder of
 * their own.
 */
export function prepare(): { readonly folder: string } {
  const state = { folder: "" };
  beforeAll(() => {
    build();
    state.folder = mkdtempSync(join(tmpdir(), "telaplan-"));
  });
  afterAll(() => rmSync(state.folder, { recursive: true, force: true }));
  return state;
}

/** Variables of whoever runs the tests that would change what is compared. */
const UNSET = { FORCE_COLOR: undefined, NO_COLOR: undefined, CI: undefined, NODE_OPTIONS: undefined };

/** Runs `telaplan` to its end. */
export function telaplan(
  args: readonly string[],
  { env = {}, ...options }: { cwd?: string; input?: string; env?: NodeJS.ProcessEnv; timeout?: number } = {},
): Finished {
  const result = spawnSync(process.execPath, [MAIN, ...args], {
    encoding: "utf8",
    env: { ...process.env, ...UNSET, ...env },
    maxBuffer: 2 ** 28,
    ...options,
  });
  if (result.error !== undefined) throw result.error;
  return { code: result.status, stdout: result.stdout, stderr: result.stderr };
}

/** Runs `telaplan pack`, with JSON lines. */
export function packJson(...args: string[]): Finished {
  return telaplan(["pack", "--json", ...args]);
}

/** Starts `telaplan` and hands the running process to `meddle`; resolves when it has ended. */
export function meddledWith(
  args: readonly string[],
  meddle: (child: ChildProcessByStdio<null, Readable, Readable>) => void,
) {
  return new Promise<Finished & { readonly signal: NodeJS.Signals | null }>((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...UNSET },
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
    meddle(child);
  });
}

/** The JSON lines of an output that holds nothing else; throws where a line is no object. */
export function rowsOf(stdout: string): Record<string, unknown>[] {
  if (stdout === "") return [];
  if (!stdout.endsWith("\n")) throw new Error("the last line is not ended");
  return stdout
    .slice(0, -1)
    .split("\n")
    .map((line) => {
      const row: unknown = JSON.parse(line);
      if (typeof row !== "object" || row === null || Array.isArray(row)) throw new Error(`no object: ${line}`);
      return row as Record<string, unknown>;
    });
}

/** Writes a file and the folders that it needs, and returns its path. */
export function write(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** One process at a time compiles into `dist`: the test files run side by side. */
export function build(): void {
  const lock = join(ROOT, "node_modules/.telaplan-build-lock");
  while (!take(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  try {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "scripts/setup.mjs"), "--quiet"], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`the build failed:\n${stdout}${stderr}`);
  } finally {
    rmdirSync(lock);
  }
}

/** Milliseconds after which a lock belongs to a run that died. */
const STALE_MS = 120_000;

function take(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > STALE_MS) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}
