import { describe, expect, test } from "vitest";
import { parse } from "../../../src/formats/index.js";
import { MSA } from "../producer/dumps.js";
import { bytesOf, mutateAll, refusalOf } from "../producer/mutants.js";
import { faultsOf } from "../producer/verified.js";

describe("MSA's allocinfo", () => {
  test("has both times live, and stays of one buffer at one place as one body", () => {
    const document = parse(MSA, "allocinfo.csv", { placed: true });
    expect(document.form.name).toBe("MSA allocinfo (XLA)");
    expect(document.problem.buffers).toEqual([
      { id: "3", lower: 1, upper: 6, size: 1024 },
      { id: "7", lower: 2, upper: 5, size: 512 },
      { id: "3#2", lower: 5, upper: 10, size: 1024 },
      { id: "-2", lower: 5, upper: 6, size: 256 },
    ]);
    expect(document.problem.aliases).toEqual([{ buffer: "3#2", of: "3", at: 0 }]);
    expect(document.otherPlans).toEqual([{ planner: "MSA", peak: 1536, offsets: Float64Array.of(0, 1024, 0, 1024) }]);
    expect(faultsOf(document)).toEqual([]);
  });

  test("takes its ends and its alignment from the caller", () => {
    const { problem, notes } = parse(MSA, "x", { ends: "exclusive", alignment: 256 });
    expect(problem.buffers[1]).toEqual({ id: "7", lower: 2, upper: 4, size: 512, alignment: 256 });
    expect(notes).toEqual([]);
    expect(parse(MSA, "x").notes[0]).toContain("--align states one");
  });

  test("of other columns is CSV, which refuses what it does not know", () => {
    expect(refusalOf(MSA.replace("end_time", "end"))).toContain('no column "lower"');
  });

  test.each([
    ["3,1024,0,1,5", "3,x,0,1,5", 'x:2:3: buffer "3": size must be an integer, got "x"'],
    ["7,512,1024,2,4", "7,512,-8,2,4", 'x:3:7: buffer "7": offset must be ≥ 0 bytes'],
    ["7,512,1024,2,4", "7,512,1024,2", "x:3:13: the row has 4 fields, the header has 5"],
    [
      "7,512,1024,2,4",
      "7,512,1024,9,4",
      'x:3:14: buffer "7": upper must be ≥ lower, got [9, 5) (the last live time is',
    ],
  ])("with %s as %s is refused in its place", (from, to, message) => {
    expect(refusalOf(MSA.replace(from, to))).toContain(message);
  });

  test("that is damaged is read or refused in its place", () => {
    const { read, refused } = mutateAll([bytesOf(MSA)], [",", "\n", '"', "-"], [{}, { placed: true }]);
    expect(read).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(100);
  });
});
