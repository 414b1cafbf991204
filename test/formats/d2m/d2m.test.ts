import { describe, expect, test } from "vitest";
import { parse } from "../../../src/formats/index.js";
import { D2M } from "../producer/dumps.js";
import { bytesOf, mutateAll, refusalOf } from "../producer/mutants.js";
import { faultsOf } from "../producer/verified.js";

describe("tt-mlir's D2M JSON", () => {
  test("has the requests of the placements that were chosen, both times live", () => {
    const document = parse(D2M, "x.json", { placed: true });
    expect(document.form.name).toBe("tt-mlir D2M JSON");
    expect(document.problem.buffers).toEqual([
      { id: "v0", lower: 0, upper: 5, size: 4096 },
      { id: "v1", lower: 3, upper: 4, size: 512 },
      { id: "v2.4", lower: 1, upper: 3, size: 1024 },
      { id: "v2.5", lower: 5, upper: 8, size: 1024 },
    ]);
    expect(document.otherPlans).toEqual([
      { planner: "tt-mlir", peak: 5632, offsets: Float64Array.of(0, 4096, 4608, 0) },
    ]);
    expect(faultsOf(document)).toEqual([]);
    expect(document.notes).toEqual([
      "2 requests belong to placements that were not chosen: left out",
      "1 variable may be spilled: that choice is tt-mlir's, and stays",
    ]);
  });

  test("without placements is taken to lie in scratch, and has no plan", () => {
    const bare = D2M.replaceAll('"scratch", "bound" : false', '"NA", "bound" : false')
      .replaceAll('"spill", "bound"', '"NA", "bound"')
      .replace(/, \d+\]/g, ", -1]")
      .replace('"scratch" : [4, -1]', '"scratch" : [4, 5]');
    const { problem, otherPlans, notes } = parse(bare, "x");
    expect(problem.buffers.map(({ id, size }) => [id, size])).toEqual([
      ["v0", 4096],
      ["v1", 8192],
      ["v2.4", 1024],
      ["v2.5", 1024],
    ]);
    expect(otherPlans).toEqual([]);
    expect(notes[0]).toBe("2 variables have no placement: they are taken to lie in scratch");
    expect(refusalOf(bare, { placed: true })).toContain('the file has no plan to verify: buffer "v0" has no place');
  });

  test("of requests alone is read whole", () => {
    const { problem } = parse('{"requests": [[0, 0, 4, 64, 0], [1, 2, 3, 32, 64]]}', "x");
    expect(problem.buffers.map(({ id }) => id)).toEqual(["v0", "v1"]);
  });

  test.each([
    ["[1, 3, 3, 512, 4096]", "[1, 3, 3, 512]", "x:11:5: a request has variable, first, last, size, offset"],
    ["[1, 3, 3, 512, 4096]", "[9, 3, 3, 512, 4096]", "x:11:6: request 3: there is no variable 9, of 3"],
    ["[1, 3, 3, 512, 4096]", "[1, 3, 1, 512, 4096]", 'x:11:12: buffer "v1": upper must be ≥ lower, got [3, 2)'],
    ["[1, 3, 3, 512, 4096]", "[1, 3, 3, 0.5, 4096]", "x:11:15: request 3: size must be an integer, got 0.5"],
    ['"spill" : [3]', '"spill" : [0]', "request 0 is of variable 0, not of 1"],
    ['"spill" : [3]', '"spill" : [6]', "there is no request 6, of 6"],
    ['"placement" : "spill"', '"placement" : "dram"', 'placement must be "scratch", "spill" or "NA", got "dram"'],
    ['"bound" : true', '"bound" : 1', "variable 2: bound must be true or false"],
    ['"variables"', '"capacity": 64, "variables"', 'key "capacity" is not known'],
  ])("with %s as %s is refused in its place", (from, to, message) => {
    expect(refusalOf(D2M.replace(from, to))).toContain(message);
  });

  test("that is damaged is read or refused in its place", () => {
    const { read, refused } = mutateAll([bytesOf(D2M)], ["[", "]", ",", "{}", '"NA"', "null"], [{}, { placed: true }]);
    expect(read).toBeGreaterThan(50);
    expect(refused).toBeGreaterThan(100);
  });
});
