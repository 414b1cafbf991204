import { describe, expect, test } from "vitest";
import { MALFORMED, MALFORMED_PLANS, type Malformed } from "../formats/malformed.js";
import { prepare, rowsOf, telaplan, write } from "./run.js";

const at = prepare();

/** Each in a folder of its own, as names repeat. */
function writeAll(folder: string, files: readonly Malformed[]): string[] {
  return files.map(({ fileName, text }, i) => write(at.folder, `${folder}/${i}/${fileName}`, text));
}

describe("malformed files through the command line", () => {
  for (const [command, files] of [
    ["pack", MALFORMED],
    ["verify", MALFORMED_PLANS],
  ] as const) {
    test(`${command} refuses every one in one call: one message and one JSON line each, exit code 2`, () => {
      const paths = writeAll(command, files);
      const { code, stdout, stderr } = telaplan([command, "--format", "json", ...paths]);
      expect(code).toBe(2);
      const messages = stderr.split("\n").slice(0, -1);
      const rows = rowsOf(stdout);
      expect(messages).toHaveLength(files.length);
      expect(rows).toHaveLength(files.length);
      for (const [i, { name, line, column, message }] of files.entries()) {
        const place = `${paths[i]}:${line}:${column}: `;
        expect(messages[i]!.startsWith(place) ? place : messages[i], name).toBe(place);
        expect(messages[i], name).toContain(message);
        expect(rows[i], name).toEqual({ file: paths[i], error: messages[i]!.slice(place.length), line, column });
      }
    });
  }

  test("alone, each still ends with 2, and a good file beside it is placed", () => {
    const good = write(at.folder, "good.8.csv", "id,lower,upper,size\na,0,4,2\n");
    // Every eighth: a process each.
    const some = MALFORMED.filter((_, i) => i % 8 === 0);
    expect(some.length).toBeGreaterThanOrEqual(5);
    for (const [i, path] of writeAll("alone", some).entries()) {
      const { code, stdout, stderr } = telaplan(["pack", "--format", "json", path, good]);
      expect(code, some[i]!.name).toBe(2);
      expect(stderr, some[i]!.name).toMatch(/:\d+:\d+: .*\n$/);
      expect(rowsOf(stdout)[1], some[i]!.name).toMatchObject({ file: good, verified: true });
    }
  });
});

describe("bad usage", () => {
  test.each([
    [["pack"], "missing required argument 'file'"],
    [["pack", "--frobnicate", "x.csv"], "unknown option '--frobnicate'"],
    [["pack", "x.csv", "--threads"], "option '--threads <n>' argument missing"],
    [["pack", "x.csv", "--threads", "x"], '--threads: must be a whole number from 1 to 256, got "x"'],
    [["pack", "x.csv", "--threads=0"], '--threads: must be a whole number from 1 to 256, got "0"'],
    [["pack", "x.csv", "--seed", "-1"], '--seed: must be a whole number ≥ 0, got "-1"'],
    [["pack", "x.csv", "--step-limit", "1e3"], '--step-limit: must be a whole number ≥ 0, got "1e3"'],
    [["pack", "x.csv", "-t", "soon"], '--time-limit: must be seconds > 0 or "none", got "soon"'],
    [["pack", "x.csv", "-c", "big"], "--capacity: must be whole bytes"],
    [["pack", "x.csv", "--format", "xml"], '--format: must be table or json, got "xml"'],
    [["verify"], "missing required argument 'placed-file'"],
    [["verify", "x.csv", "-c", "-1"], "--capacity: must be whole bytes"],
    [["generate"], "generate: say which family; --list prints them"],
    [["generate", "frobnicate"], 'there is no family "frobnicate"; --list prints them'],
    [["generate", "guillotine", "--seed", "x"], '--seed: must be a whole number ≥ 0, got "x"'],
    [["pakc", "x.csv"], "unknown command 'pakc'"],
  ])("%j ends with 2, names the culprit and points to --help", (args, message) => {
    const { code, stdout, stderr } = telaplan(args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    expect(stderr).toContain("--help");
    expect(stderr).not.toContain("    at ");
  });

  test("no command at all prints the help on standard error and ends with 2", () => {
    const { code, stdout, stderr } = telaplan([]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("Usage: telaplan");
  });
});
