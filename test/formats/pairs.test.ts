import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { FormatError, type Pairs, parse, parsePairs, splitPairs, withPairs } from "../../src/formats/index.js";

const HEADER = "a,b,rule,value\n";
const CSV = "id,lower,upper,size\nx,0,4,8\ny,2,6,8\nz,5,9,8\n";

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof FormatError) return error.message;
    throw error;
  }
  throw new Error("the file was accepted");
}

describe("a file of pairs", () => {
  test("says each rule, with its value where it has one", () => {
    const text = `${HEADER}# what the bus asks
x,y,apart,64
x,z,apart,
y,z,Reuse,12
x,z,free,
x,y,in-place,0x10
z,x,inplace,
y,x,alias,-4
x,y,banks,
`;
    expect(parsePairs(text, "p.csv").lists).toEqual({
      apart: [
        { buffers: ["x", "y"], distance: 64 },
        { buffers: ["x", "z"], distance: 0 },
        { buffers: ["y", "z"], cost: 12 },
        { buffers: ["x", "y"], banks: true },
      ],
      free: [{ buffers: ["x", "z"] }],
      inplace: [
        { buffer: "x", of: "y", at: 16 },
        { buffer: "z", of: "x", at: 0 },
      ],
      aliases: [{ buffer: "y", of: "x", at: -4 }],
    });
  });

  test("may be quoted, packed, without values, and have its columns in any order and between any separators", () => {
    const expected = { apart: [{ buffers: ["x;1", 'y"'], distance: 0 }] };
    expect(parsePairs('rule;B;a\r\napart;"y""";"x;1"\r\n', "p.csv").lists).toEqual(expected);
    expect(parsePairs(gzipSync('rule;B;a\napart;"y""";"x;1"\n'), "p.csv.gz").lists).toEqual(expected);
    expect(parsePairs(HEADER, "p.csv").lists).toEqual({});
  });

  test("comes after the problem's own entries, in either form", () => {
    const pairs = parsePairs(`${HEADER}y,z,apart,8\n`, "p.csv");
    const json = JSON.stringify({
      buffers: ["x", "y", "z"].map((id) => ({ id, lower: 0, upper: 1, size: 8 })),
      apart: [{ buffers: ["x", "y"] }],
    });
    expect(parse(json, "x.json", { pairs }).problem.apart).toEqual([
      { buffers: ["x", "y"] },
      { buffers: ["y", "z"], distance: 8 },
    ]);
    expect(parse(CSV, "x.csv", { pairs }).problem.apart).toEqual([{ buffers: ["y", "z"], distance: 8 }]);
    const problem = parse(CSV, "x.csv").problem;
    expect(withPairs(problem, undefined)).toBe(problem);
    expect(withPairs(problem, pairs).apart).toHaveLength(1);
  });

  test.each([
    [
      "an unknown rule",
      `${HEADER}x,y,separate,1\n`,
      'p.csv:2:5: rule "separate" is not known; there are apart, reuse, free',
    ],
    ["no rule", `${HEADER}x,y,,1\n`, 'p.csv:2:5: rule "" is not known'],
    ["a rule of every object", `${HEADER}x,y,constructor,1\n`, 'p.csv:2:5: rule "constructor" is not known'],
    ["no second buffer", `${HEADER}x,,apart,1\n`, "p.csv:2:3: the row has no b"],
    ["a value of words", `${HEADER}x,y,apart,far\n`, 'p.csv:2:11: "x", "y": value must be an integer, got "far"'],
    [
      "a value beyond 2^53",
      `${HEADER}x,y,apart,9007199254740993\n`,
      'p.csv:2:11: "x", "y": value must be an integer within',
    ],
    ["no cost", `${HEADER}x,y,reuse,\n`, 'p.csv:2:11: "x", "y": reuse needs a value'],
    ["no column of costs", "a,b,rule\nx,y,reuse\n", 'p.csv:2:5: "x", "y": reuse needs a value'],
    ["a value too many", `${HEADER}x,y,free,1\n`, 'p.csv:2:10: "x", "y": free has no value, got "1"'],
    [
      "an unknown column",
      "a,b,rule,weight\n",
      'p.csv:1:10: column "weight" is not known; there are "a", "b", "rule", "value"',
    ],
    ["a column twice", "a,b,rule,A\n", 'p.csv:1:10: column "A" is there twice'],
    ["no column of rules", "a,b\nx,y\n", 'p.csv:1:1: no column "rule"'],
    ["a row too long", `${HEADER}x,y,free,,\n`, "p.csv:2:11: the row has 5 fields, the header has 4"],
    ["nothing", " \n", "p.csv:1:1: the file is empty"],
    ["comments alone", "# a\n", "p.csv:1:1: the file has nothing but comments"],
  ])("with %s is refused in its place", (_, text, message) => {
    expect(messageOf(() => parsePairs(text, "p.csv"))).toContain(message);
  });

  test.each([
    ["an unknown first buffer", "q,y,apart,1", '3:1: there is no buffer "q"'],
    ["an unknown second buffer", "x,q,reuse,1", '3:3: there is no buffer "q"'],
    ["an unknown alias", "q,x,alias,1", '3:1: there is no buffer "q"'],
    ["an unknown base of an alias", "x,q,alias,1", '3:3: there is no buffer "q"'],
    ["an unknown place", "x,q,inplace,1", '3:3: there is no buffer "q"'],
    ["a negative distance", "x,z,apart,-1", "3:11: distance must be an integer ≥ 0 bytes, got -1"],
    ["a negative cost", "x,z,reuse,-1", "3:11: cost must be an integer ≥ 0, got -1"],
    ["one buffer twice", "x,x,free,", '3:1: buffer "x" is listed twice'],
    ["a contradiction", "x,y,alias,4", '3:1: buffer "x" lies 4 bytes above "y", and 0 by other aliases'],
    ["aliases that are to be apart", "x,y,apart,", '3:1: buffers "x" and "y" cannot be kept apart'],
  ])("with %s is refused in its place, beside a problem with entries of its own", (_, row, message) => {
    const pairs = parsePairs(`${HEADER}x,z,banks,\n${row}\n`, "p.csv");
    const json = JSON.stringify({
      buffers: ["x", "y", "z"].map((id) => ({ id, lower: 0, upper: 1, size: 8 })),
      aliases: [{ buffer: "x", of: "y" }],
      inplace: [{ buffer: "x", of: "z" }],
    });
    expect(messageOf(() => parse(json, "x.json", { pairs }))).toMatch(`p.csv:${message}`);
  });

  test("leaves faults of the problem's own entries where they are", () => {
    const pairs: Pairs = parsePairs(`${HEADER}x,z,alias,\n`, "p.csv");
    const csv = CSV.replace("size\n", "size,alias\n")
      .replace("8\ny", "8,\ny")
      .replace("8\nz", "8,y\nz")
      .replace(/8\n$/, "8,\n");
    expect(messageOf(() => parse(csv, "x.csv", { pairs }))).toBe(
      'x.csv:3:9: aliases[0]: buffer "y" cannot be an alias of itself',
    );
  });
});

test("a problem is split into rows and pairs; groups become pairs, and a buffer's first alias stays", () => {
  const buffers = ["x", "y,", "z"].map((id) => ({ id, lower: 0, upper: 1, size: 8 }));
  const aliases = [
    { buffer: "x", of: "z" },
    { buffer: "x", of: "z", at: 0 },
  ];
  const apart = [
    { groups: [["x"], ["y,", "z"]], cost: 3 },
    { buffers: ["x", "y,", "z"], distance: 4 },
  ];
  expect(splitPairs({ buffers, aliases, apart, minimize: ["peak"] })).toEqual({
    rows: { buffers, aliases: [aliases[0]], minimize: ["peak"] },
    pairs: `a,b,rule,value
x,z,alias,0
x,"y,",reuse,3
x,z,reuse,3
x,"y,",apart,4
x,z,apart,4
"y,",z,apart,4
`,
  });
  expect(splitPairs({ buffers })).toEqual({ rows: { buffers }, pairs: null });
});
