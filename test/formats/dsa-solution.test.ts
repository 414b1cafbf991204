import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { canonicalText, fingerprintOf } from "../../src/formats/dsa/fingerprint.js";
import { FormatError, format, isSolution, type ParseOptions, parse, parseSolution } from "../../src/formats/index.js";
import { dsaText } from "./dsa-text.js";

const TEXT = dsaText({ second: { allowed_pools: [1, 3], id: 7 }, constraints: { separations: [] } });
const DOCUMENT = parse(TEXT, "p.json");

function written(changes: object = {}, placement: object = {}): string {
  const document = JSON.parse(format(DOCUMENT, [32, 4], ["Vec", "Spare"]));
  Object.assign(document.placements[1], placement);
  return JSON.stringify({ ...document, ...changes }, null, 2);
}

function refusalOf(text: string, options: ParseOptions = {}): FormatError {
  try {
    parseSolution(text, "s.json", DOCUMENT, options);
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error("the file was accepted");
}

describe("a dsa-solution", () => {
  test("names its problem, and places buffers and pools by their numbers", () => {
    const text = format(DOCUMENT, [32, 4], ["Vec", "Spare"]);
    expect(JSON.parse(text)).toEqual({
      schema_version: 1,
      profile: "pypto_hard_v1",
      instance: "two",
      problem_fingerprint: fingerprintOf(TEXT),
      metadata: { solver: "telaplan" },
      placements: [
        { buffer: 0, pool: 1, offset: 32 },
        { buffer: 7, pool: 3, offset: 4 },
      ],
    });
    expect([text.endsWith("\n"), isSolution(text), isSolution(gzipSync(text))]).toEqual([true, true, true]);
    expect([isSolution(TEXT), isSolution("{"), isSolution(""), isSolution("[1]")]).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  test("lists placements by the numbers of buffers, whatever their order in the problem", () => {
    const text = dsaText({ first: { id: 9 }, second: { id: 3 }, constraints: { separations: [] } });
    const placements = JSON.parse(format(parse(text, "x.json"), [0, 1024])).placements;
    expect(placements).toEqual([
      { buffer: 3, offset: 1024, pool: 1 },
      { buffer: 9, offset: 0, pool: 1 },
    ]);
  });

  test("is read in the order of the problem's buffers, packed or not", () => {
    const plan = { offsets: Float64Array.of(32, 4), memories: ["Vec", "Spare"], differences: [], notes: [] };
    expect(parseSolution(written(), "s.json", DOCUMENT)).toEqual(plan);
    expect(parseSolution(gzipSync(written()), "s.json.gz", DOCUMENT)).toEqual(plan);
    const reversed = JSON.parse(written());
    reversed.placements.reverse();
    expect(parseSolution(JSON.stringify(reversed), "s.json", DOCUMENT)).toEqual(plan);
    const single = parse(dsaText(), "p.json");
    expect(parseSolution(format(single, [0, 1024]), "s.json", single).memories).toBeNull();
  });

  test("of another problem is read, and says in what it differs", () => {
    const other = parse(dsaText({ envelope: { instance: "three" } }), "p.json");
    const { differences } = parseSolution(format(parse(dsaText(), "p.json"), [0, 1024]), "s.json", other);
    expect(differences).toEqual([
      'instance is "two", and "three" in the problem',
      expect.stringMatching(/^problem_fingerprint is "[0-9a-f]{16}", and "[0-9a-f]{16}" in the problem$/),
    ]);
  });

  test("may lay a buffer in a memory that it may not lie in: that is for the simulator to find", () => {
    const text = dsaText({ second: { allowed_pools: [3] }, constraints: { separations: [] } });
    const problem = parse(text, "p.json");
    const solution = JSON.parse(format(problem, [0, 0]));
    solution.placements[1].pool = 1;
    expect(parseSolution(JSON.stringify(solution), "s.json", problem).memories).toEqual(["Vec", "Vec"]);
  });

  test("is not written where the plan does not say in which of several memories a buffer lies", () => {
    expect(() => format(DOCUMENT, [0, 0])).toThrow(
      new RangeError('buffer "y" may lie in several memories, and none is given'),
    );
    expect(() => format(DOCUMENT, [0, 0], ["Spare", "Vec"])).toThrow(
      new RangeError('buffer "x" may not lie in memory "Spare"'),
    );
    expect(() => format(DOCUMENT, [0, 0], ["Vec"])).toThrow(new RangeError("expected 2 memories, got 1"));
  });

  test("is refused where a problem is wanted", () => {
    expect(() => parse(written(), "s.json")).toThrow("its problem is needed too");
    expect(() => parse(written(), "s.json", { placed: true })).toThrow("its problem is needed too");
  });

  test.each<[what: string, text: string, culprit: string, message: string]>([
    ["no placements", "{}", "{}", "the file is no dsa-solution: it has no placements"],
    ["another version", written({ schema_version: 2 }), '"schema_version": 2', "schema_version must be 1"],
    [
      "a fingerprint in capitals",
      written({ problem_fingerprint: "A".repeat(16) }),
      '"problem_fi',
      "16 hexadecimal digits",
    ],
    [
      "no fingerprint",
      written({ problem_fingerprint: null }),
      '"problem_fi',
      "problem_fingerprint must be a text, got null",
    ],
    ["no name", written({ instance: 3 }), '"instance": 3', "instance must be a text, got 3"],
    ["placements that are none", written({ placements: 3 }), '"placements": 3', "placements must be an array, got 3"],
    ["a placement that is none", written({ placements: [3] }), "3\n", "placement 0 (counted from 0) must be an object"],
    ["a buffer that is not there", written({}, { buffer: 5 }), '"buffer": 5', "there is no buffer 5 in the problem"],
    ["a pool that is not there", written({}, { pool: 5 }), '"pool": 5', 'buffer "y": there is no pool 5'],
    [
      "a buffer placed twice",
      written({}, { buffer: 0 }),
      '{\n      "buffer": 0,\n      "offset": 4',
      'buffer "x" is placed twice',
    ],
    ["a buffer placed nowhere", written({ placements: [] }), '"placements": []', 'buffer "x" is not placed'],
    [
      "an offset below zero",
      written({}, { offset: -1 }),
      '"offset": -1',
      'buffer "y": offset must be ≥ 0 bytes, got -1',
    ],
    ["half an offset", written({}, { offset: 0.5 }), '"offset": 0.5', 'buffer "y": offset must be an integer, got 0.5'],
    ["gaps", written({}, { gaps: [5] }), '"gaps": [', 'key "gaps" of placements is not supported'],
    ["a spill", written({ spills: [1] }), '"spills": [', 'key "spills" is not supported: it means what a choice costs'],
  ])("with %s is refused in its place", (_, text, culprit, message) => {
    const line = text.slice(0, text.indexOf(culprit)).split("\n").length;
    const { line: found, detail } = refusalOf(text);
    expect([found, detail]).toEqual([line, expect.stringContaining(message)]);
  });

  test("lays no buffer in a pool that it may not lie in, where the problem lists no memories", () => {
    const single = parse(dsaText(), "p.json");
    const solution = JSON.parse(format(single, [0, 1024]));
    solution.placements[0].pool = 3;
    expect(() => parseSolution(JSON.stringify(solution), "s.json", single)).toThrow(
      's.json:1:96: buffer "x" may not lie in pool 3',
    );
  });

  test("has what it means nothing by ignored and told, as any file", () => {
    expect(parseSolution(written({ colour: 1 }), "s.json", DOCUMENT).notes).toEqual(['key "colour" is ignored']);
    expect(parseSolution(written({ spills: 1 }), "s.json", DOCUMENT, { ignore: ["spills"] }).notes).toEqual([]);
    expect(refusalOf(written({ colour: 1 }), { strict: true }).refusedNames).toEqual(["colour"]);
  });

  test("of a problem in another form is refused", () => {
    const csv = parse("id,lower,upper,size\nx,0,1,4\n", "x.csv");
    expect(() => parseSolution(written(), "s.json", csv)).toThrow(
      "s.json:1:1: the problem of a dsa-solution is a dsa-problem",
    );
  });
});

describe("a fingerprint", () => {
  test("is of the document as dsa-solver writes it: keys of the schema in order, two blanks a level", () => {
    const text = `{
      "problem": {
        "objective": { "terms": ["max_peak"], "aggregation": "lexicographic" },
        "constraints": {
          "separations": [{ "second": 1, "first": 0, "reasons": [] }], "colocations": [], "temporal_exclusions": [],
          "pinned_allocations": []
        },
        "pools": [{ "reserved_ranges": [], "name": "é\\u0001", "id": 4, "capacity": null }],
        "buffers": [
          { "id": 0, "name": "b", "size": 8, "alignment": 32, "offset": 64, "colour": 1,
            "live_intervals": [{ "upper": 2, "lower": -1 }], "allowed_pools": [4] }
        ],
        "pypto_structure": {
          "alias_classes": [],
          "pipeline_groups": [{ "group": 0, "pool": 4, "slot_size": 18446744073709551615, "depth": 1,
            "effective_depth": 1, "members": [{ "buffer": 0, "stage": 0, "residue": 0 }] }]
        }
      },
      "schema_version": 1, "profile": "pypto_research_v1", "instance": "i", "relaxed_features": [],
      "metadata": { "b": "2", "10": "x", "9": "y", "\\uD83D\\uDE00": "", "\\uFF5E": "" }
    }`;
    const wanted = `{
  "instance": "i",
  "metadata": {
    "10": "x",
    "9": "y",
    "b": "2",
    "\uFF5E": "",
    "\u{1F600}": ""
  },
  "problem": {
    "buffers": [
      {
        "alignment": 32,
        "allowed_pools": [
          4
        ],
        "id": 0,
        "live_intervals": [
          {
            "lower": -1,
            "upper": 2
          }
        ],
        "name": "b",
        "size": 8
      }
    ],
    "constraints": {
      "colocations": [],
      "pinned_allocations": [],
      "separations": [
        {
          "first": 0,
          "second": 1
        }
      ],
      "temporal_exclusions": []
    },
    "objective": {
      "aggregation": "lexicographic",
      "terms": [
        "max_peak"
      ]
    },
    "pools": [
      {
        "capacity": null,
        "id": 4,
        "name": "é\\u0001",
        "reserved_ranges": []
      }
    ],
    "pypto_structure": {
      "alias_classes": [],
      "pipeline_groups": [
        {
          "depth": 1,
          "effective_depth": 1,
          "group": 0,
          "members": [
            {
              "buffer": 0,
              "residue": 0,
              "stage": 0
            }
          ],
          "pool": 4,
          "slot_size": 18446744073709551615
        }
      ]
    }
  },
  "profile": "pypto_research_v1",
  "schema_version": 1
}
`;
    expect(canonicalText(text)).toBe(wanted);
    expect(canonicalText(wanted)).toBe(wanted);
  });

  test("changes with what a plan depends on, and not with how the file is written", () => {
    const plain = fingerprintOf(TEXT);
    expect(fingerprintOf(JSON.stringify(JSON.parse(TEXT)))).toBe(plain);
    expect(fingerprintOf(TEXT.replace('"size": 512', '"size": 513'))).not.toBe(plain);
    expect(fingerprintOf(TEXT.replace('"name": "Vec"', '"name": "Acc"'))).not.toBe(plain);
  });
});
