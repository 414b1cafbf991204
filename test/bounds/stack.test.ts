import { describe, expect, it } from "vitest";
import { readFamily } from "../../optima/records.mjs";
import {
  fewEnough,
  type Kind,
  lowestStack,
  packedStack,
  roundedUp,
  stackBound,
  stackBoundSteps,
} from "../../src/bounds/stack.js";
import { greedy } from "../../src/heuristics/index.js";
import { type Buffer, finish, loadBound, type Problem, toArrays } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import { bruteForceOptimum } from "../support/brute-force.js";
import { KINDS, smallProblem } from "../support/small-problems.js";

function boundsOf(problem: Problem): { load: number; stack: number } {
  const arrays = toArrays(problem);
  const load = loadBound(arrays);
  return { load, stack: stackBound(arrays, load) };
}

type Shape = Partial<Omit<Buffer, "id">> & { size: number };

/** Buffers live from 0 to 1, if not said otherwise. */
const live = (...shapes: Shape[]): Problem => ({
  buffers: shapes.map((shape, i) => ({ id: `b${i}`, lower: 0, upper: 1, ...shape })),
});

const kind = (size: number, alignment = 1, fixed = -1, count = 1): Kind => ({ size, alignment, fixed, count });

describe("the stack bound", () => {
  it("lies from the load bound to the optimum, on 1,200 small problems, and above the load bound on many", () => {
    let above = 0;
    for (let seed = 0; seed < 1_200; seed++) {
      const problem = smallProblem(seed, KINDS[seed % KINDS.length]);
      const { load, stack } = boundsOf(problem);
      expect(stack, `seed ${seed}`).toBeGreaterThanOrEqual(load);
      expect(stack, `seed ${seed}`).toBeLessThanOrEqual(bruteForceOptimum(problem));
      if (stack > load) above++;
    }
    expect(above).toBeGreaterThan(60);
  });

  it("is the optimum where all buffers are live at one time", () => {
    let above = 0;
    for (let seed = 0; seed < 500; seed++) {
      const buffers = smallProblem(seed, seed % 2 === 0 ? "aligned" : "fixed").buffers.slice(0, 6);
      const fixedTogether = new Set<number>();
      // Fixed buffers that lie apart in time may now collide: all but the first of them move.
      const together = buffers.map(({ offset, ...buffer }) => {
        const isFirst = offset !== undefined && fixedTogether.size === 0;
        if (isFirst) fixedTogether.add(offset);
        return { ...buffer, lower: 0, upper: 1, ...(isFirst && { offset }) };
      });
      const { load, stack } = boundsOf({ buffers: together });
      expect(stack, `seed ${seed}`).toBe(bruteForceOptimum({ buffers: together }));
      if (stack > load) above++;
    }
    expect(above).toBeGreaterThan(50);
  });

  it("is the load bound where nothing is aligned or fixed", () => {
    for (let seed = 0; seed < 300; seed++) {
      const { load, stack } = boundsOf(smallProblem(seed, seed % 2 === 0 ? "plain" : "twins"));
      expect(stack).toBe(load);
    }
    expect(boundsOf({ buffers: [] })).toEqual({ load: 0, stack: 0 });
  });

  it("holds on every certified instance, and meets most optima above the load bound where buffers are aligned", () => {
    const families = {
      "small-aligned": 0.85,
      "small-mixed": 0.85,
      "medium-aligned": 0.7,
      "large-aligned": 0.6,
      "small-fixed": 0.8,
    };
    for (const [family, share] of Object.entries(families)) {
      const records = readFamily(family);
      const above = records.filter(({ optimum, load }) => optimum > load);
      let met = 0;
      for (const { problem, optimum, load, seed } of records) {
        const { load: loads, stack } = boundsOf(problem);
        expect(stack, `${family}, seed ${seed}`).toBeLessThanOrEqual(optimum);
        const arrays = toArrays(problem);
        const { offsets } = greedy(arrays, { target: 0 });
        expect(stackBound(arrays, loads, offsets), `${family}, seed ${seed}: with a plan known`).toBe(stack);
        if (optimum > load && stack === optimum) met++;
      }
      expect(met, family).toBeGreaterThan(share * above.length);
    }
  });
});

