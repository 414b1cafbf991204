import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FormatError, format, isSolution, parse, parseSolution, serialize } from "../../src/formats/index.js";
import { dsaText } from "./dsa-text.js";

const VALID: readonly (readonly [fileName: string, text: string])[] = [
  ["x.csv", "id,lower,upper,size\na,0,4,16\nb,2,6,8\nc,-5,9,1\n"],
  [
    "x.64.csv",
    '\uFEFFsize,"buffer",begin,end,offset,alignment,note\r\n16,"a,""1""",0,3,0,8,\r\n\r\n 8 ,b,2,5,,,"x\r\ny"\r\n',
  ],
  [
    "x.json",
    '{"capacity": 64, "buffers": [{"id": 1, "lower": 0, "upper": 4, "size": 16}, ' +
      '{"id": "b", "start": 2, "end": 5, "size": 8, "offset": null, "alignment": 4}]}',
  ],
  ["x.json", '[\n  {"id": "a", "lower": 0, "upper": 4.0, "size": 1e1, "hint": 3, "tags": [[], {}]}\n]\n'],
  ["x.json", dsaText()],
  ["x.txt", "id,lower,upper,size,offset\na,0,4,16,0\nb,4,6,8,0\n"],
];

/** The same with constraints. */
const CONSTRAINED: readonly (readonly [fileName: string, text: string])[] = [
  [
    "x.csv",
    '# memory L1 capacity=64 reserved=0-8,16-24 bank=8\n# memory "L 2" capacity=none\n# minimize=reuse,peak\n' +
      "id,lower,upper,size,gaps,memory,alias,exclusive\n" +
      "a,0,9,16,2-4 5-6@0:16,L1,,\nb,2,6,8,,L1,a+8,\nc,0,4,4,,L 2,,1\n",
  ],
  ["x.csv", "# pool_offset=64\nid,lower,upper,size,kind\n0,0:0,2:1,16,\n1,2:1,2:3,8,INPUT\n"],
  [
    "x.json",
    '{"memories": [{"id": "L1", "capacity": 64, "bank": 8}, {"id": 2, "reserved": [{"from": 0, "to": 8}]}], ' +
      '"buffers": [{"id": "a", "lower": 0, "upper": 9, "size": 16, "memory": "L1", "gaps": [{"lower": 2, "upper": 4, ' +
      '"from": 0, "to": 8}]}, {"id": "b", "lower": 0, "upper": 4, "size": 8, "memories": [{"id": "L1"}, {"id": 2, ' +
      '"cost": 3}], "exclusive": false}, {"id": "c", "lower": 4, "upper": 6, "size": 8, "memory": "L1"}], ' +
      '"aliases": [{"buffer": "c", "of": "a", "at": 8}], "apart": [{"groups": [["a"], ["b"]], "cost": 1}], ' +
      '"free": [{"buffers": ["a", "b"]}], "minimize": ["spill", "peak"], "limits": {"reuse": 4}}',
  ],
  ["x.json", '[{"id": "a", "size": 8, "clock": {"lower": [0, 1], "upper": [2, 1]}}]'],
];

const PIECES = [
  ..."0123456789-+.,;:\"'{}[]()\\/ \t\n\r#eEx_aé𝄞\0\uFEFF\u00a0",
  "\r\n",
  '""',
  "null",
  "true",
  "NaN",
  "9007199254740993",
  "1e999",
  "-0",
  "0.5",
  "end",
  "upper",
  "offset",
  '"id"',
  '"buffers"',
  '"memories"',
  "gaps",
  "alias",
  "# memory m ",
  "apart",
  "[[],{}]",
  "//",
  "/*",
  "\\u",
  ",,",
];

interface Edit {
  readonly at: number;
  readonly change: (text: string, at: number) => string;
}

const anywhere = fc.noBias(fc.nat(1_000_000));
const cut = fc.oneof({ weight: 4, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.nat(60) });
const piece = fc.oneof(fc.constant(""), fc.constantFrom(...PIECES), fc.string({ maxLength: 4 }));

/** Most of these leave no valid file, but one digit for another, or a blank more, often does. */
const change: fc.Arbitrary<Edit["change"]> = fc.oneof(
  fc.tuple(cut, piece).map(
    ([cut, piece]) =>
      (text: string, at: number) =>
        text.slice(0, at) + piece + text.slice(at + cut),
  ),
  anywhere.map((other) => (text: string, at: number) => {
    const from = other % (text.length + 1);
    return text.slice(0, at) + text.slice(from, from + 40) + text.slice(at);
  }),
  fc
    .nat(9)
    .map((digit) => (text: string, at: number) => text.slice(0, at) + text.slice(at).replace(/\d/, String(digit))),
  fc
    .constantFrom(" ", "\n", "\r\n")
    .map((blank) => (text: string, at: number) => text.slice(0, at) + text.slice(at).replace(/(?=[\n,])/, blank)),
);
const edit: fc.Arbitrary<Edit> = fc.record({ at: anywhere, change });

