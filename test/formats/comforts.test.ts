import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Ends, FormatError, format, type ParseOptions, parse, serialize } from "../../src/formats/index.js";
import { problem } from "./arbitraries.js";
import { dsaText } from "./dsa-text.js";

const TWO = [
  { id: "a", lower: 0, upper: 4, size: 16 },
  { id: "b", lower: 2, upper: 6, size: 8 },
];
const PLAIN = "id,lower,upper,size\na,0,4,16\nb,2,6,8\n";

function refusal(content: string | Uint8Array, fileName: string, options: ParseOptions = {}): string {
  try {
    parse(content, fileName, options);
  } catch (error) {
    if (error instanceof FormatError) return error.message;
    throw error;
  }
  throw new Error("the file was accepted");
}

describe("comments in CSV", () => {
  test.each([
    [
      "above the header, between rows and below",
      "# made by x\n\nid,lower,upper,size\n# one\na,0,4,16\n  # two\nb,2,6,8\n#end",
    ],
    ["with separators, quotes and other hashes in them", `# a, "b, c;\td # e\n${PLAIN}# it's, 3" long\n`],
    ["between CRLF", "# x\r\nid,lower,upper,size\r\n#\r\na,0,4,16\r\nb,2,6,8\r\n"],
    ["that are rows no longer", `${PLAIN}# c,0,4,16\n#c,0,four,16\n`],
    ["shorter than rows", `${PLAIN}#a,0,4\n#\n`],
  ])("%s are no rows, and are kept", (_, text) => {
    const document = parse(text, "x.csv");
    expect(document.problem.buffers).toEqual(TWO);
    expect(document.notes).toEqual([]);
    const written = format(document, [0, 16]);
    const isComment = (line: string): boolean => /^\s*#/.test(line);
    const commentsOf = (whole: string) => whole.split(/\r?\n/).filter(isComment);
    expect(commentsOf(written)).toEqual(commentsOf(text));
    expect(parse(written, "x.csv", { placed: true }).offsets).toEqual(Float64Array.of(0, 16));
    expect(parse(written, "x.csv", { placed: true }).problem.buffers).toEqual(TWO);
  });

  test("begin no line within quotes", () => {
    const text = 'id,lower,upper,size,note\na,0,4,16,"x\n# no comment"\n"#b",2,6,8,# neither\n# one\n';
    expect(parse(text, "x.csv").problem.buffers.map(({ id }) => id)).toEqual(["a", "#b"]);
  });

  test("that could be a buffer are refused, so that none is lost in silence", () => {
    expect(refusal(`${PLAIN}#c,0,4,16,7\n`, "x.csv")).toContain("a comment, or a buffer");
    expect(refusal(`${PLAIN}#c,0,4,16\n`, "x.csv")).toBe(
      'x.csv:4:1: a comment, or a buffer called "#c"? write "# c,0,4,16" for a comment, and quote the id of a buffer',
    );
    expect(parse(`${PLAIN}"#c",0,4,16\n`, "x.csv").problem.buffers[2]!.id).toBe("#c");
    expect(parse(`#a,0,4,16\n${PLAIN}`, "x.csv").problem.buffers).toEqual(TWO);
  });

  test("do not shift the place of a fault", () => {
    expect(refusal(`# one\n${PLAIN}# two\nc,0,x,1\n`, "x.csv")).toMatch(/^x\.csv:6:5: buffer "c": upper must be/);
    expect(refusal(`# "\n"id",lower,upper,size\n# "\na,0,"4,1\n`, "x.csv")).toMatch(
      /^x\.csv:4:5: the quote that opens/,
    );
  });

  test("may say the base, as OmniMalloc's does, and the capacity", () => {
    const of = (comment: string, options: ParseOptions = {}) => parse(`${comment}\n${PLAIN}`, "x.csv", options).problem;
    expect(of("# pool_offset=4096")).toEqual({ base: 4096, buffers: TWO });
    expect(of("#base = 0x1000")).toEqual({ base: 4096, buffers: TWO });
    expect(of("# capacity=64\n# base=8")).toEqual({ capacity: 64, base: 8, buffers: TWO });
    expect(of("# pool_offset=4096", { base: 64 })).toEqual({ base: 64, buffers: TWO });
    expect(of("# pool_offset=4096", { base: 0 })).toEqual({ buffers: TWO });
    expect(of("# the capacity = 64 of old")).toEqual({ buffers: TWO });
    expect(of("# version=3")).toEqual({ buffers: TWO });
  });

  test("that say something else of the problem are refused by name", () => {
    expect(refusal(`${PLAIN}# reserved=0-64\n`, "x.csv")).toContain('x.csv:4:3: comment "reserved" is not supported');
    expect(refusal(`# capcity=64\n${PLAIN}`, "x.csv")).toContain('did you mean "capacity"?');
    expect(parse(`# reserved=0-64\n${PLAIN}`, "x.csv", { ignore: ["reserved"] }).problem.buffers).toEqual(TWO);
    expect(refusal(`# base=x\n${PLAIN}`, "x.csv")).toBe('x.csv:1:8: base must be an integer, got "x"');
    expect(refusal(`# base=1\n# pool_offset=2\n${PLAIN}`, "x.csv")).toContain("the comments say the base twice");
  });

  test("with a pool_offset go with no offset below it, which OmniMalloc would count from there", () => {
    const text = "# pool_offset=4096\nid,lower,upper,size,offset\na,0,4,16,16\n";
    for (const placed of [false, true]) {
      expect(refusal(text, "x.csv", { placed })).toMatch(
        /^x\.csv:3:10: buffer "a": offset 16 lies below the pool_offset/,
      );
      expect(parse(text.replace(",16\n", ",4096\n"), "x.csv", { placed }).problem.base).toBe(4096);
    }
    expect(parse(text, "x.csv", { base: 0 }).problem).toEqual({ buffers: [{ ...TWO[0], offset: 16 }] });
    expect(parse(text, "x.csv", { ignoreOffsets: true }).problem).toEqual({ base: 4096, buffers: [TWO[0]] });
  });
});

