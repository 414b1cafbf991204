import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseXml } from "../draw/well-formed.js";
import { prepare, rowsOf, telaplan, write } from "./run.js";

const BEFORE = "id,lower,upper,size,offset\na,0,4,40,0\nb,2,6,60,40\nc,8,9,10,0\n";
const AFTER = "id,lower,upper,size,offset\na,0,4,40,62\nb,2,6,62,0\nd,8,9,7,0\n";

const at = prepare();
const files = (): [string, string] => [write(at.folder, "before.csv", BEFORE), write(at.folder, "after.csv", AFTER)];

describe("telaplan diff", () => {
  test("shows what changed, the largest first, and the peak before and after, exit code 0", () => {
    const { code, stdout, stderr } = telaplan(["diff", ...files()]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/b +moved, grown +60 → 62 +40 → 0 +\[2, 6\)\na +moved +40 +0 → 62/);
    expect(stdout).toMatch(/c +gone +10 → – +0 → –/);
    expect(stdout).toContain("buffers: 2 moved (102 B), 1 new (7 B), 1 gone (10 B), 1 grown (by 2 B)");
    expect(stdout).toContain("peak 100 → 102: 2 more, +2.00 %");
  });

  test("--rows cuts the table and says so", () => {
    expect(telaplan(["diff", "--rows", "1", ...files()]).stdout).toContain("and 3 smaller that changed");
  });

  test("--json says the same on one line", () => {
    const [row] = rowsOf(telaplan(["diff", "--json", ...files()]).stdout);
    expect(row).toMatchObject({
      peak: { before: 100, after: 102 },
      growth: 0.02,
      sums: { moved: { buffers: 2, bytes: 102 } },
      violations: { before: 0, after: 0 },
      faults: [],
    });
    expect(row!.buffers).toHaveLength(4);
  });

  test.each([
    [["--max-growth", "2%"], 0, ""],
    [["--max-growth", "1.9%"], 1, "the peak grew by 2 bytes, 2.00 %, beyond --max-growth 1.9%"],
    [["--max-growth", "2"], 0, ""],
    [["--max-growth", "0"], 1, "the peak grew by 2 bytes"],
    [["--max-peak", "102"], 0, ""],
    [["--max-peak", "101"], 1, "the peak of 102 bytes is 1 above --max-peak"],
    [["--fail-if-moved"], 1, "2 buffers of 102 bytes moved (--fail-if-moved)"],
    [["--max-growth", "2 percent"], 2, "--max-growth: must be a percentage (2%, 0.5%) or whole bytes"],
    [["--max-growth", "-1%"], 2, "--max-growth: must be a percentage (2%, 0.5%) or whole bytes"],
    [["--max-growth", "abc"], 2, "--max-growth: must be a percentage (2%, 0.5%) or whole bytes"],
  ])("%j ends with %i, and says why", (options, expected, said) => {
    const { code, stderr } = telaplan(["diff", ...options, ...files()]);
    expect(code).toBe(expected);
    if (said === "") expect(stderr).toBe("");
    else expect(stderr).toContain(said);
  });

  test("limits part thousands, as the table does", () => {
    const [before, after] = [BEFORE, AFTER].map((text, i) =>
      write(at.folder, `large${i}.csv`, text.replace(/(?<=,)(\d+),(\d+)$/gm, "$1000,$2000")),
    );
    const limits = ["--max-peak", "1000", "--max-growth", "0", "--fail-if-moved"];
    const { stdout, stderr } = telaplan(["diff", ...limits, before!, after!]);
    expect(stdout).toContain("peak 100,000 → 102,000: 2,000 more");
    expect(stderr).toContain("the peak of 102,000 bytes is 101,000 above --max-peak");
    expect(stderr).toContain("the peak grew by 2,000 bytes, 2.00 %");
    expect(stderr).toContain("2 buffers of 102,000 bytes moved");
  });

  test("a shrinking peak is within every limit of growth", () => {
    const [before, after] = files();
    expect(telaplan(["diff", "--max-growth", "0%", after, before]).code).toBe(0);
  });

  test("a plan that breaks a rule is refused, be it the first or the second", () => {
    const [before] = files();
    const broken = write(at.folder, "broken.csv", BEFORE.replace("60,40", "60,39"));
    const second = telaplan(["diff", before, broken]);
    expect([second.code, second.stderr]).toEqual([1, expect.stringContaining("broken.csv: the plan breaks")]);
    const first = telaplan(["diff", broken, before]);
    expect([first.code, first.stderr]).toEqual([1, expect.stringContaining("broken.csv: the plan breaks")]);
  });

  test("--svg draws a well-formed picture, and never over an input", () => {
    const [before, after] = files();
    const svg = join(at.folder, "changes.svg");
    expect(telaplan(["diff", "--svg", svg, before, after]).code).toBe(0);
    expect(() => parseXml(readFileSync(svg, "utf8"))).not.toThrow();
    const refused = telaplan(["diff", "--svg", before, before, after]);
    expect([refused.code, readFileSync(before, "utf8")]).toEqual([2, BEFORE]);
    const piped = telaplan(["diff", "--svg", "-", before, after]);
    expect(piped.stdout).toMatch(/^<svg/);
    expect(piped.stderr).toContain("peak 100 → 102");
  });

  test("a file without offsets, or that is not there, is bad input", () => {
    const [before] = files();
    const unplaced = write(at.folder, "unplaced.csv", "id,lower,upper,size\na,0,4,4\n");
    const { code, stderr, stdout } = telaplan(["diff", before, unplaced]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain('unplaced.csv:1:1: no column "offset"');
    expect(existsSync(join(at.folder, "none.csv"))).toBe(false);
    expect(telaplan(["diff", join(at.folder, "none.csv"), before]).code).toBe(2);
  });

  test("reads plans of two forms, one from standard input", () => {
    const [before] = files();
    const json = telaplan(["pack", "-o", join(at.folder, "anew.json"), before]);
    expect(json.code).toBe(0);
    const { code, stdout } = telaplan(["diff", "--fail-if-moved", before, join(at.folder, "anew.json")]);
    expect([code, stdout]).toEqual([0, expect.stringContaining("3 kept")]);
    expect(telaplan(["diff", "-", before], { input: AFTER }).stdout).toContain("peak 102 → 100");
  });
});
