import { describe, expect, it } from "vitest";
import { compile } from "../../src/model/compile.js";
import type { Model } from "../../src/model/model.js";
import { timeOf } from "../../src/model/timing.js";
import { finish } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import { sceneOf } from "../../src/soft/scene.js";
import { timeAnnealSteps } from "../../src/soft/time-anneal.js";
import { timeDualSteps } from "../../src/soft/time-dual.js";
import { timeRelaxation } from "../../src/soft/time-relaxation.js";
import { timeSweepSteps } from "../../src/soft/time-sweep.js";

/** A problem of some buffers, a fast memory with an end and slower ones. */
function drawn(seed: number): Model {
  const random = new Random(seed);
  const whole = (least: number, most: number): number => least + Math.floor(random.next() * (most - least + 1));
  const count = whole(2, 8);
  const buffers = Array.from({ length: count }, (_, i) => {
    const lower = whole(0, 6);
    const upper = lower + whole(1, 7);
    const gaps = whole(1, 4) === 1 && upper > lower + 2 ? [{ lower: lower + 1, upper: lower + 2, from: 0, to: 1 }] : [];
    return { id: `b${i}`, lower, upper, size: whole(1, 9), reads: whole(0, 3), gaps };
  });
  const operators = Array.from({ length: 14 }, (_, time) => ({ time, compute: whole(0, 12) / 2 }));
  const middle = whole(1, 3) === 1 ? [{ id: "middle", capacity: whole(4, 12), bandwidth: 3 }] : [];
  const memories = [
    { id: "fast", capacity: whole(5, 16), bandwidth: whole(4, 9) },
    ...middle,
    { id: "slow", bandwidth: whole(1, 3), latency: whole(0, 1) },
  ];
  return compile({ buffers, operators, memories, minimize: ["time"] });
}

/** The least time of all choices that no memory is too small for, by trying all. */
function leastOf({ bodies, memories, timing, problem }: Model): number {
  let least = Number.POSITIVE_INFINITY;
  const chosen = new Int32Array(bodies.length);
  const fits = (): boolean =>
    problem.operators!.every(({ time }) =>
      memories.every(({ capacity }, m) => {
        let bytes = 0;
        for (const [b, { cells }] of bodies.entries()) {
          const cell = cells.find(({ lower, upper }) => lower <= time && time < upper);
          if (chosen[b] === m && cell !== undefined) bytes += cell.to - cell.from;
        }
        return bytes <= capacity;
      }),
    );
  const choose = (b: number): void => {
    if (b === bodies.length) {
      if (fits()) least = Math.min(least, timeOf(timing!, chosen));
      return;
    }
    for (const { memory } of bodies[b]!.choices) {
      if (bodies[b]!.size > memories[memory]!.capacity) continue;
      chosen[b] = memory;
      choose(b + 1);
    }
  };
  choose(0);
  return least;
}

describe("the choice of memories without offsets", () => {
  it("is bounded by the dual, found by a wide sweep, and bounded by a narrow one, on 300 random problems", () => {
    let [tight, cut] = [0, 0];
    for (let seed = 0; seed < 300; seed++) {
      const told = `seed ${seed}`;
      const model = drawn(seed);
      const relaxation = timeRelaxation(sceneOf(model)!, model.timing!);
      const least = leastOf(model);
      const dual = finish(timeDualSteps(relaxation, 1_000));
      expect(dual.bound, told).toBeLessThanOrEqual(least);
      if (dual.bound === least) tight++;
      const sweep = (width: number, below: number) =>
        finish(timeSweepSteps(relaxation, { multipliers: dual, rooms: relaxation.rooms, below, width }));
      const wide = sweep(10_000, Number.POSITIVE_INFINITY);
      expect([wide.time, wide.bound], told).toEqual([least, least]);
      expect(timeOf(model.timing!, wide.memories!), told).toBe(least);
      expect(sweep(10_000, least), told).toEqual({ bound: least, memories: null, time: Number.POSITIVE_INFINITY });
      const narrow = sweep(2, Number.POSITIVE_INFINITY);
      expect(narrow.bound, told).toBeLessThanOrEqual(least);
      expect(narrow.time, told).toBeGreaterThanOrEqual(least);
      if (narrow.bound < least) cut++;
    }
    expect(tight).toBeGreaterThan(20);
    expect(cut).toBeGreaterThan(20);
  });

  it("is what annealing comes to on most of them, and never less", () => {
    let met = 0;
    for (let seed = 0; seed < 200; seed++) {
      const model = drawn(seed);
      const relaxation = timeRelaxation(sceneOf(model)!, model.timing!);
      const { rooms } = relaxation;
      const memories = new Int32Array(model.bodies.length);
      const found = finish(timeAnnealSteps(relaxation, { seed, steps: 2_000, rooms, memories }));
      const least = leastOf(model);
      if (found === null) continue;
      expect(found.time, `seed ${seed}`).toBe(timeOf(model.timing!, found.memories));
      expect(found.time, `seed ${seed}`).toBeGreaterThanOrEqual(least);
      if (found.time === least) met++;
    }
    expect(met).toBeGreaterThan(150);
  });

  it("is bounded no higher where operators access nothing, however long they compute", () => {
    for (const compute of [1, 1e6, 1e12]) {
      const model = compile({
        buffers: ["a", "b", "c"].map((id) => ({ id, lower: 0, upper: 2, size: 1 })),
        operators: [
          { time: 0, compute: 3 },
          { time: 2, compute, reads: [] },
        ],
        memories: [
          { id: "fast", capacity: 2, bandwidth: 3, latency: 1 },
          { id: "slow", bandwidth: 1.75 },
        ],
        minimize: ["time"],
      });
      const { weights, bound } = finish(timeDualSteps(timeRelaxation(sceneOf(model)!, model.timing!), 1_000));
      const sums = [0, 1].map((o) => weights.subarray(3 * o, 3 * o + 3).reduce((sum, weight) => sum + weight, 0));
      for (const sum of sums) expect(Math.abs(sum - 1)).toBeLessThan(1e-12);
      expect(bound).toBeLessThanOrEqual(leastOf(model));
    }
  });
});
