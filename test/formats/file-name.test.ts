import { describe, expect, test } from "vitest";
import { capacityFromFileName, FormatError, parse } from "../../src/formats/index.js";
import { InputError } from "../../src/problem/index.js";

describe("the capacity", () => {
  test.each([
    ["A.1048576.csv", 1048576],
    ["A.1048576.JSON", 1048576],
    ["/data/v1.2/input.12.csv", 12],
    ["C:\\data\\input.12.csv", 12],
    ["my.net.v2.65536.csv", 65536],
    ["zero.0.csv", 0],
    ["v1.2.csv", 2],
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
