import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FileContent } from "../../../src/formats/content.js";
import { FormatError, parse } from "../../../src/formats/index.js";
import { traceForm } from "../../../src/formats/trace/trace.js";

function rows(text: string, options: Parameters<typeof parse>[2] = {}) {
  return parse(text, "t.csv", options).problem.buffers.map(({ id, lower, upper, size }) => [id, lower, upper, size]);
}

function notes(text: string): readonly string[] {
  return parse(text, "t.csv").notes;
}

function refusal(text: string, options: Parameters<typeof parse>[2] = {}): string {
  try {
    parse(text, "t.csv", options);
  } catch (error) {
    if (error instanceof FormatError) return error.message;
    throw error;
  }
  throw new Error("the trace was accepted");
}

const CSV = `# a malloc log
time,op,id,size
1,alloc,a,64
2,alloc,b,32
3,free,a,
3,alloc,a,128
5,free,b
6,free,c,16
`;

const BUFFERS = [
  ["a", 1, 3, 64],
  ["b", 2, 5, 32],
  ["a#2", 3, 7, 128],
  ["c", 0, 6, 16],
];

describe("a trace of allocations", () => {
  test("as CSV: open to the end, born before, and names that come back are told apart", () => {
    expect(parse(CSV, "t.csv").form.name).toBe("trace of allocations (CSV, JSON lines)");
    expect(rows(CSV)).toEqual(BUFFERS);
    expect(notes(CSV)).toEqual([
      "1 buffer is freed and never allocated: born before the trace",
      "1 buffer is never freed: live to the end",
    ]);
  });

  test("as JSON lines says the same", () => {
    const lines = CSV.split("\n")
      .slice(2, -1)
      .map((line) => {
        const [time, op, id, size] = line.split(",");
        return JSON.stringify({ time: Number(time), op, id, ...(size && { size: Number(size) }) });
      });
    expect(rows(`${lines.join("\n")}\n`)).toEqual(BUFFERS);
    expect(rows(`\n${lines.join("\r\n\r\n")}`)).toEqual(BUFFERS);
  });

  test.each([
    ["alloc,a,64\nalloc,b,32\nfree,a\n", "no time: the number of the row"],
    ["+;a;64\n+;b;32\n-;a\n", "signs and semicolons"],
    ["1\tA\ta\t64\n2\tA\tb\t32\n3\tF\ta\n", "letters and tabs"],
    ["OP,Name,Bytes\nMalloc,a,64\nNEW,b,0x20\nDelete,a,\n", "other names, upper case, hexadecimal"],
    ['size,ptr,action\n64,"a",malloc\n32,"b",calloc\n,"a",free\n', "another order, and quotes"],
    ["op,id|addr,size\nlifetime.start,a,64\nlifetime.start,b,32\nlifetime.end,a,64\n", "LLVM's words"],
  ])("is read in other words: %j (%s)", (text) => {
    expect(rows(text)).toEqual([
      ["a", 1, 3, 64],
      ["b", 2, 4, 32],
    ]);
  });

  test("keeps the file's times where they say the same as its order, and counts events where they do not", () => {
    expect(rows("0,free,a,4\n0,alloc,b,8\n9,free,b\n")).toEqual([
      ["a", -1, 0, 4],
      ["b", 0, 9, 8],
    ]);
    // At time 0 b is allocated before a is freed: both are live, and with the times of the file they would not meet.
    const crossed = "0,alloc,a,4\n1,alloc,b,8\n1,free,a\n2,free,b\n";
    expect(rows(crossed)).toEqual([
      ["a", 1, 3, 4],
      ["b", 2, 4, 8],
    ]);
    expect(notes(crossed)).toEqual([
      "at time 1 something is freed after something is allocated: times are the numbers of the events, in their order",
    ]);
    expect(notes("0.5,alloc,a,4\n0.7,free,a\n")[0]).toMatch(/^the time 0.5 is no whole number: /);
    expect(notes("9007199254740991,alloc,a,4\n")[0]).toMatch(/^the time 9007199254740991 is beyond/);
  });

  test("whose rows are not in the order of their times is taken in that order, and says so", () => {
    const text = "5,free,a\n1,alloc,a,4\n5,alloc,a,8\n";
    expect(rows(text)).toEqual([
      ["a", 1, 5, 4],
      ["a#2", 5, 6, 8],
    ]);
    expect(notes(text)[0]).toBe("the rows are not in the order of their times: they are taken in that order");
  });

  test("has realloc, which frees and allocates in its place, and calloc, which multiplies", () => {
    expect(
      rows("op,addr,old,size,count\ncalloc,0x10,,8,4\nrealloc,0x20,0x10,64\nrealloc,0x20,,16\nfree,0x20\n"),
    ).toEqual([
      ["0x10", 1, 2, 32],
      ["0x20", 2, 3, 64],
      ["0x20#2", 3, 4, 16],
    ]);
    expect(rows("op,addr,old,size\nrealloc,0x10,(nil),8\nrealloc,0x10,,0\n")).toEqual([["0x10", 1, 2, 8]]);
  });

  test("passes over what changes nothing: no address, and what PyTorch tells besides", () => {
    const text =
      '{"action":"segment_alloc","addr":4096,"size":99}\n{"action":"alloc","addr":4096,"size":8,"frames":[]}\n' +
      '{"action":"free_requested","addr":4096,"size":8}\n{"action":"free_completed","addr":4096,"size":8}\n';
    expect(rows(text)).toEqual([["4096", 2, 4, 8]]);
    expect(notes(text)).toContain("rows that change nothing are passed over: segment_alloc (1), free_requested (1)");
    expect(notes("op,addr,size\nfree,0x0\nmalloc,(nil),9\nmalloc,1,8\n")).toContain(
      "rows that change nothing are passed over: free of no address (1), malloc of no address (1)",
    );
  });

  test("tells buffers apart by their addresses where it has both, and calls them by their ids", () => {
    const text = "op,id,addr,size\nalloc,x,0x1,8\nalloc,x,0x2,4\nfree,,0X1\nfree,x,0x2\n";
    expect(rows(text)).toEqual([
      ["x", 1, 3, 8],
      ["x#2", 2, 4, 4],
    ]);
  });

  test("gives no two buffers one name, even where the file has such names", () => {
    const text = "op,id,size\n+,a#2,1\n+,a,1\n-,a\n+,a,1\n-,a\n+,a,1\n-,a#2\n+,a#2,1\n";
    expect(rows(text).map(([id]) => id)).toEqual(["a#2", "a", "a#3", "a#4", "a#2#2"]);
  });

  test("has alignments of its own, or the one that is given", () => {
    const text = "op,id,size,align\nalloc,a,4,64\nalloc,b,4,\n";
    const alignments = (options?: Parameters<typeof parse>[2]) =>
      parse(text, "t", options).problem.buffers.map(({ alignment }) => alignment);
    expect(alignments()).toEqual([64, undefined]);
    expect(alignments({ alignment: 16 })).toEqual([64, 16]);
  });

  test.each<readonly [string, string]>([
    ["op,id,size\nfree,x\n", 't.csv:2:1: "x" is freed in line 2 and never allocated: with a size it would be born'],
    ["op,id,size\nalloc,x,4\n\nalloc,x,5\n", 't.csv:4:1: "x" is allocated in line 4, and is live since line 2'],
    ["op,id,size\nalloc,x,4\nfree,x\nfree,x,4\n", 't.csv:4:1: "x" is freed in line 4, and was in line 3'],
    ["op,id,size\nrealloc,x,4\n", 't.csv:2:1: "x" is freed in line 2 and never allocated'],
    ["op,id,size\nalloc,x\n", 't.csv:2:1: "alloc" of "x" has no size'],
    ["op,id,size\nalloc,x,-4\n", 't.csv:2:9: the size must be an integer within [0, 2^53 − 1], got "-4"'],
    ["op,id,size\nalloc,x,4k\n", 't.csv:2:9: the size must be an integer within [0, 2^53 − 1], got "4k"'],
    ["op,id,size\nalloc,,4\n", 't.csv:2:1: "alloc" has no id and no address'],
    ["op,id,size\ngrow,x,4\n", 't.csv:2:1: "grow" is no action that is known; there are alloc,'],
    ["op,id,size\n,x,4\n", "t.csv:2:1: the row does not say what it does"],
    ["op,id,size\nalloc,x,4,9\n", "t.csv:2:11: the row has 4 fields, and there are 3 columns"],
    ["op,id\nalloc,x\n", 't.csv:1:1: the header of the trace has no column "size"'],
    ["op,id,buffer,size\n", 't.csv:1:7: columns "id" and "buffer" both are the id'],
    ["op,id,size,gaps\nalloc,x,4,1-2\n", 't.csv:1:12: column "gaps" is not read in a trace'],
    ["time,op,id,size\nsoon,alloc,x,4\n", 't.csv:2:1: the time must be a number, got "soon"'],
    ["time,op,id,size\n1,alloc,x,4\n,free,x\n", "t.csv:3:1: the row has no time"],
    ["op,id,size,count\ncalloc,x,4503599627370496,4\n", "t.csv:2:27: the count times the size is beyond"],
    ['op,id,size\nalloc,"x,4\n', "t.csv:2:7: the quote that opens here is not closed in its line"],
    ['op,id,size\nalloc,"x"y,4\n', "t.csv:2:7: misplaced quote"],
    ['{"op":"alloc","id":"x","size":4}\n[]\n', "t.csv:2:1: in JSON lines each line is an object"],
    ['{"op":"alloc","id":"x","size":4}\n{"op": \n', "t.csv:2:"],
    ['{"op":"alloc","id":"x","size":4.5}\n', 't.csv:1:1: key "size" must be an integer within'],
    ['{"op":"alloc","addr":9007199254740993,"size":4}\n', "larger ones may be texts"],
    [
      '{"op":"alloc","id":"x","buffer":"y","size":4}\n',
      't.csv:1:1: key "buffer" is the id, which the line has already',
    ],
    ['{"op":"alloc","id":"x","size":[4]}\n', 't.csv:1:1: key "size" must be a number or a text'],
    ['{"op":"alloc","id":"x","size":4,"gaps":[[1,2]]}\n', 't.csv:1:1: key "gaps" is not read in a trace'],
  ])("%j is refused in its place", (text, message) => {
    expect(refusal(text)).toContain(message);
  });

  test("has no plan to verify", () => {
    expect(refusal(CSV, { placed: true })).toMatch(/a trace of allocations has no plan to check/);
  });

  test("passes over a name that is to be ignored", () => {
    expect(rows("op,id,size,gaps\nalloc,x,4,1-2\n", { ignore: ["gaps"], strict: true })).toEqual([["x", 1, 2, 4]]);
    expect(refusal("op,id,size,note\nalloc,x,4,y\n", { strict: true })).toContain('column "note" is not known');
    expect(notes("op,id,size,note\nalloc,x,4,y\n")).toContain('column "note" is ignored');
  });

  test.each([
    "id,lower,upper,size\na,0,4,16\n",
    "id,lower,upper,size,op\na,0,4,16,conv\n",
    "# pool_offset=0\nid,size,start,end,offset,kind\na,4,0,1,,constant\n",
    "buffer_id,size,offset,start_time,end_time\na,4,0,0,1\n",
    "a,b,rule,value\nx,y,apart,4\n",
    '{"buffers":[{"id":"a","lower":0,"upper":4,"size":16}]}\n',
    '{"id":"a","op":"conv","start":0}\n',
    "",
    "new york,usa\n",
    "a,b,c\nfree,x,y\n",
  ])("is not what %j is taken for", (text) => {
    expect(traceForm.sniff(new FileContent(text, "x"))).toBe(false);
  });
});

