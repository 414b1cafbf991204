import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { format, parse } from "../../src/formats/index.js";
import { problem } from "./arbitraries.js";

const TWO = [
  { id: "a", lower: 0, upper: 4, size: 16 },
  { id: "b", lower: 2, upper: 6, size: 8 },
];

function buffersOf(text: string): unknown {
  return parse(text, "x.csv").problem.buffers;
}

describe("reading CSV", () => {
  test("columns stand in any order and go by any of their names, in any case", () => {
    expect(buffersOf("id,lower,upper,size\na,0,4,16\nb,2,6,8\n")).toEqual(TWO);
    expect(buffersOf("size,upper,buffer,start\n16,4,a,0\n8,6,b,2\n")).toEqual(TWO);
    expect(buffersOf(" Upper ,BUFFER_ID,Begin,\tSize\n4,a,0,16\n6,b,2,8\n")).toEqual(TWO);
    expect(buffersOf('"size","id","lower","upper"\n16,a,0,4\n8,b,2,6\n')).toEqual(TWO);
  });

  test("end is the last live time, upper the first dead one", () => {
    expect(buffersOf("id,start,end,size\na,0,3,16\nb,2,5,8\n")).toEqual(TWO);
    expect(buffersOf("id,start,END,size\na,7,7,1\n")).toEqual([{ id: "a", lower: 7, upper: 8, size: 1 }]);
  });

  test("alignment, offset and hint are read where a row has them", () => {
    expect(buffersOf("id,hint,lower,upper,size,alignment,offset\na,,0,4,16,8,\nb,3,2,6,8, ,32\n")).toEqual([
      { id: "a", lower: 0, upper: 4, size: 16, alignment: 8 },
      { id: "b", lower: 2, upper: 6, size: 8, hint: 3, offset: 32 },
    ]);
  });

  test.each([
    ["CRLF", "id,lower,upper,size\r\na,0,4,16\r\nb,2,6,8\r\n"],
    ["lone CR", "id,lower,upper,size\ra,0,4,16\rb,2,6,8\r"],
    ["mixed line ends", "id,lower,upper,size\r\na,0,4,16\nb,2,6,8\r"],
    ["no line end at the end", "id,lower,upper,size\na,0,4,16\nb,2,6,8"],
    ["a byte order mark", "\uFEFFid,lower,upper,size\na,0,4,16\nb,2,6,8\n"],
    ["blank lines", "\n\nid,lower,upper,size\n\na,0,4,16\n  \t\n\r\nb,2,6,8\n\n \n   "],
    ["blanks around cells", " id , lower,upper ,size\n\ta , 0,4 , 16\nb,2\u00a0,6,8 \n"],
    ["quoted cells", '"id",lower,"upper",size\n"a","0",4, "16"\n"b",2,6," 8 "\n'],
    ["leading zeros and a negative zero", "id,lower,upper,size\na,-0,04,0016\nb,002,6,8\n"],
    ["other columns", "id,note,lower,,upper,,size,layer\na,x,0,,4,,16,\nb,,2,,6,,8,conv1\n"],
    ["other columns that are quoted", 'id,lower,upper,size,note\na,0,4,16,"x,\n""y"""\n\nb,2,6,8,""\n'],
  ])("%s makes no difference", (_, text) => {
    expect(buffersOf(text)).toEqual(TWO);
  });

  test("a quoted id keeps its commas, quotes, line ends and blanks", () => {
    const [buffer] = parse('id,lower,upper,size\n" a,""b""\r\nc ",0,4,16\n', "x.csv").problem.buffers;
    expect(buffer!.id).toBe(' a,"b"\r\nc ');
  });

  test("a header without rows is the empty problem", () => {
    expect(parse("id,lower,upper,size", "x.csv").problem).toEqual({ buffers: [] });
    expect(parse('id,lower,upper,"size"\r\n\r\n', "x.csv").problem).toEqual({ buffers: [] });
  });

  test("2^53 − 1 is read exactly", () => {
    const text = "id,lower,upper,size,hint\na,-9007199254740991,9007199254740991,1,9007199254740991\n";
    const [buffer] = parse(text, "x.csv").problem.buffers;
    expect(buffer).toEqual({
      id: "a",
      lower: -(2 ** 53 - 1),
      upper: 2 ** 53 - 1,
      size: 1,
      hint: 2 ** 53 - 1,
    });
  });

  test("a file of another extension is read by its content", () => {
    expect(parse("id,lower,upper,size\na,0,4,16\nb,2,6,8\n", "-").problem.buffers).toEqual(TWO);
  });

  test("every layout of a problem reads as the same problem", () => {
    const layout = fc.record({
      order: fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 }),
      headers: fc.tuple(
        fc.constantFrom("id", "Buffer", "BUFFER_ID"),
        fc.constantFrom("lower", "START", " begin"),
        fc.constantFrom("upper", "end", "End"),
      ),
      lineEnd: fc.constantFrom("\n", "\r\n", "\r"),
      between: fc.constantFrom("", " ", "\t"),
      mark: fc.constantFrom("", "\uFEFF"),
      quotesAll: fc.boolean(),
      hasBlankLines: fc.boolean(),
      hasLastLineEnd: fc.boolean(),
    });
    fc.assert(
      fc.property(problem, layout, ({ buffers }, style) => {
        const inclusive = style.headers[2].toLowerCase() === "end";
        const cell = (value: string | number | undefined): string => {
          const text = value === undefined ? "" : String(value);
          const isQuoted = (style.quotesAll && text !== "") || /[",\r\n]|^[\s#]|\s$/.test(text);
          return style.between + (isQuoted ? `"${text.replaceAll('"', '""')}"` : text) + style.between;
        };
        const rows: (string | number | undefined)[][] = [
          [...style.headers, "size", "alignment", "offset", "hint", "note"],
          ...buffers.map((b) => [
            b.id,
            b.lower,
            inclusive ? b.upper - 1 : b.upper,
            b.size,
            b.alignment,
            b.offset,
            b.hint,
            "x, y",
          ]),
        ];
        const lines = rows.map((row) => style.order.map((column) => cell(row[column])).join(","));
        const separator = style.hasBlankLines ? style.lineEnd + "  " + style.lineEnd : style.lineEnd;
        const text = style.mark + lines.join(separator) + (style.hasLastLineEnd ? style.lineEnd : "");
        expect(parse(text, "x.csv").problem).toEqual({ buffers });
      }),
      { numRuns: 300 },
    );
  });
});

