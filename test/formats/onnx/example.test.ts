import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { floats, ints, modelBytes, node } from "./build.js";

const MODEL = fileURLToPath(new URL("../../../examples/models/tiny.onnx", import.meta.url));

/** Weights that are no zeros: 0, 1/8, … 7/8 in turn. */
function filled(name: string, dims: readonly number[]) {
  const count = dims.reduce((product, size) => product * size, 1);
  return floats(
    name,
    Array.from({ length: count }, (_, i) => (i % 8) / 8),
    dims,
  );
}

/** The model of docs/onnx.md. */
const BYTES = modelBytes({
  version: 17,
  inputs: { image: "float[batch,3,8,8]" },
  outputs: ["scores"],
  constants: [
    filled("filters", [4, 3, 3, 3]),
    filled("weights", [64, 10]),
    ints("zero", [0]),
    ints("one", [1]),
    ints("rest", [-1]),
  ],
  nodes: [
    node("Conv", ["image", "filters"], ["conv"], { pads: [1, 1, 1, 1] }),
    node("Relu", ["conv"], ["relu"]),
    node("MaxPool", ["relu"], ["pool"], { kernel_shape: [2, 2], strides: [2, 2] }),
    node("Shape", ["pool"], ["shape"]),
    node("Slice", ["shape", "zero", "one"], ["first"]),
    node("Concat", ["first", "rest"], ["target"], { axis: 0 }),
    node("Reshape", ["pool", "target"], ["flat"]),
    node("Gemm", ["flat", "weights"], ["logits"]),
    node("Softmax", ["logits"], ["scores"]),
  ].map((each, i) => ({ ...each, name: `node${i}` })),
});

test("the model in examples is what this file says", () => {
  if (process.env.UPDATE_DOCS === "1") {
    mkdirSync(dirname(MODEL), { recursive: true });
    writeFileSync(MODEL, BYTES);
  }
  expect(new Uint8Array(readFileSync(MODEL))).toEqual(BYTES);
});
