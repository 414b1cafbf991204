import { describe, expect, it } from "vitest";
import { Candidates, type Preference } from "../../src/heuristics/candidates.js";
import { PRESSED_FIRST, Runner, SIDES_FIRST } from "../../src/heuristics/heuristic.js";
import { SkylinePlacer } from "../../src/heuristics/skyline.js";
import { contention, loadBound, type ProblemArrays, toArrays } from "../../src/problem/index.js";
import { fault, guillotine, randomArrays, randomProblem, stream } from "./problems.js";

function lifetimes({ count, start, end }: ProblemArrays): Float64Array {
  return Float64Array.from({ length: count }, (_, b) => end[b]! - start[b]!);
}

describe("candidates for a flat", () => {
  it.each([
    [40, 30, 12],
    [1500, 300, 120],
    [3000, 2000, 900],
  ])("are found by the tree as by reading all %i", (count, horizon, longest) => {
    const arrays = toArrays(randomProblem(count, { count, horizon, longest, largest: 6 }));
    const next = stream(count);
    const score = Float64Array.from({ length: count }, () => next());
    const candidates = new Candidates(arrays);
    const unplaced = new Set(Array.from({ length: count }, (_, p) => p));
    candidates.reset(score);
    let found = 0;
    for (let i = 0; i < 400; i++) {
      const flatStart = Math.floor(next() * arrays.slotCount * (i % 2));
      const flatEnd = flatStart + 1 + Math.floor(next() * (arrays.slotCount - flatStart));
      const pressed = flatStart + Math.floor(next() * (flatEnd - flatStart));
      const stepLeft = 1 + Math.floor(next() * 6);
      const stepRight = 1 + Math.floor(next() * 6);
      const preference = i % 3 === 0 ? SIDES_FIRST : PRESSED_FIRST;
      const rankOf = (p: number): number => {
        const [s, e] = [candidates.start[p]!, candidates.end[p]!];
        let rank = s <= pressed && e > pressed ? preference.cover : 0;
        if (s === flatStart) rank += preference.match * (candidates.size[p] === stepLeft ? 2 : 1);
        if (e === flatEnd) rank += preference.match * (candidates.size[p] === stepRight ? 2 : 1);
        return rank;
      };
      let best = -1;
      for (const p of unplaced) {
        if (candidates.start[p]! < flatStart || candidates.end[p]! > flatEnd) continue;
        const better =
          best < 0 ? 1 : rankOf(p) - rankOf(best) || score[candidates.buffer[p]!]! - score[candidates.buffer[best]!]!;
        if (better > 0) best = p;
      }
      const picked = candidates.pick(flatStart, flatEnd, pressed, stepLeft, stepRight, preference);
      expect(picked, `flat ${flatStart} to ${flatEnd}, pressed ${pressed}`).toBe(best);
      if (picked < 0) continue;
      found++;
      candidates.remove(picked);
      unplaced.delete(picked);
    }
    expect(found).toBeGreaterThanOrEqual(Math.min(count, 300));
  });

  it("are read no further than 192 at a side where thousands share it", () => {
    const buffers = Array.from({ length: 2000 }, (_, i) => ({
      id: `${i}`,
      lower: 0,
      upper: 10 + (i % 2),
      size: 1 + i,
    }));
    const arrays = toArrays({ buffers });
    const candidates = new Candidates(arrays);
    candidates.reset(Float64Array.from({ length: 2000 }, (_, b) => b));
    const sizes: number[] = [];
    for (let i = 0; i < 3; i++) {
      const picked = candidates.pick(0, arrays.slotCount, 0, Infinity, Infinity, PRESSED_FIRST);
      sizes.push(candidates.size[picked]!);
      candidates.remove(picked);
    }
    // The longest first, and of these the largest.
    expect(sizes).toEqual([2000, 1998, 1996]);
  });
});

function withoutFixed(arrays: ProblemArrays): ProblemArrays {
  return { ...arrays, fixedOffset: arrays.fixedOffset.map(() => -1), hasFixed: false };
}

/** The skyline over a plain array of levels, the lowest and leftmost flat of all first. */
function lowestFirst(arrays: ProblemArrays, score: Float64Array, preference: Preference, limit: number) {
  const { slotCount, count } = arrays;
  const levels = new Array<number>(slotCount).fill(0);
  const rest = Array.from(contention(arrays));
  const candidates = new Candidates(arrays);
  candidates.reset(score);
  const offsets = new Float64Array(count);
  let peak = 0;
  let filled = 0;
  if (Math.max(...rest) >= limit) return { peak: Infinity, filled, offsets };
  for (let left = count; left > 0; ) {
    filled = Math.min(...levels);
    const from = levels.indexOf(filled);
    let to = from;
    while (levels[to] === filled) to++;
    let pressed = from;
    for (let slot = from; slot < to; slot++) if (rest[slot]! > rest[pressed]!) pressed = slot;
    const leftUp = (levels[from - 1] ?? Infinity) - filled;
    const rightUp = (levels[to] ?? Infinity) - filled;
    const p = candidates.pick(from, to, pressed, leftUp, rightUp, preference);
    if (p < 0) {
      const raised = filled + Math.min(leftUp, rightUp);
      if (raised + rest[pressed]! >= limit) return { peak: Infinity, filled, offsets };
      levels.fill(raised, from, to);
      continue;
    }
    const b = candidates.buffer[p]!;
    offsets[b] = Math.ceil(filled / arrays.alignment[b]!) * arrays.alignment[b]!;
    const top = offsets[b]! + arrays.size[b]!;
    if (top >= limit) return { peak: Infinity, filled, offsets };
    peak = Math.max(peak, top);
    candidates.remove(p);
    levels.fill(top, arrays.start[b]!, arrays.end[b]!);
    for (let slot = arrays.start[b]!; slot < arrays.end[b]!; slot++) rest[slot]! -= arrays.size[b]!;
    left--;
  }
  return { peak, filled: 0, offsets };
}

