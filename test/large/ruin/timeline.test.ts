import { describe, expect, it } from "vitest";
import { Placement } from "../../../src/large/ruin/placement.js";
import { Timeline } from "../../../src/large/ruin/timeline.js";
import { type ProblemArrays, toArrays } from "../../../src/problem/index.js";
import { randomProblem, stream } from "../../heuristics/problems.js";

const never = (): boolean => false;

function arraysOf(seed: number): ProblemArrays {
  const horizon = 20 + 60 * (seed % 7);
  return toArrays(randomProblem(seed, { count: 300, horizon, longest: 1 + (horizon >> (seed % 3)), largest: 9 }));
}

describe("the timeline", () => {
  it.each(Array.from({ length: 12 }, (_, seed) => seed))("knows who lives with whom, seed %i", (seed) => {
    const arrays = arraysOf(seed);
    const placement = new Placement(arrays, new Float64Array(arrays.count), never);
    const { line, found, low } = placement;
    const next = stream(seed);
    for (let rank = 0; rank < line.count; rank++) low[rank] = next() < 0.1 ? Infinity : Math.floor(next() * 50);
    for (let rank = 0; rank < line.count; rank++) {
      const floor = Math.floor(next() * 50);
      const ceiling = floor + 1 + Math.floor(next() * 20);
      placement.look(rank, floor, ceiling);
      const mine = line.buffer[rank]!;
      const meets: number[] = [];
      for (let other = 0; other < line.count; other++) {
        const b = line.buffer[other]!;
        if (arrays.start[b]! >= arrays.end[mine]! || arrays.start[mine]! >= arrays.end[b]!) continue;
        if (low[other]! < ceiling && low[other]! + arrays.size[b]! > floor) meets.push(other);
      }
      expect([...found.subarray(0, placement.foundCount)].sort((a, b) => a - b)).toEqual(meets);
    }
  });

  it.each([40, 4000])("lists some four entries a buffer where %i live at a time", (live) => {
    const count = 20_000;
    const buffers = Array.from({ length: count }, (_, i) => ({ id: `${i}`, lower: i, upper: i + live, size: 1 }));
    const line = new Timeline(toArrays({ buffers }), never);
    const entries = line.listStart[line.boundary[count - 1]! + 1]!;
    expect(entries).toBeLessThan(6 * count);
    for (let rank = live; rank < count; rank++) expect(line.span(rank)).toBeLessThan(2.5 * live + 20);
  });
});
