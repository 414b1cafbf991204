import { describe, expect, test } from "vitest";
import { FormatError, format, type ParseOptions, parse } from "../../src/formats/index.js";
import { dsaText } from "./dsa-text.js";

/** A door: how a file looks that has one name more, with a value, in its second buffer or in the problem. */
interface Door {
  readonly door: string;
  readonly fileName: string;
  readonly what: string;
  readonly textWith: (name: string, value: string) => string;
  readonly level: "buffer" | "problem";
}

const DOORS: readonly Door[] = [
  {
    door: "CSV",
    fileName: "x.csv",
    what: "column",
    textWith: (name, value) => `id,lower,upper,${name},size\na,0,4,,16\nb,2,6,${value},8\n`,
    level: "buffer",
  },
  {
    door: "quoted CSV",
    fileName: "x.csv",
    what: "column",
    textWith: (name, value) => `"id",lower,upper,size,"${name}"\na,0,4,16,\nb,2,6,8,"${value}"\n`,
    level: "buffer",
  },
  {
    door: "JSON",
    fileName: "x.json",
    what: "key",
    textWith: (name, value) =>
      JSON.stringify([
        { id: "a", lower: 0, upper: 4, size: 16 },
        { id: "b", lower: 2, upper: 6, size: 8, [name]: value },
      ]),
    level: "buffer",
  },
  {
    door: "a dsa-problem",
    fileName: "x.json",
    what: "key",
    textWith: (name, value) => dsaText({ second: { [name]: value } }),
    level: "buffer",
  },
  {
    door: "the outermost object of JSON",
    fileName: "x.json",
    what: "key",
    textWith: (name, value) => JSON.stringify({ [name]: value, buffers: [] }),
    level: "problem",
  },
  {
    door: "the problem of a dsa-problem",
    fileName: "x.json",
    what: "key",
    textWith: (name, value) => dsaText({ problem: { [name]: value } }),
    level: "problem",
  },
];
const BUFFER_DOORS = DOORS.filter(({ level }) => level === "buffer");
const REFUSED_IN_BUFFERS = [
  "gap",
  "pool",
  "bank",
  "separations",
  "reserved",
  "alignement",
  "address",
  "spill",
  "capacity",
];
const REFUSED_IN_PROBLEMS = ["separations", "pool", "reserved", "minimise", "memory_size", "alignment", "alias"];