describe("the stack bound of one section", () => {
  it("is found where the alignments have no common multiple below 2^53", () => {
    const alignments = [1_000_003, 1_000_033, 1_000_037, 1_000_039];
    const shapes = alignments.map((alignment, i) => ({ size: 2 ** 30 + i, alignment }));
    expect(boundsOf(live(...shapes)).stack).toBe(
      lowestStack(shapes.map(({ size, alignment }) => kind(size, alignment))),
    );
  });

  it("keeps a buffer above one that is fixed at 0, even where its size is a multiple of all alignments", () => {
    const problem = live({ size: 128, offset: 0 }, { size: 384, alignment: 192 }, { size: 512 });
    expect(boundsOf(problem)).toEqual({ load: 1024, stack: 1088 });
    expect(bruteForceOptimum(problem)).toBe(1088);
  });

  it("rounds up where there are too many kinds, which is exact for one alignment", () => {
    const sizes = Array.from({ length: 30 }, (_, i) => 64 * i + 2 * i + 1);
    const { load, stack } = boundsOf(live(...sizes.map((size) => ({ size, alignment: 64 }))));
    const rounded = sizes.reduce((sum, size) => sum + Math.ceil(size / 64) * 64, 0);
    expect(stack).toBe(rounded - 63);
    expect(stack).toBeGreaterThan(load + 900);
  });
});

describe("the work of the stack bound", () => {
  const within = (problem: Problem, bound: number, mostWork = Infinity) =>
    finish(stackBoundSteps(toArrays(problem), bound, undefined, mostWork));

  it("is none where nothing is aligned or fixed", () => {
    expect(within(live({ size: 3 }, { size: 4 }), 0)).toMatchObject({ bound: 0, work: 0 });
  });

  it("is none where no stack can be higher than what is known, gaps and fixed tops counted", () => {
    const problem = live({ size: 8, alignment: 4, offset: 0 }, { size: 5, alignment: 4 }, { size: 20 });
    expect(within(problem, 8 + 5 + 3 + 20)).toMatchObject({ bound: 36, work: 0 });
    // Three buffers looked at; only where a quick stack is too high, eight sets of three kinds as well.
    expect(within(problem, 35)).toMatchObject({ bound: 35, work: 3 });
    expect(within(problem, 32)).toMatchObject({ bound: 33, work: 3 + 8 * 3 });
    expect(within(problem, 33).bound).toBe(33);
    expect(within(problem, 0).bound).toBe(33);
  });

  it("is none for slots whose buffers are live together in another one", () => {
    const problem = live({ size: 1, alignment: 100, upper: 3 }, { size: 1, lower: 1, upper: 2 });
    expect(within(problem, 0)).toMatchObject({ bound: 2, work: 2 + 4 * 2 });
  });

  // A change on purpose changes these numbers.
  it("is as much as ever on the certified instances, less by a plan", () => {
    const sums = ["small-aligned", "medium-aligned", "medium-fixed", "large-fixed"].map((family) => {
      const works = readFamily(family).map(({ problem }) => {
        const arrays = toArrays(problem);
        const load = loadBound(arrays);
        const { offsets } = greedy(arrays, { target: load });
        return [undefined, offsets].map((plan) => finish(stackBoundSteps(arrays, load, plan, Infinity)).work);
      });
      return [0, 1].map((i) => works.reduce((sum, work) => sum + work[i]!, 0));
    });
    expect(sums).toEqual([
      [48_127, 44_179],
      [142_268, 130_196],
      [28_150, 26_782],
      [100_616, 23_588],
    ]);
  });

  it("ends after the section in which it exceeds its limit, the highest first", () => {
    const early = { size: 5, alignment: 4 };
    const late = { size: 3, alignment: 4, lower: 1, upper: 2 };
    const problem = live(early, early, late, late, late);
    expect(within(problem, 0)).toMatchObject({ bound: 13, work: 5 + 4 + 5 + 3 });
    expect(within(problem, 0, 9)).toMatchObject({ bound: 13, work: 17 });
    expect(within(problem, 0, 8)).toMatchObject({ bound: 11, work: 9 });
    expect(within(problem, 18)).toMatchObject({ bound: 18, work: 0 });
  });

  it("does not grow with sizes that differ by multiples of all alignments", () => {
    const shapes = Array.from({ length: 20 }, (_, i) => ({ size: 12 * i + 5, alignment: i % 2 === 0 ? 4 : 6 }));
    const multiples = 12 * 190;
    const lowest = lowestStack([kind(5, 4, -1, 10), kind(5, 6, -1, 10)]);
    expect(within(live(...shapes), 0)).toMatchObject({ bound: multiples + lowest, work: 20 + 121 * 2 });
  });
});

