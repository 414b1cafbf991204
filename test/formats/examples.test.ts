import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "../../src/formats/index.js";
import { planSync } from "../../src/index.js";
import { programBytes } from "./executorch/program-bytes.js";
import { D2M, IREE, MLIR, VELA } from "./producer/dumps.js";
import { pickled } from "./pytorch/pickle-writer.js";
import { block, event, frame, segment, snapshot } from "./pytorch/snapshots.js";

const MODELS = new URL("../../examples/models/", import.meta.url);

const KIB = 1024;
const A = 0x7f00_0000_0000;
const at = (line: number) => [frame("/home/u/model.py", line, "forward")];

/** A step of four blocks: the caching allocator keeps 24 KiB for them, and 20 are live at most. */
const SNAPSHOT = snapshot(
  [
    [
      event("segment_alloc", A, 24 * KIB),
      event("alloc", A, 8 * KIB, { frames: at(12) }),
      event("alloc", A + 8 * KIB, 4 * KIB, { frames: at(13) }),
      event("free_completed", A, 8 * KIB),
      event("alloc", A + 12 * KIB, 12 * KIB, { frames: at(14) }),
      event("free_completed", A + 8 * KIB, 4 * KIB),
      event("alloc", A, 8 * KIB, { frames: at(15) }),
      event("free_completed", A + 12 * KIB, 12 * KIB),
    ],
  ],
  [segment(A, 24 * KIB, [block(A, 8 * KIB, "active_allocated"), block(A + 8 * KIB, 16 * KIB, "inactive")])],
);

/** Three layers, one after the other, where ExecuTorch placed them: 256 bytes more than are needed. */
const PROGRAM = programBytes([
  {
    values: [
      { sizes: [512], place: [1, 0] },
      { sizes: [256], place: [1, 512] },
      { sizes: [512], place: [1, 768] },
      { sizes: [16], place: [1, 0] },
    ],
    inputs: [0],
    outputs: [3],
    instructions: [
      [1, "conv1", [0, 1]],
      [1, "conv2", [1, 2]],
      [1, "fc", [2, 3]],
    ],
    memorySizes: [0, 1280],
  },
]);

/** The trace of docs/traces.md. */
const TRACE = "time,op,id,size\n1,alloc,a,64\n2,alloc,b,32\n3,free,a\n3,alloc,c,96\n5,free,b\n";

const FILES: Readonly<Record<string, Uint8Array>> = {
  "step.pickle": pickled(SNAPSHOT),
  "tiny.pte": PROGRAM,
  "layout.mlir": new TextEncoder().encode(IREE),
  "buffers.mlir": new TextEncoder().encode(MLIR),
  "d2m.json": new TextEncoder().encode(D2M),
  "vela.log": new TextEncoder().encode(VELA),
  "trace.csv": new TextEncoder().encode(TRACE),
};

test.each([
  ["step.pickle", 4, 20 * KIB, 24 * KIB],
  ["tiny.pte", 4, 768, 1280],
  ["layout.mlir", 6, 432, undefined],
  ["buffers.mlir", 4, 168, undefined],
  ["d2m.json", 4, 5120, 5632],
  ["vela.log", 4, 320, 336],
  ["trace.csv", 3, 128, undefined],
])("examples/models/%s is what this file says, and needs less than its own planner took", (name, count, least, own) => {
  const path = fileURLToPath(new URL(name, MODELS));
  if (process.env.UPDATE_DOCS === "1") {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, FILES[name]!);
  }
  const bytes = new Uint8Array(readFileSync(path));
  expect(bytes).toEqual(FILES[name]);
  const { problem, otherPlans } = parse(bytes, name);
  expect(problem.buffers.length).toBe(count);
  expect(planSync(problem, { minimize: true })).toMatchObject({ status: "optimal", peak: least });
  expect(otherPlans[0]?.peak).toBe(own);
});
