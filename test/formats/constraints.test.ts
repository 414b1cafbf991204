import { describe, expect, test } from "vitest";
import { format, parse, parsePairs, serialize, splitPairs, unsaidInCsv } from "../../src/formats/index.js";
import { compile } from "../../src/model/compile.js";
import { InputError, isConstrained, type Problem } from "../../src/problem/index.js";
import { CONSTRUCTS, type Construct, constraintProblem } from "../support/constraint-problems.js";
import { HAND_CHECKED } from "../support/hand-checked.js";
import { isValid } from "../support/valid.js";

/** Random problems of every construct, and of all of them at once, that do not contradict themselves. */
function* problems(each: number): Generator<readonly [name: string, problem: Problem]> {
  const mixtures: (readonly Construct[])[] = [...CONSTRUCTS.map((construct) => [construct]), CONSTRUCTS];
  const unclocked = CONSTRUCTS.filter((construct) => construct !== "clocks");
  for (const constructs of [...mixtures, unclocked]) {
    for (let seed = 1; seed <= each; seed++) {
      const problem = constraintProblem(seed, constructs);
      if (isValid(problem)) yield [`${constructs.join("+")} ${seed}`, problem];
    }
  }
}

/** What a problem means, whatever lists and groups its pairs stand in. */
function meaning(problem: Problem): unknown {
  const { memories, bodies, pairs, exclusive, withinBank, terms, limits } = compile(problem);
  const sorted = pairs.map((pair) => JSON.stringify(pair)).sort();
  return { memories, bodies, pairs: sorted, exclusive, withinBank, terms, limits };
}

describe("a problem with constraints", () => {
  test("is the same after it was written as JSON and read, whatever its constructs", () => {
    let count = 0;
    for (const [name, problem] of problems(60)) {
      const extended: Problem = { ...problem, minimize: ["spill", "peak"], limits: { reuse: 7 } };
      const read = parse(serialize(extended, "json"), "x.json");
      expect(read.problem, name).toEqual(extended);
      expect(read.notes, name).toEqual([]);
      count++;
    }
    expect(count).toBeGreaterThan(600);
  });

  test("is the same after it was written as JSON and read: those that were checked by hand", () => {
    for (const { claim, problem } of HAND_CHECKED) {
      expect(parse(serialize(problem, "json"), "x.json").problem, claim).toEqual(problem);
    }
    expect(HAND_CHECKED.length).toBeGreaterThanOrEqual(22);
  });

  test("means the same after it was written as CSV and a file of pairs and read, if CSV can say it", () => {
    let count = 0;
    let withPairs = 0;
    for (const [name, problem] of problems(60)) {
      const { rows, pairs } = splitPairs({ ...problem, minimize: ["reuse", "peak"] });
      const unsaid = unsaidInCsv(rows);
      if (unsaid.length > 0) {
        expect(['"memories" of buffers', '"operators"'], name).toEqual(expect.arrayContaining(unsaid));
        expect(() => serialize(rows, "csv")).toThrow(`CSV cannot say ${unsaid.join(", ")}: JSON can`);
        continue;
      }
      const options = pairs === null ? {} : { pairs: parsePairs(pairs, "x.pairs.csv") };
      const read = parse(serialize(rows, "csv"), "x.csv", options);
      expect(meaning(read.problem), name).toEqual(meaning({ ...problem, minimize: ["reuse", "peak"] }));
      expect(read.notes, name).toEqual([]);
      count++;
      if (pairs !== null) withPairs++;
    }
    expect(count).toBeGreaterThan(500);
    expect(withPairs).toBeGreaterThan(150);
  });

  test("and its plan are read from the file into which the plan was written, in either form", () => {
    let count = 0;
    for (const [name, problem] of problems(20)) {
      const offsets = problem.buffers.map((_, i) => 7 * i);
      const memories = problem.buffers.map(({ memory, memories }) => memory ?? memories?.at(-1)?.id ?? "m0");
      const { buffers, ...lists } = problem;
      const free = { ...lists, buffers: buffers.map(({ offset: _, ...buffer }) => buffer) };
      for (const form of ["json", "csv"] as const) {
        if (form === "csv" && unsaidInCsv(problem).length > 0) continue;
        const document = parse(serialize(problem, form), `x.${form}`);
        const text = format(document, offsets, memories);
        const read = parse(text, `x.${form}`, { placed: true });
        expect(Array.from(read.offsets!), name).toEqual(offsets);
        expect(read.memories, name).toEqual(memories);
        if (form === "json") expect(read.problem, name).toEqual(free);
        expect(format(read, offsets, memories), name).toBe(text);
        expect(parse(serialize(problem, form, offsets, memories), `x.${form}`, { placed: true }).memories).toEqual(
          memories,
        );
        count++;
      }
    }
    expect(count).toBeGreaterThan(250);
  });
});

