import { describe, expect, test } from "vitest";
import { FormatError, type ParseOptions, parse } from "../../src/formats/index.js";
import type { Problem } from "../../src/problem/index.js";
import { dsaText } from "./dsa-text.js";

const APART = { second: { live_intervals: [{ lower: 5, upper: 9 }] } };
const PENALTY = { reuse_penalties: [{ first: 0, second: 1, cost: 4, reason: "generic" }] };
const COSTLY = { cost_model: PENALTY, objective: { aggregation: "lexicographic", terms: ["reuse_cost"] } };
const VEC = { id: "Vec", capacity: 188416 };
const BANKS = { bank_geometry: { bank_size: 64, num_banks: 4 } };
const BARE_POOLS = { pools: [1, 3].map((id) => ({ id, name: `p${id}`, capacity: 4096, reserved_ranges: [] })) };
const LIFE = { lower: 0, upper: 5 };
const LATER = { id: "y", lower: 5, upper: 9, size: 512 };
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
    expect(parse(dsaText(), "x.json").problem).toEqual({ capacity: 188416, buffers: BUFFERS, minimize: ["peak"] });
  });

  test("without a capacity is unbounded, unless the file's name has one", () => {
    const text = dsaText({ pool: { capacity: null } });
    expect(parse(text, "x.json").problem).toEqual({ buffers: BUFFERS, minimize: ["peak"] });
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

  test("that was written with offsets in its buffers is read as a plan", () => {
    const text = dsaText({ first: { offset: 0 }, second: { offset: 1024 } });
    const read = parse(text, "x.json", { placed: true });
    expect([read.offsets, read.problem.buffers]).toEqual([Float64Array.of(0, 1024), BUFFERS]);
    expect(() => parse(dsaText(), "x.json", { placed: true })).toThrow('buffer "x" has no offset');
  });

  test.each<[what: string, changes: Parameters<typeof dsaText>[0], wanted: Partial<Problem>]>([
    [
      "buffers in two pools as memories",
      { second: { allowed_pools: [3] } },
      {
        memories: [{ id: "Spare", capacity: 8, reserved: [{ from: 0, to: 8 }] }, VEC],
        buffers: [
          { ...BUFFERS[0]!, memory: "Vec" },
          { ...BUFFERS[1]!, memory: "Spare" },
        ],
      },
    ],
    [
      "a choice of pools as a choice of memories",
      { second: { allowed_pools: [1, 3] } },
      {
        memories: [{ id: "Spare", capacity: 8, reserved: [{ from: 0, to: 8 }] }, VEC],
        buffers: [
          { ...BUFFERS[0]!, memory: "Vec" },
          { ...BUFFERS[1]!, memories: [{ id: "Vec" }, { id: "Spare" }] },
        ],
      },
    ],
    [
      "a choice of pools that a pin decides as one memory",
      {
        second: { allowed_pools: [1, 3] },
        constraints: { pinned_allocations: [{ buffer: 1, pool: 1, offset: 64, exclusive_for_all_time: true }] },
      },
      { capacity: 188416, buffers: [BUFFERS[0]!, { ...BUFFERS[1]!, exclusive: true, offset: 64 }] },
    ],
    [
      "several intervals as gaps, whatever their order, those that touch or overlap as one",
      {
        second: {
          live_intervals: [
            { lower: 12, upper: 14 },
            { lower: 4, upper: 5 },
            { lower: 7, upper: 9 },
            { lower: 5, upper: 6 },
            { lower: 8, upper: 10 },
            { lower: 11, upper: 11 },
          ],
        },
      },
      {
        capacity: 188416,
        buffers: [
          BUFFERS[0]!,
          {
            ...BUFFERS[1]!,
            upper: 14,
            gaps: [
              { lower: 6, upper: 7 },
              { lower: 10, upper: 12 },
            ],
          },
        ],
      },
    ],
    [
      "a reserved range in its memory",
      { pool: { reserved_ranges: [{ begin: 0, end: 64 }] } },
      {
        memories: [{ ...VEC, reserved: [{ from: 0, to: 64 }] }],
        buffers: BUFFERS.map((buffer) => ({ ...buffer, memory: "Vec" })),
      },
    ],
    [
      "a separation that binds as apart",
      APART,
      { capacity: 188416, buffers: [BUFFERS[0]!, LATER], apart: [{ buffers: ["x", "y"] }] },
    ],
    [
      "a colocation as an alias of the greater, and its other bytes as kept from whom the smaller meets",
      {
        ...APART,
        problem: {
          buffers: [
            ...JSON.parse(dsaText(APART)).problem.buffers,
            { id: 2, name: "z", size: 8, alignment: 1, live_intervals: [{ lower: 8, upper: 12 }], allowed_pools: [1] },
          ],
        },
        constraints: { separations: [], colocations: [{ first: 1, second: 0 }] },
      },
      {
        capacity: 188416,
        buffers: [BUFFERS[0]!, LATER, { id: "z", lower: 8, upper: 12, size: 8 }],
        aliases: [{ buffer: "y", of: "x" }],
        apart: [{ buffers: ["x", "z"] }],
      },
    ],
    [
      "an exclusive pin of a colocated buffer as exclusive bytes of the greater too",
      {
        ...APART,
        constraints: {
          separations: [],
          colocations: [{ first: 0, second: 1 }],
          pinned_allocations: [{ buffer: 1, pool: 1, offset: 32, exclusive_for_all_time: true }],
        },
      },
      {
        capacity: 188416,
        buffers: [
          { ...BUFFERS[0]!, exclusive: true },
          { ...LATER, exclusive: true, offset: 32 },
        ],
        aliases: [{ buffer: "y", of: "x" }],
      },
    ],
    [
      "a temporal exclusion that binds as free",
      {
        constraints: {
          separations: [],
          temporal_exclusions: [
            { first: 0, second: 1 },
            { first: 1, second: 0 },
          ],
        },
      },
      { capacity: 188416, buffers: BUFFERS, free: [{ buffers: ["x", "y"] }] },
    ],
    [
      "a separation that a temporal exclusion makes bind as both",
      { constraints: { temporal_exclusions: [{ first: 0, second: 1 }] } },
      { capacity: 188416, buffers: BUFFERS, apart: [{ buffers: ["x", "y"] }], free: [{ buffers: ["x", "y"] }] },
    ],
    [
      "a reuse penalty in the objective as apart with a cost",
      { ...APART, constraints: { separations: [] }, problem: COSTLY },
      {
        capacity: 188416,
        buffers: [BUFFERS[0]!, LATER],
        apart: [{ buffers: ["x", "y"], cost: 4 }],
        minimize: ["reuse"],
      },
    ],
    [
      "costs of buffers that live together, or of nothing, as none",
      { problem: COSTLY },
      { capacity: 188416, buffers: BUFFERS, minimize: ["reuse"] },
    ],
    [
      "an objective of several terms in its order",
      { problem: { objective: { aggregation: "lexicographic", terms: ["reuse_cost", "bank_cost", "max_peak"] } } },
      { capacity: 188416, buffers: BUFFERS, minimize: ["reuse", "peak"] },
    ],
    [
      "an objective of no overflow as a plain problem",
      { problem: { objective: { aggregation: "lexicographic", terms: ["capacity_overflow"] } } },
      { capacity: 188416, buffers: BUFFERS, minimize: undefined },
    ],
  ])("has %s", (_, changes, wanted) => {
    expect(parse(dsaText(changes), "x.json").problem).toEqual({ minimize: ["peak"], ...wanted });
  });

  test("has pools by their numbers where names are not distinct", () => {
    const text = dsaText({ pool: { name: "Spare" }, second: { allowed_pools: [3] } });
    expect(parse(text, "x.json").problem.memories?.map(({ id }) => id)).toEqual(["3", "1"]);
  });

  test("takes no capacity from the file's name where pools are memories", () => {
    const text = dsaText({ pool: { capacity: null, reserved_ranges: [{ begin: 0, end: 64 }] } });
    const { problem, capacitySource } = parse(text, "x.4096.json");
    expect([problem.capacity, problem.memories?.[0]?.capacity, capacitySource]).toEqual([undefined, undefined, null]);
  });

  test.each([
    [
      "penalties",
      { problem: { cost_model: PENALTY } },
      "reuse_penalties do not count: the objective does not name reuse_cost",
    ],
    ["banks", { pool: BANKS }, "bank_geometry does not count: the objective does not name bank_cost"],
    [
      "peaks over a reserved range",
      { pool: { reserved_ranges: [{ begin: 64, end: 96 }] } },
      "peaks count buffers, and not the ends of reserved_ranges as dsa-solver's do",
    ],
    [
      "the greatest peak after their sum",
      { second: { allowed_pools: [3, 1] }, pool: { reserved_ranges: [] }, problem: BARE_POOLS },
      "max_peak after total_peak is not minimised: buffers may choose their pools",
    ],
  ])("tells of %s that do not count", (_, changes, note) => {
    expect(parse(dsaText(changes), "x.json").notes).toEqual([note]);
  });

  test.each<[what: string, changes: Parameters<typeof dsaText>[0], feature: string, key: string]>([
    [
      "a bank cost in the objective",
      { pool: BANKS, problem: { objective: { terms: ["bank_cost"] } } },
      "1 pool with bank costs",
      "bank_geometry",
    ],
    [
      "costs of two that a temporal exclusion lets share bytes",
      { constraints: { temporal_exclusions: [{ first: 0, second: 1 }] }, problem: COSTLY },
      "1 reuse penalty of buffers with a temporal exclusion",
      "reuse_penalties",
    ],
    [
      "the greatest peak first where buffers choose",
      { second: { allowed_pools: [1, 3] }, problem: { objective: { terms: ["max_peak"] } } },
      "1 objective max_peak where buffers may choose their pools",
      "terms",
    ],
    [
      "costs after the greatest peak of several pools",
      { second: { allowed_pools: [3] }, problem: { objective: { terms: ["max_peak", "reuse_cost"] } } },
      "1 objective max_peak before reuse_cost in several pools",
      "terms",
    ],
    ["an unknown term", { problem: { objective: { terms: ["latency"] } } }, '1 objective "latency"', "terms"],
  ])("with %s is refused as not supported yet, and read without it", (_, changes, feature, key) => {
    const text = dsaText(changes);
    const { detail, refusedNames } = refusalOf(text);
    expect([detail, refusedNames]).toEqual([`not supported yet: ${feature}`, [key]]);
    expect(parse(text, "x.json", { ignore: [key] }).problem.buffers).toHaveLength(2);
  });

  test("is refused with everything in it that is not supported yet", () => {
    const text = dsaText({ pool: BANKS, problem: { objective: { terms: ["latency", "bank_cost"] } } });
    expect(detailOf(text)).toBe('not supported yet: 1 objective "latency"; 1 pool with bank costs');
  });

  test("counts as live together what the caller's ends of lifetimes make so", () => {
    const meets = {
      first: { live_intervals: [{ lower: 0, upper: 4 }] },
      second: { live_intervals: [{ lower: 4, upper: 9 }] },
    };
    const pair = [{ first: 0, second: 1 }];
    const separated = dsaText({ ...meets, constraints: { separations: pair } });
    const exclusive = dsaText({ ...meets, constraints: { separations: [], temporal_exclusions: pair } });
    expect(parse(separated, "x.json").problem.apart).toHaveLength(1);
    expect(parse(separated, "x.json", { ends: "inclusive" }).problem.apart).toBeUndefined();
    expect(parse(exclusive, "x.json").problem.free).toBeUndefined();
    expect(parse(exclusive, "x.json", { ends: "inclusive" }).problem.free).toHaveLength(1);
  });

  test("counts a buffer that never lives as live with no other", () => {
    const never = dsaText({
      second: { live_intervals: [{ lower: 3, upper: 3 }] },
      constraints: { separations: [{ first: 0, second: 1 }] },
    });
    expect(parse(never, "x.json").problem.apart).toEqual([{ buffers: ["x", "y"] }]);
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
    [
      "another version of the schema",
      { envelope: { schema_version: 2 } },
      '"schema_version": 2',
      'schema_version must be 1, got "2"',
    ],
    ["an unknown profile", { envelope: { profile: "x" } }, '"profile": "x"', "profile must be one of standard_dsa, "],
    ["no name of its own", { envelope: { instance: "" } }, '"instance": ""', "instance is empty"],
    ["a name that is no text", { envelope: { instance: 7 } }, '"instance": 7', "instance must be a text, got 7"],
    [
      "metadata that are no text",
      { envelope: { metadata: { seed: 7 } } },
      '"seed": 7',
      'metadata "seed" must be a text, got 7',
    ],
    [
      "a pool twice",
      { pool: { id: 3 } },
      '"id": 3,\n        "name": "Vec"',
      "pool 1 (counted from 0): id 3 is used twice",
    ],
    ["a capacity below zero", { pool: { capacity: -1 } }, '"capacity": -1', "capacity must be ≥ 0 bytes, got -1"],
    [
      "a reserved range that ends before it begins",
      { pool: { reserved_ranges: [{ begin: 8, end: 7 }] } },
      '"end": 7',
      "pool 1 (counted from 0): reserved range: end must be ≥ begin, got [8, 7)",
    ],
    [
      "a reserved range below zero",
      { pool: { reserved_ranges: [{ begin: -8, end: 7 }] } },
      '"begin": -8',
      "reserved range: begin must be ≥ 0 bytes, got -8",
    ],
    [
      "a reserved range that is no integer",
      { pool: { reserved_ranges: [{ begin: 0.5, end: 7 }] } },
      '"begin": 0.5',
      "reserved range: begin must be an integer, got 0.5",
    ],
    [
      "banks that are no object",
      { pool: { bank_geometry: 4 } },
      '"bank_geometry": 4',
      "bank_geometry must be an object, got 4",
    ],
    [
      "one of several intervals that ends before it begins",
      { first: { live_intervals: [LIFE, { lower: 9, upper: 8 }] } },
      '"upper": 8',
      'buffer "x": upper must be ≥ lower, got [9, 8)',
    ],
    [
      "an interval that is none",
      { first: { live_intervals: [LIFE, 7] } },
      "7\n",
      'buffer "x": live interval 1 (counted from 0) must be an object, got 7',
    ],
    [
      "a pool listed twice",
      { first: { allowed_pools: [1, 3, 1] } },
      "1\n        ]",
      'buffer "x": pool 1 is listed twice',
    ],
    [
      "an alignment of 0",
      { first: { alignment: 0 } },
      '"alignment": 0',
      'buffer "x": alignment must be > 0 bytes, got 0',
    ],
    [
      "a buffer that is separated from itself",
      { constraints: { separations: [{ first: 1, second: 1 }] } },
      '{\n          "first": 1',
      "buffer 1 is separated from itself",
    ],
    [
      "buffers that are separated and, by way of a third, colocated",
      { constraints: { colocations: [{ first: 0, second: 1 }] } },
      '{\n          "first": 0,\n          "second": 1,\n          "reasons"',
      "buffers 0 and 1 are separated and colocated",
    ],
    [
      "a buffer that excludes itself",
      { constraints: { temporal_exclusions: [{ first: 1, second: 1 }] } },
      '{\n          "first": 1',
      "buffer 1 excludes itself",
    ],
    [
      "a cost below zero",
      {
        problem: { ...COSTLY, cost_model: { reuse_penalties: [{ first: 0, second: 1, cost: -4, reason: "generic" }] } },
      },
      '"cost": -4',
      "cost must be ≥ 0, got -4",
    ],
    [
      "a cost beyond 2^53 − 1",
      {
        problem: { ...COSTLY, cost_model: { reuse_penalties: [{ first: 0, second: 1, cost: 2 ** 60, reason: "x" }] } },
      },
      '"cost": 11',
      "cost must be an integer within ±(2^53 − 1)",
    ],
    [
      "a cost of nobody",
      { problem: { ...COSTLY, cost_model: { reuse_penalties: [{ first: 0, second: 5, cost: 4, reason: "x" }] } } },
      '"second": 5',
      "there is no buffer 5",
    ],
    [
      "a term twice",
      { problem: { objective: { terms: ["max_peak", "max_peak"] } } },
      '"max_peak"\n',
      'terms names "max_peak" twice',
    ],
    [
      "terms that are no list",
      { problem: { objective: { terms: "peak" } } },
      '"terms": "peak"',
      "terms must be an array",
    ],
    [
      "a pin that is exclusive or not",
      { constraints: { pinned_allocations: [{ buffer: 0, pool: 1, offset: 0, exclusive_for_all_time: 1 }] } },
      '"exclusive_for_all_time": 1',
      "buffer 0: exclusive_for_all_time must be true or false, got 1",
    ],
    [
      "a pin on reserved bytes",
      {
        pool: { reserved_ranges: [{ begin: 0, end: 64 }] },
        constraints: { pinned_allocations: [{ buffer: 0, pool: 1, offset: 32 }] },
      },
      '"offset": 32',
      'buffer "x": fixed at [32, 1056), in the reserved range [0, 64)',
    ],
    [
      "colocated buffers that have no pool in common",
      { second: { allowed_pools: [3] }, constraints: { separations: [], colocations: [{ first: 0, second: 1 }] } },
      '"allowed_pools"',
      'the aliases "x", "y" have no memory in common',
    ],
    [
      "constraints that are no object",
      { problem: { constraints: [] } },
      '"constraints": []',
      "constraints must be an object",
    ],
    [
      "a key in its structure that means something",
      { problem: { pypto_structure: { whole_slot_reuse: true } } },
      '"whole_slot_reuse": true',
      'key "whole_slot_reuse" of pypto_structure is not supported: it means buffers that share bytes, of which',
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
