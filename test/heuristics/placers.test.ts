import { describe, expect, it } from "vitest";
import { BlockPlacer } from "../../src/heuristics/block-placer.js";
import { ORDER_NAMES, Orders } from "../../src/heuristics/orders.js";
import { alignsByItself, type Fit, type Placer, paddedSizes } from "../../src/heuristics/placer.js";
import { ScanPlacer } from "../../src/heuristics/scan-placer.js";
import { alignUp, type ProblemArrays, toArrays } from "../../src/problem/index.js";
import { fault, overlap, randomArrays, randomProblem, stream } from "./problems.js";

const FITS: readonly Fit[] = ["first", "best"];

/** Places one buffer after the other by looking at all offsets that could be right. */
function placeNaively(arrays: ProblemArrays, order: Int32Array, fit: Fit): Float64Array {
  const { count, size, alignment, fixedOffset } = arrays;
  const offsets = new Float64Array(count);
  const placed: number[] = [];
  for (let b = 0; b < count; b++) {
    if (fixedOffset[b]! < 0) continue;
    offsets[b] = fixedOffset[b]!;
    placed.push(b);
  }
  for (const b of order) {
    const neighbours = placed.filter((other) => overlap(arrays, other, b));
    const free = (from: number, to: number): boolean =>
      neighbours.every((other) => offsets[other]! >= to || offsets[other]! + size[other]! <= from);
    const bottoms = [0, ...neighbours.map((other) => offsets[other]! + size[other]!)]
      .map((bottom) => alignUp(bottom, alignment[b]!))
      .filter((bottom) => free(bottom, bottom + size[b]!))
      .sort((x, y) => x - y);
    const roomAbove = (bottom: number): number =>
      Math.min(Infinity, ...neighbours.map((other) => offsets[other]!).filter((offset) => offset > bottom)) - bottom;
    let chosen = bottoms[0]!;
    if (fit === "best") for (const bottom of bottoms) if (roomAbove(bottom) < roomAbove(chosen)) chosen = bottom;
    offsets[b] = chosen;
    placed.push(b);
  }
  return offsets;
}

/** Both placers, the second with blocks of all sizes. */
function placersFor(arrays: ProblemArrays, seed: number): Placer[] {
  return [new ScanPlacer(arrays), new BlockPlacer(arrays, seed % 6), new BlockPlacer(arrays)];
}

describe("placement of buffers that meet thousands of others", () => {
  it("asks whether to stop by the work done, not by the buffers placed alone", () => {
    const askedFor = (longest: number): number => {
      const shape = { count: 6000, horizon: 6000, longest, largest: 1000, fixed: 0.02 };
      const arrays = toArrays(randomProblem(2, shape));
      let asked = 0;
      const order = new Orders(arrays).get("TWA");
      new BlockPlacer(arrays).place(order, "first", Infinity, new Float64Array(arrays.count), () => ++asked < 0);
      return asked;
    };
    expect(askedFor(4)).toBeLessThanOrEqual(6000 / 128);
    expect(askedFor(5000)).toBeGreaterThan(1.3 * (6000 / 128));
  });
});

