import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { format, parse } from "../../src/formats/index.js";
import { MAIN, prepare } from "./run.js";

const state = prepare();

/**
 * Runs a command that tells, when it ends, how many problems have had their buffers made into objects. The commands are
 * those that the compiler has made: a bundle of them has no module that could be asked.
 */
function counted(args: readonly string[]): { readonly code: number | null; readonly opened: number } {
  const write = (name: string, text: string): string => {
    const file = join(state.folder, name);
    writeFileSync(file, text);
    return file;
  };
  const compiled = (name: string): string => JSON.stringify(pathToFileURL(join(MAIN, "../..", name)).href);
  const spy = write(
    "spy.mjs",
    `import { openedProblems } from ${compiled("problem/lazy.js")};
     import { writeSync } from "node:fs";
     process.on("exit", () => writeSync(2, "opened " + openedProblems() + "\\n"));`,
  );
  const commands = write(
    "commands.mjs",
    `import { programFor } from ${compiled("cli/commands/program.js")};
     const args = process.argv.slice(2);
     const program = await programFor(args, "0.0.0", (code) => { process.exitCode = code; });
     await program.parseAsync(args, { from: "user" });`,
  );
  const { status, stderr } = spawnSync(process.execPath, [commands, ...args], {
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: `--import=${pathToFileURL(spy).href}` },
  });
  const told = [...stderr.matchAll(/^opened (\d+)$/gm)].map(([, many]) => Number(many));
  // The process itself has told, and perhaps threads.
  expect(told.length, stderr).toBeGreaterThan(0);
  return { code: status, opened: told.reduce((sum, many) => sum + many, 0) };
}

/** So many buffers of three bytes that live two at a time; enough of them are planned in another thread. */
function chain(count: number): string {
  const rows = Array.from({ length: count }, (_, b) => `b${(b * 7_919) % count},${b},${b + 2},3`);
  return `id,lower,upper,size\n${rows.join("\n")}\n`;
}

describe("from a file of plain CSV to a placed file", () => {
  for (const count of [3, 12_000]) {
    test(`no object is made of ${count} buffers, be the file packed or the plan verified`, () => {
      const text = chain(count);
      const [plain, packed] = ["plain.csv", "packed.csv.gz"].map((name) => join(state.folder, name));
      const placed = join(state.folder, "placed.csv");
      writeFileSync(plain!, text);
      writeFileSync(packed!, gzipSync(text));
      for (const file of [plain!, packed!]) {
        expect(counted(["pack", file, "-o", placed, "--json", "-t", "20"])).toEqual({ code: 0, opened: 0 });
        const written = readFileSync(placed, "utf8");
        const { offsets } = parse(written, "placed.csv", { placed: true });
        expect(written).toBe(format(parse(text, "plain.csv"), offsets!));
        expect(counted(["verify", placed])).toEqual({ code: 0, opened: 0 });
      }
    }, 60_000);
  }

  test("none is made to say which buffers do not fit", () => {
    const file = join(state.folder, "tight.csv");
    writeFileSync(file, chain(3));
    expect(counted(["pack", file, "-c", "5", "--json"])).toEqual({ code: 1, opened: 0 });
  });

  test("they are made where the output needs them", () => {
    const file = join(state.folder, "three.csv");
    writeFileSync(file, chain(3));
    expect(counted(["convert", file, "-o", join(state.folder, "three.json")])).toEqual({ code: 0, opened: 1 });
  });
});
