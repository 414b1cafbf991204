import { describe, expect, it } from "vitest";
import { IntervalSets } from "../../src/heuristics/interval-sets.js";
import { SkylineFlats } from "../../src/heuristics/skyline-flats.js";
import { SlotMaxima } from "../../src/heuristics/slot-maxima.js";
import { KeySorter } from "../../src/heuristics/sort.js";
import { Random } from "../../src/problem/random.js";
import { stream } from "./problems.js";

describe("interval sets", () => {
  it("keep the maximal intervals of what was added, and say whether that was new", () => {
    for (let seed = 0; seed < 30; seed++) {
      const next = stream(seed);
      const sets = new IntervalSets(3);
      for (let run = 0; run < 2; run++) {
        const model = [0, 1, 2].map(() => new Uint8Array(600));
        for (let i = 0; i < 250; i++) {
          const set = Math.floor(next() * 3);
          const lo = Math.floor(next() * 580);
          const hi = lo + 1 + Math.floor(next() * (i % 10 === 9 ? 200 : 4));
          const had = model[set]!.subarray(lo, hi).every((bit) => bit === 1);
          model[set]!.fill(1, lo, Math.min(hi, 600));
          expect(sets.add(set, lo, Math.min(hi, 600)), `seed ${seed}, step ${i}`).toBe(!had);
        }
        for (let set = 0; set < 3; set++) {
          const expected: number[] = [];
          for (let a = 0; a <= 600; a++) {
            const inside = a < 600 && model[set]![a] === 1;
            if (inside !== expected.length % 2 > 0) expected.push(a);
          }
          const from = sets.first[set]!;
          const kept = sets.pool.subarray(from, from + sets.length[set]!);
          expect(Array.from(kept), `seed ${seed}, set ${set}`).toEqual(expected);
        }
        sets.clear();
        expect(Array.from(sets.length)).toEqual([0, 0, 0]);
      }
    }
  });

  it("shift long sets right and left", () => {
    const sets = new IntervalSets(1);
    for (let i = 200; i > 0; i--) sets.add(0, 10 * i, 10 * i + 1);
    expect(sets.length[0]).toBe(400);
    sets.add(0, 10, 1001);
    const kept = Array.from(sets.pool.subarray(sets.first[0]!, sets.first[0]! + sets.length[0]!));
    expect(kept.slice(0, 4)).toEqual([10, 1001, 1010, 1011]);
    expect(kept.length).toBe(2 * 101);
  });

  it("use the room again that a grown set left behind", () => {
    const sets = new IntervalSets(2);
    for (let i = 0; i < 100; i++) sets.add(0, 2 * i, 2 * i + 1);
    const before = sets.pool.length;
    for (let i = 0; i < 40; i++) sets.add(1, 2 * i, 2 * i + 1);
    expect(sets.pool.length).toBe(before);
    expect(sets.length[1]).toBe(80);
    expect(sets.pool[sets.first[0]!]).toBe(0);
    expect(sets.pool[sets.first[0]! + 199]).toBe(199);
  });
});