describe("placement in an order", () => {
  it("gives a valid plan with every order and fit, with alignment and fixed offsets", () => {
    let plans = 0;
    for (let seed = 0; seed < 300; seed++) {
      const arrays = randomArrays(seed);
      const orders = new Orders(arrays);
      const offsets = new Float64Array(arrays.count);
      const placers = placersFor(arrays, seed);
      for (const name of ORDER_NAMES) {
        const order = orders.get(name);
        for (const fit of FITS) {
          for (const placer of placers) {
            const peak = placer.place(order, fit, Infinity, offsets);
            expect(fault(arrays, offsets, peak), `seed ${seed}, ${fit} fit by ${name}`).toBeNull();
            plans++;
          }
        }
      }
    }
    expect(plans).toBe(300 * 16 * 2 * 3);
  });

  it("takes the lowest gap with first fit, and the smallest one with best fit", () => {
    for (let seed = 0; seed < 300; seed++) {
      const arrays = randomArrays(seed);
      const orders = new Orders(arrays);
      const offsets = new Float64Array(arrays.count);
      const order = orders.get(ORDER_NAMES[seed % ORDER_NAMES.length]!);
      for (const fit of FITS) {
        const expected = placeNaively(arrays, order, fit);
        for (const placer of placersFor(arrays, seed)) {
          placer.place(order, fit, Infinity, offsets);
          expect(Array.from(offsets), `seed ${seed}, ${fit} fit`).toEqual(Array.from(expected));
        }
      }
    }
  });

  it("fills the smallest gap only with best fit", () => {
    // Live together: gaps of 5 bytes at 0 and of 3 bytes at 9 between fixed buffers, and 3 bytes to place.
    const arrays = toArrays({
      buffers: [
        { id: "low", lower: 0, upper: 9, size: 4, offset: 5 },
        { id: "high", lower: 0, upper: 9, size: 4, offset: 12 },
        { id: "new", lower: 0, upper: 9, size: 3 },
      ],
    });
    const offsets = new Float64Array(3);
    for (const placer of placersFor(arrays, 0)) {
      expect(placer.place(Int32Array.of(2), "first", Infinity, offsets)).toBe(16);
      expect(Array.from(offsets)).toEqual([5, 12, 0]);
      expect(placer.place(Int32Array.of(2), "best", Infinity, offsets)).toBe(16);
      expect(Array.from(offsets)).toEqual([5, 12, 9]);
    }
  });

  it("gives the same offsets by walking a list as by the tree, also on larger problems and bounded", () => {
    for (let seed = 0; seed < 12; seed++) {
      const shape = {
        count: 400,
        horizon: 20 + seed * 60,
        longest: 10 + seed * 25,
        largest: 500,
        fixed: seed % 2 ? 0.05 : 0,
      };
      const arrays = toArrays(randomProblem(seed, { ...shape, aligned: seed % 3 === 0 ? 0.3 : 0 }));
      const orders = new Orders(arrays);
      const scan = new ScanPlacer(arrays);
      const tree = new BlockPlacer(arrays, seed % 9);
      const byScan = new Float64Array(arrays.count);
      const byTree = new Float64Array(arrays.count);
      for (const name of ["area", "start", "size", "TWA"] as const) {
        for (const fit of FITS) {
          const order = orders.get(name);
          const peak = scan.place(order, fit, Infinity, byScan);
          expect(tree.place(order, fit, Infinity, byTree), `seed ${seed}`).toBe(peak);
          expect(byTree, `seed ${seed}, ${fit} fit by ${name}`).toEqual(byScan);
          const limit = Math.floor(peak * 0.97);
          const bounded = scan.place(order, fit, limit, byScan);
          expect(tree.place(order, fit, limit, byTree), `seed ${seed}`).toBe(bounded);
          expect(tree.placed, `seed ${seed}`).toBe(scan.placed);
        }
      }
    }
  });

  it("ends early at a limit, and is never worse than the limit when it does not", () => {
    let ended = 0;
    let finished = 0;
    for (let seed = 0; seed < 200; seed++) {
      const arrays = randomArrays(seed);
      const order = new Orders(arrays).get("area");
      const offsets = new Float64Array(arrays.count);
      for (const placer of placersFor(arrays, seed)) {
        for (const fit of FITS) {
          const peak = placer.place(order, fit, Infinity, offsets);
          expect(placer.place(order, fit, peak + 1, offsets), `seed ${seed}`).toBeLessThanOrEqual(peak);
          const bounded = placer.place(order, fit, peak, offsets);
          if (fit === "first") expect(bounded, `seed ${seed}`).toBe(Infinity);
          if (bounded === Infinity) ended++;
          else {
            expect(bounded, `seed ${seed}`).toBeLessThan(peak);
            expect(fault(arrays, offsets, bounded), `seed ${seed}`).toBeNull();
            finished++;
          }
        }
      }
    }
    expect(ended).toBeGreaterThan(1000);
    expect(ended + finished).toBe(1200);
  });

  it("starts anew with every run: a plan does not depend on the runs before it", () => {
    const arrays = randomArrays(33);
    const orders = new Orders(arrays);
    for (const make of [() => new ScanPlacer(arrays), () => new BlockPlacer(arrays, 2)]) {
      const used = make();
      const offsets = new Float64Array(arrays.count);
      for (const name of ORDER_NAMES) used.place(orders.get(name), "best", 30, offsets);
      const again = new Float64Array(arrays.count);
      const fresh = new Float64Array(arrays.count);
      used.place(orders.get("size"), "first", Infinity, again);
      make().place(orders.get("size"), "first", Infinity, fresh);
      expect(again).toEqual(fresh);
    }
  });

  it("stops when asked to, within 128 placements", () => {
    const arrays = toArrays(randomProblem(1, { count: 3000, horizon: 3000, longest: 30, largest: 100 }));
    const order = new Orders(arrays).get("start");
    const offsets = new Float64Array(arrays.count);
    for (const placer of [new ScanPlacer(arrays), new BlockPlacer(arrays)]) {
      let asked = 0;
      expect(placer.place(order, "first", Infinity, offsets, () => ++asked === 2)).toBe(Infinity);
      expect(placer.placed).toBe(255);
    }
  });

  it("places nothing but the fixed buffers when there are no others", () => {
    const arrays = toArrays({ buffers: [{ id: "a", lower: 0, upper: 1, size: 8, offset: 16 }] });
    for (const placer of placersFor(arrays, 0)) {
      const offsets = new Float64Array(1);
      expect(placer.place(new Int32Array(0), "first", Infinity, offsets)).toBe(24);
      expect(offsets[0]).toBe(16);
      expect(placer.place(new Int32Array(0), "first", 24, offsets)).toBe(Infinity);
    }
  });
});