/** The whole form, as the documentation shows it. */
const WHOLE = `{
  "memories": [
    {"id": "L1", "capacity": 524288, "alignment": 32, "reserved": [{"from": 0, "to": 65536}], "bank": 8192},
    {"id": "dram"}
  ],
  "buffers": [
    {"id": "a", "lower": 0, "upper": 9, "size": 64, "alignment": 64, "memory": "L1", "hint": 0,
     "gaps": [{"lower": 2, "upper": 4}, {"lower": 5, "upper": 6, "from": 0, "to": 16}]},
    {"id": "v", "lower": 0, "upper": 9, "size": 16, "alignment": 16, "memory": "L1",
     "exclusive": false, "withinBank": true},
    {"id": "x", "lower": 0, "upper": 9, "size": 64, "memories": [{"id": "L1"}, {"id": "dram", "cost": 120}]},
    {"id": 7, "lower": 0, "upper": 9, "size": 8, "memories": [{"id": "dram", "cost": 1}]}
  ],
  "aliases": [{"buffer": "v", "of": "a", "at": 16}],
  "apart": [{"buffers": ["a", "x"], "distance": 0, "cost": 1}, {"groups": [["a"], ["x", 7]]}],
  "free": [{"groups": [["a"], ["x"]]}],
  "inplace": [{"buffer": "x", "of": "a", "at": 0}],
  "minimize": ["spill", "reuse", "moved", "peak"],
  "limits": {"spill": 200}
}
`;
const WHOLE_PROBLEM: Problem = (() => {
  const { buffers, apart, ...rest } = JSON.parse(WHOLE);
  const [first, second] = apart;
  const last = { ...buffers[3], id: "7" };
  return {
    ...rest,
    buffers: [...buffers.slice(0, 3), last],
    apart: [first, { groups: [second.groups[0], ["x", "7"]] }],
  };
})();

