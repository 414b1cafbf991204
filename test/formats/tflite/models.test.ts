import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type Document, FormatError, formatBytes, type ParseOptions, parse } from "../../../src/formats/index.js";
import { greedyPlan } from "../../../src/formats/tflite/greedy.js";
import { plan, simulate } from "../../../src/index.js";
import { buildModel, CHAIN } from "./build.js";
import { walkModel } from "./walk.js";

const SHARED = fileURLToPath(new URL("../../../../shared/models", import.meta.url));
const PACKAGES = fileURLToPath(new URL("../../../out/models/node_modules/@mediapipe", import.meta.url));

/** Name, buffers, load bound and least peak, head of TFLM's own planner. */
type Row = readonly [name: string, buffers: number, bound: number, own: number];

/** In place of models that are absent. */
const OWN_ROW: Row = ["own chain", 4, 320, 320];

/** Known arenas of models that TFLM's authors test with. */
const SHARED_ROWS: readonly Row[] = [
  ["person_detect.tflite", 32, 55_296, 55_296],
  ["test_conv.tflite", 8, 7_744, 7_744],
  ["audio_preprocessor_int8.tflite", 25, 2_096, 3_040],
  ["vww_96_int8.tflite", 32, 55_296, 73_728],
];

/** Of `npm run models:install`. */
const INSTALLED_ROWS: readonly Row[] = [
  ["selfie_segmentation/selfie_segmentation.tflite", 247, 3_670_016, 4_194_304],
  ["selfie_segmentation/selfie_segmentation_landscape.tflite", 247, 2_064_384, 2_359_296],
  ["face_detection/face_detection_full_range_sparse.tflite", 389, 3_589_888, 4_768_256],
  ["face_detection/face_detection_full_range.tflite", 355, 3_538_944, 3_538_944],
  ["face_detection/face_detection_short_range.tflite", 165, 1_376_256, 1_376_256],
];

/** Not asked for by it, and tried where they are. */
const MORE_ROWS: readonly Row[] = [
  ["hands/hand_landmark_full.tflite", 166, 4_018_432, 4_315_136],
  ["hands/hand_landmark_lite.tflite", 168, 4_217_344, 4_217_344],
  ["pose/pose_landmark_lite.tflite", 306, 6_963_488, 9_060_352],
  ["pose/pose_landmark_full.tflite", 333, 9_044_992, 9_920_512],
  ["pose/pose_landmark_heavy.tflite", 690, 13_305_344, 13_305_344],
];

/** The rows whose models are here. Says what is not. */
function present(rows: readonly Row[], folder: string, how: string): readonly Row[] {
  const found = rows.filter(([name]) => existsSync(join(folder, name)));
  if (found.length < rows.length) {
    console.warn(`${rows.length - found.length} of ${rows.length} models are absent from ${folder}${how}`);
  }
  return found;
}

const shared = present(SHARED_ROWS, SHARED, ": a model that this test builds is read instead");
const installed = present(INSTALLED_ROWS, PACKAGES, "; npm run models:install installs them");
const more = present(MORE_ROWS, PACKAGES, ", where they need not be");
const cases: readonly (readonly [...Row, string])[] = [
  [...OWN_ROW, ""],
  ...shared.map((row) => [...row, SHARED] as const),
  ...[...installed, ...more].map((row) => [...row, PACKAGES] as const),
];

function bytesOf(name: string, folder: string): Uint8Array {
  return folder === "" ? buildModel(CHAIN) : readFileSync(join(folder, name));
}

const read = (bytes: Uint8Array, name: string, options: ParseOptions = {}): Document => parse(bytes, name, options);

function isWalked(bytes: Uint8Array, dataAlignment: number): boolean {
  try {
    walkModel(bytes, dataAlignment);
    return true;
  } catch {
    return false;
  }
}

