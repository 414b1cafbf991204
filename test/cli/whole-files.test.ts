import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { MAIN, PLACED, PLAIN, prepare, telaplan, write } from "./run.js";

const OLD = "what was there before\n";

const at = prepare();

/** A folder of its own with an old file in it. */
function place(name: string): { readonly folder: string; readonly file: string; readonly input: string } {
  const input = write(at.folder, "plain.8.csv", PLAIN);
  const file = write(at.folder, join(name, "placed.csv"), OLD);
  return { folder: join(at.folder, name), file, input };
}

/** Buffers enough that the placed file has some 70 kB. */
function large(): string {
  const rows = Array.from({ length: 4000 }, (_, i) => `buffer${i},${i},${i + 1},${1 + (i % 7)}\n`);
  return write(at.folder, "large.100.csv", `id,lower,upper,size\n${rows.join("")}`);
}

/** Runs telaplan where no file may be larger than some kB, as on a disk that is full. */
function cramped(args: readonly string[]) {
  const script = 'trap "" XFSZ; ulimit -f 16; exec "$@"';
  return spawnSync("sh", ["-c", script, "sh", process.execPath, MAIN, ...args], { encoding: "utf8" });
}

/** Writes 64 MB over a file, in a process that gets the signal at the first moment after the beginning. */
function interrupted(file: string, signal: NodeJS.Signals, before = "") {
  const script = `import { writeOutput } from "${pathToFileURL(join(MAIN, "../output/write-output.js")).href}";
    ${before}
    setImmediate(() => process.kill(process.pid, "${signal}"));
    await writeOutput(process.argv[1], "x".repeat(2 ** 26));
    console.log("written");`;
  return spawnSync(process.execPath, ["--input-type=module", "-e", script, file], { encoding: "utf8" });
}

describe("where there is no room", () => {
  test.each([
    ["-o", (file: string) => ["pack", "-o", file, large()]],
    ["--svg", (file: string) => ["pack", "--svg", file, large()]],
    ["generate -o", (file: string) => ["generate", "guillotine", "--buffers", "2000", "-o", file]],
  ])("%s leaves the old file as it was, nothing beside it, and names the file", (name, args) => {
    const { folder, file } = place(`full-${name.replace(" ", "")}`);
    const { status, stderr } = cramped(args(file));
    expect([status, stderr]).toEqual([2, `cannot write ${file}: larger than files may be here\n`]);
    expect(readFileSync(file, "utf8")).toBe(OLD);
    expect(readdirSync(folder)).toEqual(["placed.csv"]);
  });

  test("the table still tells the plan, and that it was not written", () => {
    const { file } = place("full-table");
    expect(cramped(["pack", "-o", file, large()]).stdout).toMatch(
      /\n1 of 1 placed and verified in [\d.]+ m?s; 1 could not be written\n$/,
    );
  });

  test("no room on a device or on standard output is one sentence", () => {
    const { input } = place("device");
    const device = telaplan(["pack", "-o", "/dev/full", input]);
    expect([device.code, device.stderr]).toEqual([2, "cannot write /dev/full: no space left\n"]);
    const full = (args: string) =>
      spawnSync("sh", ["-c", `"$0" "$@" ${args} > /dev/full`, process.execPath, MAIN, "pack", input]);
    for (const args of ["", "--json", "-o -"]) {
      const { status, stderr } = full(args);
      expect([status, stderr.toString().split("\n")[0]], args).toEqual([2, "cannot write the results: no space left"]);
      expect(stderr.toString()).not.toContain("    at ");
    }
  });
});

describe("a signal while a file is written", () => {
  test("SIGKILL leaves the old file, whole", () => {
    const { file } = place("killed");
    expect(interrupted(file, "SIGKILL")).toMatchObject({ signal: "SIGKILL", stdout: "" });
    expect(readFileSync(file, "utf8")).toBe(OLD);
  });

  test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
    "%s leaves the old file, whole, and nothing beside it",
    (signal) => {
      const { folder, file } = place(`signal-${signal}`);
      expect(interrupted(file, signal)).toMatchObject({ signal, stdout: "" });
      expect(readFileSync(file, "utf8")).toBe(OLD);
      expect(readdirSync(folder)).toEqual(["placed.csv"]);
    },
  );

  test("that somebody listens to lets the file be written to its end", () => {
    const { folder, file } = place("heard");
    const listening = 'process.once("SIGTERM", () => console.log("heard"));';
    expect(interrupted(file, "SIGTERM", listening)).toMatchObject({ status: 0, stdout: "heard\nwritten\n" });
    expect(statSync(file).size).toBe(2 ** 26);
    expect(readdirSync(folder)).toEqual(["placed.csv"]);
  });
});

