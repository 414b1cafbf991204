import { describe, expect, it } from "vitest";
import { OUT, Placement } from "../../../src/large/ruin/placement.js";
import { Surroundings } from "../../../src/large/ruin/surroundings.js";
import { toArrays } from "../../../src/problem/index.js";
import { randomProblem, stream } from "../../heuristics/problems.js";

const HEIGHT = 900;

/** Buffers anywhere, whatever they meet, a few of them out; and what draws from chance. */
function scattered(seed: number): { placement: Placement; next: () => number } {
  const horizon = 20 + 60 * (seed % 7);
  const shape = { count: 300, horizon, longest: 1 + (horizon >> (seed % 3)), largest: 30, aligned: 0.3 };
  const arrays = toArrays(randomProblem(seed, shape));
  const next = stream(seed);
  const offsets = Float64Array.from({ length: arrays.count }, () => Math.floor(next() * HEIGHT));
  const placement = new Placement(arrays, offsets, () => false);
  for (let rank = 0; rank < placement.line.count; rank++) if (next() < 0.2) placement.takeOut(rank);
  return { placement, next };
}

const seeds = Array.from({ length: 12 }, (_, seed) => seed);

describe("what meets a box", () => {
  it.each(seeds)("is found among all that move, once each, seed %i", (seed) => {
    const { placement, next } = scattered(seed);
    const { line, low, size, found } = placement;
    for (let question = 0; question < 300; question++) {
      const moved = Math.floor(next() * line.count);
      const before = low[moved]!;
      low[moved] = next() < 0.2 ? OUT : Math.floor(next() * HEIGHT);
      placement.confirm(moved, before);
      const [a, b] = [Math.floor(next() * line.count), Math.floor(next() * line.count)];
      const first = Math.min(a, b);
      const last = line.end[a]! > line.end[b]! ? a : b;
      const floor = Math.floor(next() * HEIGHT);
      const ceiling = floor + 1 + Math.floor(next() * 60);
      const held = placement.meet(first, last, floor, ceiling);
      const meets = Array.from(low.keys()).filter(
        (rank) =>
          line.start[rank]! < line.end[last]! &&
          line.end[rank]! > line.start[first]! &&
          low[rank]! < ceiling &&
          low[rank]! + size[rank]! > floor,
      );
      expect([...found.subarray(0, held)].sort((x, y) => x - y)).toEqual(meets);
    }
  });
});

describe("surroundings", () => {
  it.each(seeds)("give the places that a look at all who live then gives, one after the other, seed %i", (seed) => {
    const { placement, next } = scattered(seed);
    const { line, low } = placement;
    const surroundings = new Surroundings(placement, 8);
    let placed = 0;
    for (let round = 0; round < 60; round++) {
      const ranks = Int32Array.from({ length: 8 }, () => Math.floor(next() * line.count));
      const members = Int32Array.from(new Set(ranks));
      for (const rank of members) placement.takeOut(rank);
      const floor = Math.floor(next() * HEIGHT);
      const ceiling = floor + 20 + Math.floor(next() * 100);
      const fit = next() < 0.5 ? "first" : "best";
      expect(surroundings.open(members, members.length, floor, ceiling)).toBe(true);
      for (const rank of members) {
        const offset = surroundings.place(rank, fit);
        const expected = placement.place(rank, floor, ceiling, fit);
        expect(offset).toBe(expected < 0 ? OUT : expected);
        if (offset === OUT) continue;
        low[rank] = offset;
        placed++;
      }
      for (const rank of members) placement.confirm(rank, OUT);
    }
    expect(placed).toBeGreaterThan(30);
  });

  it("are not copied where too much lies there", () => {
    const buffers = Array.from({ length: 1100 }, (_, i) => ({ id: `${i}`, lower: 0, upper: 1, size: 1 }));
    const placement = new Placement(toArrays({ buffers }), Float64Array.from(buffers.keys()), () => false);
    const surroundings = new Surroundings(placement, 1);
    placement.takeOut(7);
    expect(surroundings.open(Int32Array.of(7), 1, 0, 1100)).toBe(false);
    expect(surroundings.open(Int32Array.of(7), 1, 0, 1000)).toBe(true);
    expect(surroundings.place(7, "best")).toBe(7);
  });
});