describe("separators", () => {
  test.each([
    ["semicolons", ";"],
    ["tabs", "\t"],
  ])("%s are told by the header, and kept", (_, separator) => {
    const text = PLAIN.replaceAll(",", separator);
    const document = parse(text, "x.csv");
    expect(document.problem.buffers).toEqual(TWO);
    expect(format(document, [0, 16])).toBe(
      "id,lower,upper,size,offset\na,0,4,16,0\nb,2,6,8,16\n".replaceAll(",", separator),
    );
    const empty = `id,offset,lower,upper,size,note\na,,0,4,16,"x, y; z\tw"\nb,8,2,6,8,\n`.replaceAll(
      /,(?! )/g,
      separator,
    );
    expect(parse(empty, "x.tsv").problem.buffers).toEqual([TWO[0], { ...TWO[1], offset: 8 }]);
    expect(format(parse(empty, "x.tsv"), [0, 16])).toBe(
      empty
        .replace(`a${separator}`, `a${separator}0`)
        .replace(`${separator}8${separator}2`, `${separator}16${separator}2`),
    );
  });

  test("of other kinds may stand in a comma's cells", () => {
    const text = "id,lower,upper,size,a;b\tc\nx;y,0,4,16,\n";
    expect(parse(text, "x.csv", { ignore: ["a;b\tc"] }).problem.buffers).toEqual([{ ...TWO[0], id: "x;y" }]);
  });

  test("of every kind give the same problem, written back byte for byte but for the offsets", () => {
    const style = fc.record({
      separator: fc.constantFrom(",", ";", "\t"),
      lineEnd: fc.constantFrom("\n", "\r\n", "\r"),
      comment: fc.constantFrom("", "# x", '  # "', "#;,\t"),
    });
    fc.assert(
      fc.property(problem, style, ({ buffers }, { separator, lineEnd, comment }) => {
        const cell = (value: string | number | undefined): string => {
          const text = String(value ?? "");
          return /["\r\n;,\t]|^[\s#]|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
        };
        const row = (offset: string, cells: readonly (string | number | undefined)[]): string =>
          [...cells.slice(0, 3).map(cell), offset, ...cells.slice(3).map(cell)].join(separator);
        const text = (offsets: readonly string[]): string =>
          [
            row("offset", ["id", "lower", "upper", "size", "alignment", "hint"]),
            ...buffers.map((b, i) => row(offsets[i]!, [b.id, b.lower, b.upper, b.size, b.alignment, b.hint])),
          ].join(`${lineEnd}${comment}${lineEnd}`);
        const document = parse(text(buffers.map(({ offset }) => cell(offset))), "x.csv");
        expect(document.problem).toEqual({ buffers });
        const plan = buffers.map((_, i) => 8 * i);
        expect(format(document, plan)).toBe(text(plan.map(String)));
      }),
      { numRuns: 300 },
    );
  });
});

describe("numbers", () => {
  test("in hexadecimal are read in CSV and as texts in JSON", () => {
    expect(parse('id,lower,upper,size\na,-0x0,0X4," 0x10 "\nb,2,6,0x8\n', "x.csv").problem.buffers).toEqual(TWO);
    const text =
      '[{"id": "a", "lower": "0", "upper": "0x4", "size": "0x10"}, {"id": "b", "lower": 2, "upper": 6, "size": "8"}]';
    expect(parse(text, "x.json").problem.buffers).toEqual(TWO);
    expect(parse("id,lower,upper,size\na,-0xA,-0x9,0x1fffffffffffff\n", "x.csv").problem.buffers).toEqual([
      { id: "a", lower: -10, upper: -9, size: 2 ** 53 - 1 },
    ]);
  });

  test("as texts are read everywhere in JSON, as protobuf writes 64 bits", () => {
    const buffer = { id: 7, lower: "-1", upper: "4", size: "16", alignment: "8", offset: "24", hint: "0" };
    expect(parse(JSON.stringify({ capacity: "64", base: "8", buffers: [buffer] }), "x.json").problem).toEqual({
      capacity: 64,
      base: 8,
      buffers: [{ id: "7", lower: -1, upper: 4, size: 16, alignment: 8, offset: 24, hint: 0 }],
    });
    const text = dsaText({ first: { size: "1024" }, pool: { capacity: "188416" } });
    expect(parse(text, "x.json").problem).toEqual(parse(dsaText(), "x.json").problem);
    expect(
      parse('[{"id": "a", "lower": 0, "upper": 4, "size": 1, "offset": "9"}]', "x.json", { placed: true }).offsets,
    ).toEqual(Float64Array.of(9));
  });
});

describe("−1", () => {
  const ROWS = [
    ["x.csv", "id,lower,upper,size,offset,hint\na,0,4,16,-1,-1\nb,2,6,8,0,0\n"],
    [
      "x.json",
      '[{"id": "a", "lower": 0, "upper": 4, "size": 16, "offset": -1, "hint": "-1"},' +
        '{"id": "b", "lower": 2, "upper": 6, "size": 8, "offset": 0, "hint": 0}]',
    ],
  ] as const;

  test.each(ROWS)("as offset and as hint means that there is none: %s", (fileName, text) => {
    const document = parse(text, fileName);
    expect(document.problem.buffers).toEqual([TWO[0], { ...TWO[1], offset: 0, hint: 0 }]);
    expect(parse(format(document, [8, 0]), fileName, { placed: true }).offsets).toEqual(Float64Array.of(8, 0));
    expect(refusal(text, fileName, { placed: true })).toContain('buffer "a" has no offset');
  });

  test("means so in a dsa-problem, but not where a buffer is pinned", () => {
    expect(parse(dsaText({ first: { offset: -1 } }), "x.json").problem).toEqual(parse(dsaText(), "x.json").problem);
    const pinned_allocations = [{ buffer: 0, pool: 1, offset: -1, exclusive_for_all_time: false }];
    expect(refusal(dsaText({ constraints: { pinned_allocations } }), "x.json")).toContain("pinned offset must be ≥ 0");
  });

  test("is no alignment, and −2 is no offset", () => {
    expect(refusal("id,lower,upper,size,alignment\na,0,4,16,-1\n", "x.csv")).toContain("got -1");
    expect(refusal("id,lower,upper,size,offset\na,0,4,16,-2\n", "x.csv")).toContain("got -2");
  });
});

describe("offsets that are no constraints", () => {
  test.each([
    ["x.csv", "id,lower,upper,size,offset,alignment\na,0,4,16,3,8\nb,2,6,8,3,\n"],
    [
      "x.json",
      '[{"id": "a", "lower": 0, "upper": 4, "size": 16, "offset": 3, "alignment": 8},' +
        '{"id": "b", "lower": 2, "upper": 6, "size": 8, "fixed_offset": 3}]',
    ],
  ])("are passed over where the caller says so, and written over: %s", (fileName, text) => {
    const document = parse(text, fileName, { ignoreOffsets: true });
    expect(document.problem.buffers).toEqual([{ ...TWO[0], alignment: 8 }, TWO[1]]);
    expect(document.notes).toEqual([]);
    const written = format(document, [0, 16]);
    expect(parse(written, fileName, { placed: true }).offsets).toEqual(Float64Array.of(0, 16));
    expect(written.replace(/\b(0|16)\b/g, "")).toBe(text.replace(/\b(0|16|3)\b/g, ""));
  });

  test("in a dsa-problem are the buffers', not those that are pinned", () => {
    const pinned_allocations = [{ buffer: 0, pool: 1, offset: 64, exclusive_for_all_time: false }];
    const text = dsaText({ second: { offset: 32 }, constraints: { pinned_allocations } });
    const offsets = parse(text, "x.json", { ignoreOffsets: true }).problem.buffers.map(({ offset }) => offset);
    expect(offsets).toEqual([64, undefined]);
  });
});

describe("which ends are live", () => {
  const HALF_OPEN: Readonly<Record<Ends, readonly [number, number]>> = {
    exclusive: [2, 5],
    inclusive: [2, 6],
    open: [3, 5],
  };
  const TEXTS = [
    ["x.csv", "id,lower,upper,size\na,2,5,1\n"],
    ["x.csv", "id,start,end,size\na,2,5,1\n"],
    ["x.json", '[{"id": "a", "begin": 2, "end": 5, "size": 1}]'],
    ["x.json", '[{"id": "a", "lower": 2, "upper": 5, "size": 1}]'],
  ] as const;

  test.each(["exclusive", "inclusive", "open"] as const)("is what the caller says, whatever the names: %s", (ends) => {
    const [lower, upper] = HALF_OPEN[ends];
    for (const [fileName, text] of TEXTS) {
      const { problem, notes } = parse(text, fileName, { ends });
      expect([problem.buffers[0], notes], text).toEqual([{ id: "a", lower, upper, size: 1 }, []]);
    }
    const changes = { first: { live_intervals: [{ lower: 2, upper: 5 }] }, constraints: { separations: [] } };
    const dsa = parse(dsaText(changes), "x.json", { ends }).problem;
    expect(dsa.buffers[0]).toMatchObject({ lower, upper });
  });

  test("is told once where a JSON file has an end, which is taken as inclusive", () => {
    const text = '[{"id": 1, "start": 2, "end": 5, "size": 1}, {"id": 2, "start": 2, "end": 5, "size": 1}]';
    const { problem, notes } = parse(text, "x.json");
    expect(problem.buffers[0]!.upper).toBe(6);
    expect(notes).toEqual([expect.stringMatching(/^key "end" is taken as inclusive/)]);
    expect(parse("id,start,end,size\na,2,5,1\n", "x.csv").notes).toEqual([]);
    expect(parse('[{"id": 1, "start": 2, "upper": 5, "size": 1}]', "x.json").notes).toEqual([]);
  });

  test("is told of a lifetime that ends before it begins, in the file's own numbers", () => {
    expect(refusal("id,start,end,size\na,5,3,1\n", "x.csv")).toContain(
      'the last live time is "end", and upper = end + 1',
    );
    expect(refusal("id,lower,upper,size\na,5,3,1\n", "x.csv", { ends: "open" })).toContain("lower = lower + 1");
  });
});

describe("bytes", () => {
  const bytesOf = (text: string, encoding: BufferEncoding = "utf8"): Uint8Array =>
    Uint8Array.from(Buffer.from(text, encoding));

  test("of UTF-8 are read as their text is, with a byte order mark or without, packed with gzip or not", () => {
    for (const mark of ["", "\uFEFF"]) {
      const text = `${mark}id,lower,upper,size\n"größe 大小 𝄞",0,4,16\n`;
      const expected = parse(text, "x.csv");
      expect(parse(bytesOf(text), "x.csv")).toEqual(expected);
      expect({ ...parse(gzipSync(text), "x.64.csv.gz"), fileName: "x.csv" }).toEqual({
        ...expected,
        problem: { ...expected.problem, capacity: 64 },
        capacitySource: "name",
      });
    }
  });

  test("that have control characters among bytes that are not UTF-8 are called no text", () => {
    const message = Uint8Array.of(0x0a, 0x07, 0x1a, 0x03, 0x61, 0x62, 0x63, 0x98, 0x02, 0x12, 0x00);
    expect(refusal(message, "x.pb")).toMatch(/^x\.pb:1:1: the file is in none of the forms that telaplan reads: /);
    const lines = bytesOf(`id,lower,upper,size\n\u001b[1m${"ü".repeat(300)},0,4,16\n`);
    expect(parse(lines, "x.csv").problem.buffers).toHaveLength(1);
  });

  test("that are not UTF-8 are refused in their place, and no two names become one", () => {
    const text = "id,lower,upper,size\ngr\u00fc\u00dfe,0,4,16\nb\u00e9,0,4,16\n";
    expect(refusal(bytesOf(text, "latin1"), "x.csv")).toBe(
      "x.csv:2:3: the byte 0xFC is not UTF-8 (in Latin-1 it would be ü); save the file as UTF-8",
    );
    expect(refusal(bytesOf('[\n{"id": "\u00e9"}]', "latin1"), "x.json")).toMatch(
      /^x\.json:2:9: the byte 0xE9 is not UTF-8/,
    );
    for (const [sequence, at] of [
      [[0x80], 0],
      [[0xc0, 0xaf], 0],
      [[0xe0, 0x9f, 0x80], 0],
      [[0xed, 0xa0, 0x80], 0],
      [[0xf4, 0x90, 0x80, 0x80], 0],
      [[0xe5, 0xa4, 0xa7, 0xe5, 0xa4], 1],
      [[0xc3, 0xa9, 0xff], 1],
    ] as const) {
      const bytes = Uint8Array.from([...Buffer.from("id,lower,upper,size\n"), ...sequence]);
      expect(refusal(bytes, "x.csv"), sequence.join(" ")).toMatch(new RegExp(`^x\\.csv:2:${at + 1}: the byte 0x`));
    }
  });

  test.each([
    ["UTF-16", [0xff, 0xfe, 0x69, 0x00]],
    ["UTF-16", [0xfe, 0xff, 0x00, 0x69]],
    ["UTF-32", [0xff, 0xfe, 0x00, 0x00, 0x69, 0x00, 0x00, 0x00]],
    ["a NUL byte, as in UTF-16", [0x69, 0x00, 0x64, 0x00, 0x2c, 0x00]],
    ["zip", [0x50, 0x4b, 0x03, 0x04]],
    ["gzip", [0x1f, 0x8b, 0x08, 0x00]],
    ["bzip2", [0x42, 0x5a, 0x68, 0x39]],
    ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
    ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
  ])("that are no UTF-8 are called %s", (kind, bytes) => {
    for (const fileName of ["x.csv", "x.json", "-"]) {
      expect(refusal(Uint8Array.from(bytes), fileName)).toMatch(/:1:\d+: /);
      expect(refusal(Uint8Array.from(bytes), fileName)).toContain(kind);
    }
  });

  test("of any kind are read or refused with a FormatError in its place", () => {
    let read = 0;
    const prefix = fc.constantFrom("id,lower,upper,size\n", "[", "");
    fc.assert(
      fc.property(prefix, fc.uint8Array({ maxLength: 12 }), (text, tail) => {
        try {
          parse(Uint8Array.from([...Buffer.from(text), ...tail]), "x.txt");
          read++;
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
          // A few bytes can be the begin of a model.
          const { byte, line } = error as FormatError;
          expect(byte ?? line).toBeGreaterThanOrEqual(byte === null ? 1 : 0);
        }
      }),
      { numRuns: 3000 },
    );
    expect(read).toBeGreaterThan(0);
  });
});

describe("a memory that does not begin at 0", () => {
  test("is said by the caller, or else by the file", () => {
    const text = '{"base": 64, "buffers": []}';
    expect(parse(text, "x.json").problem).toEqual({ base: 64, buffers: [] });
    expect(parse(text, "x.json", { base: 128 }).problem).toEqual({ base: 128, buffers: [] });
    expect(parse('{"base": null, "buffers": []}', "x.json").problem).toEqual({ buffers: [] });
    expect(parse(PLAIN, "x.csv", { base: 128 }).problem).toEqual({ base: 128, buffers: TWO });
  });

  test("stays what it is in a new file", () => {
    const p = { capacity: 4096, base: 64, buffers: TWO };
    expect(parse(serialize(p, "json"), "x.json").problem).toEqual(p);
    expect(parse(serialize(p, "csv"), "x.4096.csv").problem).toEqual(p);
    expect(serialize(p, "csv", [64, 80])).toBe(
      `# base=64\n${PLAIN.replace("size\n", "size,offset\n").replace("16\n", "16,64\n").replace("8\n", "8,80\n")}`,
    );
  });
});
