import { describe, expect, it } from "vitest";
import { Gaps } from "../../../src/large/ruin/gaps.js";
import { stream } from "../../heuristics/problems.js";

/** Where `need` cells fit, by trying all offsets; the gap of each is what is free from it up. */
function byCells(taken: boolean[], floor: number, need: number, alignment: number, smallest: boolean): number {
  let best = -1;
  let tightest = Infinity;
  for (let offset = Math.ceil(floor / alignment) * alignment; offset < taken.length; offset += alignment) {
    let room = 0;
    while (offset + room < taken.length && !taken[offset + room]) room++;
    // Only the lowest offset of a gap counts.
    const isLowest = offset - alignment < floor || taken.slice(offset - alignment, offset).some(Boolean);
    if (room < need || !isLowest || room >= tightest) continue;
    if (!smallest) return offset;
    best = offset;
    tightest = room;
  }
  return best;
}

describe("gaps", () => {
  it.each(Array.from({ length: 20 }, (_, seed) => seed))("are those between the cells taken, seed %i", (seed) => {
    const next = stream(seed);
    const limit = 30 + Math.floor(next() * 400);
    const gaps = new Gaps(5000);
    for (let round = 0; round < 60; round++) {
      const count = Math.floor(next() * (seed === 0 ? 5000 : 60));
      const low = Float64Array.from({ length: count }, () => Math.floor(next() * limit));
      const size = low.map((offset) => 1 + Math.floor(next() * Math.min(9, limit - offset)));
      const taken = new Array<boolean>(limit).fill(false);
      for (let i = 0; i < count; i++) taken.fill(true, low[i]!, low[i]! + size[i]!);
      const need = 1 + Math.floor(next() * 12);
      const alignment = next() < 0.5 ? 1 : 1 + Math.floor(next() * 6);
      const smallest = next() < 0.5;
      const floor = next() < 0.5 ? 0 : Math.floor(next() * limit);
      gaps.low.set(low);
      gaps.top.set(low.map((offset, i) => offset + size[i]!));
      gaps.count = count;
      const place = gaps.find(floor, limit, need, alignment, smallest);
      expect(place).toBe(byCells(taken, floor, need, alignment, smallest));
    }
  });
});