describe("placement along the skyline", () => {
  it("gives valid plans, by either score and preference, with alignment", () => {
    let plans = 0;
    for (let seed = 0; seed < 400; seed++) {
      const arrays = randomArrays(seed);
      if (arrays.hasFixed) continue;
      const placer = new SkylinePlacer(arrays);
      const offsets = new Float64Array(arrays.count);
      for (const score of [lifetimes(arrays), arrays.size]) {
        for (const preference of [PRESSED_FIRST, SIDES_FIRST]) {
          const peak = placer.place(score, preference, Infinity, offsets);
          expect(fault(arrays, offsets, peak), `seed ${seed}`).toBeNull();
          expect(peak, `seed ${seed}`).toBeGreaterThanOrEqual(loadBound(arrays));
          plans++;
        }
      }
    }
    expect(plans).toBeGreaterThan(800);
  });

  it("keeps fixed buffers where they are when run as a rule", () => {
    let fixed = 0;
    for (let seed = 0; seed < 200; seed++) {
      const arrays = randomArrays(seed);
      if (arrays.hasFixed) fixed++;
      const runner = new Runner(arrays);
      const offsets = new Float64Array(arrays.count);
      const peak = runner.run({ fit: "skyline", prefer: "sides", by: "area" }, Infinity, offsets);
      expect(fault(arrays, offsets, peak), `seed ${seed}`).toBeNull();
    }
    expect(fixed).toBeGreaterThan(40);
  });

  it("ends early at a limit, and is the same as unbounded below it", () => {
    for (let seed = 0; seed < 100; seed++) {
      const arrays = toArrays(guillotine(seed, 60, 40, 200));
      const placer = new SkylinePlacer(arrays);
      const offsets = new Float64Array(arrays.count);
      const bounded = new Float64Array(arrays.count);
      const peak = placer.place(lifetimes(arrays), PRESSED_FIRST, Infinity, offsets);
      expect(placer.place(lifetimes(arrays), PRESSED_FIRST, peak, bounded), `seed ${seed}`).toBe(Infinity);
      expect(placer.filled).toBeLessThan(peak);
      expect(placer.place(lifetimes(arrays), PRESSED_FIRST, peak + 1, bounded), `seed ${seed}`).toBe(peak);
      expect(bounded, `seed ${seed}`).toEqual(offsets);
      expect(placer.place(lifetimes(arrays), PRESSED_FIRST, loadBound(arrays), bounded), `seed ${seed}`).toBe(Infinity);
      expect(placer.filled).toBe(0);
    }
  });

  it("gives what the lowest flat of all would give if it always came first, and says how high it got", () => {
    let early = 0;
    for (let seed = 0; seed < 150; seed++) {
      const arrays = seed % 2 === 0 ? toArrays(guillotine(seed, 60, 40, 200)) : withoutFixed(randomArrays(seed));
      const preference = seed % 3 === 0 ? SIDES_FIRST : PRESSED_FIRST;
      const score = lifetimes(arrays);
      const unbounded = lowestFirst(arrays, score, preference, Infinity);
      const placer = new SkylinePlacer(arrays);
      const offsets = new Float64Array(arrays.count);
      expect(placer.place(score, preference, Infinity, offsets), `seed ${seed}`).toBe(unbounded.peak);
      expect(offsets, `seed ${seed}`).toEqual(unbounded.offsets);
      for (const share of [0.7, 0.9, 0.99, 1]) {
        const limit = Math.max(1, Math.floor(unbounded.peak * share));
        const bounded = lowestFirst(arrays, score, preference, limit);
        expect(placer.place(score, preference, limit, offsets, undefined, true)).toBe(bounded.peak);
        expect(placer.filled, `seed ${seed} below ${limit}`).toBe(bounded.filled);
        if (bounded.filled > 0) early++;
      }
    }
    expect(early).toBeGreaterThan(150);
  });

  it("puts a stack of nested lifetimes up without waste", () => {
    const buffers = Array.from({ length: 50 }, (_, i) => ({ id: `${i}`, lower: i, upper: 100 - i, size: 1 + (i % 7) }));
    const arrays = toArrays({ buffers });
    const offsets = new Float64Array(50);
    expect(new SkylinePlacer(arrays).place(lifetimes(arrays), PRESSED_FIRST, Infinity, offsets)).toBe(
      loadBound(arrays),
    );
  });

  it("stops when asked to", () => {
    const arrays = toArrays(randomProblem(2, { count: 4000, horizon: 4000, longest: 50, largest: 100 }));
    const offsets = new Float64Array(arrays.count);
    let asked = 0;
    const placer = new SkylinePlacer(arrays);
    expect(placer.place(lifetimes(arrays), PRESSED_FIRST, Infinity, offsets, () => ++asked === 2)).toBe(Infinity);
    expect(asked).toBe(2);
    const runner = new Runner(
      toArrays(randomProblem(3, { count: 4000, horizon: 4000, longest: 9, largest: 9, fixed: 0.01 })),
    );
    const rule = { fit: "skyline", prefer: "pressed", by: "area" } as const;
    expect(runner.run(rule, Infinity, offsets, () => true)).toBe(Infinity);
  });
});