describe("what an output replaces", () => {
  test("keeps its mode, and a new file has the usual one", () => {
    const { folder, file, input } = place("mode");
    chmodSync(file, 0o640);
    expect(telaplan(["pack", "-o", file, "--svg", join(folder, "new.svg"), input]).code).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(PLACED);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(statSync(join(folder, "new.svg")).mode & 0o777).toBe(0o666 & ~process.umask());
  });

  test("keeps its owner and group, where we may give files away", () => {
    const { file, input } = place("owner");
    // Anybody else's for the superuser; for others their own, which is no change.
    const [uid, gid] = process.getuid?.() === 0 ? [12_345, 23_456] : [process.getuid!(), process.getgid!()];
    chownSync(file, uid, gid);
    expect(telaplan(["pack", "-o", file, input]).code).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(PLACED);
    expect(statSync(file)).toMatchObject({ uid, gid });
  });

  test("may be a symbolic link, which goes on pointing where it pointed, there or not yet there", () => {
    const { folder, file, input } = place("links");
    mkdirSync(join(folder, "deep"));
    const link = join(folder, "deep/link.csv");
    symlinkSync("../placed.csv", link);
    symlinkSync("../new.csv", join(folder, "deep/dangling.csv"));
    symlinkSync("deep/dangling.csv", join(folder, "twice.csv"));
    expect(telaplan(["pack", "-o", link, input]).code).toBe(0);
    expect(telaplan(["pack", "-o", join(folder, "twice.csv"), input]).code).toBe(0);
    expect([readlinkSync(link), readFileSync(file, "utf8")]).toEqual(["../placed.csv", PLACED]);
    expect(lstatSync(join(folder, "twice.csv")).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, "new.csv"), "utf8")).toBe(PLACED);
  });

  test("may be a pipe, which is written as it is", () => {
    const { folder, input } = place("pipe");
    const script = 'mkfifo "$1/pipe" && (cat "$1/pipe" > "$1/read" & "$2" "$3" pack -o "$1/pipe" "$4"; wait)';
    const { status } = spawnSync("sh", ["-c", script, "sh", folder, process.execPath, MAIN, input]);
    expect(status).toBe(0);
    expect(readFileSync(join(folder, "read"), "utf8")).toBe(PLACED);
    expect(lstatSync(join(folder, "pipe")).isFIFO()).toBe(true);
  });

  test("is not replaced where it may not be written, though its folder may", () => {
    const { folder, file, input } = place("read-only");
    chmodSync(at.folder, 0o755);
    chmodSync(folder, 0o777);
    chmodSync(file, 0o444);
    // Nothing is forbidden to the superuser, who therefore asks as somebody else, if that one may read the checkout.
    const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const run = spawnSync(process.execPath, [MAIN, "pack", "-o", file, input], { encoding: "utf8", ...user });
    if (run.error === undefined && !run.stderr.includes("Cannot find module")) {
      expect([run.status, run.stderr]).toEqual([2, `cannot write ${file}: permission denied\n`]);
    } else expect(user).not.toEqual({});
    expect(readFileSync(file, "utf8")).toBe(OLD);
  });
});

describe("a folder that cannot be made", () => {
  test.each([
    ["pack", (path: string, input: string) => ["pack", "-o", path, input]],
    ["pack --svg", (path: string, input: string) => ["pack", "--svg", path, input]],
    ["generate", (path: string) => ["generate", "guillotine", "--buffers", "30", "-o", path]],
    ["policy train", (path: string) => ["policy", "train", "--problems", at.folder, "-o", path]],
  ])("is an error of %s at once, with the folder's name", (_, args) => {
    const input = write(at.folder, "plain.8.csv", PLAIN);
    // Below /proc Node's own way of making folders never returns.
    const parent = existsSync("/proc/self") ? "/proc/telaplan" : join(input, "telaplan");
    const { code, stdout, stderr } = telaplan(args(join(parent, "deep/placed.csv"), input), { timeout: 20_000 });
    expect([code, stdout]).toEqual([2, ""]);
    // Training asks for what it needs first.
    if (!stderr.includes("TensorFlow.js"))
      expect(stderr).toMatch(/cannot make the folder .*telaplan.*: (no such|a part)/);
  });

  test("by another name is told as well: a file stands in its place", () => {
    const input = write(at.folder, "plain.8.csv", PLAIN);
    const { code, stderr } = telaplan(["pack", "-o", join(input, "placed.csv"), input]);
    expect(code).toBe(2);
    expect(stderr).toContain(`--output: cannot make the folder ${input}: there is a file of that name`);
  });
});

test("nothing but write-output.ts writes files and makes folders, and the log of problems", () => {
  const sources = fileURLToPath(new URL("../../src/cli", import.meta.url));
  const files = readdirSync(sources, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const writers = files.filter((name) =>
    /\b(writeFile|createWriteStream|appendFile|rename|mkdir|copyFile)(Sync)?\(/.test(
      readFileSync(join(sources, name), "utf8"),
    ),
  );
  expect(files.length).toBeGreaterThan(30);
  // Lines are added to the log of problems while a server runs: it is never whole, and its readers know that.
  expect(writers.sort()).toEqual([join("output", "problem-log.ts"), join("output", "write-output.ts")]);
});