describe("sorting by keys", () => {
  it("agrees with a stable comparison sort by three keys, for any number of items", () => {
    for (let count = 0; count < 120; count++) {
      const next = stream(count);
      const key = (values: number): Float64Array =>
        Float64Array.from({ length: count }, () => Math.floor(next() * values) - 3);
      const [first, second, third] = [key(1 + (count % 7)), key(3), key(2)];
      const items = Int32Array.from({ length: count }, (_, i) => i);
      const expected = Array.from(items).sort(
        (a, b) => first![a]! - first![b]! || second![a]! - second![b]! || third![a]! - third![b]! || a - b,
      );
      const sorter = new KeySorter(count + (count % 2));
      sorter.sort(items, first!, second!, third!);
      expect(Array.from(items), `${count} items`).toEqual(expected);
    }
  });

  it("does so too for many items, where digits are sorted by: signs, fractions, zeros and infinities", () => {
    const count = 50_021;
    const next = stream(7);
    const odd = [0, -0, Infinity, -Infinity, 2 ** 53 - 1, 1 - 2 ** 53, 0.5, -0.5, 5e-324, -5e-324, 1.7e308];
    const draw = [
      () => Math.floor(next() * 40) - 20,
      () => odd[Math.floor(next() * odd.length)]!,
      () => (next() - 0.5) * 2 ** Math.floor(next() * 80 - 40),
    ];
    const keys = draw.map((one) => Float64Array.from({ length: count }, one));
    for (const order of [
      [0, 1, 2],
      [1, 1, 1],
      [2, 0, 0],
      [1, 0, 1],
    ]) {
      const [first, second, third] = order.map((k) => keys[k]!);
      const items = Int32Array.from({ length: count }, (_, i) => (i * 7) % count);
      const place = new Int32Array(count);
      items.forEach((item, i) => {
        place[item] = i;
      });
      const compare = (a: number, b: number): number => Number(a > b) - Number(a < b);
      const expected = Array.from(items).sort(
        (a, b) =>
          compare(first![a]!, first![b]!) ||
          compare(second![a]!, second![b]!) ||
          compare(third![a]!, third![b]!) ||
          place[a]! - place[b]!,
      );
      new KeySorter(count).sort(items, first!, second!, third!);
      expect(items, `${order}`).toEqual(Int32Array.from(expected));
    }
  });

  it("leaves many items as they were where it is stopped", () => {
    const key = Float64Array.from({ length: 60_000 }, (_, i) => (i * 7_919) % 60_000);
    const items = Int32Array.from({ length: 60_000 }, (_, i) => i);
    expect(() => new KeySorter(60_000).sort(items, key, key, key, () => true)).toThrow();
    expect(items.every((item, i) => item === i)).toBe(true);
  });
});

describe("maxima over slots", () => {
  it.each([1, 15, 16, 17, 300, 3000, 4096, 4097, 8192, 20_000, 70_000])(
    "agree with a plain array of %i slots",
    (slots) => {
      const next = stream(slots);
      const model = Float64Array.from({ length: slots }, () => Math.floor(next() * 1000));
      const maxima = new SlotMaxima(slots);
      maxima.reset(model);
      for (let i = 0; i < 300; i++) {
        const from = Math.floor(next() * slots);
        const to = from + 1 + Math.floor(next() * (slots - from));
        if (i % 2 === 0) {
          const bytes = Math.floor(next() * 100);
          maxima.subtract(from, to, bytes);
          for (let slot = from; slot < to; slot++) model[slot]! -= bytes;
        }
        let first = from;
        for (let slot = from; slot < to; slot++) if (model[slot]! > model[first]!) first = slot;
        expect(maxima.argmax(from, to)).toBe(first);
        expect(maxima.at(first)).toBe(model[first]);
      }
    },
  );
});

