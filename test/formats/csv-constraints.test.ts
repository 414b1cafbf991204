import { describe, expect, test } from "vitest";
import { format, parse, serialize } from "../../src/formats/index.js";

describe("MiniMalloc's gaps in CSV", () => {
  const text = "id,lower,upper,size,gaps\na,0,10,16,2-4 5-6@0:16\nb,-4,6,16,  -2-0   0x1-0x2@4:0x8 \nc,0,1,1,\n";

  test("are half-open, with windows that are half-open too", () => {
    expect(parse(text, "x.csv").problem.buffers.map(({ gaps }) => gaps)).toEqual([
      [
        { lower: 2, upper: 4 },
        { lower: 5, upper: 6, from: 0, to: 16 },
      ],
      [
        { lower: -2, upper: 0 },
        { lower: 1, upper: 2, from: 4, to: 8 },
      ],
      undefined,
    ]);
  });

  test("end as the lifetimes do: a column end makes them inclusive, as it does for MiniMalloc", () => {
    const inclusive = "id,begin,end,size,gaps\na,0,9,16,2-3 5-5@0:16\n";
    expect(parse(inclusive, "x.csv").problem.buffers).toEqual(parse(text, "x.csv").problem.buffers.slice(0, 1));
    const said = inclusive.replace("end", "upper");
    expect(parse(said, "x.csv", { ends: "inclusive" }).problem).toEqual(parse(inclusive, "x.csv").problem);
  });

  test("stay as they are when offsets are written, and are written anew in the same syntax", () => {
    const document = parse(text, "x.csv");
    expect(format(document, [0, 16, 32])).toBe(
      "id,lower,upper,size,gaps,offset\na,0,10,16,2-4 5-6@0:16,0\nb,-4,6,16,  -2-0   0x1-0x2@4:0x8,16 \nc,0,1,1,,32\n",
    );
    expect(serialize(document.problem, "csv")).toBe(
      "id,lower,upper,size,gaps\na,0,10,16,2-4 5-6@0:16\nb,-4,6,16,-2-0 1-2@4:8\nc,0,1,1,\n",
    );
  });
});

describe("memories in CSV", () => {
  const comments = `# memory plan of the network, and memory L9 alone
# memory L1 capacity=0x80000 alignment=32 reserved=0-65536,131072-131088 bank=8192
#memory "slow memory" Capacity=none base=64
# minimize=reuse,peak
`;
  const rows = "a,0,2,8,L1,yes,0\nb,0,2,8,slow memory,,TRUE\n";
  const text = `${comments}id,lower,upper,size,memory,exclusive,within_bank\n${rows}`;

  test("are comments, and a column names that of each buffer", () => {
    const { problem, notes } = parse(text, "x.csv");
    expect(problem).toEqual({
      memories: [
        {
          id: "L1",
          capacity: 524288,
          alignment: 32,
          reserved: [
            { from: 0, to: 65536 },
            { from: 131072, to: 131088 },
          ],
          bank: 8192,
        },
        { id: "slow memory", base: 64 },
      ],
      minimize: ["reuse", "peak"],
      buffers: [
        { id: "a", lower: 0, upper: 2, size: 8, memory: "L1", exclusive: true, withinBank: false },
        { id: "b", lower: 0, upper: 2, size: 8, memory: "slow memory", withinBank: true },
      ],
    });
    expect(notes).toEqual([]);
    expect(parse(serialize(problem, "csv"), "x.csv").problem).toEqual(problem);
  });

  test("are a plan's too, and the file's name says no capacity beside them", () => {
    const placed = text.replace("size,", "size,offset,").replaceAll(",8,", ",8,65536,");
    const read = parse(placed, "x.1024.csv", { placed: true });
    expect(read.memories).toEqual(["L1", "slow memory"]);
    expect([read.problem.capacity, read.capacitySource]).toEqual([undefined, null]);
    expect(parse(placed.replace('slow memory"', 'slow memory"'), "x.csv").memories).toBeNull();
  });

  test("need not be named where there is one, in a plan either", () => {
    const one = "# memory L1 bank=8\nid,lower,upper,size,offset\na,0,2,8,0\n";
    expect(parse(one, "x.csv", { placed: true }).memories).toEqual(["L1"]);
    expect(parse(one.replace("# memory", "# the"), "x.csv", { placed: true }).memories).toBeNull();
  });

  test("are passed over with the columns where the caller says so", () => {
    const { problem } = parse(text, "x.csv", { ignore: ["memory", "minimize", "exclusive", "withinBank"] });
    expect(problem.buffers).toEqual(["a", "b"].map((id) => ({ id, lower: 0, upper: 2, size: 8 })));
    expect(problem.memories).toBeUndefined();
    expect(problem.minimize).toBeUndefined();
  });

  test("go by any id that can be written in quotes", () => {
    const ids = ["a b", 'q"', "x=1", "\n", "#", "é", "capacity=8"];
    const problem = {
      memories: ids.map((id) => ({ id })),
      buffers: ids.map((memory, i) => ({ id: `${i}`, lower: 0, upper: 1, size: 1, memory })),
    };
    expect(parse(serialize(problem, "csv"), "x.csv").problem).toEqual(problem);
  });
});