describe("the JSON form of constraints", () => {
  test("is a problem's own", () => {
    expect(parse(WHOLE, "x.json").problem).toEqual(WHOLE_PROBLEM);
  });

  test("has its keys in any case, with or without separators, at every level", () => {
    const spelt = WHOLE.replaceAll('"within', '"WITHIN_').replaceAll('"gaps"', '"Gaps"').replaceAll('"from"', '"FROM"');
    const other = spelt.replaceAll('"inplace"', '"in-place"').replaceAll('"distance"', '"Dis_tance"');
    expect(parse(other.replaceAll('"spill":', '"Spill":'), "x.json").problem).toEqual(WHOLE_PROBLEM);
  });

  test("takes texts of digits for numbers, as protobuf's JSON has them", () => {
    const texts = WHOLE.replaceAll(/: (\d+)/g, ': "$1"');
    expect(parse(texts, "x.json").problem).toEqual(WHOLE_PROBLEM);
    expect(texts).not.toBe(WHOLE);
  });

  test("takes null and what says nothing for none", () => {
    const { buffers } = WHOLE_PROBLEM;
    const one = { id: "a", lower: 0, upper: 1, size: 1 };
    const nothing = { gaps: null, memory: "", memories: {}, exclusive: null, withinBank: null, clock: null };
    const lists = { memories: null, aliases: "", apart: null, free: null, inplace: null, minimize: null, limits: null };
    const read = parse(JSON.stringify({ buffers: [{ ...one, ...nothing }], ...lists }), "x.json").problem;
    expect(read).toEqual({ buffers: [one] });
    expect(isConstrained(read)).toBe(false);
    const alias = JSON.stringify({
      buffers,
      memories: WHOLE_PROBLEM.memories,
      aliases: [{ buffer: "v", of: "a", at: null }],
    });
    expect(parse(alias, "x.json").problem.aliases).toEqual([{ buffer: "v", of: "a" }]);
  });

  test("has the last of repeated keys, and errors point at it", () => {
    const text = WHOLE.replace('"free":', '"aliases": [{"buffer": "v", "of": "x"}],\n  "free":');
    expect(parse(text, "x.json").problem.aliases).toEqual([{ buffer: "v", of: "x" }]);
    expect(() => parse(text.replace('"of": "x"', '"of": "zz"'), "x.json")).toThrow(
      /^x\.json:16:37: aliases\[0\]: there is no buffer "zz"/,
    );
  });

  test("has times that --ends shifts, those of gaps too", () => {
    const text = '[{"id": "a", "lower": 0, "upper": 8, "size": 4, "gaps": [{"lower": 2, "upper": 4}]}]';
    const gapsOf = (ends: "inclusive" | "exclusive" | "open") =>
      parse(text, "x.json", { ends }).problem.buffers[0]!.gaps;
    expect(gapsOf("exclusive")).toEqual([{ lower: 2, upper: 4 }]);
    expect(gapsOf("inclusive")).toEqual([{ lower: 2, upper: 5 }]);
    expect(gapsOf("open")).toEqual([{ lower: 3, upper: 4 }]);
  });

  test("may leave out the times beside a vector clock, which is half-open whatever the ends", () => {
    const clock = { lower: [0, 2], upper: [3, 2] };
    for (const ends of ["inclusive", "open", undefined] as const) {
      const text = JSON.stringify([{ id: "a", size: 4, clock }]);
      const { buffers } = parse(text, "x.json", ends === undefined ? {} : { ends }).problem;
      expect(buffers).toEqual([{ id: "a", lower: 2, upper: 5, size: 4, clock }]);
    }
    expect(parse(JSON.stringify([{ id: "a", size: 4, lower: 2, end: 5, clock }]), "x.json").problem.buffers[0]).toEqual(
      {
        id: "a",
        lower: 2,
        upper: 5,
        size: 4,
        clock,
      },
    );
  });

  test("has entries whose unknown keys are refused, or passed over where the caller says so", () => {
    const text = WHOLE.replace('"distance": 0', '"distance": 0, "reason": "bus"');
    expect(() => parse(text, "x.json")).toThrow(
      'key "reason" of apart is not known; there are "buffers", "groups", "distance", "cost", "banks"',
    );
    const read = parse(text, "x.json", { ignore: ["reason"] });
    expect(read.problem).toEqual(WHOLE_PROBLEM);
    expect([read.ignored, read.notes]).toEqual([["reason"], []]);
    const empty = parse(WHOLE.replace('"distance": 0', '"distance": 0, "reason": null'), "x.json");
    expect(empty.notes).toEqual(['key "reason" of apart is ignored']);
    const dropped = parse(WHOLE.replace('"cost": 1}', '"cost": 1.00000000000000001}'), "x.json", { ignore: ["cost"] });
    expect(dropped.problem.apart![0]).toEqual({ buffers: ["a", "x"], distance: 0 });
  });

  test("keeps the file as it is when a plan is written, but for offsets and the memories of choices", () => {
    const document = parse(WHOLE, "x.json");
    const written = format(document, [65536, 65552, 0, 8], ["L1", "L1", "dram", "dram"]);
    expect(written).toBe(
      WHOLE.replace('"to": 16}]}', '"to": 16}],\n     "offset": 65536}')
        .replace('"withinBank": true}', '"withinBank": true, "offset": 65552}')
        .replace('"cost": 120}]}', '"cost": 120}], "offset": 0, "memory": "dram"}')
        .replace('"cost": 1}]}', '"cost": 1}], "offset": 8, "memory": "dram"}'),
    );
    const again = format(
      parse(written, "x.json", { placed: true }),
      [65536, 65552, 70016, 8],
      ["L1", "L1", "L1", "dram"],
    );
    expect(again).toBe(written.replace('0, "memory": "dram"', '70016, "memory": "L1"'));
    expect(() => format(document, [0, 0, 0, 0], ["L1"])).toThrow("expected 4 memories, got 1");
  });
});