describe("the flats of a skyline", () => {
  it("agree with a plain array of levels, and the one in hand has no lower neighbour", () => {
    for (let seed = 0; seed < 40; seed++) {
      const next = stream(seed);
      const slots = 1 + Math.floor(next() * 40);
      const model = new Array<number>(slots).fill(0);
      const flats = new SkylineFlats(slots);
      for (let run = 0; run < 2; run++) {
        flats.reset();
        model.fill(0);
        for (let i = 0; i < 150; i++) {
          const flat = flats.current;
          const level = model[flat]!;
          const end = flats.end[flat]!;
          expect(model.slice(flat, end).every((value) => value === level)).toBe(true);
          const left = flat === 0 ? Infinity : model[flat - 1]!;
          const right = end === slots ? Infinity : model[end]!;
          expect(flats.levelBefore(flat), `seed ${seed}`).toBe(left);
          expect(flats.levelAfter(flat), `seed ${seed}`).toBe(right);
          expect(Math.min(left, right), `seed ${seed}: a valley`).toBeGreaterThan(level);
          const from = next() < 0.4 ? flat : flat + Math.floor(next() * (end - flat));
          const to = next() < 0.4 ? end : from + 1 + Math.floor(next() * (end - from));
          const up = level + 1 + Math.floor(next() * 3);
          flats.raise(from, to, up);
          model.fill(up, from, to);
        }
        for (let flat = 0; flat < slots; flat = flats.end[flat]!) {
          const level = model[flat]!;
          expect(flats.level[flat]).toBe(level);
          let end = flat;
          while (end < slots && model[end] === level) end++;
          expect(flats.end[flat], `seed ${seed}: flats are maximal`).toBe(end);
        }
      }
    }
  });

  it("come to hand, below a ceiling, until none is left there", () => {
    for (let seed = 0; seed < 200; seed++) {
      const next = stream(seed);
      const slots = 1 + Math.floor(next() * 40);
      const model = new Array<number>(slots).fill(0);
      const flats = new SkylineFlats(slots);
      flats.reset();
      let ceiling = Infinity;
      const raiseSome = (): void => {
        const flat = flats.current;
        const end = flats.end[flat]!;
        const from = next() < 0.4 ? flat : flat + Math.floor(next() * (end - flat));
        const to = next() < 0.4 ? end : from + 1 + Math.floor(next() * (end - from));
        const up = model[flat]! + 1 + Math.floor(next() * 4);
        flats.raise(from, to, up);
        model.fill(up, from, to);
      };
      for (let i = 0; i < 60; i++) raiseSome();
      const rounds = 1 + (seed % 3);
      for (let round = 0; round < rounds; round++) {
        // The second ceiling is lower, as one below which something else failed.
        ceiling = Math.min(ceiling, Math.min(...model) + Math.floor(next() * 8));
        flats.leaveFrom(ceiling);
        const most = round === rounds - 1 ? 10_000 : 20;
        for (let i = 0; i < most && flats.current >= 0; i++) {
          expect(model[flats.current], `seed ${seed}`).toBeLessThan(ceiling);
          raiseSome();
        }
      }
      expect(flats.current, `seed ${seed}`).toBe(-1);
      expect(Math.min(...model), `seed ${seed}`).toBeGreaterThanOrEqual(ceiling);
    }
  });

  it.each([
    ["random", (next: () => number) => 1 + Math.floor(next() * 1e6)],
    ["falling", (_: () => number, slot: number) => 1e6 - slot],
    ["rising", (_: () => number, slot: number) => 1 + slot],
    ["sawtoothed", (_: () => number, slot: number) => 1 + ((slot * 37) % 1000)],
  ])("are passed in steps that grow with the raises, where levels are %s", (_, levelOf) => {
    const slots = 20_000;
    const next = stream(1);
    const flats = new SkylineFlats(slots);
    flats.reset();
    let raises = 0;
    // Every slot gets a level of its own first; then all is filled to the top.
    for (let ground = 0; ground < slots; raises++) {
      ground = flats.current + 1;
      flats.raise(flats.current, ground, levelOf(next, flats.current));
      if (flats.level[flats.current] !== 0) break;
    }
    for (; flats.end[0]! < slots; raises++) {
      const flat = flats.current;
      flats.raise(flat, flats.end[flat]!, Math.min(flats.levelBefore(flat), flats.levelAfter(flat)));
    }
    expect(raises).toBeGreaterThan(slots);
    expect(flats.steps).toBeLessThanOrEqual(3 * raises);
  });
});

describe("random numbers", () => {
  it("are the same for the same seed, and spread over [0, 1)", () => {
    const numbers = (seed: number): number[] => {
      const random = new Random(seed);
      return Array.from({ length: 1000 }, () => random.next());
    };
    expect(numbers(7)).toEqual(numbers(7));
    expect(numbers(7)).not.toEqual(numbers(8));
    expect(Math.min(...numbers(7))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers(7))).toBeLessThan(1);
    expect(numbers(7).reduce((sum, x) => sum + x) / 1000).toBeCloseTo(0.5, 1);
    expect(numbers(0).slice(0, 2)).toEqual([0.26642920868471265, 0.0003297457005828619]);
  });
});
