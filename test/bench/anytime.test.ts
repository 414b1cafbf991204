import { expect, it } from "vitest";
import { svgOf, tenths, worseThan } from "../../bench/anytime.mjs";

it("a peak counts from the tenth of a second by which it was reached", () => {
  const points: [number, number][] = [
    [100, 300],
    [101, 200],
    [450, 100],
  ];
  expect(tenths(points, 100, 0.5)).toEqual([3, 2, 2, 2, 1]);
  expect(tenths([[150, 200]], 100, 0.2)).toEqual([Number.POSITIVE_INFINITY, 2]);
});

it("a build is worse where it is above the other at any tenth, or has no plan yet", () => {
  const curve = (...ratios: number[]) => ({ name: "x", build: "", ratios });
  expect(worseThan([curve(2, 1)])).toBeNull();
  expect(worseThan([curve(2, 1), curve(2, 1.5)])).toBeNull();
  expect(worseThan([curve(Number.POSITIVE_INFINITY, 1, 1.2), curve(2, 1, 1.1)])).toBe(
    "worse at 2 tenths of a second, first at 0.1 s",
  );
  expect(svgOf([{ name: "x", fault: null, curves: [curve(2, 1)] }])).toContain('points="120.0,0.0 240.0,130.0"');
});
