import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FormatError, format, parse } from "../../src/formats/index.js";
import { findValue, type Path, walkJson } from "../../src/formats/json/walk.js";

const TWO = [
  { id: "a", lower: 0, upper: 4, size: 16 },
  { id: "b", lower: 2, upper: 6, size: 8 },
];

describe("reading JSON", () => {
  test("an object with buffers and a capacity, or the array of buffers alone", () => {
    expect(parse(JSON.stringify({ capacity: 24, buffers: TWO }), "x.json").problem).toEqual({
      capacity: 24,
      buffers: TWO,
    });
    expect(parse(JSON.stringify(TWO), "x.json").problem).toEqual({ buffers: TWO });
    expect(parse("[]", "x.json").problem).toEqual({ buffers: [] });
  });

  test("fields go by any of their names; end is the last live time", () => {
    const text =
      '[{"size": 16, "end": 3, "start": 0, "buffer": "a"}, {"buffer_id": "b", "begin": 2, "upper": 6, "size": 8}]';
    expect(parse(text, "x.json").problem.buffers).toEqual(TWO);
  });

  test("alignment, offset and hint are read; null is as good as absent", () => {
    const text = `{"capacity": null, "buffers": [
      {"id": "a", "lower": 0, "upper": 4, "size": 16, "alignment": 8, "offset": 0, "hint": 7},
      {"id": "b", "lower": 2, "upper": 6, "size": 8, "alignment": null, "offset": null, "hint": null}]}`;
    expect(parse(text, "x.json").problem).toEqual({
      buffers: [{ ...TWO[0], alignment: 8, offset: 0, hint: 7 }, TWO[1]],
    });
  });

  test("an integer id stands for its digits", () => {
    const text = '[{"id": 7, "lower": -0, "upper": 4, "size": 16}]';
    expect(parse(text, "x.json").problem.buffers).toEqual([{ id: "7", lower: 0, upper: 4, size: 16 }]);
  });

  test("numbers that are integers however they are spelt are read", () => {
    const text =
      '{"capacity": 1E3, "buffers": [{"id": "a", "lower": 0.0, "upper": 40e-1, "size": 1.6e1, "weight": 0.3}], ' +
      '"others": [{"size": 0.5}]}';
    expect(parse(text, "x.json").problem).toEqual({ capacity: 1000, buffers: [TWO[0]] });
  });

  test("2^53 − 1 is read exactly, and nothing beyond it or between integers is rounded to it", () => {
    const sized = (size: string): number =>
      parse(`[{"id": "a", "lower": 0, "upper": 1, "size": ${size}}]`, "x.json").problem.buffers[0]!.size;
    expect(sized("9007199254740991")).toBe(2 ** 53 - 1);
    for (const size of [
      "9007199254740992",
      "9007199254740993",
      "9007199254740991.0000001",
      "9007199254740990.9",
      "1e16",
    ]) {
      expect(() => sized(size), size).toThrow(FormatError);
    }
  });

  test("a byte order mark, CRLF and another extension make no difference", () => {
    const text = `\uFEFF\r\n${JSON.stringify(TWO, null, 2).replaceAll("\n", "\r\n")}\r\n`;
    expect(parse(text, "x.json").problem.buffers).toEqual(TWO);
    expect(parse(text, "-").problem.buffers).toEqual(TWO);
  });

  test("of a repeated key the last counts, in reading and in writing", () => {
    const text = '{"buffers": [7], "buffers": [{"id": "z", "id": "a", "lower": 0, "upper": 4, "size": 16}]}';
    const document = parse(text, "x.json");
    expect(document.problem.buffers).toEqual([TWO[0]]);
    expect(format(document, [4])).toBe(
      '{"buffers": [7], "buffers": [{"id": "z", "id": "a", "lower": 0, "upper": 4, "size": 16, "offset": 4}]}',
    );
  });

  test("a plan's offsets are apart from the problem", () => {
    const placed = TWO.map((buffer, i) => ({ ...buffer, offset: 16 * i }));
    const { problem, offsets } = parse(JSON.stringify({ buffers: placed }), "x.json", { placed: true });
    expect(problem).toEqual({ buffers: TWO });
    expect(offsets).toEqual(Float64Array.of(0, 16));
  });
});

