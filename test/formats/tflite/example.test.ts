import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "../../../src/formats/index.js";
import { greedyPlan } from "../../../src/formats/tflite/greedy.js";
import { buildModel, CONV_2D, int8, type ModelSpec, RESHAPE } from "./build.js";

const MODEL = fileURLToPath(new URL("../../../examples/models/tiny.tflite", import.meta.url));
const LOG = fileURLToPath(new URL("../../../examples/models/tiny.tflm.log", import.meta.url));

const [MAX_POOL_2D, CONCATENATION, FULLY_CONNECTED] = [17, 2, 9];
const weights = { name: "weights", shape: [4], type: 9, data: Uint8Array.of(1, 2, 3, 4) };

/** The model of docs/models.md. */
const SPEC: ModelSpec = {
  subgraphs: [
    {
      tensors: [
        int8("image", 592),
        weights,
        int8("conv1", 592),
        int8("conv2", 432),
        int8("pool", 480),
        int8("both", 912),
        int8("flat", 912),
        int8("scores", 10),
      ],
      inputs: [0],
      outputs: [7],
      operators: [
        { code: CONV_2D, inputs: [0, 1, -1], outputs: [2] },
        { code: CONV_2D, inputs: [2, 1, -1], outputs: [3] },
        { code: MAX_POOL_2D, inputs: [2], outputs: [4] },
        { code: CONCATENATION, inputs: [3, 4], outputs: [5] },
        { code: RESHAPE, inputs: [5], outputs: [6] },
        { code: FULLY_CONNECTED, inputs: [6, 1, -1], outputs: [7] },
      ],
    },
  ],
};

/** What TFLM prints of it, where its convolutions ask for scratch. */
function printed(bytes: Uint8Array): string {
  const scratch = [
    { lower: 1, upper: 2, size: 640 },
    { lower: 2, upper: 3, size: 320 },
  ];
  const buffers = [...parse(bytes, "tiny.tflite").problem.buffers, ...scratch];
  const { offsets } = greedyPlan(buffers);
  const lines = buffers.map(({ lower, upper, size }, id) => {
    return `${id} (id=${id}): size=${size}, offset=${offsets[id]}, first_used=${lower} last_used=${upper - 1}\n`;
  });
  return lines.join("");
}

test("the model in examples is what this file says, and so is its log", () => {
  const bytes = buildModel(SPEC);
  if (process.env.UPDATE_DOCS === "1") {
    mkdirSync(dirname(MODEL), { recursive: true });
    writeFileSync(MODEL, bytes);
    writeFileSync(LOG, printed(bytes));
  }
  expect(new Uint8Array(readFileSync(MODEL))).toEqual(bytes);
  expect(readFileSync(LOG, "utf8")).toBe(printed(bytes));
});
