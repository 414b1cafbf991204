import { availableParallelism } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { serialize } from "../../src/formats/index.js";
import { generate } from "../../src/instances/index.js";
import { packJson, prepare, rowsOf, SEARCHED, telaplan, write } from "./run.js";

const FITS = "id,lower,upper,size\nb1,0,3,4\nb2,3,9,4\nb3,0,9,4\nb4,9,21,4\nb5,0,21,4\n";
/** Three buffers, each live with each other, of 2 bytes: 6 is the least peak. */
const TIGHT = "id,lower,upper,size\na,0,4,2\nb,0,4,2\nc,0,4,2\n";
const FIELDS = [
  "file",
  "buffers",
  "capacity",
  "capacitySource",
  "fixed",
  "minimized",
  "status",
  "peak",
  "lowerBound",
  "infeasibility",
  "steps",
  "backtracks",
  "restarts",
  "solveMs",
  "stoppedBy",
  "seed",
  "threads",
  "verified",
  "policy",
];

const at = prepare();

describe("telaplan pack", () => {
  test("places a file within the capacity of its name, and says so in one JSON line", () => {
    const file = write(at.folder, "input.12.csv", FITS);
    const { code, stdout, stderr } = packJson(file);
    expect([code, stderr]).toEqual([0, ""]);
    const [row, ...others] = rowsOf(stdout);
    expect(others).toEqual([]);
    expect(Object.keys(row!)).toEqual(FIELDS);
    expect(row).toMatchObject({ file, buffers: 5, capacity: 12, peak: 12, lowerBound: 12, verified: true });
    expect(row).toMatchObject({ seed: 0, threads: 1, stoppedBy: null });
    expect(["optimal", "feasible"]).toContain(row!.status);
    expect(row!.solveMs).toBeTypeOf("number");
  });

  test("a capacity that the bound rules out is infeasible, exit code 1", () => {
    const { code, stdout } = packJson("-c", "11", write(at.folder, "input.12.csv", FITS));
    expect(code).toBe(1);
    expect(rowsOf(stdout)[0]).toMatchObject({ status: "infeasible", capacity: 11, peak: null, verified: false });
  });

  test("-c counts over the file's name, and takes units", () => {
    const { stdout } = packJson("-c", "1KiB", write(at.folder, "input.12.csv", FITS));
    expect(rowsOf(stdout)[0]).toMatchObject({ capacity: 1024, verified: true });
  });

  test("a file without capacity is packed as low as can be, capacity null", () => {
    const { code, stdout } = packJson(write(at.folder, "tight.csv", TIGHT));
    expect(code).toBe(0);
    expect(rowsOf(stdout)[0]).toMatchObject({ capacity: null, status: "optimal", peak: 6 });
  });

  test("seed and threads are passed on and told", () => {
    const { buffers } = generate("residual", { buffers: 333, full: 8, seed: 1023 }).problem;
    const file = write(at.folder, "residual.csv", serialize({ buffers }, "csv"));
    const { stdout } = packJson("--seed", "7", "--threads", "2", "--step-limit", "4000", file);
    expect(rowsOf(stdout)[0]).toMatchObject({ seed: 7, threads: Math.min(2, availableParallelism()), verified: true });
  });

  test("of several files every one is tried, each has one line in their order, and the worst code wins", () => {
    const fits = write(at.folder, "fits.12.csv", FITS);
    const not = write(at.folder, "not.11.csv", FITS);
    const broken = write(at.folder, "broken.csv", "id,lower,upper,size\nb1,0,3,-4\n");
    const missing = join(at.folder, "missing.csv");
    expect(packJson(fits, not).code).toBe(1);
    const { code, stdout, stderr } = packJson(broken, not, missing, fits);
    expect(code).toBe(2);
    const rows = rowsOf(stdout);
    expect(rows.map(({ file }) => file)).toEqual([broken, not, missing, fits]);
    expect(rows[0]).toMatchObject({ line: 2, column: 8, error: expect.stringContaining("got -4") });
    expect(rows[1]).toMatchObject({ status: "infeasible" });
    expect(rows[2]).toEqual({ file: missing, error: "no such file or folder" });
    expect(rows[3]).toMatchObject({ verified: true });
    expect(stderr.split("\n")).toEqual([
      // Told at once, before anything is planned.
      `${missing}: no such file or folder`,
      expect.stringMatching(/broken\.csv:2:8: .*got -4/),
      "",
    ]);
  });

  test("what the bound leaves open is settled by the search: infeasible at 10, optimal at 11", () => {
    const file = write(at.folder, "searched.10.csv", SEARCHED);
    const { code, stdout } = packJson(file);
    expect(code).toBe(1);
    expect(rowsOf(stdout)[0]).toMatchObject({ status: "infeasible", stoppedBy: null });
    const least = packJson("--minimize", "-c", "20", file);
    expect(least.code).toBe(0);
    expect(rowsOf(least.stdout)[0]).toMatchObject({ status: "optimal", peak: 11, lowerBound: 11, verified: true });
  });

  test("a limit that comes first leaves the file undecided, exit code 3, under 1 and 2", () => {
    const undecided = write(at.folder, "searched.10.csv", SEARCHED);
    const limit = ["--step-limit", "0"];
    const { code, stdout } = packJson(...limit, undecided);
    expect(rowsOf(stdout)[0]).toMatchObject({ status: "unknown", peak: null, stoppedBy: "steps", verified: false });
    expect(code).toBe(3);
    const fits = write(at.folder, "fits.12.csv", FITS);
    const not = write(at.folder, "not.11.csv", FITS);
    expect(packJson(...limit, fits, undecided).code).toBe(3);
    expect(packJson(...limit, undecided, not, fits).code).toBe(1);
    expect(packJson(...limit, undecided, not, join(at.folder, "missing.csv")).code).toBe(2);
  });

  test("the same seed and step limit give the same line, but for the time", () => {
    const file = write(at.folder, "searched.10.csv", SEARCHED);
    const line = () => ({
      ...rowsOf(packJson("--step-limit", "50", "--seed", "3", "-t", "none", file).stdout)[0],
      solveMs: 0,
    });
    expect(line()).toEqual(line());
  });

  test("reads standard input as -, in both forms", () => {
    const csv = telaplan(["pack", "--format", "json", "-c", "12", "-"], { input: FITS });
    expect(rowsOf(csv.stdout)[0]).toMatchObject({ file: "-", capacity: 12, verified: true });
    const text = '{ "capacity": 8, "buffers": [{ "id": "a", "lower": 0, "upper": 3, "size": 8 }] }';
    const fromJson = telaplan(["pack", "--format", "json", "-"], { input: text });
    expect(rowsOf(fromJson.stdout)[0]).toMatchObject({ file: "-", capacity: 8, peak: 8 });
    const broken = telaplan(["pack", "--format", "json", "-"], { input: "id,lower,upper,size\na,0,x,1\n" });
    expect(broken.code).toBe(2);
    expect(broken.stderr).toMatch(/^stdin:2:5: /);
  });

  test("a file without buffers is placed, with peak 0", () => {
    const { code, stdout } = packJson(write(at.folder, "none.csv", "id,lower,upper,size\n"));
    expect(code).toBe(0);
    expect(rowsOf(stdout)[0]).toMatchObject({ buffers: 0, peak: 0, verified: true });
  });

  test("the table is for people: no escape codes in a pipe, thousands parted, a count below", () => {
    const big = write(at.folder, "big.1048576.csv", "id,lower,upper,size\na,0,1,1000000\n");
    const missing = join(at.folder, "missing.csv");
    const { code, stdout, stderr } = telaplan(["pack", big, missing]);
    expect(code).toBe(2);
    const lines = stdout.split("\n");
    expect(lines[0]).toMatch(/^file +status +buffers +capacity +peak +lower bound +gap +steps +time$/);
    expect(lines[1]).toMatch(
      /big\.1048576\.csv +(optimal|feasible) +1 +1,048,576 +1,000,000 +1,000,000 +0 % +0 +[\d.]+ ms$/,
    );
    expect(lines[2]).toMatch(/missing\.csv +error$/);
    expect(stdout).toContain("1 of 2 placed and verified");
    expect(stdout + stderr).not.toContain("\u001b");
    expect(stderr).toBe(`${missing}: no such file or folder\n`);
  });

  test("CI in the environment does not bring colours into a pipe", () => {
    const file = write(at.folder, "input.12.csv", FITS);
    expect(telaplan(["pack", file], { env: { CI: "true" } }).stdout).not.toContain("\u001b");
  });

  test("the JSON path loads neither table nor picture nor network, and a table loads no picture", () => {
    const file = write(at.folder, "input.12.csv", FITS);
    const loaded = (...args: string[]) =>
      telaplan(["pack", ...args, file], { env: { NODE_DEBUG: "esm,module" } }).stderr;
    const json = loaded("--json");
    expect(json).toContain("commander");
    expect(json).not.toMatch(/cli-table3|draw\/plan\.js|@grpc|client\/client\.js/);
    const table = loaded();
    expect(table).toContain("cli-table3");
    expect(table).not.toMatch(/draw\/plan\.js|@grpc/);
  });
});