describe("aliases in CSV", () => {
  const aliasesOf = (ids: readonly string[], cell: string) =>
    parse(`alias,id,lower,upper,size\n${cell},v,0,1,1\n${ids.map((id) => `,${id},0,1,9\n`).join("")}`, "x.csv").problem
      .aliases;

  test.each([
    ["a", ["a"], { of: "a", at: 0 }],
    ["a+16", ["a"], { of: "a", at: 16 }],
    ["a + 16", ["a"], { of: "a", at: 16 }],
    ["a+-4", ["a"], { of: "a", at: -4 }],
    ["a+16", ["a", "a+16"], { of: "a+16", at: 0 }],
    ["a+16+2", ["a", "a+16"], { of: "a+16", at: 2 }],
    ["a-1", ["a-1"], { of: "a-1", at: 0 }],
  ])("are an id, and what is to be added: %s", (cell, ids, alias) => {
    expect(aliasesOf(ids, cell)).toEqual([{ buffer: "v", ...alias }]);
  });

  test("are never taken for a distance below what they name", () => {
    expect(() => aliasesOf(["a"], "a-1")).toThrow(
      'x.csv:2:1: buffer "v": alias names "a-1", and there is no such buffer',
    );
  });

  test("are written so that no other buffer's id is read", () => {
    const problem = {
      buffers: ["v", "a", "a+16", "a+016"].map((id) => ({ id, lower: 0, upper: 1, size: 99 })),
      aliases: [{ buffer: "v", of: "a", at: 16 }],
    };
    expect(serialize(problem, "csv")).toContain("v,0,1,99,a+0016\n");
    expect(parse(serialize(problem, "csv"), "x.csv").problem).toEqual(problem);
  });
});

describe("OmniMalloc's vector clocks", () => {
  /** As OmniMalloc 2026 saves a pool: CRLF, a pinned base, blank offsets, kinds. */
  const saved =
    "# pool_offset=4096\r\nid,lower,upper,size,offset,kind\r\n" +
    "0,0:0,2:1,64,,INPUT\r\n1,2:1,2:3,32,4096,\r\n2,0:1,3:1,16,,OUTPUT\r\n";

  test("stand in the columns of the times, which become their sums", () => {
    const { problem, notes } = parse(saved, "pool.csv");
    expect(problem.buffers).toEqual([
      { id: "0", lower: 0, upper: 3, size: 64, clock: { lower: [0, 0], upper: [2, 1] } },
      { id: "1", lower: 3, upper: 5, size: 32, offset: 4096, clock: { lower: [2, 1], upper: [2, 3] } },
      { id: "2", lower: 1, upper: 4, size: 16, clock: { lower: [0, 1], upper: [3, 1] } },
    ]);
    expect(notes).toEqual(['column "kind" is ignored']);
  });

  test("stay as they are when offsets are written, and are written anew in the same syntax", () => {
    const document = parse(saved, "pool.csv");
    expect(format(document, [4096, 4096, 4160])).toBe(saved.replace("64,,", "64,4096,").replace("16,,", "16,4160,"));
    expect(serialize(document.problem, "csv", [4096, 4096, 4160])).toBe(
      "# base=4096\nid,lower,upper,size,offset\n0,0:0,2:1,64,4096\n1,2:1,2:3,32,4096\n2,0:1,3:1,16,4160\n",
    );
  });
});
