import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "../../../src/formats/index.js";
import { loadBound, toArrays } from "../../../src/problem/index.js";
import { mutateAll, refusalOf } from "../producer/mutants.js";
import { faultsOf } from "../producer/verified.js";
import { programBytes, type TestMethod, type TestValue } from "./program-bytes.js";

const SHARED = fileURLToPath(new URL("../../../../shared/models/keyword_spotting.pte", import.meta.url));
const isPresent = existsSync(SHARED);
if (!isPresent) console.warn(`no real program at ${SHARED}: a program that the test builds stands for it`);

function bytes(count: number, offset: number, memory = 1): TestValue {
  return { sizes: [count], place: [memory, offset] };
}

/** A constant, an input, two layers, a view without an instruction, and an output. */
const SMALL: TestMethod = {
  values: [
    { sizes: [4], content: 1 },
    bytes(64, 0),
    bytes(128, 64),
    bytes(128, 64),
    bytes(16, 0),
    null,
    bytes(0, 64),
    { sizes: [4] },
  ],
  inputs: [1],
  outputs: [4],
  instructions: [
    [1, "aten::convolution.out", [1, 0, 5, 6, 2, 2]],
    [1, "aten::linear.out", [3, 0, 4, 4]],
    [5, "", [7]],
  ],
  memorySizes: [0, 192],
};