describe("the lowest stack", () => {
  it("puts small buffers into the gaps that alignments leave", () => {
    expect(lowestStack([kind(3, 4, -1, 3)])).toBe(11);
    expect(lowestStack([kind(3, 4, -1, 3), kind(1, 1, -1, 2)])).toBe(11);
    expect(lowestStack([kind(3, 4, -1, 3), kind(2, 1, -1, 2)])).toBe(15);
    expect(lowestStack([kind(3, 4, -1, 3), kind(2)])).toBe(13);
  });

  it("is no higher than a quickly packed one, and the same where that height is known, on 2,000 stacks", () => {
    const random = new Random(5);
    const whole = (most: number) => 1 + Math.floor(random.next() * most);
    let higher = 0;
    for (let i = 0; i < 2_000; i++) {
      const kinds = Array.from({ length: whole(5) }, () => kind(whole(9), whole(6), -1, whole(2)));
      if (i % 2 === 0) kinds.push(kind(whole(4), 1, whole(20)));
      const packed = packedStack(kinds);
      const lowest = lowestStack(kinds);
      expect(packed, JSON.stringify(kinds)).toBeGreaterThanOrEqual(lowest);
      expect(lowestStack(kinds, packed), JSON.stringify(kinds)).toBe(lowest);
      if (packed > lowest) higher++;
    }
    expect(higher).toBeGreaterThan(100);
  });

  it("goes around what is fixed", () => {
    expect(lowestStack([kind(2, 1, 3), kind(3)])).toBe(5);
    expect(lowestStack([kind(2, 1, 3), kind(4)])).toBe(9);
    expect(lowestStack([kind(2, 1, 3), kind(2, 2), kind(1), kind(1)])).toBe(6);
    expect(lowestStack([kind(2, 1, 0), kind(2, 1, 10), kind(9), kind(8)])).toBe(21);
  });

  it("counts in bytes beyond 2^32", () => {
    expect(lowestStack([kind(2 ** 40 - 1, 2 ** 41, -1, 3)])).toBe(2 * 2 ** 41 + 2 ** 40 - 1);
  });

  it("is no lower than its buffers rounded up, which is exact where all have one alignment", () => {
    const random = new Random(5);
    const whole = (most: number) => 1 + Math.floor(random.next() * most);
    for (let round = 0; round < 300; round++) {
      const kinds = Array.from({ length: whole(7) }, () => kind(whole(20), [1, 2, 4, 6][whole(4) - 1]!, -1, whole(2)));
      expect(roundedUp(kinds)).toBeLessThanOrEqual(lowestStack(kinds));
      const pinned = [...kinds, kind(whole(20), 4, 4 * whole(20))];
      expect(roundedUp(pinned)).toBeLessThanOrEqual(lowestStack(pinned));
      const alike = kinds.map((one) => ({ ...one, alignment: 8 }));
      expect(roundedUp(alike)).toBe(lowestStack(alike));
    }
  });

  it("leaves out what restricts least where there are too many kinds, and stays a bound", () => {
    const aligned = Array.from({ length: 6 }, (_, i) => kind(10 + i, 16));
    const plain = Array.from({ length: 20 }, (_, i) => kind(100 + i));
    const fixed = [kind(5, 1, 0), kind(5, 1, 700), kind(5, 1, 900)];
    for (const all of [
      [...fixed, ...aligned, ...plain],
      [...plain, ...fixed, ...aligned],
      [...aligned.toReversed(), ...plain, ...fixed],
      [fixed[1]!, ...plain, fixed[0]!, ...aligned, fixed[2]!],
    ]) {
      const kept = fewEnough(all);
      expect(new Set(kept)).toEqual(new Set([...fixed, ...aligned, ...plain.slice(-7)]));
    }
    const kept = fewEnough([...plain, kind(5, 1, 700), ...aligned]);
    expect(kept).toHaveLength(16);
    expect(kept.filter(({ alignment }) => alignment === 16)).toHaveLength(6);
    expect(kept.filter(({ fixed }) => fixed === 700)).toHaveLength(1);
    expect(Math.min(...kept.filter(({ size }) => size >= 100).map(({ size }) => size))).toBe(111);
    expect(fewEnough(kept)).toBe(kept);
    const buffers = [...plain, ...aligned].map(({ size, alignment }, i) => ({
      id: `b${i}`,
      lower: 0,
      upper: 1,
      size,
      alignment,
    }));
    const { load, stack } = boundsOf({ buffers });
    expect(stack).toBe(load);
  });
});
