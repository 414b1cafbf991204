import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Document, FormatError, formatBytes, type ParseOptions, parse } from "../../../src/formats/index.js";
import { plan, simulate } from "../../../src/index.js";
import {
  ADD,
  buildModel,
  CHAIN,
  CUSTOM,
  int8,
  type ModelSpec,
  OFFLINE,
  offlinePlan,
  RESHAPE,
  type SubgraphSpec,
} from "./build.js";
import { type Found, walkModel } from "./walk.js";

function refusal(work: () => unknown): FormatError {
  try {
    work();
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

const read = (bytes: Uint8Array, options: ParseOptions = {}): Document => parse(bytes, "model.tflite", options);

/** The same model with metadata. */
function withPlan(spec: ModelSpec, data: Uint8Array, others: ModelSpec["metadata"] = []): Uint8Array {
  return buildModel({ ...spec, metadata: [...others, [OFFLINE, data]] });
}

/** The tensors of CHAIN: a, b, weights, c, d. */
const CHAIN_PLAN = [64, 0, -1, 160, 176];

/** What the metadata of a model says of offsets, by the walker. */
function planIn(bytes: Uint8Array): { readonly count: number; readonly values: number[] } {
  const model = walkModel(bytes);
  const entries = (model.metadata as readonly Found[]).filter(({ name }) => name === OFFLINE);
  const { data } = (model.buffers as readonly Found[])[(entries[0]!.buffer ?? 0) as number]!;
  return { count: entries.length, values: [...new Int32Array(Uint8Array.from(data as number[]).buffer)] };
}

describe("a plan in a model", () => {
  test("is fixed offsets, and leaves −1 to be planned", () => {
    const { problem } = read(withPlan(CHAIN, offlinePlan([64, 0, -1, -1, 176])));
    expect(problem.buffers.map(({ offset }) => offset)).toEqual([64, 0, undefined, 176]);
  });

  test("is passed over where it is to be planned anew", () => {
    const { problem, otherPlans } = read(withPlan(CHAIN, offlinePlan(CHAIN_PLAN)), { ignoreOffsets: true });
    expect(problem.buffers.some(({ offset }) => offset !== undefined)).toBe(false);
    expect(otherPlans).toEqual(read(buildModel(CHAIN)).otherPlans);
  });

  test("may be aligned otherwise than TFLM is, and then a note says so", () => {
    const model = buildModel(CHAIN);
    expect(read(model, { alignment: 8 }).notes.join()).toContain("TFLM aligns its arena to 16 bytes");
    for (const alignment of [16, 64]) expect(read(model, { alignment }).notes.join()).not.toContain("aligns its arena");
  });

  test("is the plan that is verified", () => {
    const { problem, offsets } = read(withPlan(CHAIN, offlinePlan(CHAIN_PLAN)), { placed: true });
    expect(problem).toEqual(read(buildModel(CHAIN)).problem);
    expect(Array.from(offsets!)).toEqual([64, 0, 160, 176]);
    expect(simulate(problem, offsets!).violations).toEqual([]);
  });

  test("is missed where there is none, or none of a tensor, and it is to be verified", () => {
    const none = refusal(() => read(buildModel(CHAIN), { placed: true }));
    expect(none.detail).toBe("the file has no plan: there is no metadata OfflineMemoryAllocation");
    const partial = refusal(() => read(withPlan(CHAIN, offlinePlan([64, 0, -1, -1, 176])), { placed: true }));
    expect(partial.detail).toContain('tensor "c" has no offset');
    expect(partial.byte).toBeGreaterThan(8);
  });

  test.each([
    ["has another count of tensors", offlinePlan([0, 0]), "it has offsets of 2 tensors, and the model has 5 tensors"],
    ["has another version", offlinePlan(CHAIN_PLAN, 1, 3), "its version is 3"],
    ["is cut off", offlinePlan([0, 0], 1, 0, 5), "its 20 bytes are too few for the offsets of 5 tensors"],
    ["has no head", new Uint8Array(8), "its 8 bytes are too few"],
    ["has an offset below −1", offlinePlan([-2, 0, -1, 0, 0]), 'tensor "a" has the offset -2'],
    ["is misaligned", offlinePlan([8, 256, -1, 512, 1024]), "fixed offset 8 is no multiple of the alignment 16"],
  ])("is refused where it %s", (_, data, detail) => {
    const error = refusal(() => read(withPlan(CHAIN, data)));
    expect(error.detail).toContain(detail);
    expect(error.byte).toBeGreaterThan(8);
  });

  test("counts the last of several, and tells that and another count of subgraphs", () => {
    const bytes = withPlan(CHAIN, offlinePlan(CHAIN_PLAN, 9), [[OFFLINE, offlinePlan([0, 0, 0, 0, 0])]]);
    const { notes, problem } = read(bytes);
    expect(problem.buffers[0]!.offset).toBe(64);
    expect(notes.join()).toContain("2 entries OfflineMemoryAllocation: the last one counts");
    expect(notes.join()).toContain("speaks of 9 subgraphs, and the model has 1");
  });

  test("takes a variable into the memory where it has an offset for it, for all times", () => {
    const { tensors, ...rest } = CHAIN.subgraphs[0]!;
    const spec = {
      subgraphs: [{ ...rest, tensors: tensors.map((t, i) => (i === 1 ? { ...t, isVariable: true } : t)) }],
    };
    expect(read(buildModel(spec)).problem.buffers.map(({ id }) => id)).toEqual(["a", "c", "d"]);
    const planned = read(withPlan(spec, offlinePlan(CHAIN_PLAN))).problem.buffers[1]!;
    expect(planned).toEqual({ id: "b", lower: 0, upper: 4, size: 64, alignment: 16, offset: 0 });
  });
});

describe("a model that is not planned anew", () => {
  const operators = [
    { code: RESHAPE, inputs: [0], outputs: [1] },
    { code: ADD, inputs: [1], outputs: [2] },
  ];
  const tensors = [int8("in", 64), int8("view", 64), int8("out", 16)];
  const viewing: ModelSpec = { subgraphs: [{ tensors, inputs: [0], outputs: [2], operators }] };
  const ethos: ModelSpec = {
    subgraphs: [
      {
        tensors,
        inputs: [0],
        outputs: [2],
        operators: [{ code: CUSTOM, custom: "ethos-u", inputs: [0], outputs: [2] }],
      },
    ],
  };
  const overlapping = withPlan(CHAIN, offlinePlan([64, 96, -1, 160, 176]));

  test.each([{}, { ignoreOffsets: true }])("has an operator of Vela's, whatever the options: %j", (options) => {
    const { detail, byte } = refusal(() => read(buildModel(ethos), options));
    expect(detail).toBe('the operator "ethos-u" works in bytes that Vela has laid out: the file is not planned anew');
    expect(byte).toBeGreaterThan(8);
  });

  test.each([{}, { ignoreOffsets: true }])("has a plan that overlaps, whatever the options: %j", (options) => {
    expect(refusal(() => read(overlapping, options)).detail).toBe(
      'OfflineMemoryAllocation lays tensor "a" and tensor "b" over each other, at 64 and 96, while both are live: ' +
        "the file is not planned anew",
    );
  });

  test("is verified, and the reason is told", () => {
    expect(read(overlapping, { placed: true }).notes.join()).toContain("while both are live: what the replay calls");
    const notes = read(withPlan(ethos, offlinePlan([0, 0, 0])), { placed: true }).notes.join();
    expect(notes).toContain("works in bytes that Vela has laid out");
  });

  test("is one whose views overlap, until --views takes them for one", async () => {
    const problem = read(buildModel(viewing), { views: true }).problem;
    const { offsets } = await plan(problem);
    const planned = formatBytes(read(buildModel(viewing), { views: true }), offsets!);
    expect(planIn(planned).values.slice(3, 5)).toEqual([offsets![0], offsets![0]]);
    expect(refusal(() => read(planned)).detail).toContain("(they are views, which --views takes for one)");
    const again = read(planned, { views: true });
    expect(again.problem.buffers.map(({ offset }) => offset)).toEqual(Array.from(offsets!));
    const placed = read(planned, { views: true, placed: true });
    expect(simulate(placed.problem, placed.offsets!).violations).toEqual([]);
    expect(read(planned, { views: true, ignoreOffsets: true }).problem).toEqual(problem);
  });
});

/** A model, and each of its tensors placed above the one before. */
function stacked(bytes: Uint8Array): { readonly document: Document; readonly offsets: number[] } {
  const document = read(bytes, { ignoreOffsets: true });
  let top = 0;
  const offsets = document.problem.buffers.map(({ size }) => {
    top += size;
    return top - size;
  });
  return { document, offsets };
}

const BRANCH: SubgraphSpec = { tensors: [int8("x", 16), int8("y", 48)], inputs: [0], outputs: [1] };

const MODELS: readonly (readonly [name: string, bytes: Uint8Array])[] = [
  ["a chain", buildModel(CHAIN)],
  ["one with a plan", withPlan(CHAIN, offlinePlan(CHAIN_PLAN))],
  [
    "one with other metadata",
    withPlan(CHAIN, offlinePlan(CHAIN_PLAN), [["min_runtime_version", Uint8Array.of(49, 0)]]),
  ],
  ["one with subgraphs", buildModel({ subgraphs: [CHAIN.subgraphs[0]!, BRANCH, BRANCH] })],
  ["one of an odd length", Uint8Array.from([...buildModel(CHAIN), 1, 2, 3])],
];

describe("a model that is written with a plan", () => {
  test.each(MODELS)("keeps the old file at its end, its lifetimes, and takes the plan: %s", (_, bytes) => {
    const { document, offsets } = stacked(bytes);
    const written = formatBytes(document, offsets);
    const front = written.length - bytes.length;
    expect(front % 64).toBe(0);
    expect(written.subarray(front)).toEqual(bytes);
    const again = read(written, { placed: true });
    expect(Array.from(again.offsets!)).toEqual(offsets);
    expect(read(written, { ignoreOffsets: true }).problem).toEqual(document.problem);
  });

  test.each(MODELS)("is what a strict reader of another hand takes, and nothing else has changed: %s", (_, bytes) => {
    const { document, offsets } = stacked(bytes);
    const written = formatBytes(document, offsets);
    const [old, found] = [walkModel(bytes), walkModel(written)];
    const { buffers: oldBuffers, metadata: oldMetadata = [], ...oldRest } = old;
    const { buffers, metadata, ...rest } = found;
    expect(rest).toEqual(oldRest);
    const others = (entries: Found[string]) => (entries as readonly Found[]).filter(({ name }) => name !== OFFLINE);
    expect(others(metadata!)).toEqual(others(oldMetadata));
    const { count, values } = planIn(written);
    expect(count).toBe(1);
    const tensorCount = (old.subgraphs as readonly Found[]).reduce(
      (sum, { tensors }) => sum + (tensors as readonly Found[]).length,
      0,
    );
    expect(values.slice(0, 3)).toEqual([0, (old.subgraphs as readonly Found[]).length, tensorCount]);
    expect(values.slice(3).filter((offset) => offset >= 0)).toEqual(offsets);
    // Buffers of tensors are the same; only that of an old plan is another.
    const isPlanned = others(oldMetadata).length < (oldMetadata as readonly Found[]).length;
    const kept = (oldBuffers as readonly Found[]).length - (isPlanned ? 1 : 0);
    expect((buffers as readonly Found[]).slice(0, kept)).toEqual((oldBuffers as readonly Found[]).slice(0, kept));
    expect((buffers as readonly Found[]).length).toBe(kept + 1);
  });

  test("leaves a buffer of an old plan alone that something else uses too", () => {
    const bytes = withPlan(CHAIN, offlinePlan(CHAIN_PLAN));
    const model = walkModel(bytes);
    const shared = ((model.metadata as readonly Found[])[0]!.buffer ?? 0) as number;
    // The weights' tensor, whose buffer is the first, gets that of the plan.
    const tensor = ((model.subgraphs as readonly Found[])[0]!.tensors as readonly Found[])[2]!;
    expect([tensor.buffer, shared]).toEqual([1, 2]);
    const patched = patchBuffer(bytes, "weights", shared);
    const { document, offsets } = stacked(patched);
    const written = walkModel(formatBytes(document, offsets));
    const buffers = written.buffers as readonly Found[];
    expect(buffers.length).toBe((model.buffers as readonly Found[]).length + 1);
    expect(buffers.slice(0, -1)).toEqual(model.buffers);
  });

  test("has a place of 31 bits for an offset", () => {
    const document = read(buildModel(CHAIN));
    expect(refusal(() => formatBytes(document, [0, 0, 0, 2 ** 31])).detail).toContain("does not fit into the 32 bits");
    expect(document.form.unwritable!(document.source)).toBeNull();
    expect(planIn(formatBytes(document, [0, 0, 0, 2 ** 31 - 16])).values.at(-1)).toBe(2 ** 31 - 16);
  });

  test.each([
    ["content by its position in the file", { outside: { offset: 640n, size: 16n } }, "buffer 2 tells its content"],
    ["a field of its root that is not known", { hasUnknownField: true }, "root has a field 11, which is not known"],
  ])("is none that has %s", (_, more, detail) => {
    const document = read(buildModel({ ...CHAIN, ...more }));
    expect(refusal(() => formatBytes(document, [0, 0, 0, 0])).detail).toContain(detail);
    expect(document.form.unwritable!(document.source)).toContain(detail);
  });

  test("is none whose operators have options by their position in the file", () => {
    const operators = [{ code: CUSTOM, custom: "Mine", inputs: [0], outputs: [4], largeOptionsOffset: 4096n }];
    const document = read(buildModel({ subgraphs: [{ ...CHAIN.subgraphs[0]!, operators }] }));
    expect(refusal(() => formatBytes(document, [0, 0, 0, 0])).detail).toContain("large_custom_options");
    expect(document.form.unwritable!(document.source)).toContain("large_custom_options");
  });
});

/** Sets the number of a named tensor's buffer. */
function patchBuffer(bytes: Uint8Array, name: string, buffer: number): Uint8Array {
  const patched = bytes.slice();
  const view = new DataView(patched.buffer);
  const text = Buffer.from(patched).indexOf(name) - 4;
  for (let table = 0; table + 4 <= patched.length; table += 4) {
    const vtable = table - view.getInt32(table, true);
    if (vtable < 0 || vtable + 12 > patched.length || view.getUint16(vtable, true) < 12) continue;
    const [bufferAt, nameAt] = [view.getUint16(vtable + 8, true), view.getUint16(vtable + 10, true)];
    if (bufferAt === 0 || nameAt === 0 || table + nameAt + 4 > patched.length) continue;
    if (table + nameAt + view.getUint32(table + nameAt, true) === text) view.setUint32(table + bufferAt, buffer, true);
  }
  return patched;
}

const FLATC = spawnSync("flatc", ["--version"], { encoding: "utf8" });
const hasFlatc = FLATC.status === 0;
if (!hasFlatc)
  console.warn("flatc is not installed: models that are written are held to the FlatBuffers library alone");

/** What of the schema these models have, for flatc. */
const SCHEMA = `namespace t;
table OperatorCode { deprecated_builtin_code:byte; custom_code:string; version:int = 1; builtin_code:int; }
table Tensor { shape:[int]; type:byte; buffer:uint; name:string; q:[ubyte] (deprecated); is_variable:bool; }
table Operator { opcode_index:uint; inputs:[int]; outputs:[int]; }
table SubGraph { tensors:[Tensor]; inputs:[int]; outputs:[int]; operators:[Operator]; name:string; }
table Buffer { data:[ubyte] (force_align: 16); offset:ulong; size:ulong; }
table Metadata { name:string; buffer:uint; }
table Model { version:uint; operator_codes:[OperatorCode]; subgraphs:[SubGraph]; description:string; buffers:[Buffer];
  metadata_buffer:[int]; metadata:[Metadata]; }
root_type Model;
file_identifier "TFL3";
`;

function byFlatc(bytes: Uint8Array): Found {
  const folder = mkdtempSync(join(tmpdir(), "telaplan-flatc-"));
  try {
    writeFileSync(join(folder, "schema.fbs"), SCHEMA);
    writeFileSync(join(folder, "model.bin"), bytes);
    const args = ["--json", "--strict-json", "--defaults-json", "-o", folder, "schema.fbs", "--", "model.bin"];
    const { status, stdout, stderr } = spawnSync("flatc", args, { cwd: folder, encoding: "utf8" });
    if (status !== 0) throw new Error(stdout + stderr);
    return JSON.parse(readFileSync(join(folder, "model.json"), "utf8"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe(hasFlatc ? "flatc" : "the FlatBuffers library, as flatc is absent", () => {
  test("reads the same operators and tensors from what is written as from the old file", () => {
    for (const [name, bytes] of MODELS) {
      const { document, offsets } = stacked(bytes);
      const written = formatBytes(document, offsets);
      const [old, found] = hasFlatc ? [byFlatc(bytes), byFlatc(written)] : [walkModel(bytes), walkModel(written)];
      expect(found.subgraphs, name).toEqual(old.subgraphs);
      expect(found.operator_codes, name).toEqual(old.operator_codes);
      const { buffer } = (found.metadata as readonly Found[]).find((entry) => entry.name === OFFLINE)!;
      const { data } = (found.buffers as readonly Found[])[buffer as number]!;
      const values = [...new Int32Array(Uint8Array.from(data as number[]).buffer)];
      expect(
        values.slice(3).filter((offset) => offset >= 0),
        name,
      ).toEqual(offsets);
    }
  });
});
