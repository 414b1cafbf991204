import { describe, expect, test } from "vitest";
import { capacityFromFileName, FormatError, parse, withCapacity } from "../../src/formats/index.js";
import { InputError } from "../../src/problem/index.js";

const HEADER = "id,lower,upper,size\n";

describe("the capacity", () => {
  test.each([
    ["A.1048576.csv", 1048576],
    ["A.1048576.JSON", 1048576],
    ["/data/v1.2/input.12.csv", 12],
    ["C:\\data\\input.12.csv", 12],
    ["zero.0.csv", 0],
    ["A.1048576.csv.gz", 1048576],
    ["model.1MiB.csv", 2 ** 20],
    ["model.1.5gib.json", 1.5 * 2 ** 30],
    ["guillotine-334-seed0-capacity.1048576.csv", 1048576],
    ["net-capacity.20260925.csv", 20260925],
    ["net.20261325.csv", 20261325],
    ["net.20260925.csv", undefined],
    ["my.net.v2.65536.csv", undefined],
    ["v1.2.csv", undefined],
    ["squeezenet1.1.csv", undefined],
    ["llama-3.1.csv", undefined],
    ["mobilenet_v1_0.25.csv", undefined],
    ["resnet50.4096.csv", undefined],
    ["pangu_2.6B.csv", undefined],
    ["gpt.13B.csv", undefined],
    ["model.64KB.csv", undefined],
    ["model.1.3KiB.csv", undefined],
    ["A.007.txt", 7],
    ["resnet50.csv", undefined],
    ["12.csv", undefined],
    [".12.csv", undefined],
    ["folder.12.csv/plain.csv", undefined],
    ["A.12.placed.csv", undefined],
    ["A.12", undefined],
    ["A.12.34", undefined],
    ["A.-12.csv", undefined],
    ["A.1e6.csv", undefined],
    ["A.12k.csv", undefined],
    ["A..csv", undefined],
    ["-", undefined],
    ["", undefined],
  ])("in the name %s is %s", (name, capacity) => {
    expect(capacityFromFileName(name)).toBe(capacity);
  });

  test.each([
    ["net.20260925.csv", "20260925 in the file's name is not taken for the capacity: it looks like a date"],
    [
      "resnet50.4096.csv",
      '4096 in the file\'s name is not taken for the capacity: "resnet50" before it ends in a digit',
    ],
    ["llama-3.1MiB.csv", '1MiB in the file\'s name is not taken for the capacity: "llama-3" before it ends in a digit'],
    ["model.64KB.csv", "64KB in the file's name is not taken for the capacity: the units are KiB, MiB, GiB and TiB"],
    ["model.1.3KiB.csv", "1.3KiB in the file's name is no capacity: it is no whole number of bytes"],
  ])("that a reader of the name %s could miss is told of", (name, note) => {
    const { problem, capacitySource, notes } = parse(HEADER, name);
    expect([problem.capacity, capacitySource]).toEqual([undefined, null]);
    expect(notes).toEqual([expect.stringContaining(note)]);
    // Whoever says the capacity, or that there is none, need not be told.
    for (const capacity of [64, Number.POSITIVE_INFINITY]) expect(parse(HEADER, name, { capacity }).notes).toEqual([]);
  });

  test.each(["squeezenet1.1.csv", "mobilenet_v1_0.25.csv", "gpt.13B.csv", "net.csv"])(
    "is not looked for in a version, as in %s, and nothing is said",
    (name) => {
      expect(parse(HEADER, name).notes).toEqual([]);
    },
  );

  test("says where it comes from", () => {
    const sourceOf = (name: string, text: string, capacity?: number) =>
      parse(text, name, capacity === undefined ? {} : { capacity }).capacitySource;
    expect(sourceOf("x.30.csv", HEADER, 10)).toBe("option");
    expect(sourceOf("x.30.csv", HEADER)).toBe("name");
    expect(sourceOf("x.30.csv", `# capacity=20\n${HEADER}`)).toBe("file");
    expect(sourceOf("x.30.json", '{"capacity": "20", "buffers": []}')).toBe("file");
    expect(sourceOf("x.csv", HEADER)).toBeNull();
  });

  test("of Infinity undoes the one in the file and the one in its name", () => {
    const none = { capacity: Number.POSITIVE_INFINITY };
    for (const [name, text] of [
      ["x.30.csv", HEADER],
      ["x.30.json", '{"capacity": 20, "buffers": []}'],
    ] as const) {
      const { problem, capacitySource } = parse(text, name, none);
      expect([problem, capacitySource]).toEqual([{ buffers: [] }, null]);
    }
  });

  test("put into a name is found there again, whatever the name ends in", () => {
    for (const stem of ["net", "resnet50", "unet-inference-batch1", "v2"]) {
      for (const capacity of [0, 64, 20260925, 2 ** 53 - 1]) {
        expect(capacityFromFileName(withCapacity(stem, capacity, "csv")), stem).toBe(capacity);
      }
    }
    expect(withCapacity("net", 64, "csv")).toBe("net.64.csv");
  });

  test("in a name is refused beyond 2^53 − 1, unless another counts before it", () => {
    expect(capacityFromFileName("A.9007199254740991.csv")).toBe(2 ** 53 - 1);
    expect(() => capacityFromFileName("A.9007199254740993.csv")).toThrow(FormatError);
    expect(parse("id,lower,upper,size", "A.9007199254740993.csv", { capacity: 8 }).problem.capacity).toBe(8);
  });

  test("of the options counts before the one in the file, and that before the one in the name", () => {
    const text = '{"capacity": 20, "buffers": []}';
    expect(parse(text, "x.30.json", { capacity: 10 }).problem.capacity).toBe(10);
    expect(parse(text, "x.30.json").problem.capacity).toBe(20);
    expect(parse("[]", "x.30.json").problem.capacity).toBe(30);
    expect(parse("[]", "x.json").problem).toEqual({ buffers: [] });
    expect(parse("id,lower,upper,size", "x.30.csv", { capacity: 0 }).problem.capacity).toBe(0);
  });

  test("of the options is no fault of the file when it is none", () => {
    for (const capacity of [-1, 1.5, Number.NaN]) {
      expect(() => parse("[]", "x.json", { capacity })).toThrow(InputError);
    }
  });
});
