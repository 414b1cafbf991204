import { describe, expect, it } from "vitest";
import { type Key, SortKeys } from "../../src/heuristics/keys.js";
import { ORDER_NAMES, ORDERS, Orders } from "../../src/heuristics/orders.js";
import { contentionPhases } from "../../src/heuristics/phases.js";
import { contention, loadBound, type ProblemArrays, toArrays } from "../../src/problem/index.js";
import { overlap, randomArrays } from "./problems.js";

/** The keys from their definitions, for ascending order. */
function naiveKey(arrays: ProblemArrays, key: Exclude<Key, "phase">, b: number): number {
  const { count, size, start, end } = arrays;
  const all = Array.from({ length: count }, (_, other) => other);
  const lifetime = end[b]! - start[b]!;
  const live = contention(arrays);
  switch (key) {
    case "lifetime":
      return -lifetime;
    case "size":
      return -size[b]!;
    case "area":
      return -lifetime * size[b]!;
    case "start":
      return start[b]!;
    case "end":
      return -end[b]!;
    case "contention":
      return -Math.max(...live.subarray(start[b]!, end[b]!));
    case "overlaps":
      return -all.filter((other) => overlap(arrays, other, b)).length;
    case "conflict":
      return -size[b]! * all.filter((other) => overlap(arrays, other, b)).reduce((sum, other) => sum + size[other]!, 0);
  }
}

/**
 * Phases word by word: thresholds from the highest down, runs from left to right, every buffer joins the first that it
 * meets.
 */
function naivePhases(arrays: ProblemArrays, limit: number): number[] {
  const live = contention(arrays);
  const phase = new Array<number>(arrays.count).fill(-1);
  let phases = 0;
  for (let percent = 100; percent >= 20; percent -= 10) {
    const hot = (slot: number): boolean => slot < live.length && live[slot]! >= (limit * percent) / 100;
    for (let from = 0; from < live.length; from++) {
      if (!hot(from) || (from > 0 && hot(from - 1))) continue;
      let to = from;
      while (hot(to)) to++;
      for (let b = 0; b < arrays.count; b++) {
        if (phase[b] === -1 && arrays.start[b]! < to && arrays.end[b]! > from) phase[b] = phases;
      }
      phases++;
    }
  }
  return phase.map((own) => (own === -1 ? phases : own));
}

describe("keys", () => {
  it("are what their definitions say, on random problems", () => {
    const keys = ["lifetime", "size", "area", "start", "end", "contention", "overlaps", "conflict"] as const;
    for (let seed = 0; seed < 150; seed++) {
      const arrays = randomArrays(seed);
      const found = new SortKeys(arrays);
      for (const key of keys) {
        const expected = Array.from({ length: arrays.count }, (_, b) => naiveKey(arrays, key, b));
        expect(Array.from(found.get(key)), `seed ${seed}, ${key}`).toEqual(expected);
      }
    }
  });

  it("are worked out once", () => {
    const keys = new SortKeys(randomArrays(3));
    expect(keys.get("phase")).toBe(keys.get("phase"));
  });
});

describe("contention phases", () => {
  it("follow the definition: runs at or above 100 %, 90 %, … 20 % of the limit, each buffer in its first", () => {
    for (let seed = 0; seed < 200; seed++) {
      const arrays = randomArrays(seed);
      const bound = loadBound(arrays);
      const limit = seed % 3 === 0 ? bound : Math.ceil(bound * (1 + (seed % 7) / 2));
      expect(Array.from(new SortKeys(arrays, limit).get("phase")), `seed ${seed}`).toEqual(naivePhases(arrays, limit));
    }
  });

  it("take the load bound for the limit where there is none, or none that could be met", () => {
    const arrays = randomArrays(11);
    const expected = naivePhases(arrays, loadBound(arrays));
    expect(Array.from(new SortKeys(arrays).get("phase"))).toEqual(expected);
    expect(Array.from(new SortKeys(arrays, loadBound(arrays) - 1).get("phase"))).toEqual(expected);
  });

  it("begin with the two peaks, left before right, and end with what no threshold reaches", () => {
    const arrays = toArrays({
      buffers: [
        { id: "quiet", lower: 0, upper: 2, size: 1 },
        { id: "left", lower: 2, upper: 4, size: 10 },
        { id: "middle", lower: 4, upper: 6, size: 5 },
        { id: "right", lower: 6, upper: 8, size: 10 },
        { id: "half", lower: 7, upper: 9, size: 5 },
      ],
    });
    const live = contention(arrays);
    const peakOf = Float64Array.of(1, 10, 5, 15, 15);
    const phase = new Float64Array(5);
    expect(contentionPhases(arrays, live, peakOf, 15, phase)).toBeGreaterThan(3);
    expect([phase[3], phase[4]]).toEqual([0, 0]);
    expect(phase[1]).toBeLessThan(phase[2]!);
    expect(phase[0]).toBe(Math.max(...phase));
    expect(contentionPhases(arrays, live, peakOf, 5, phase)).toBe(Math.max(...phase) + 1);
  });
});

describe("orders", () => {
  it("hold every free buffer once, by their keys, and by index where these are equal", () => {
    for (let seed = 0; seed < 100; seed++) {
      const arrays = randomArrays(seed);
      const orders = new Orders(arrays);
      const free = Array.from({ length: arrays.count }, (_, b) => b).filter((b) => arrays.fixedOffset[b]! < 0);
      for (const name of ORDER_NAMES) {
        const keys = ORDERS[name].map((key) => orders.keys.get(key));
        const expected = free.slice().sort((a, b) => {
          for (const key of keys) if (key[a] !== key[b]) return key[a]! - key[b]!;
          return a - b;
        });
        expect(Array.from(orders.get(name)), `seed ${seed}, ${name}`).toEqual(expected);
      }
    }
  });

  it("count the field's six, MiniMalloc's three and TelaMalloc's three among them", () => {
    const field = ["size", "lifetime", "area", "contention", "start", "overlaps"];
    const others = ["TWA", "TAW", "WAT", "phase, lifetime", "phase, size", "phase, area"];
    expect(ORDER_NAMES).toEqual(expect.arrayContaining([...field, ...others]));
  });
});
