import { describe, expect, test } from "vitest";
import { FormatError, format, type ParseOptions, parse } from "../../src/formats/index.js";
import { dsaText } from "./dsa-text.js";

const APART = { second: { live_intervals: [{ lower: 5, upper: 9 }] } };
const PENALTY = { reuse_penalties: [{ first: 0, second: 1, cost: 4, reason: "generic" }] };
const BUFFERS = [
  { id: "x", lower: 0, upper: 5, size: 1024, alignment: 32 },
  { id: "y", lower: 4, upper: 9, size: 512 },
];

function refusalOf(text: string, options: ParseOptions = {}): FormatError {
  try {
    parse(text, "x.json", options);
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error("the file was accepted");
}

function detailOf(text: string): string {
  return refusalOf(text).detail;
}

describe("a dsa-problem", () => {
  test("of one pool, an interval a buffer and no further bonds is read", () => {
    expect(parse(dsaText(), "x.json").problem).toEqual({ capacity: 188416, buffers: BUFFERS });
  });

  test("without a capacity is unbounded, unless the file's name has one", () => {
    const text = dsaText({ pool: { capacity: null } });
    expect(parse(text, "x.json").problem).toEqual({ buffers: BUFFERS });
    expect(parse(text, "x.4096.json").problem.capacity).toBe(4096);
  });

  test("goes by its buffers' numbers where names are not distinct", () => {
    const { buffers } = parse(dsaText({ second: { name: "x" } }), "x.json").problem;
    expect(buffers.map(({ id }) => id)).toEqual(["0", "1"]);
  });

  test("may have constraints and costs that bind nothing", () => {
    const constraints = {
      separations: [],
      temporal_exclusions: [{ first: 0, second: 1 }],
      colocations: [{ first: 0, second: 0 }],
    };
    expect(parse(dsaText({ ...APART, constraints }), "x.json").problem.buffers).toHaveLength(2);
    expect(parse(dsaText({ problem: { cost_model: PENALTY } }), "x.json").problem.buffers).toEqual(BUFFERS);
    expect(
      parse(dsaText({ problem: { pypto_structure: { alias_classes: [], x: 0.1 } } }), "x.json").problem.buffers,
    ).toEqual(BUFFERS);
  });

  test("has its pinned allocations as fixed offsets", () => {
    const pinned_allocations = [{ buffer: 1, pool: 1, offset: 64, exclusive_for_all_time: false }];
    expect(parse(dsaText({ constraints: { pinned_allocations } }), "x.json").problem.buffers).toEqual([
      BUFFERS[0],
      { ...BUFFERS[1], offset: 64 },
    ]);
  });

  test("is written with a key offset in each buffer, and read from there as a plan", () => {
    const text = dsaText();
    const written = format(parse(text, "x.json"), [0, 1024]);
    const document = JSON.parse(written);
    expect(document.problem.buffers.map(({ offset }: { offset: number }) => offset)).toEqual([0, 1024]);
    for (const buffer of document.problem.buffers) delete buffer.offset;
    expect(document).toEqual(JSON.parse(text));
    const read = parse(written, "x.json", { placed: true });
    expect(read.offsets).toEqual(Float64Array.of(0, 1024));
    expect(read.problem.buffers).toEqual(BUFFERS);
    expect(() => parse(text, "x.json", { placed: true })).toThrow('buffer "x" has no offset');
  });

  test.each([
    [
      "buffers in two pools",
      { second: { allowed_pools: [3] } },
      'buffers in 2 pools ("Vec", "Spare"); 1 reserved range in pool "Spare"',
    ],
    [
      "a choice of pools",
      { second: { allowed_pools: [1, 3] } },
      'buffers in 2 pools ("Vec", "Spare"); 1 reserved range in pool "Spare"',
    ],
    [
      "a buffer with a gap in its life",
      {
        second: {
          live_intervals: [
            { lower: 4, upper: 5 },
            { lower: 7, upper: 9 },
          ],
        },
      },
      "1 buffer that lives in several intervals",
    ],
    ["a reserved range", { pool: { reserved_ranges: [{ begin: 0, end: 64 }] } }, '1 reserved range in pool "Vec"'],
    ["a separation that binds", APART, "1 separation between buffers that are never live together"],
    ["a colocation", { constraints: { colocations: [{ first: 0, second: 1 }] } }, "1 colocation"],
    [
      "a temporal exclusion that binds",
      {
        constraints: {
          temporal_exclusions: [
            { first: 0, second: 1 },
            { first: 1, second: 0 },
          ],
        },
      },
      "2 temporal exclusions of buffers that are live together",
    ],
    [
      "an exclusive pin",
      { constraints: { pinned_allocations: [{ buffer: 0, pool: 1, offset: 0, exclusive_for_all_time: true }] } },
      "1 pinned allocation that is exclusive for all time",
    ],
    [
      "a reuse cost in the objective",
      { problem: { cost_model: PENALTY, objective: { terms: ["capacity_overflow", "reuse_cost"] } } },
      "1 reuse penalty",
    ],
    [
      "a bank cost in the objective",
      { pool: { bank_geometry: { bank_size: 64, num_banks: 4 } }, problem: { objective: { terms: ["bank_cost"] } } },
      "1 pool with bank costs",
    ],
  ])("with %s is refused as not supported yet", (_, changes, feature) => {
    expect(detailOf(dsaText(changes))).toBe(`not supported yet: ${feature}`);
  });

  test("names the keys without which it could be read, and none where something else would stay", () => {
    const apart = { ...APART, problem: { cost_model: PENALTY, objective: { terms: ["reuse_cost"] } } };
    const text = dsaText(apart);
    const { refusedNames } = refusalOf(text);
    expect(refusedNames).toEqual(["separations", "reuse_penalties"]);
    expect(parse(text, "x.json", { ignore: refusedNames }).problem.buffers).toHaveLength(2);
    expect(refusalOf(dsaText({ ...apart, second: { allowed_pools: [3] } })).refusedNames).toEqual([]);
  });

  test("counts as live together what the caller's ends of lifetimes make so", () => {
    const meets = {
      first: { live_intervals: [{ lower: 0, upper: 4 }] },
      second: { live_intervals: [{ lower: 4, upper: 9 }] },
    };
    const pair = [{ first: 0, second: 1 }];
    const separated = dsaText({ ...meets, constraints: { separations: pair } });
    const exclusive = dsaText({ ...meets, constraints: { separations: [], temporal_exclusions: pair } });
    expect(refusalOf(separated).detail).toContain("1 separation");
    expect(parse(separated, "x.json", { ends: "inclusive" }).problem.buffers).toHaveLength(2);
    expect(parse(exclusive, "x.json").problem.buffers).toHaveLength(2);
    expect(refusalOf(exclusive, { ends: "inclusive" }).detail).toContain("1 temporal exclusion");
  });

  test("counts a buffer that never lives as live with no other", () => {
    const never = dsaText({
      second: { live_intervals: [{ lower: 3, upper: 3 }] },
      constraints: { separations: [{ first: 0, second: 1 }] },
    });
    expect(refusalOf(never).detail).toContain("1 separation between buffers that are never live together");
  });

  test("is refused with everything in it that is not supported yet", () => {
    const text = dsaText({ ...APART, problem: { cost_model: PENALTY, objective: { terms: ["reuse_cost"] } } });
    expect(detailOf(text)).toBe(
      "not supported yet: 1 separation between buffers that are never live together; 1 reuse penalty",
    );
  });

  test.each([
    ["a size below zero", { first: { size: -8 } }, '"size": -8', 'buffer "x": size must be ≥ 0 bytes, got -8'],
    [
      "a size beyond 2^53 − 1",
      { first: { size: 2 ** 64 } },
      '"size": 18',
      'buffer "x": size must be an integer within ±(2^53 − 1), got 18446744073709552000',
    ],
    [
      "an interval that ends before it begins",
      { first: { live_intervals: [{ lower: 6, upper: 5 }] } },
      '"upper": 5',
      "upper must be ≥ lower, got [6, 5)",
    ],
    ["an empty life", { first: { live_intervals: [] } }, '"live_intervals": []', 'buffer "x": live_intervals is empty'],
    ["an unknown pool", { first: { allowed_pools: [9] } }, "9\n", 'buffer "x": there is no pool 9'],
    [
      "a number twice",
      { second: { id: 0 } },
      '"id": 0,\n        "name": "y"',
      "buffer 1 (counted from 0): id 0 is used twice",
    ],
    [
      "a constraint on nobody",
      { constraints: { colocations: [{ first: 0, second: 7 }] } },
      '"second": 7',
      "there is no buffer 7",
    ],
    [
      "a misaligned pin",
      { constraints: { pinned_allocations: [{ buffer: 0, pool: 1, offset: 8 }] } },
      '"offset": 8',
      "fixed offset 8 is no multiple of the alignment 32",
    ],
    [
      "a pin in another pool",
      { constraints: { pinned_allocations: [{ buffer: 0, pool: 3, offset: 8 }] } },
      '"pool": 3',
      "buffer 0 may not lie in pool 3",
    ],
    [
      "a pin and an offset that differ",
      { first: { offset: 32 }, constraints: { pinned_allocations: [{ buffer: 0, pool: 1, offset: 64 }] } },
      '"offset": 32',
      'buffer "x": offset 32 is not the 64 where it is pinned',
    ],
    [
      "a buffer pinned twice",
      {
        constraints: {
          pinned_allocations: [
            { buffer: 1, pool: 1, offset: 64 },
            { pool: 1, buffer: 1, offset: 64 },
          ],
        },
      },
      '{\n          "pool": 1,\n          "buffer": 1',
      "buffer 1 is pinned twice",
    ],
    ["buffers that are no array", { problem: { buffers: 1 } }, '"buffers": 1', "buffers must be an array, got 1"],
  ])("with %s is refused in its place", (_, changes, culprit, message) => {
    const text = dsaText(changes);
    const at = text.indexOf(culprit);
    const line = text.slice(0, at).split("\n").length;
    expect(() => parse(text, "x.json")).toThrow(new RegExp(`^x\\.json:${line}:\\d+: `));
    expect(detailOf(text)).toContain(message);
  });
});
