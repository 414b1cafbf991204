import { describe, expect, test } from "vitest";
import { loadChart } from "../../src/cli/output/load-chart.js";

function chartOf(
  times: number[],
  live: number[],
  capacity: number,
  tops: number[] | null = null,
  columns = 8,
): string[] {
  const load = {
    times: Float64Array.from(times),
    liveBytes: Float64Array.from(live),
    tops: tops === null ? null : Float64Array.from(tops),
  };
  return loadChart({ load, capacity, time: null }, columns);
}

describe("the chart of a load", () => {
  test("has a row for an excess of one byte, and labels that say what it comes to", () => {
    const [legend, first, second] = chartOf([0, 4, 8], [1_000_001, 10, 0], 1_000_000);
    expect(legend).toContain("! beyond the capacity");
    expect(first).toBe("1,000,001 |!!!!");
    expect(second).toMatch(/^1,000,000 \|#### {4} capacity$/);
  });

  test("shows the shortest of bursts, and what is little by a row", () => {
    const lines = chartOf([0, 1, 999, 1000], [1, 800, 900, 0], Number.POSITIVE_INFINITY);
    expect(lines.at(-2)).toMatch(/\|#{8}$/);
    expect(lines[1]).toMatch(/900 \|.*#$/);
    expect(lines.join("")).not.toContain("!");
  });

  test("parts what is live from what lies unused below the highest byte, in plain characters", () => {
    const lines = chartOf([0, 4, 8], [7, 2, 0], 7, [7, 7, 0]);
    expect(lines[1]).toBe("7 |####.... capacity");
    expect(lines.join("\n")).toMatch(/^[\x20-\x7e\n]*$/);
  });
});
