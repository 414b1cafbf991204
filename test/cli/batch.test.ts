import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { BatchRow } from "../../src/cli/output/batch-row.js";
import { PLAIN, prepare, telaplan } from "./run.js";

const state = prepare();

const LINE = (name: string, capacity: number): string =>
  JSON.stringify({
    name,
    capacity,
    buffers: [
      { id: "x", lower: 0, upper: 2, size: 4 },
      { id: "y", lower: 1, upper: 3, size: 5 },
    ],
  });

/** A folder of its own with a table, JSON lines of three problems, and one that is none. */
function sources(name: string): { readonly table: string; readonly lines: string; readonly folder: string } {
  const folder = join(state.folder, name);
  mkdirSync(folder);
  const [table, lines] = [join(folder, "plain.csv"), join(folder, "many.jsonl")];
  writeFileSync(table, PLAIN);
  writeFileSync(lines, `${LINE("one", 9)}\n\n${LINE("two", 8)}\n{"buffers": [{"id": 1}]}\n`);
  return { table, lines, folder };
}

const rowsOf = (text: string): BatchRow[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as BatchRow);

const QUEUE = { TELAPLAN_QUEUE: "" };

describe("telaplan batch run, without a queue", () => {
  it("answers every problem of files and JSON lines once, in order where that is asked", () => {
    const { table, lines, folder } = sources("run");
    const out = join(folder, "out");
    const { code, stdout, stderr } = telaplan(["batch", "run", "--ordered", "-o", out, table, lines], { env: QUEUE });
    const rows = rowsOf(stdout);
    expect(rows.map(({ index, status }) => [index, status])).toEqual([
      [0, "optimal"],
      [1, "optimal"],
      [2, "infeasible"],
      [3, "failed"],
    ]);
    expect(rows[1]).toMatchObject({ name: "one", peak: 9, lowerBound: 9, offsets: [5, 0], verified: true });
    expect(rows[2]!.infeasibility).toMatchObject({ cause: "load", buffers: ["x", "y"] });
    expect(rows[2]!.infeasibility!.message).toContain('("x", "y")');
    expect(rows[3]!.error).toContain("many.jsonl:4");
    expect(stderr).toContain("many.jsonl:4");
    expect(code).toBe(2);
    const files = readdirSync(out).sort();
    expect(files).toEqual(["000000-plain.json", "000001-one.json"]);
    expect(telaplan(["verify", ...files.map((file) => join(out, file))]).code).toBe(0);
  });

  it("reads JSON lines from standard input", () => {
    const input = `${LINE("a", 20)}\n${LINE("b", 21)}\n`;
    const { code, stdout } = telaplan(["batch", "run", "-"], { input, env: QUEUE });
    expect(code).toBe(0);
    expect(
      rowsOf(stdout)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["a", "b"]);
  });

  it("takes a folder's files by name", () => {
    const { folder } = sources("folder");
    const { stdout } = telaplan(["batch", "run", "--ordered", folder], { env: QUEUE });
    expect(rowsOf(stdout).map(({ name }) => name)).toEqual([
      "one",
      "two",
      join(folder, "many.jsonl:4"),
      join(folder, "plain.csv"),
    ]);
  });
});

describe("the queue of a batch", () => {
  it("has to be named", () => {
    const { table } = sources("unnamed");
    const { code, stderr } = telaplan(["batch", "submit", table], { env: QUEUE });
    expect(code).toBe(2);
    expect(stderr).toContain("--queue: says where the queue is; so do --queue-file and TELAPLAN_QUEUE");
  });

  it("is refused by what is wrong with its address, and no password is shown", () => {
    const secret = "hunter2";
    for (const [url, reason] of [
      [`mysql://me:${secret}@host`, "begins with mysql://"],
      [`redis://me:${secret}@`, "is no address"],
      [`redis://me:${secret}@host/name`, "names no number of a database"],
      [`postgres://me:${secret}@host/db?sslmode=prefer`, "has a parameter sslmode that is not understood"],
    ] as const) {
      const { code, stderr } = telaplan(["batch", "status", "b"], { env: { TELAPLAN_QUEUE: url } });
      expect(code, url).toBe(2);
      expect(stderr).toContain(reason);
      expect(stderr).not.toContain(secret);
    }
  });

  it("may stand in a file, which others should not be able to read", () => {
    const file = join(state.folder, "queue.url");
    writeFileSync(file, "redis://me:hunter2@127.0.0.1:1\n");
    chmodSync(file, 0o644);
    const { code, stderr } = telaplan(["batch", "status", "b", "--queue-file", file], { env: QUEUE });
    expect(code).toBe(2);
    expect(stderr).toContain(`can be read by others than its owner; chmod 600 ${file} ends that`);
    expect(stderr).toContain("cannot use the queue at redis://127.0.0.1:1: ");
    expect(stderr).not.toContain("hunter2");
  }, 20_000);

  it("that is given with a password on the command line is warned of", () => {
    const { stderr } = telaplan(["batch", "status", "b", "--queue", "redis://me:hunter2@127.0.0.1:1"], { env: QUEUE });
    expect(stderr).toContain("--queue: everybody on this machine can see a password there");
    expect(stderr).not.toContain("hunter2");
  }, 20_000);
});

describe("the help of batch", () => {
  it("is that of the document", () => {
    const document = readFileSync(new URL("../../docs/fleet.md", import.meta.url), "utf8");
    for (const command of ["submit", "run", "results", "status", "cancel", "poison"]) {
      expect(telaplan(["batch", command, "--help"]).code).toBe(0);
      expect(document).toContain(`batch ${command}`);
    }
  });
});
