import { describe, expect, it } from "vitest";
import { tailsPicture, unsolved } from "../../bench/tails-picture.mjs";

describe("the picture of tails", () => {
  it("tells after each end of a run which share of the runs goes on", () => {
    expect(unsolved([300, 100, 100, Infinity])).toEqual([
      { steps: 100, share: 0.5 },
      { steps: 300, share: 0.25 },
    ]);
  });

  it("ends a curve where its last run ends, and keeps one open that has runs without an end", () => {
    expect(unsolved([7, 5]).at(-1)).toEqual({ steps: 5, share: 0.5 });
    expect(unsolved([Infinity, Infinity])).toEqual([]);
  });

  it("puts a tenth of the runs after ten times the steps a decade down and a decade to the right", () => {
    const steps = [...Array.from({ length: 90 }, () => 100), ...Array.from({ length: 10 }, () => 1000)];
    const picture = tailsPicture([{ title: "two", curves: [{ name: "one curve", steps }] }]);
    const [, points = ""] = /<polyline points="([^"]*)"/.exec(picture) ?? [];
    const [first, before, after] = points.split(" ").map((point) => point.split(",").map(Number));
    expect(first?.[1]).toBe(before?.[1]);
    expect(before?.[0]).toBe(after?.[0]);
    // The panel is 260 high for two decades of shares, and 380 wide for two of steps.
    expect((after?.[1] ?? 0) - (before?.[1] ?? 0)).toBeCloseTo(130);
    expect((before?.[0] ?? 0) - (first?.[0] ?? 0)).toBeCloseTo(190);
    expect(picture).toContain("one curve");
  });
});