describe("memory beside memories, in JSON", () => {
  const rest = '"lower": 0, "upper": 1, "size": 1, "memories": [{"id": "L1"}, {"id": "dram", "cost": 5}]';
  const textOf = (more: string): string =>
    `{"memories": [{"id": "L1"}, {"id": "dram"}], "buffers": [{"id": "x", ${rest}${more}}]}`;
  const choices = [{ id: "L1" }, { id: "dram", cost: 5 }];

  test("is the plan's where a plan is read", () => {
    const { memories, problem } = parse(textOf(', "offset": 0, "memory": "dram"'), "x.json", { placed: true });
    expect(memories).toEqual(["dram"]);
    expect(problem.buffers[0]).toEqual({ id: "x", lower: 0, upper: 1, size: 1, memories: choices });
  });

  test("is read though no choice has it, for the simulator to judge", () => {
    expect(parse(textOf(', "offset": 0, "memory": "L7"'), "x.json", { placed: true }).memories).toEqual(["L7"]);
  });

  test("is fixed with the offset, and costs what it cost", () => {
    const { problem, memories } = parse(textOf(', "offset": 0, "memory": "dram"'), "x.json");
    expect(problem.buffers[0]!.memories).toEqual([{ id: "dram", cost: 5 }]);
    expect(problem.buffers[0]!.offset).toBe(0);
    expect(problem.buffers[0]!.memory).toBeUndefined();
    expect(memories).toBeNull();
  });

  test("is passed over where offsets are", () => {
    const { problem } = parse(textOf(', "offset": 0, "memory": "dram"'), "x.json", { ignoreOffsets: true });
    expect(problem.buffers[0]).toEqual({ id: "x", lower: 0, upper: 1, size: 1, memories: choices });
  });

  test("is refused without an offset, and where no choice has it", () => {
    expect(() => parse(textOf(', "memory": "dram"'), "x.json")).toThrow(
      /^x\.json:1:170: buffer "x": memory beside memories is where a plan lays the buffer, and there is no offset/,
    );
    expect(() => parse(textOf(', "offset": 0, "memory": "L7"'), "x.json")).toThrow(
      /: buffer "x": memory "L7" is none of its memories "L1", "dram"$/,
    );
  });

  test("is missed in a plan", () => {
    expect(() => parse(textOf(', "offset": 0'), "x.json", { placed: true })).toThrow(
      'buffer "x" has no memory; it may lie in "L1", "dram"',
    );
  });

  test("is not asked for where there is only one", () => {
    const text =
      '{"memories": [{"id": "L1"}], "buffers": [{"id": "x", "lower": 0, "upper": 1, "size": 1, "offset": 0}]}';
    expect(parse(text, "x.json", { placed: true }).memories).toEqual(["L1"]);
    expect(parse('[{"id": "x", "lower": 0, "upper": 1, "size": 1, "offset": 0}]', "x", { placed: true }).memories).toBe(
      null,
    );
  });
});

describe("a capacity or a base from elsewhere", () => {
  const text = '{"memories": [{"id": "L1", "capacity": 64, "base": 0}], "buffers": []}';

  test("is refused where the file lists memories", () => {
    expect(() => parse(text, "x.json", { capacity: 8 })).toThrow(
      new InputError("capacity 8: the file lists memories, and each says its own capacity", { field: "capacity" }),
    );
    expect(() => parse(text, "x.json", { base: 8 })).toThrow("base 8: the file lists memories");
  });

  test("does not count where it is the file's name that says it", () => {
    const { problem, capacitySource } = parse(text, "x.1024.json");
    expect([problem.capacity, problem.memories, capacitySource]).toEqual([
      undefined,
      [{ id: "L1", capacity: 64, base: 0 }],
      null,
    ]);
  });

  test("of no end takes that of every memory away", () => {
    expect(parse(text, "x.json", { capacity: Number.POSITIVE_INFINITY }).problem.memories).toEqual([
      { id: "L1", base: 0 },
    ]);
  });
});

test("60,000 buffers with constraints and 30,000 pairs are read, without passes that are quadratic in them", () => {
  const textOf = (count: number): string => {
    const buffers = Array.from({ length: count }, (_, i) => ({
      id: `b${i}`,
      lower: i,
      upper: i + 9,
      size: 64,
      memories: [{ id: "m0" }, { id: "m1", cost: 2 }],
      gaps: [{ lower: i + 2, upper: i + 4, from: 0, to: 16 }],
    }));
    const apart = Array.from({ length: count / 2 }, (_, i) => ({ buffers: [`b${2 * i}`, `b${2 * i + 1}`], cost: 1 }));
    return JSON.stringify({ memories: [{ id: "m0", capacity: 4096 }, { id: "m1" }], buffers, apart });
  };
  const { problem } = parse(textOf(60_000), "x.json");
  expect(problem.buffers).toHaveLength(60_000);
  expect(problem.apart).toHaveLength(30_000);
  // A pass that is quadratic would take minutes: the test's own limit of time would end it.
}, 60_000);
