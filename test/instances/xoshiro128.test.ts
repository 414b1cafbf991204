import { describe, expect, it } from "vitest";
import { Xoshiro128 } from "../../src/instances/xoshiro128.js";

describe("Xoshiro128", () => {
  it("gives the numbers of the reference xoshiro128** from the state 1, 2, 3, 4", () => {
    const random = Xoshiro128.fromState([1, 2, 3, 4]);
    expect([random.uint32(), random.uint32(), random.uint32(), random.uint32()]).toEqual([11520, 0, 5927040, 70819200]);
  });

  it("gives other numbers for another seed, for another high word of the seed and for another stream", () => {
    const first = (seed: number, stream: string) => new Xoshiro128(seed, stream).uint32();
    const draws = [
      first(0, "a"),
      first(1, "a"),
      first(2 ** 32, "a"),
      first(0, "b"),
      first(0, "ab"),
      first(2 ** 53 - 1, "a"),
    ];
    expect(new Set(draws).size).toBe(draws.length);
    expect(first(7, "a")).toBe(first(7, "a"));
  });

  it("draws every number of a range about as often", () => {
    const random = new Xoshiro128(3);
    const times = new Int32Array(7);
    for (let i = 0; i < 70_000; i++) times[random.between(10, 16) - 10]!++;
    for (const count of times) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });

  it("stays within ranges beyond 32 bits and uses their upper half", () => {
    const random = new Xoshiro128(4);
    const n = 2 ** 53 - 1;
    let upper = 0;
    for (let i = 0; i < 1000; i++) {
      const drawn = random.below(n);
      expect(Number.isSafeInteger(drawn) && drawn >= 0 && drawn < n).toBe(true);
      if (drawn >= n / 2) upper++;
    }
    expect(Math.abs(upper - 500)).toBeLessThan(80);
  });

  it("permutes: each number once, and each place equally likely", () => {
    const random = new Xoshiro128(5);
    const firsts = new Int32Array(5);
    for (let i = 0; i < 10_000; i++) {
      const order = random.permutation(5);
      expect([...order].sort()).toEqual([0, 1, 2, 3, 4]);
      firsts[order[0]!]!++;
    }
    for (const count of firsts) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  it("hits a chance of 30 percent in about 30 of 100 cases, one of 0 never, one of 100 always", () => {
    const random = new Xoshiro128(6);
    const hits = (percent: number) =>
      Array.from({ length: 10_000 }, () => random.chance(percent)).filter(Boolean).length;
    expect(hits(0)).toBe(0);
    expect(hits(100)).toBe(10_000);
    expect(Math.abs(hits(30) - 3000)).toBeLessThan(200);
  });
});