describe("real models", () => {
  test.each(cases)(
    "%s has %d buffers, a least peak of %d, and %d by TFLM's own planner",
    async (name, buffers, bound, own, folder) => {
      const { problem, otherPlans } = read(bytesOf(name, folder), name);
      expect(problem.buffers.length).toBe(buffers);
      const { lowerBound, peak, status } = await plan(problem);
      expect([lowerBound, peak, status]).toEqual([bound, bound, "optimal"]);
      expect(otherPlans.map(({ planner, peak }) => [planner, peak])).toEqual([["TFLM", own]]);
      const report = simulate(problem, otherPlans[0]!.offsets!);
      expect([report.violations, report.peak]).toEqual([[], own]);
    },
  );

  test.each(cases)(
    "%s is written with its plan: the old file behind, the same lifetimes, read by a strict reader",
    async (name, _buffers, _bound, _own, folder) => {
      const bytes = bytesOf(name, folder);
      const document = read(bytes, name);
      const { offsets } = await plan(document.problem);
      const written = formatBytes(document, offsets!);
      const front = written.length - bytes.length;
      expect(front).toBeLessThan(16_384);
      expect(Buffer.compare(written.subarray(front), bytes)).toBe(0);
      const again = read(written, name, { placed: true });
      expect(again.problem).toEqual(document.problem);
      expect(Array.from(again.offsets!)).toEqual(Array.from(offsets!));
      // As strict as the old file bears.
      const alignment = [16, 4].find((each) => isWalked(bytes, each))!;
      expect(() => walkModel(written, alignment)).not.toThrow();
    },
  );

  test("by --views are planned no higher, and verified as they are", async () => {
    let merged = 0;
    for (const [name, , bound, , folder] of cases) {
      const { problem } = read(bytesOf(name, folder), name, { views: true });
      merged += problem.aliases?.length ?? 0;
      const { peak, verification } = await plan(problem, { stepLimit: 100_000 });
      expect(peak, name).toBeLessThanOrEqual(bound);
      expect(verification?.violations, name).toEqual([]);
    }
    if (shared.length > 0) expect(merged).toBeGreaterThan(0);
  });
});

const hasLogs = existsSync(join(SHARED, "keyword_scrambled.tflm.log"));
const textOf = (name: string): string => readFileSync(join(SHARED, name), "utf8");

/** In place of the real log: what TFLM's planner would print of CHAIN and one scratch buffer, worked out by hand. */
const OWN_LOG = `0 (id=0): size=96, offset=208, first_used=0 last_used=3
1 (id=1): size=64, offset=144, first_used=1 last_used=2
2 (id=2): size=16, offset=304, first_used=2 last_used=3
3 (id=3): size=208, offset=0, first_used=3 last_used=3
4 (id=4): size=144, offset=0, first_used=2 last_used=2
`;

const LOGS: [name: string, tensors: number, buffers: number, peak: number, own: number][] = hasLogs
  ? [
      ["keyword_scrambled", 16, 30, 672, 672],
      ["vww_96_int8", 32, 32, 55_296, 73_728],
    ]
  : [["own chain", 4, 5, 320, 320]];

describe(hasLogs ? "real logs of TFLM" : "a log of our own in place of real ones, which are absent", () => {
  test.each(LOGS)("%s: %d tensors as the reader says, %d buffers, least peak %d, TFLM's %d", async (...row) => {
    const [name, tensors, buffers, peak, own] = row;
    const model = hasLogs ? bytesOf(`${name}.tflite`, SHARED) : buildModel(CHAIN);
    const content = hasLogs ? textOf(`${name}.tflm.log`) : OWN_LOG;
    const log = { content, fileName: `${name}.tflm.log` };
    expect(read(model, name).problem.buffers.length).toBe(tensors);
    const { problem, otherPlans } = read(model, name, { log });
    expect(problem.buffers.length).toBe(buffers);
    expect((await plan(problem)).peak).toBe(peak);
    expect(otherPlans.map((other) => other.peak)).toEqual([own]);
    expect(simulate(problem, otherPlans[0]!.offsets!).violations).toEqual([]);
    // The planner here is TFLM's to the byte.
    expect(greedyPlan(problem.buffers)).toEqual(otherPlans[0]);
    const alone = parse(content, `${name}.tflm.log`);
    const lifetimes = (document: Pick<Document, "problem">) =>
      document.problem.buffers.map(({ lower, upper, size, alignment }) => [lower, upper, size, alignment]);
    expect(lifetimes(alone)).toEqual(lifetimes({ problem }));
    expect((await plan(alone.problem)).peak).toBe(peak);
  });
});

const hasVela = existsSync(join(SHARED, "person_detect_vela.tflite"));

test(hasVela ? "a model by Vela is not planned anew" : "no model by Vela is here; one of our own stands for it", () => {
  const spec = { ...CHAIN.subgraphs[0]!, operators: [{ code: 32, custom: "ethos-u", inputs: [0], outputs: [4] }] };
  const bytes = hasVela ? bytesOf("person_detect_vela.tflite", SHARED) : buildModel({ subgraphs: [spec] });
  for (const options of [{}, { ignoreOffsets: true }, { views: true }]) {
    expect(() => read(bytes, "vela", options)).toThrow(FormatError);
    expect(() => read(bytes, "vela", options)).toThrow(/"ethos-u".*not planned anew/);
  }
});
