import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { prepare, rowsOf, telaplan, write } from "./run.js";

const PLACED = "id,lower,upper,size,offset\na,0,4,2,0\nb,0,4,2,4\ngone,0,4,2,2\n";
const EDITED = "id,lower,upper,size\na,0,4,2\nb,0,4,2\nn,0,4,2\n";

const at = prepare();
const files = (): string[] => ["--previous", write(at.folder, "placed.csv", PLACED), write(at.folder, "a.csv", EDITED)];

describe("telaplan pack --previous", () => {
  test("keeps what can stay, tells what changed, and writes a plan that diff agrees with", () => {
    const out = join(at.folder, "next.csv");
    const { code, stdout } = telaplan(["pack", "-c", "8", "-o", out, ...files()]);
    expect([code, stdout]).toEqual([0, expect.stringContaining("a.csv: 2 kept, 0 moved, 1 new (2 B), 1 gone (2 B)")]);
    expect(readFileSync(out, "utf8")).toContain("n,0,4,2,2");
    const diff = telaplan(["diff", "--fail-if-moved", join(at.folder, "placed.csv"), out]);
    expect(diff.code).toBe(0);
  });

  test("--json has the counts, and --objective peak,moved the least peak first", () => {
    const edited = write(at.folder, "two.csv", "id,lower,upper,size\na,0,4,2\nb,0,4,2\n");
    const previous = ["--previous", write(at.folder, "placed.csv", PLACED)];
    const rows = [[], ["--objective", "peak,moved"]].map(
      (more) => rowsOf(telaplan(["pack", "--json", ...more, ...previous, edited]).stdout)[0]!,
    );
    expect(rows[0]).toMatchObject({ status: "optimal", peak: 6, changes: { moved: { buffers: 0 } } });
    expect(rows[1]).toMatchObject({ status: "optimal", peak: 4, changes: { moved: { buffers: 1, bytes: 2 } } });
  });

  test("--pin-unchanged says that the pins are the cause, exit code 1", () => {
    const edited = write(at.folder, "wide.csv", "id,lower,upper,size\na,0,4,2\nb,0,4,2\nn,0,4,4\n");
    const previous = ["--previous", write(at.folder, "placed.csv", PLACED)];
    const { code, stdout } = telaplan(["pack", "--pin-unchanged", "-c", "8", ...previous, edited]);
    expect([code, stdout]).toEqual([
      1,
      expect.stringContaining("the pins leave no plan that keeps the 2 pinned buffers"),
    ]);
    expect(telaplan(["pack", "-c", "8", ...previous, edited]).code).toBe(0);
  });

  test.each([
    [["--pin-unchanged"], "--pin-unchanged: needs --previous"],
    [["--previous", "none.csv"], "--previous: none.csv: "],
    [["--previous", "none.csv", "--solver", "glpk"], "--previous: is for the search, not for --solver glpk"],
  ])("%j is bad usage", (options, message) => {
    const { code, stderr } = telaplan(["pack", ...options, write(at.folder, "a.csv", EDITED)]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  test("a previous file without offsets is told by its name", () => {
    const unplaced = write(at.folder, "unplaced.csv", EDITED);
    const { code, stderr } = telaplan(["pack", "--previous", unplaced, write(at.folder, "a.csv", EDITED)]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('unplaced.csv:1:1: no column "offset"')]);
  });
});