/** A trace that is right: what is live is known when it is written. */
const right = fc.array(fc.tuple(fc.nat(5), fc.nat(100), fc.boolean()), { minLength: 2, maxLength: 30 }).map((steps) => {
  const live = new Set<string>();
  return steps.map(([name, size, isFree], time) => {
    const id = `b${name}`;
    const frees = live.has(id);
    if (frees) live.delete(id);
    else live.add(id);
    return { time: isFree ? time : Math.max(0, time), op: frees ? "free" : "alloc", id, ...(!frees && { size }) };
  });
});

describe("a trace that is made at random", () => {
  test("has a buffer for each allocation, live from its row to that of its release", () => {
    fc.assert(
      fc.property(right, (events) => {
        const csv = events.map(
          ({ time, op, id, size }) => `${time},${op},${id}${size === undefined ? "" : `,${size}`}`,
        );
        const json = events.map((each) => JSON.stringify(each)).join("\n");
        const { buffers } = parse(`time,op,id,size\n${csv.join("\n")}\n`, "t").problem;
        expect(buffers).toEqual(parse(json, "t").problem.buffers);
        const allocs = events.filter(({ op }) => op === "alloc");
        expect(buffers.map(({ lower, size }) => [lower, size])).toEqual(allocs.map(({ time, size }) => [time, size]));
        for (const [i, { time, id }] of allocs.entries()) {
          const freed = events.find((each) => each.time > time && each.op === "free" && each.id === id);
          expect(buffers[i]!.upper).toBe(freed?.time ?? events.length);
        }
      }),
    );
  });
});

