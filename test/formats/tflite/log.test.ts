import { describe, expect, test } from "vitest";
import { FormatError, formatBytes, type ParseOptions, parse } from "../../../src/formats/index.js";
import { plan, simulate } from "../../../src/index.js";
import { ADD, buildModel, CHAIN, int8, type ModelSpec } from "./build.js";

/** What TFLM would print of CHAIN: its tensors, and two scratch buffers. */
const LINES = [
  "0 (id=0): size=96, offset=208, first_used=0 last_used=3",
  "1 (id=1): size=64, offset=304, first_used=1 last_used=2",
  "2 (id=2): size=16, offset=368, first_used=2 last_used=3",
  "3 (id=3): size=208, offset=0, first_used=3 last_used=3",
  "4 (id=4): size=320, offset=384, first_used=1 last_used=1",
  "5 (id=5): size=32, offset=0, first_used=2 last_used=2",
];
const LOG = `I am a program that prints (id=7)\n${LINES.join("\n")}\n   0: 000000....1111 (1k)\nhead=704\n`;
const MODEL = buildModel(CHAIN);

const log = (content: string) => ({ content, fileName: "model.log" });

function refusal(content: string | Uint8Array, fileName: string, options: ParseOptions = {}): FormatError {
  try {
    parse(content, fileName, options);
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error("the file was read");
}

const without = (id: number): string => LINES.filter((_, i) => i !== id).join("\n");
const changed = (id: number, from: string, to: string): string =>
  LINES.map((line, i) => (i === id ? line.replace(from, to) : line)).join("\n");

describe("a log of TFLM's beside its model", () => {
  test("adds the scratch buffers, with their ids and lifetimes, and TFLM's plan of all", () => {
    const { problem, otherPlans, notes } = parse(MODEL, "m.tflite", { log: log(LOG) });
    expect(problem.buffers.slice(0, 4)).toEqual(parse(MODEL, "m.tflite").problem.buffers);
    expect(problem.buffers.slice(4)).toEqual([
      { id: "scratch 4", lower: 1, upper: 2, size: 320, alignment: 16 },
      { id: "scratch 5", lower: 2, upper: 3, size: 32, alignment: 16 },
    ]);
    expect(otherPlans).toEqual([{ planner: "TFLM", peak: 704, offsets: Float64Array.of(208, 304, 368, 0, 384, 0) }]);
    expect(notes.join()).toContain("the log adds 2 scratch buffers, for which OfflineMemoryAllocation has no place");
    expect(notes.join()).not.toContain("scratch buffers are not in the file");
  });

  test("has a plan that can be verified", () => {
    const { problem, offsets } = parse(MODEL, "m.tflite", { log: log(LOG), placed: true });
    expect(simulate(problem, offsets!).violations).toEqual([]);
  });

  test("leaves scratch out of the model that is written, in which TFLM places it around the tensors", async () => {
    const document = parse(MODEL, "m.tflite", { log: log(LOG) });
    const { offsets, peak } = await plan(document.problem);
    expect(peak).toBe(480);
    const again = parse(formatBytes(document, offsets!), "m.tflite");
    expect(again.problem.buffers.map(({ offset }) => offset)).toEqual(Array.from(offsets!.subarray(0, 4)));
  });

  test("of a run before the file was planned leaves the file's offsets, and scratch goes where TFLM lays it", () => {
    const document = parse(MODEL, "m.tflite", { log: log(LOG) });
    const planned = formatBytes(document, [384, 320, 0, 16, 0, 0]);
    const again = parse(planned, "m.tflite", { log: log(LOG), placed: true });
    // Around "a" at [384, 480) and "b" at [320, 384) the 320 bytes begin at 0, and 32 at 16, above "c".
    expect([...again.offsets!]).toEqual([384, 320, 0, 16, 0, 16]);
    expect(simulate(again.problem, again.offsets!).violations).toEqual([]);
    expect(again.notes.join()).toContain("the log is of a run without the offsets in the file");
    const anew = parse(planned, "m.tflite", { log: log(LOG) });
    expect(anew.otherPlans).toEqual([{ planner: "TFLM", peak: 480, offsets: again.offsets }]);
    const passedOver = parse(planned, "m.tflite", { log: log(LOG), ignoreOffsets: true });
    expect(passedOver.otherPlans.map(({ peak }) => peak)).toEqual([704]);
  });

  test("of a run with the file's plan is that run's, scratch too", () => {
    const planned = formatBytes(parse(MODEL, "m.tflite"), [208, 304, 368, 0]);
    const { offsets, notes } = parse(planned, "m.tflite", { log: log(LOG), placed: true });
    expect([...offsets!]).toEqual([208, 304, 368, 0, 384, 0]);
    expect(notes.join()).not.toContain("without the offsets in the file");
  });

  test("may have another alignment than the one that is asked for", () => {
    const { problem, otherPlans } = parse(MODEL, "m.tflite", { log: log(LOG), alignment: 64 });
    expect(problem.buffers.map(({ size }) => size)).toEqual([128, 64, 64, 256, 320, 64]);
    expect(otherPlans).toEqual([{ planner: "TFLM", peak: 704, offsets: null }]);
  });

  test.each([
    ["another size", changed(1, "size=64", "size=80"), 2, 'tensor "b" of the model size=64, first_used=1 last_used=2'],
    ["another begin", changed(2, "first_used=2", "first_used=1"), 3, 'and tensor "c" of the model size=16'],
    ["another end", changed(0, "last_used=3", "last_used=2"), 1, "a log of another model?"],
    [
      "fewer tensors",
      LINES.slice(0, 3).join("\n"),
      3,
      "this is the last of 3 allocations, and the model has 4 tensors",
    ],
    ["a line that is missing", without(2), 3, "id 3 comes where 2 is due: lines are missing"],
    ["a line that is cut off", `${LINES.slice(0, 4).join("\n")}\n4 (id=4): size=32, off`, 5, "is no whole line"],
    ["an end within a line's id", `${LINES.slice(0, 4).join("\n")}\n4 (id=4`, 5, "is no whole line"],
    ["a second list", `${LINES.join("\n")}\n${LINES.join("\n")}`, 7, "a second list of allocations begins"],
    ["a size beyond what is exact", changed(5, "size=32", "size=99999999999999999"), 6, "beyond ±(2^53 − 1)"],
    ["no list", "hello", 1, "no line has an allocation"],
    ["nothing", "", 1, "the file is empty"],
  ])("is refused at its line where it has %s", (_, content, line, detail) => {
    const error = refusal(MODEL, "m.tflite", { log: log(content) });
    expect(error.detail).toContain(detail);
    expect([error.file, error.line, error.byte]).toEqual(["model.log", line, null]);
  });

  test("may count shorter lifetimes where a subgraph is entered twice", () => {
    const spec: ModelSpec = {
      subgraphs: [
        {
          tensors: [int8("x", 16), int8("y", 16)],
          inputs: [0],
          outputs: [1],
          operators: [{ code: 118, inputs: [0], outputs: [1], calls: [1, 1] }],
        },
        {
          tensors: [int8("in", 16), int8("out", 16)],
          inputs: [0],
          outputs: [1],
          operators: [{ code: ADD, inputs: [0], outputs: [1] }],
        },
      ],
    };
    const lifetimes = ["0 last_used=5", "1 last_used=5", "4 last_used=5", "5 last_used=5"];
    const printed = lifetimes.map((times, id) => `${id} (id=${id}): size=16, offset=${16 * id}, first_used=${times}`);
    const { problem } = parse(buildModel(spec), "m.tflite", { log: log(printed.join("\n")) });
    expect(problem.buffers.map(({ lower, upper }) => [lower, upper])).toEqual([
      [0, 6],
      [1, 6],
      [2, 6],
      [3, 6],
    ]);
  });
});

describe("a log of TFLM's by itself", () => {
  test("is a problem, by the ids of TFLM's BufferPlan, with its plan", () => {
    const document = parse(LOG, "model.log");
    expect(document.form.name).toContain("TF_LITE_SHOW_MEMORY_USE");
    expect(
      document.problem.buffers.map(({ id, lower, upper, size, alignment }) => [id, lower, upper, size, alignment]),
    ).toEqual([
      ["0", 0, 4, 96, 16],
      ["1", 1, 3, 64, 16],
      ["2", 2, 4, 16, 16],
      ["3", 3, 4, 208, 16],
      ["4", 1, 2, 320, 16],
      ["5", 2, 3, 32, 16],
    ]);
    expect(document.otherPlans.map(({ peak }) => peak)).toEqual([704]);
    const placed = parse(LOG, "model.log", { placed: true });
    expect(simulate(placed.problem, placed.offsets!).violations).toEqual([]);
  });

  test.each([
    ["CRLF and a terminal's marks", LINES.map((line) => `[00:01.2] ${line}`).join("\r\n")],
    ["a byte order mark", `\uFEFF${LINES.join("\n")}`],
  ])("may have %s", (_, text) => {
    expect(parse(text, "x").problem).toEqual(parse(LOG, "x").problem);
  });

  test("is no JSON that quotes one", () => {
    const text = JSON.stringify({ note: LINES[0], buffers: [{ id: "a", lower: 0, upper: 1, size: 8 }] });
    expect(parse(text, "x").form.name).toBe("JSON");
  });

  test("is refused at the line that is at fault", () => {
    const error = refusal(changed(3, "last_used=3", "last_used=1"), "x.log");
    expect([error.line, error.detail]).toEqual([
      4,
      'buffer "3": upper must be ≥ lower, got [3, 2) (upper = last_used + 1)',
    ]);
    expect(refusal(changed(3, "offset=0", "offset=-1"), "x.log").detail).toBe("id 3: the offset is -1");
  });
});