function mutate(text: string, edits: readonly Edit[]): string {
  for (const { at, change } of edits) text = change(text, at % (text.length + 1));
  return text;
}

describe("a mutated file", () => {
  test.each([...VALID, ...CONSTRAINED])("case %#, %s, is valid to begin with", (fileName, text) => {
    expect(() => parse(text, fileName)).not.toThrow();
  });

  test("is read and written back, or refused with a FormatError in its place, and nothing else", () => {
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...VALID),
        fc.array(edit, { minLength: 1, maxLength: 3 }),
        ([fileName, text], edits) => {
          const mutant = mutate(text, edits);
          let document: ReturnType<typeof parse>;
          try {
            document = parse(mutant, fileName);
          } catch (error) {
            expect(error).toBeInstanceOf(FormatError);
            const { line, column } = error as FormatError;
            const lines = mutant.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
            expect(line).toBeGreaterThanOrEqual(1);
            expect(line).toBeLessThanOrEqual(lines.length);
            expect(column).toBeGreaterThanOrEqual(1);
            expect(column).toBeLessThanOrEqual(lines[line - 1]!.length + 1);
            refused++;
            return;
          }
          accepted++;
          const offsets = document.problem.buffers.map((_, i) => 3 * i);
          const memories = document.problem.buffers.map(({ memory, memories }) => memory ?? memories?.[0]?.id ?? "");
          const written = format(document, offsets, document.problem.memories === undefined ? null : memories);
          if (isSolution(written)) {
            expect(Array.from(parseSolution(written, fileName, document).offsets)).toEqual(offsets);
            return;
          }
          const read = parse(written, fileName, { placed: true });
          expect(Array.from(read.offsets!)).toEqual(offsets);
          expect(read.problem.buffers).toEqual(document.problem.buffers.map(({ offset: _, ...buffer }) => buffer));
        },
      ),
      { numRuns: 10_000 },
    );
    expect(accepted).toBeGreaterThan(1000);
    expect(refused).toBeGreaterThan(3000);
  });

  test("with constraints is read and written anew, or refused with a FormatError in its place", () => {
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...CONSTRAINED),
        fc.array(edit, { minLength: 1, maxLength: 2 }),
        ([fileName, text], edits) => {
          const mutant = mutate(text, edits);
          let document: ReturnType<typeof parse>;
          try {
            document = parse(mutant, fileName);
          } catch (error) {
            expect(error).toBeInstanceOf(FormatError);
            const { line, column } = error as FormatError;
            const lines = mutant.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
            expect(line).toBeLessThanOrEqual(lines.length);
            expect(column).toBeLessThanOrEqual(lines[line - 1]!.length + 1);
            refused++;
            return;
          }
          accepted++;
          const { problem } = document;
          expect(parse(serialize(problem, "json"), "x.json").problem).toEqual(problem);
          const offsets = problem.buffers.map((_, i) => (problem.base ?? 0) + i);
          const listed = problem.memories?.[0]?.id;
          const memories = problem.buffers.map(
            ({ memory, memories }) => memory ?? memories?.at(-1)?.id ?? listed ?? "",
          );
          const read = parse(format(document, offsets, memories), fileName, { placed: true });
          expect(Array.from(read.offsets!)).toEqual(offsets);
          expect(read.memories ?? null).toEqual(listed === undefined ? null : memories);
        },
      ),
      { numRuns: 6000 },
    );
    expect(accepted).toBeGreaterThan(500);
    expect(refused).toBeGreaterThan(2000);
  });

  test("is read as a plan or refused with a FormatError", () => {
    let accepted = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...VALID),
        fc.array(edit, { minLength: 1, maxLength: 2 }),
        ([fileName, text], edits) => {
          const document = parse(text, fileName);
          const placed = format(
            document,
            document.problem.buffers.map((_, i) => 8 * i),
          );
          try {
            const mutant = mutate(placed, edits);
            if (isSolution(mutant)) {
              const { offsets } = parseSolution(mutant, fileName, document);
              expect(offsets.length).toBe(document.problem.buffers.length);
            } else {
              const { problem, offsets } = parse(mutant, fileName, { placed: true });
              expect(offsets!.length).toBe(problem.buffers.length);
            }
            accepted++;
          } catch (error) {
            expect(error).toBeInstanceOf(FormatError);
          }
        },
      ),
      { numRuns: 3000 },
    );
    expect(accepted).toBeGreaterThan(300);
  });

  test("of nothing but noise is refused", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.constantFrom("x.csv", "x.json", "-"), (text, fileName) => {
        fc.pre(!/^\s*(\[\s*\])\s*$/.test(text));
        expect(() => parse(text, fileName)).toThrow(FormatError);
      }),
      { numRuns: 2000 },
    );
  });
});