describe("writing JSON", () => {
  test("the offset is a new last key, spaced and indented as the one before it", () => {
    const text = `\uFEFF{ "version": 1.0,
  "buffers": [
    { "id": 1, "lower": 0, "end": 3, "size": 16, "tags": ["x", {"offset": 9}] },
    {
      "id": "b", "lower": 2,
      "upper": 6,
      "size" : 8
    },
    {"id":"c","lower":0,"upper":1,"size":1e2}
  ],
  "seed": 12345678901234567890
}`;
    expect(format(parse(text, "x.json"), [0, 16, 32])).toBe(`\uFEFF{ "version": 1.0,
  "buffers": [
    { "id": 1, "lower": 0, "end": 3, "size": 16, "tags": ["x", {"offset": 9}], "offset": 0 },
    {
      "id": "b", "lower": 2,
      "upper": 6,
      "size" : 8,
      "offset" : 16
    },
    {"id":"c","lower":0,"upper":1,"size":1e2,"offset":32}
  ],
  "seed": 12345678901234567890
}`);
  });

  test("an offset is filled where it stands, however its key is spelt", () => {
    const text =
      '[{"offset": null, "id": "a", "lower": 0, "upper": 4, "size": 1}, ' +
      '{"id": "b", "lower": 0, "upper": 4, "off\\u0073et": 8, "size": 1}]';
    expect(format(parse(text, "x.json"), [7, 8])).toBe(text.replace("null", "7"));
  });

  test("a file without buffers stays as it is", () => {
    expect(format(parse(' { "buffers" : [ ] }\n', "x.json"), [])).toBe(' { "buffers" : [ ] }\n');
  });

  test("a file nested 100,000 deep is read, written, and refused in its place", () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    const text = `{"deep": ${deep}, "buffers": [{"id": "a", "lower": 0, "upper": 4, "size": 16}]}`;
    expect(format(parse(text, "x.json"), [0])).toBe(text.replace("16}", '16, "offset": 0}'));
    expect(() => parse(text.replace("16", "-1"), "x.json")).toThrow(`x.json:1:${text.indexOf("16") + 1}: `);
    expect(() => parse("[".repeat(100_000), "x.json")).toThrow("x.json:1:100001: no JSON");
  });
});

describe("walking along JSON", () => {
  test("every value is found where it stands", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 3 }), fc.constantFrom(undefined, 2, "\t"), (compact, indent) => {
        const text = JSON.stringify(JSON.parse(compact), null, indent);
        const check = (path: Path, value: unknown): void => {
          const span = findValue(text, path)!;
          expect(JSON.parse(text.slice(span.begin, span.end))).toEqual(value);
          if (typeof value !== "object" || value === null) return;
          for (const [key, each] of Object.entries(value))
            check([...path, Array.isArray(value) ? Number(key) : key], each);
        };
        check([], JSON.parse(text));
        expect(findValue(text, ["no such key", 0])).toBeNull();
      }),
    );
  });

  test("a text is faulty exactly if JSON.parse refuses it", () => {
    const token = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      '"b":',
      "0",
      "-1.5e3",
      "-",
      "01",
      "1.",
      "true",
      "nul",
      " ",
      "\n",
      '"',
      "\\",
      "//",
      "/*",
      "\u00a0",
      "\u0001",
      '"\\x"',
      '"\\u12"',
      "NaN",
    );
    const words = fc.array(token, { maxLength: 8 }).map((tokens) => tokens.join(""));
    const nearly = fc.tuple(fc.json({ maxDepth: 2 }), fc.nat(), fc.nat(2), token).map(([text, at, cut, piece]) => {
      const from = at % (text.length + 1);
      return text.slice(0, from) + piece + text.slice(from + cut);
    });
    let valid = 0;
    let total = 0;
    fc.assert(
      fc.property(fc.oneof(words, nearly), (text) => {
        let isValid = true;
        try {
          JSON.parse(text);
        } catch {
          isValid = false;
        }
        total++;
        if (isValid) valid++;
        expect(walkJson(text, () => {}) === null).toBe(isValid);
      }),
      { numRuns: 5000 },
    );
    expect(valid).toBeGreaterThan(100);
    expect(total - valid).toBeGreaterThan(1000);
  });
});