const PIECES = [
  "alloc",
  "free",
  "realloc",
  ",",
  ";",
  "\n",
  '"',
  "{",
  "}",
  "-",
  "0x",
  "1e9",
  "null",
  "\0",
  "é",
  "#",
  "a",
  "99999999999999999",
  "time",
  "\r\n",
];
const VALID = [
  CSV,
  "+,0x10,64\n+,0x20,32\n-,0x10\n",
  '{"op":"alloc","addr":4096,"size":64,"time":1}\n{"op":"free","addr":4096,"time":2,"note":{"x":[1]}}\n',
  'op,addr,old,size,count,align\r\ncalloc,"0x10",,8,4,64\r\nrealloc,0x20,0x10,64\r\nfree,0x20\r\n',
];

describe("a mutated trace", () => {
  test("is read, or refused with a FormatError in its place, and nothing else", () => {
    let accepted = 0;
    let refused = 0;
    const edit = fc.tuple(
      fc.noBias(fc.nat(1_000_000)),
      fc.nat(3),
      fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 3 })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...VALID), fc.array(edit, { minLength: 1, maxLength: 2 }), (text, edits) => {
        let mutant = text;
        for (const [at, cut, piece] of edits) {
          const place = at % (mutant.length + 1);
          mutant = mutant.slice(0, place) + piece + mutant.slice(place + cut);
        }
        try {
          const { problem } = parse(mutant, "t.csv");
          expect(new Set(problem.buffers.map(({ id }) => id)).size).toBe(problem.buffers.length);
          accepted++;
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
          const { line, column } = error as FormatError;
          const lines = mutant.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
          expect(line).toBeLessThanOrEqual(lines.length);
          expect(column).toBeLessThanOrEqual(lines[line - 1]!.length + 1);
          refused++;
        }
      }),
      { numRuns: 4000 },
    );
    expect(accepted).toBeGreaterThan(300);
    expect(refused).toBeGreaterThan(1000);
  });
});
