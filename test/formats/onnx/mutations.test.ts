import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FormatError, formatBytes, parse } from "../../../src/formats/index.js";
import { ints, modelBytes, node, type Parts, weights } from "./build.js";

/** Models that have something of everything that is read. */
const PARTS: readonly Parts[] = [
  {
    inputs: { x: "float[batch,3,8,8]", z: "int64[2]" },
    outputs: ["y", "s"],
    constants: [weights("w", "float[4,3,3,3]"), ints("axes", [2, 3])],
    infos: { c: "float[1,4,6,6]" },
    nodes: [
      node("Conv", ["x", "w"], ["c"], { pads: [0, 0, 0, 0], strides: [1, 1] }),
      node("Relu", ["c"], ["r"]),
      node("Shape", ["r"], ["shape"]),
      node("Gather", ["shape", "zero"], ["first"]),
      node("Constant", [], ["zero"], { value: { tensor: ints("", [0]) } }),
      node("Concat", ["first", "rest"], ["target"], { axis: 0 }),
      node("Constant", [], ["rest"], { value_ints: [-1] }),
      node("Reshape", ["r", "target"], ["flat"]),
      node("Slice", ["flat", "zero", "first", "zero"], ["part"]),
      node("Add", ["part", "part"], ["y"]),
      node("Unsqueeze", ["z", "zero"], ["s"]),
    ],
    properties: { "telaplan.plan": '{"version": 1, "dims": {"batch": 1}, "offsets": {"x": 0, "y": 64}}' },
  },
  {
    domains: ["local"],
    version: 13,
    inputs: { x: "float[4,6]" },
    outputs: ["y", "top"],
    constants: [ints("k", [2]), ints("pads", [0, 1, 0, 1]), ints("reps", [1, 2])],
    functions: [
      {
        name: "Half",
        domain: "local",
        input: ["a"],
        output: ["b"],
        opset_import: [{ domain: "", version: 13 }],
        node: [node("Split", ["a"], ["b", "c"], { axis: 1 })],
      },
    ],
    nodes: [
      node("local:Half", ["x"], ["h"]),
      node("Pad", ["h", "pads"], ["p"]),
      node("Tile", ["p", "reps"], ["t"]),
      node("Einsum", ["t", "t"], ["e"], { equation: "ij,kj->ik" }),
      node("TopK", ["e", "k"], ["y", "top"]),
      node("Transpose", ["e"], ["u"]),
      node("ReduceMean", ["u"], ["m"], { axes: [1] }),
      node("MatMul", ["u", "e"], ["v"]),
      node("Where", ["o", "v", "v"], ["q"]),
      node("Equal", ["v", "v"], ["o"]),
    ],
  },
];

const WHOLE = PARTS.map((parts) => modelBytes(parts));
const DIMS = { batch: 1 };

type Edit = (bytes: Uint8Array) => Uint8Array;

const place = fc.noBias(fc.nat(1_000_000));
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(place, fc.oneof(fc.constantFrom(0, 1, 2, 127, 128, 255), fc.nat(255))).map(
    ([at, byte]): Edit =>
      (bytes) => {
        const changed = Uint8Array.from(bytes);
        if (changed.length > 0) changed[at % changed.length] = byte;
        return changed;
      },
  ),
  place.map(
    (at): Edit =>
      (bytes) =>
        bytes.slice(0, at % (bytes.length + 1)),
  ),
  fc.tuple(place, place, fc.nat(40)).map(
    ([at, from, length]): Edit =>
      (bytes) => {
        const to = at % (bytes.length + 1);
        const begin = from % (bytes.length + 1);
        return Uint8Array.from([...bytes.slice(0, to), ...bytes.slice(begin, begin + length), ...bytes.slice(to)]);
      },
  ),
  fc.tuple(place, fc.nat(8)).map(
    ([at, length]): Edit =>
      (bytes) => {
        const to = at % (bytes.length + 1);
        return Uint8Array.from([...bytes.slice(0, to), ...bytes.slice(to + length)]);
      },
  ),
);

describe("a mutated model", () => {
  test.each(WHOLE.map((bytes) => [bytes] as const))("case %# is valid to begin with", (bytes) => {
    expect(() => parse(bytes, "m.onnx", { dims: DIMS })).not.toThrow();
  });

  test("is read and written back, or refused with a FormatError at a byte, and nothing else", () => {
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(fc.constantFrom(...WHOLE), fc.array(edit, { minLength: 1, maxLength: 2 }), (whole, edits) => {
        const mutant = edits.reduce((bytes, change) => change(bytes), whole);
        try {
          const document = parse(mutant, "m.onnx", { dims: DIMS, inPlace: true });
          const offsets = document.problem.buffers.map((_, i) => 64 * i);
          if (document.form.name === "ONNX model") {
            const again = parse(formatBytes(document, offsets), "m.onnx", { placed: true });
            expect([...again.offsets!]).toEqual(offsets);
            expect(again.problem).toEqual(document.problem);
          }
          accepted++;
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
          const { byte, line } = error as FormatError;
          // What is no model any more may be taken for text.
          if (byte === null) expect(line).toBeGreaterThanOrEqual(1);
          else expect(byte).toBeLessThanOrEqual(mutant.length);
          refused++;
        }
      }),
      { numRuns: 2000 },
    );
    expect(accepted).toBeGreaterThan(50);
    expect(refused).toBeGreaterThan(500);
  });
});
