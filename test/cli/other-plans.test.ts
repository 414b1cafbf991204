import { describe, expect, test } from "vitest";
import { toComplaint } from "../../src/cli/commands/complaints.js";
import { otherPlanLines, otherPlanRows } from "../../src/cli/output/other-plans.js";
import { errorAtByte } from "../../src/formats/errors.js";
import { type OtherPlan, parse, serialize } from "../../src/formats/index.js";

const document = parse("# capacity=4\nid,lower,upper,size\na,0,4,2\nb,2,6,3\n", "m.csv");

const rowsFor = (...otherPlans: OtherPlan[]) => otherPlanRows({ ...document, otherPlans });
const planOf = (peak: number, offsets: number[] | null): OtherPlan => {
  return { planner: "TFLM", peak, offsets: offsets === null ? null : Float64Array.from(offsets) };
};

describe("plans by others", () => {
  test("are replayed where their offsets are known, whatever the capacity is", () => {
    expect(rowsFor(planOf(5, [3, 0]), planOf(7, null))).toEqual([
      { planner: "TFLM", peak: 5, verified: true },
      { planner: "TFLM", peak: 7, verified: null },
    ]);
  });

  test("that are none are told as such, with what is wrong", () => {
    const [overlapping, short] = rowsFor(planOf(5, [0, 0]), planOf(4, [3, 0]));
    expect(overlapping).toMatchObject({ verified: false, violation: expect.stringContaining('"a"') });
    expect(short).toEqual({ planner: "TFLM", peak: 4, verified: false, violation: "its offsets need 5 bytes" });
    expect(otherPlanLines([{ file: "m.csv", peak: 5, otherPlans: [short!] }])).toEqual([
      "m.csv: TFLM plans 4 (which is no plan: its offsets need 5 bytes); telaplan 5, +25 %",
    ]);
  });

  test("are replayed in a memory that the problem lists", () => {
    const listed = { memories: [{ id: "sram", capacity: 4 }], buffers: document.problem.buffers };
    const again = { ...parse(serialize(listed, "json"), "m.json"), otherPlans: [planOf(5, [3, 0])] };
    expect(otherPlanRows(again)).toEqual([{ planner: "TFLM", peak: 5, verified: true }]);
  });

  test.each([
    [454_656, 663_552, "TFLM plans 663,552; telaplan 454,656, −31 %"],
    [1_677_744_136, 1_677_745_416, "TFLM plans 1,677,745,416; telaplan 1,677,744,136, −0.000076 %"],
    [1005, 1000, "TFLM plans 1,000; telaplan 1,005, +0.5 %"],
    [97, 100, "TFLM plans 100; telaplan 97, −3 %"],
    [100, 100, "TFLM plans 100; telaplan the same"],
    [null, 100, "TFLM plans 100"],
    [8, 0, "TFLM plans 0; telaplan 8"],
  ])("stand beside ours: %s and %s", (ours, theirs, line) => {
    const otherPlans = [{ planner: "TFLM", peak: theirs, verified: null }];
    expect(otherPlanLines([{ file: "x", peak: ours, otherPlans }])).toEqual([`x: ${line}`]);
  });
});

test("a fault in a file that is no text is told at its byte", () => {
  const { message, row, code } = toComplaint(errorAtByte("m.tflite", 64, "a vector of 9 entries"), "m.tflite");
  expect([message, code]).toEqual(["m.tflite: byte 64: a vector of 9 entries", 2]);
  expect(row).toEqual({ file: "m.tflite", error: "a vector of 9 entries", byte: 64 });
});
