import { describe, expect, test } from "vitest";
import { prepare, rowsOf, telaplan, write } from "./run.js";

const GOOD = "id,lower,upper,size,offset\na,0,4,4,0\nb,2,6,4,4\n";
const OVERLAP = "id,lower,upper,size,offset\na,0,4,4,0\nb,2,6,4,2\nc,10,12,4,30\n";

const at = prepare();

describe("telaplan verify", () => {
  test("tells peak, utilization and fragmentation of a plan that holds, exit code 0", () => {
    const { code, stdout, stderr } = telaplan(["verify", "--format", "json", write(at.folder, "good.8.csv", GOOD)]);
    expect([code, stderr]).toEqual([0, ""]);
    const [row] = rowsOf(stdout);
    expect(row).toMatchObject({ buffers: 2, capacity: 8, verified: true, peak: 8, maxLiveBytes: 8, violationCount: 0 });
    // Live: 4 bytes in [0, 2), 8 in [2, 4), 4 in [4, 6), of 8.
    expect(row!.utilization).toMatchObject({ max: 1, mean: expect.closeTo(2 / 3, 10) });
    // Below the top: none unused, none, 4 of 8.
    expect(row!.fragmentation).toMatchObject({ max: 0.5, mean: expect.closeTo(0.5 / 3, 10) });
  });

  test("names what overlaps and what lies beyond the capacity, by buffer, exit code 1", () => {
    const file = write(at.folder, "bad.16.csv", OVERLAP);
    const { code, stdout } = telaplan(["verify", "--format", "json", file]);
    expect(code).toBe(1);
    const [row] = rowsOf(stdout);
    expect(row).toMatchObject({ verified: false, peak: 34, counts: { overlap: 1, capacity: 1, "clobbered-read": 1 } });
    const kinds = (row!.violations as { kind: string; buffer: string }[]).map(
      ({ kind, buffer }) => `${kind} ${buffer}`,
    );
    expect(kinds.sort()).toEqual(["capacity c", "clobbered-read a", "overlap b"]);
    const table = telaplan(["verify", file]).stdout;
    expect(table).toMatch(/bad\.16\.csv +3 violations +3 +16 +34 /);
    expect(table).toContain('overlap  buffers "a" and "b" share the bytes [2, 4) at the times [2, 4)');
    expect(table).toContain("0 of 1 verified");
  });

  test("-c counts over the file's name", () => {
    const file = write(at.folder, "good.8.csv", GOOD);
    expect(telaplan(["verify", "-c", "7", file]).code).toBe(1);
    expect(telaplan(["verify", "-c", "1KiB", write(at.folder, "late.7.csv", GOOD)]).code).toBe(0);
  });

  test("a buffer greater than the memory is a violation here, not bad input", () => {
    const { code, stdout } = telaplan(["verify", "--format", "json", "-c", "3", write(at.folder, "good.8.csv", GOOD)]);
    expect(code).toBe(1);
    expect(rowsOf(stdout)[0]).toMatchObject({ counts: { capacity: 2 } });
  });

  test("of several files all are checked and the worst code wins; a file without offsets is bad input", () => {
    const good = write(at.folder, "good.8.csv", GOOD);
    const bad = write(at.folder, "bad.16.csv", OVERLAP);
    const unplaced = write(at.folder, "unplaced.csv", "id,lower,upper,size\na,0,4,4\n");
    expect(telaplan(["verify", good, bad]).code).toBe(1);
    const { code, stdout, stderr } = telaplan(["verify", unplaced, bad, good]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/unplaced\.csv:1:1: no column "offset"/);
    expect(stdout).toContain("1 of 3 verified");
  });

  test("reads standard input as -", () => {
    expect(telaplan(["verify", "-c", "8", "-"], { input: GOOD }).code).toBe(0);
  });
});