function refusal(text: string, fileName: string, options: ParseOptions = {}): FormatError {
  try {
    parse(text, fileName, options);
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error("the file was accepted");
}

describe.each(DOORS)("a name in $door", ({ fileName, what, textWith, level }) => {
  const refused = level === "buffer" ? REFUSED_IN_BUFFERS : REFUSED_IN_PROBLEMS;

  test("that means a constraint, or nearly means something, is refused by name, in its place", () => {
    for (const name of refused) {
      const text = textWith(name, "7");
      const { detail, refusedNames, line, column } = refusal(text, fileName);
      expect(detail).toMatch(new RegExp(`^${what} "${name}"( of [a-z_]+)? is not (supported|known)`));
      expect(refusedNames).toEqual([name]);
      const rest = text.split("\n")[line - 1]!.slice(column - 1);
      expect(rest, name).toMatch(what === "column" ? new RegExp(`^"?${name}`) : /^"7"/);
    }
  });

  test("that would be refused is ignored, and told of, where it says nothing", () => {
    for (const name of refused) {
      const { ignored, notes } = parse(textWith(name, ""), fileName);
      expect(ignored, name).toEqual([name]);
      expect(notes, name).toEqual([expect.stringMatching(new RegExp(`^${what} "${name}".* is ignored$`))]);
    }
  });

  test("that means nothing is ignored and told of once, even if it is empty", () => {
    for (const value of ["red", ""]) {
      const { ignored, notes } = parse(textWith("color", value), fileName);
      expect(ignored).toEqual(["color"]);
      expect(notes).toEqual([expect.stringMatching(new RegExp(`^${what} "color"( of [a-z_]+)? is ignored$`))]);
    }
  });

  test("is passed over without a word where the caller says so, refused ones too, in any case", () => {
    for (const name of ["color", ...refused]) {
      for (const ignore of [name, name.toUpperCase(), name.replace("_", "-")]) {
        const { ignored, notes } = parse(textWith(name, "7"), fileName, { ignore: ["x", ignore] });
        expect([ignored, notes], name).toEqual([[name], []]);
      }
    }
  });

  test("is refused by a strict reader if it would be ignored, unless the caller has it passed over", () => {
    for (const name of ["color", ...refused]) {
      for (const value of ["7", ""]) {
        const text = textWith(name, value);
        expect(refusal(text, fileName, { strict: true }).refusedNames, name).toEqual([name]);
        expect(parse(text, fileName, { strict: true, ignore: [name] }).ignored, name).toEqual([name]);
      }
    }
  });
});

describe("fields by their other names", () => {
  test.each(BUFFER_DOORS.filter(({ door }) => door !== "a dsa-problem"))(
    "are read in $door",
    ({ fileName, textWith }) => {
      for (const [name, field] of [
        ["align", "alignment"],
        ["Alignment", "alignment"],
        ["ALIGN", "alignment"],
        ["fixed_offset", "offset"],
        ["fixedOffset", "offset"],
        ["Hint", "hint"],
      ] as const) {
        const { problem, notes } = parse(textWith(name, "64"), fileName);
        expect(problem.buffers[1], name).toEqual({ id: "b", lower: 2, upper: 6, size: 8, [field]: 64 });
        expect(notes).toEqual([]);
      }
    },
  );

  test("of a problem are read in any case", () => {
    expect(parse('{"Capacity": 64, "BASE": 16, "Buffers": []}', "x.json").problem).toEqual({
      capacity: 64,
      base: 16,
      buffers: [],
    });
  });

  test("in a dsa-problem, which has a schema, are near misses", () => {
    expect(refusal(dsaText({ second: { align: 64 } }), "x.json").detail).toBe(
      'key "align" of buffers is not known; did you mean "alignment"?',
    );
    expect(refusal(dsaText({ pool: { Capacity: 64 } }), "x.json").detail).toContain('did you mean "capacity"?');
  });

  test("take the offsets that are written", () => {
    const csv = "id,Fixed Offset,lower,upper,size\na,,0,4,16\n";
    expect(format(parse(csv, "x.csv"), [8])).toBe(csv.replace("a,,", "a,8,"));
    const json = '[{"id": "a", "lower": 0, "upper": 4, "fixedOffset": null, "size": 16}]';
    expect(format(parse(json, "x.json"), [8])).toBe(json.replace("null", "8"));
  });

  test("that are ignored are as if they were not there, but for writing", () => {
    const csv = "id,offset,lower,upper,size,alignment\na,3,0,4,16,8\n";
    const document = parse(csv, "x.csv", { ignore: ["offset", "alignment"] });
    expect(document.problem.buffers).toEqual([{ id: "a", lower: 0, upper: 4, size: 16 }]);
    expect(format(document, [24])).toBe(csv.replace("a,3", "a,24"));
    expect(refusal(csv, "x.csv", { ignore: ["size"] }).detail).toContain('no column "size"');
  });
});

describe("a dsa-problem", () => {
  test("has every key of its levels judged", () => {
    const pins = [{ buffer: 1, pool: 1, offset: 64, exclusive_for_all_time: false, color: "red" }];
    const intervals = [{ lower: 4, upper: 9, phase: "x" }];
    const text = dsaText({
      pool: { tint: 1 },
      second: { live_intervals: intervals },
      constraints: { pinned_allocations: pins },
    });
    expect(parse(text, "x.json").notes).toEqual([
      'key "tint" of pools is ignored',
      'key "phase" of live_intervals is ignored',
      'key "color" of pinned_allocations is ignored',
    ]);
  });

  test("may have no constraint, cost or objective that the schema has not", () => {
    for (const [changes, name, detail] of [
      [{ constraints: { ordering: [{ first: 0, second: 1 }] } }, "ordering", 'key "ordering" of constraints'],
      [{ problem: { cost_model: { energy: [1] } } }, "energy", 'key "energy" of cost_model'],
      [{ problem: { objective: { terms: [], tiebreak: "x" } } }, "tiebreak", 'key "tiebreak" of objective'],
      [{ problem: { objective: { terms: ["latency"] } } }, "terms", 'not supported yet: 1 objective "latency"'],
      [
        { problem: { objective: { aggregation: "sum", terms: ["total_peak"] } } },
        "aggregation",
        'not supported yet: 1 objective that is "sum"',
      ],
    ] as const) {
      const error = refusal(dsaText(changes), "x.json");
      expect(error.detail).toContain(detail);
      expect(error.refusedNames).toEqual([name]);
    }
  });

  test("is read without a constraint where the caller leaves it out by name", () => {
    const separations = [{ first: 0, second: 1 }];
    const text = dsaText({ second: { live_intervals: [{ lower: 5, upper: 9 }] }, constraints: { separations } });
    expect(parse(text, "x.json").problem.apart).toHaveLength(1);
    const { problem, ignored } = parse(text, "x.json", { ignore: ["separations"] });
    expect([problem.apart, ignored]).toEqual([undefined, ["separations"]]);
  });
});

describe("columns without a name", () => {
  test("are nothing where they are empty, and ignored where they are not", () => {
    expect(parse("id,lower,upper,size,\na,0,4,16,\n", "x.csv").notes).toEqual([]);
    expect(parse("id,lower,upper,size,\na,0,4,16,x\n", "x.csv").notes).toEqual(['column "" is ignored']);
  });
});

test("of many columns that are ignored a dozen are told of, and all are listed", () => {
  const names = Array.from({ length: 20 }, (_, i) => `x${i}`);
  const text = `id,lower,upper,size,${names.join(",")}\na,0,1,1${",7".repeat(20)}\n`;
  const { notes, ignored } = parse(text, "x.csv");
  expect(notes).toEqual([
    `columns ${names
      .slice(0, 12)
      .map((name) => `"${name}"`)
      .join(", ")} and 8 more are ignored`,
  ]);
  expect(ignored).toEqual(names);
  expect(parse(text, "x.csv", { ignore: names.slice(1) }).notes).toEqual(['column "x0" is ignored']);
});

test("a name is told of once for its level, however many buffers have it", () => {
  const buffers = [0, 1, 2].map((id) => ({ id, lower: 0, upper: 1, size: 1, note: id, tags: [] }));
  const { notes, ignored } = parse(JSON.stringify({ model: "m", note: "x", buffers }), "x.json");
  expect(notes).toEqual(['keys "model", "note" are ignored', 'keys "note", "tags" of buffers are ignored']);
  expect(ignored).toEqual(["model", "note", "tags"]);
});

test("a constraint in a later buffer is found, though the first says nothing of it", () => {
  const buffer = { lower: 0, upper: 1, size: 1 };
  const text = JSON.stringify([
    { id: "a", ...buffer, intervals: [] },
    { id: "b", ...buffer, intervals: [[0, 1]] },
  ]);
  const error = refusal(text, "x.json");
  expect(error.detail).toContain('key "intervals" of buffers is not known; did you mean "gaps"?');
  expect(error.column).toBe(text.indexOf("[[0") + 1);
});
