import { describe, expect, it } from "vitest";
import { generate } from "../../src/instances/index.js";
import { cutPieces, pieceArrays } from "../../src/large/pieces.js";
import { Scene } from "../../src/large/scene.js";
import { coreOf, planAround, stackPeak } from "../../src/large/stack.js";
import { arraysOf, finish, loadBound, type Problem, type ProblemArrays, toColumns } from "../../src/problem/index.js";
import { faultsOf } from "../support/brute-force.js";
import { smallProblem } from "../support/small-problems.js";

const arraysFor = (problem: Problem): ProblemArrays => arraysOf(toColumns(problem));

const goal = { limit: Infinity, target: 0, everyPiece: false };

/** A slot with the greatest load. */
function peakSlot({ live }: Scene): number {
  return live.reduce((best, bytes, slot) => (bytes > live[best]! ? slot : best), 0);
}

describe("the peak stack", () => {
  it("has no hole at the peak slot", () => {
    let stacked = 0;
    for (let seed = 1; seed <= 30; seed++) {
      const { problem } = generate("random", { buffers: 300, seed });
      const scene = new Scene(arraysFor(problem));
      const { arrays } = scene;
      const slot = peakSlot(scene);
      const core = coreOf(scene, scene.live[slot]!);
      const plan = finish(
        planAround(
          scene,
          scene.order(["size", "start"]).filter((b) => core.includes(b)),
          goal,
        ),
      )!;
      const there = [...core].filter((b) => arrays.start[b]! <= slot && arrays.end[b]! > slot);
      const tops = there.map((b) => plan.offsets[b]! + arrays.size[b]!);
      if (there.length < core.length) continue;
      expect(Math.max(...tops), `seed ${seed}`).toBe(scene.live[slot]!);
      stacked++;
    }
    expect(stacked).toBeGreaterThan(20);
  });

  it("meets the load bound where a plan there is all but forced", () => {
    // A long stair up and down to one peak: size by size, each within the next.
    const buffers = Array.from({ length: 200 }, (_, i) => ({
      id: `b${i}`,
      lower: i,
      upper: 401 - i,
      size: 1 + (i % 7),
    }));
    const beside = Array.from({ length: 200 }, (_, i) => ({ id: `c${i}`, lower: 2 * i, upper: 2 * i + 1, size: 1 }));
    const arrays = arraysFor({ buffers: [...buffers, ...beside.filter(({ lower }) => lower < 190 || lower > 210)] });
    const bound = loadBound(arrays);
    const plan = finish(stackPeak(new Scene(arrays), { ...goal, target: bound }));
    expect(plan?.peak).toBe(bound);
  });

  it("gives valid plans below the limit on small problems with alignments and fixed offsets", () => {
    let found = 0;
    for (let seed = 0; seed < 2_000; seed++) {
      const problem = smallProblem(seed);
      const plan = finish(stackPeak(new Scene(arraysFor(problem)), { ...goal, everyPiece: seed % 2 === 0 }));
      if (plan === null) continue;
      expect(faultsOf(problem, plan.offsets, plan.peak), `seed ${seed}`).toEqual([]);
      const lower = finish(stackPeak(new Scene(arraysFor(problem)), { ...goal, limit: plan.peak }));
      expect(lower, `seed ${seed}`).toBeNull();
      found++;
    }
    expect(found).toBeGreaterThan(500);
  });
});

describe("pieces", () => {
  it("are independent: no two of them share a time", () => {
    for (let seed = 1; seed <= 8; seed++) {
      const { problem } = generate("pipeline", { buffers: 1_000, seed });
      const scene = new Scene(arraysFor(problem));
      const { arrays } = scene;
      const still = new Uint8Array(arrays.count);
      for (const b of coreOf(scene, loadBound(arrays))) still[b] = 1;
      const { count, first, members, from, to } = cutPieces(arrays, still);
      expect(members.length + still.reduce((a, b) => a + b, 0)).toBe(arrays.count);
      for (let piece = 0; piece < count; piece++) {
        if (piece > 0) expect(from[piece], `seed ${seed}`).toBeGreaterThanOrEqual(to[piece - 1]!);
        for (const b of members.subarray(first[piece]!, first[piece + 1]!)) {
          expect(arrays.start[b]! >= from[piece]! && arrays.end[b]! <= to[piece]!, `seed ${seed}`).toBe(true);
        }
      }
    }
  });

  it("melt what lies there all the time into ranges", () => {
    const buffers = [
      { id: "a", lower: 0, upper: 9, size: 4 },
      { id: "b", lower: 0, upper: 9, size: 2 },
      { id: "c", lower: 0, upper: 4, size: 3 },
      { id: "d", lower: 2, upper: 6, size: 5 },
    ];
    const arrays = arraysFor({ buffers });
    const offsets = Float64Array.of(0, 4, 8, 0);
    const { start, end } = arrays;
    const piece = pieceArrays(arrays, Int32Array.of(3), start[3]!, end[3]!, Int32Array.of(0, 1, 2), offsets);
    expect([...piece.size]).toEqual([5, 6, 3]);
    expect([...piece.fixedOffset]).toEqual([-1, 0, 8]);
    expect(piece.slotCount).toBe(end[3]! - start[3]!);
  });
});