describe("an ExecuTorch program", () => {
  const real = isPresent ? new Uint8Array(readFileSync(SHARED)) : programBytes([SMALL]);

  test(
    isPresent ? "of keyword spotting has 19 buffers and needs the 16,000 bytes of its plan" : "(small) is read",
    () => {
      const document = parse(real, "x", { placed: true });
      const { problem, otherPlans } = document;
      const [plan] = otherPlans;
      expect(otherPlans).toHaveLength(1);
      expect([problem.buffers.length, plan!.planner, plan!.peak]).toEqual(
        isPresent ? [19, "ExecuTorch", 16_000] : [4, "ExecuTorch", 192],
      );
      expect(loadBound(toArrays({ buffers: problem.buffers }))).toBe(isPresent ? 16_000 : 192);
      expect(faultsOf(document)).toEqual([]);
    },
  );

  test("gives each tensor its life from the first to the last instruction that names it", () => {
    const { problem, notes, offsets } = parse(programBytes([SMALL]), "x", { placed: true });
    expect(problem.buffers).toEqual([
      { id: "input_1", lower: 0, upper: 1, size: 64, alignment: 16 },
      { id: "convolution_2", lower: 0, upper: 2, size: 128, alignment: 16 },
      { id: "linear_3", lower: 1, upper: 2, size: 128, alignment: 16 },
      { id: "linear_4", lower: 1, upper: 3, size: 16, alignment: 16 },
    ]);
    expect(problem.aliases).toEqual([{ buffer: "linear_3", of: "convolution_2", at: 0 }]);
    expect([...offsets!]).toEqual([0, 64, 64, 0]);
    expect(notes).toEqual([
      "1 tensor is a view that no instruction makes: parts of others",
      "1 tensor has no bytes: left out",
    ]);
  });

  test("keeps what a view shows until the view is read, whatever runs between", () => {
    const values = [bytes(16, 0), bytes(32, 16), bytes(32, 16), bytes(8, 48), bytes(8, 56)];
    const { problem } = parse(
      programBytes([
        {
          values,
          inputs: [0],
          outputs: [4],
          instructions: [
            [1, "a.out", [0, 1, 1]],
            [1, "b.out", [0, 3, 3]],
            [1, "c.out", [2, 3, 4, 4]],
          ],
        },
      ]),
      "x",
    );
    expect(problem.buffers.find(({ id }) => id === "a_1")).toMatchObject({ lower: 0, upper: 3 });
    expect(problem.aliases).toEqual([{ buffer: "c_2", of: "a_1", at: 0 }]);
  });

  test("keeps state throughout: what has content, a name, or bytes of its own that are read first", () => {
    const values: TestValue[] = [
      bytes(16, 0),
      { sizes: [16], place: [1, 16], content: 3 },
      { sizes: [16], place: [1, 32], name: "cache.k" },
      bytes(16, 48),
      bytes(16, 64),
      bytes(16, 80),
      bytes(32, 64),
    ];
    const { problem, notes } = parse(
      programBytes([
        {
          values,
          inputs: [0],
          outputs: [5],
          instructions: [
            [1, "first.out", [0, 4, 4]],
            [1, "second.out", [4, 1, 2, 3, 5, 5]],
            [1, "third.out", [5, 6, 5, 5]],
          ],
        },
      ]),
      "x",
    );
    const lives = Object.fromEntries(problem.buffers.map(({ id, lower, upper }) => [id, [lower, upper]]));
    expect(lives).toMatchObject({ second_1: [0, 3], "cache.k": [0, 3], second_3: [0, 3], third_6: [2, 3] });
    expect(notes).toContain('taken as kept between runs, and live throughout: "second_1", "cache.k", "second_3"');
  });

  test("with delegates writes the arguments that are new behind all others", () => {
    const values = [bytes(16, 0), bytes(16, 16), bytes(16, 0)];
    const { problem } = parse(
      programBytes([
        {
          values,
          inputs: [0],
          outputs: [2],
          instructions: [
            [2, "XnnpackBackend", [0, 1]],
            [2, "XnnpackBackend", [1, 2]],
          ],
        },
      ]),
      "x",
    );
    expect(problem.aliases).toBeUndefined();
    expect(problem.buffers.map(({ id, lower, upper }) => [id, lower, upper])).toEqual([
      ["input_0", 0, 1],
      ["XnnpackBackend_1", 0, 2],
      ["XnnpackBackend_2", 1, 2],
    ]);
  });

  test("of several methods is chosen by name, and lists them otherwise", () => {
    const two = programBytes([SMALL, { ...SMALL, name: "encode" }]);
    expect(refusalOf(two)).toMatch(/^x: byte \d+: .* --module names one: "forward", "encode"$/);
    expect(refusalOf(two, { module: "decode" })).toContain('no method is called "decode": it has "forward", "encode"');
    expect(parse(two, "x", { module: "encode" }).problem.buffers).toHaveLength(4);
  });

  test("of several memories keeps each tensor in its own, and adds up what they need", () => {
    const values = [bytes(16, 0), bytes(64, 0, 2), bytes(16, 16)];
    const file = programBytes([
      {
        values,
        inputs: [0],
        outputs: [2],
        instructions: [
          [1, "a.out", [0, 1, 1]],
          [1, "b.out", [1, 2, 2]],
        ],
        memorySizes: [0, 32, 64],
      },
    ]);
    const { problem, otherPlans, memories } = parse(file, "x", { placed: true });
    expect(problem.memories).toEqual([{ id: "1" }, { id: "2" }]);
    expect(memories).toEqual(["1", "2", "1"]);
    expect(otherPlans[0]!.peak).toBe(96);
  });

  test("takes dynamic shapes at their bounds, sizes by their types, and offsets beyond 4 GiB", () => {
    const values: TestValue[] = [
      { sizes: [3, 5], type: 6, place: [1, 2 ** 33], dynamism: 1 },
      { sizes: [2], type: 15, place: [1, 0] },
      { sizes: [9], dynamism: 2 },
    ];
    const { problem, offsets, notes } = parse(
      programBytes([{ values, inputs: [0], outputs: [1], instructions: [[1, "a.out", [0, 2, 1, 1]]] }]),
      "x",
      { placed: true },
    );
    expect(problem.buffers.map(({ size }) => size)).toEqual([60, 4]);
    expect([...offsets!]).toEqual([2 ** 33, 0]);
    expect(notes).toContain("1 tensor has an unbounded shape and no place: the runtime finds one");
  });

  test("whose plan keeps to a smaller alignment is planned with that one, and says so", () => {
    const { problem, notes } = parse(programBytes([{ values: [bytes(8, 0), bytes(8, 8)], instructions: [] }]), "x");
    expect(problem.buffers.map(({ alignment }) => alignment)).toEqual([8, 8]);
    expect(notes).toContain("the offsets of ExecuTorch are no multiples of 16: the alignment is taken to be 8");
    const own = parse(programBytes([{ values: [bytes(8, 0)], instructions: [] }]), "x", { alignment: 64 });
    expect(own.problem.buffers[0]!.alignment).toBe(64);
  });

  test.each([
    ["a jump", [[4, "", [0]]], "control flow is not read: an instruction is a JumpFalseCall"],
    ["a move", [[3, "", [0]]], "control flow is not read: an instruction is a MoveCall"],
    ["an instruction of another kind", [[9, "", [0]]], "an instruction is of kind 9"],
    ["a value that is not there", [[1, "a", [7]]], "there is no value 7, of 1"],
  ] as const)("with %s is refused at its byte", (_, instructions, message) => {
    const text = refusalOf(programBytes([{ values: [bytes(8, 0)], instructions }]));
    expect(text).toMatch(/^x: byte \d+: /);
    expect(text).toContain(message);
  });

  test.each([
    [{ sizes: [-1], place: [1, 0] }, "a dimension of -1"],
    [{ sizes: [1], type: 77, place: [1, 0] }, "scalar_type is 77"],
    [{ sizes: [1], storageOffset: 3, place: [1, 0] }, "storage_offset is 3"],
    [{ sizes: [2 ** 30, 2 ** 30], place: [1, 0] }, "more than 2^53"],
    [{ sizes: [1], dynamism: 2, place: [1, 0] }, "an unbounded shape has a place"],
  ] as const)("with the tensor %j is refused", (value, message) => {
    expect(refusalOf(programBytes([{ values: [value], instructions: [] }]))).toContain(message);
  });

  test("that is cut off is refused, also where its extended header says so", () => {
    expect(refusalOf(real.slice(0, 40))).toMatch(/^x: byte \d+: /);
    const extended = Uint8Array.from(programBytes([SMALL]));
    extended.set([0x65, 0x68, 0x30, 0x30, 24, 0, 0, 0, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0], 8);
    expect(refusalOf(extended)).toContain("byte 16: the program has 16777215 bytes");
  });

  test("that is damaged is read or refused at a byte", () => {
    const small = mutateAll([programBytes([SMALL])], ["ET12"], [{}, { placed: true }]);
    expect(small.read).toBeGreaterThan(100);
    expect(small.refused).toBeGreaterThan(100);
    if (isPresent) expect(mutateAll([real], ["ET12"]).refused).toBeGreaterThan(100);
  });
});
