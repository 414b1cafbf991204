import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { format, parse, serialize } from "../../src/formats/index.js";
import type { Problem } from "../../src/problem/index.js";
import { offsetsFor, problem } from "./arbitraries.js";

const problemAndPlan = problem.chain((p) => fc.tuple(fc.constant(p), offsetsFor(p)));

describe.each(["csv", "json"] as const)("%s", (form) => {
  const capacityOf = ({ capacity }: Problem) => (capacity === undefined ? {} : { capacity });

  test("any problem written and read is equal", () => {
    fc.assert(
      fc.property(problem, (p) => {
        const options = form === "csv" ? capacityOf(p) : {};
        expect(parse(serialize(p, form), `x.${form}`, options).problem).toEqual(p);
      }),
      { numRuns: 500 },
    );
  });

  test("a plan written into a file is read from it, and the problem with it", () => {
    fc.assert(
      fc.property(problemAndPlan, ([p, plan]) => {
        const text = format(parse(serialize(p, form), `x.${form}`), plan);
        const options = form === "csv" ? capacityOf(p) : {};
        const read = parse(text, `x.${form}`, { ...options, placed: true });
        expect(Array.from(read.offsets!)).toEqual(plan);
        expect(read.problem).toEqual({ ...p, buffers: p.buffers.map(({ offset: _, ...buffer }) => buffer) });
        expect(format(read, plan)).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  test("a new file with a plan reads as that plan", () => {
    fc.assert(
      fc.property(problemAndPlan, ([p, plan]) => {
        fc.pre(p.buffers.length > 0);
        const read = parse(serialize(p, form, plan), `x.${form}`, { placed: true });
        expect(Array.from(read.offsets!)).toEqual(plan);
      }),
      { numRuns: 200 },
    );
  });
});

test("a new file has the optional fields that some buffer has, and quotes only what needs it", () => {
  const p: Problem = {
    capacity: 64,
    buffers: [
      { id: "a", lower: 0, upper: 4, size: 16 },
      { id: 'b, "c"', lower: -2, upper: 6, size: 8, alignment: 4, hint: 0 },
    ],
  };
  expect(serialize(p, "csv")).toBe('id,lower,upper,size,alignment,hint\na,0,4,16,,\n"b, ""c""",-2,6,8,4,0\n');
  expect(serialize(p, "csv", [8, 0])).toBe(
    'id,lower,upper,size,alignment,offset,hint\na,0,4,16,,8,\n"b, ""c""",-2,6,8,4,0,0\n',
  );
  expect(serialize(p, "json")).toBe(`{
  "capacity": 64,
  "buffers": [
    { "id": "a", "lower": 0, "upper": 4, "size": 16 },
    { "id": "b, \\"c\\"", "lower": -2, "upper": 6, "size": 8, "alignment": 4, "hint": 0 }
  ]
}
`);
  expect(serialize({ buffers: [] }, "json")).toBe('{\n  "buffers": []\n}\n');
  expect(serialize({ buffers: [] }, "csv")).toBe("id,lower,upper,size\n");
});