describe("alignment", () => {
  it("is exact up to 2^53 − 1, where quotients are not", () => {
    expect(alignUp(2 ** 53 - 2, 3)).toBe(Number(((BigInt(2 ** 53 - 2) + 2n) / 3n) * 3n));
    const next = stream(5);
    for (let i = 0; i < 2000; i++) {
      const offset = Math.floor(next() * 2 ** 52);
      const alignment = 1 + Math.floor(next() * 2 ** (1 + (i % 30)));
      const expected = ((BigInt(offset) + BigInt(alignment) - 1n) / BigInt(alignment)) * BigInt(alignment);
      expect(BigInt(alignUp(offset, alignment))).toBe(expected);
    }
  });

  it("is left out of account only where every sum of sizes is aligned", () => {
    expect(by([3, 1], [5, 1])).toBe(true);
    expect(by([32, 32], [64, 16])).toBe(true);
    expect(by([32, 32], [48, 16])).toBe(false);
    expect(by([12, 4], [12, 6])).toBe(false);
    expect(by([32, 32], [32, 1, 33])).toBe(false);
    expect(by([32, 32], [32, 1, 64])).toBe(true);
  });

  it("pads sizes by what all alignments have in common, which makes one alignment for all drop out", () => {
    const arrays = of([3, 8], [17, 24], [16, 40]);
    expect(Array.from(paddedSizes(arrays))).toEqual([8, 24, 16]);
    expect(alignsByItself(arrays, arrays.size)).toBe(false);
    const uniform = of([3, 64], [65, 64], [1, 64]);
    expect(Array.from(paddedSizes(uniform))).toEqual([64, 128, 64]);
    expect(alignsByItself(uniform, paddedSizes(uniform))).toBe(true);
    const unlike = of([3, 8], [17, 9]);
    expect(paddedSizes(unlike)).toBe(unlike.size);
    const none = of([3, 1]);
    expect(paddedSizes(none)).toBe(none.size);
    // The padding of the topmost buffer is not part of the peak.
    const offsets = new Float64Array(3);
    for (const placer of placersFor(uniform, 0)) {
      expect(placer.place(Int32Array.of(0, 1, 2), "first", 194, offsets)).toBe(193);
      expect(placer.place(Int32Array.of(0, 1, 2), "first", 193, offsets)).toBe(Infinity);
    }
  });
});

/** Buffers of [size, alignment, fixed offset], all live together. */
function of(...rows: readonly (readonly [number, number, number?])[]): ProblemArrays {
  return toArrays({
    buffers: rows.map(([size, alignment, offset], i) => {
      const buffer = { id: `${i}`, lower: 0, upper: 1, size, alignment };
      return offset === undefined ? buffer : { ...buffer, offset };
    }),
  });
}

function by(...rows: readonly (readonly [number, number, number?])[]): boolean {
  const arrays = of(...rows);
  return alignsByItself(arrays, arrays.size);
}
