import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type Document, type ParseOptions, parse } from "../../../src/formats/index.js";
import { plan, simulate } from "../../../src/index.js";
import { ASSIGNMENT_TEXT, encode, RANGES_TEXT, STEP, space } from "./builders.js";

const MODELS = fileURLToPath(new URL("../../../../shared/models", import.meta.url));
const isPresent = existsSync(MODELS);
if (!isPresent) console.warn(`no dumps of real models at ${MODELS}: the tests below run on small files instead`);

interface Figures {
  readonly name: string;
  readonly read: () => Document;
  readonly buffers: number;
  /** Bytes that XLA's own plan of them needs. */
  readonly xla: number;
  /** The greatest sum of sizes at any time. */
  readonly load: number;
  readonly peak: number;
}

const fromModels = (name: string, options: ParseOptions = {}): Document =>
  parse(readFileSync(`${MODELS}/${name}`), name, {
    beside: (file) => (existsSync(`${MODELS}/xla/${file}`) ? readFileSync(`${MODELS}/xla/${file}`) : null),
    ...options,
  });

const REAL: readonly Figures[] = [
  {
    name: "m1, text",
    read: () => fromModels("xla/m1-buffer-assignment.txt"),
    buffers: 51,
    xla: 1_677_745_416,
    load: 1_677_743_456,
    peak: 1_677_744_136,
  },
  {
    name: "m5, text",
    read: () => fromModels("xla/m5-buffer-assignment.txt"),
    buffers: 6,
    xla: 5_242_880,
    load: 5_242_880,
    peak: 5_242_880,
  },
  {
    name: "jit_loss_fn, profile",
    read: () => fromModels("jit_loss_fn.xplane.pb", { module: "jit_loss_fn" }),
    buffers: 22,
    xla: 319_291_916,
    load: 319_291_468,
    peak: 319_291_916,
  },
  {
    name: "jit_loss_fn, at alignment 1",
    read: () => fromModels("jit_loss_fn.xplane.pb", { module: "jit_loss_fn", alignment: 1 }),
    buffers: 22,
    xla: 319_291_916,
    load: 319_291_468,
    peak: 319_291_468,
  },
];

const OWN: readonly Figures[] = [
  { name: "HloProto", read: () => parse(encode("Hlo", STEP), "x"), buffers: 3, xla: 1536, load: 1536, peak: 1536 },
  { name: "profile", read: () => parse(space({ m: STEP }), "x"), buffers: 3, xla: 1536, load: 1536, peak: 1536 },
  {
    name: "text",
    read: () => parse(ASSIGNMENT_TEXT + RANGES_TEXT, "x"),
    buffers: 3,
    xla: 1600,
    load: 1600,
    peak: 1600,
  },
];

/** The greatest sum of sizes at any time. */
function loadOf({ problem }: Document): number {
  const sums = problem.buffers.map(({ lower }) =>
    problem.buffers.reduce((sum, b) => (b.lower <= lower && lower < b.upper ? sum + b.size : sum), 0),
  );
  return Math.max(...sums);
}

describe(isPresent ? "dumps of real models" : "small files in place of dumps of real models, which are absent", () => {
  test.each(isPresent ? REAL : OWN)("$name: buffers, load, XLA's plan and the least peak", async (figures) => {
    const document = figures.read();
    const { problem, otherPlans } = document;
    expect(problem.buffers).toHaveLength(figures.buffers);
    expect(loadOf(document)).toBe(figures.load);
    expect(otherPlans).toHaveLength(1);
    const { planner, peak, offsets } = otherPlans[0]!;
    expect([planner, peak]).toEqual(["XLA", figures.xla]);
    expect(simulate(problem, offsets!)).toMatchObject({ ok: true, peak: figures.xla });
    expect(await plan(problem, { minimize: true })).toMatchObject({ status: "optimal", peak: figures.peak });
  });

  test.runIf(isPresent)("the notes count the buffers and temporary bytes of jit_loss_fn", () => {
    const { notes } = fromModels("jit_loss_fn.xplane.pb", { module: "jit_loss_fn" });
    expect(notes[0]).toMatch(/^22 values are planned, which XLA lays in 319293224 bytes/);
    expect(notes).toContain('module "jit_loss_fn(17)" has 73 buffers in 38 allocations');
    expect(notes.at(-1)).toMatch(/^5 values are not planned, with 160 bytes of temporary memory/);
  });
});