describe("writing CSV", () => {
  const written = (text: string, offsets: number[]): string => format(parse(text, "x.csv"), offsets);

  test("a new column offset is the last one", () => {
    expect(written("id,lower,upper,size\na,0,4,16\nb,2,6,8\n", [0, 16])).toBe(
      "id,lower,upper,size,offset\na,0,4,16,0\nb,2,6,8,16\n",
    );
  });

  test("a column offset is filled where it stands", () => {
    expect(written("id, Offset ,lower,upper,size\nb, ,2,6,8\na,0,0,4,16\n", [16, 0])).toBe(
      "id, Offset ,lower,upper,size\nb, 16,2,6,8\na,0,0,4,16\n",
    );
  });

  test("rows, columns, quotes, blanks, blank lines, line ends and the byte order mark stay", () => {
    const text = '\uFEFFsize, "Id",note,end ,begin\r\n\r\n16,"a,""1""","x\r\ny",3, 0\r\n  \r\n8 , b,,5,2\n';
    expect(written(text, [0, 9007199254740991])).toBe(
      '\uFEFFsize, "Id",note,end ,begin,offset\r\n\r\n16,"a,""1""","x\r\ny",3, 0,0\r\n' +
        "  \r\n8 , b,,5,2,9007199254740991\n",
    );
  });

  test("no line end is added at the end", () => {
    expect(written("id,lower,upper,size\na,0,4,16", [4])).toBe("id,lower,upper,size,offset\na,0,4,16,4");
    expect(written("id,lower,upper,size", [])).toBe("id,lower,upper,size,offset");
  });

  test("an inclusive end stays inclusive", () => {
    const text = written("id,start,end,size\na,0,3,16\n", [0]);
    expect(text).toBe("id,start,end,size,offset\na,0,3,16,0\n");
    expect(parse(text, "x.csv", { placed: true }).problem.buffers).toEqual([TWO[0]]);
  });

  test("offsets that are no plan are refused", () => {
    const document = parse("id,lower,upper,size\na,0,4,16\n", "x.csv");
    expect(() => format(document, [])).toThrow(RangeError);
    expect(() => format(document, [0, 0])).toThrow("expected 1 offsets, got 2");
    for (const offset of [-1, 0.5, Number.NaN, 2 ** 53]) expect(() => format(document, [offset])).toThrow(RangeError);
  });
});

describe("reading a plan from CSV", () => {
  test("the offsets are apart from the problem, which has no fixed ones", () => {
    const { problem, offsets } = parse("id,offset,lower,upper,size\na,16,0,4,16\nb,0,2,6,8\n", "x.csv", {
      placed: true,
    });
    expect(problem).toEqual({ buffers: TWO });
    expect(offsets).toEqual(Float64Array.of(16, 0));
  });

  test("without placed, offsets are constraints and there is no plan", () => {
    const { problem, offsets } = parse("id,offset,lower,upper,size\na,16,0,4,16\nb,,2,6,8\n", "x.csv");
    expect(problem).toEqual({ buffers: [{ ...TWO[0], offset: 16 }, TWO[1]] });
    expect(offsets).toBeNull();
  });

  test("a plan that collides, is misaligned or beyond the memory is read: the simulator judges it", () => {
    const text = "id,offset,lower,upper,size,alignment\na,3,0,4,16,8\nb,-3,2,6,8,\n";
    const { problem, offsets } = parse(text, "x.4.csv", { placed: true });
    expect(problem.capacity).toBe(4);
    expect(offsets).toEqual(Float64Array.of(3, -3));
  });
});
