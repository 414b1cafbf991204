import { describe, expect, it } from "vitest";
import { type Heuristic, heuristicName, Runner } from "../../src/heuristics/heuristic.js";
import { drop, greedy, HEURISTICS, improve, type Plan, peakOf } from "../../src/heuristics/index.js";
import { partArrays, splitParts } from "../../src/heuristics/parts.js";
import { loadBound, type Problem, type ProblemArrays, toArrays } from "../../src/problem/index.js";
import { fault, faultBySweep, guillotine, overlap, randomArrays, randomProblem } from "./problems.js";

/** Several problems one after the other, with or without a pause. */
function inSequence(problems: readonly Problem[], pause: number): Problem {
  let from = 0;
  return {
    buffers: problems.flatMap(({ buffers }, k) => {
      const first = Math.min(...buffers.map((buffer) => buffer.lower));
      const shift = from - first;
      from = Math.max(...buffers.map((buffer) => buffer.upper)) + shift + pause;
      return buffers.map((buffer) => ({
        ...buffer,
        id: `${k}.${buffer.id}`,
        lower: buffer.lower + shift,
        upper: buffer.upper + shift,
      }));
    }),
  };
}

describe("independent parts", () => {
  it("are cut wherever no lifetime crosses", () => {
    for (let seed = 0; seed < 200; seed++) {
      const arrays = randomArrays(seed);
      const parts = splitParts(arrays);
      const seen = new Set<number>();
      for (let part = 0; part < parts.count; part++) {
        const members = parts.members.subarray(parts.first[part]!, parts.first[part + 1]!);
        expect(members.length, `seed ${seed}`).toBeGreaterThan(0);
        for (const b of members) {
          expect(parts.partOf[b]).toBe(part);
          seen.add(b);
        }
        const own = partArrays(arrays, members);
        members.forEach((a, i) => {
          members.forEach((b, j) => {
            expect(overlap(own, i, j), `seed ${seed}`).toBe(overlap(arrays, a, b));
          });
        });
        // No cut inside a part: every boundary between its slots is crossed.
        for (let slot = 1; slot < own.slotCount; slot++) {
          const crossed = Array.from(members.keys()).some((i) => own.start[i]! < slot && own.end[i]! > slot);
          expect(crossed, `seed ${seed}, part ${part}`).toBe(true);
        }
      }
      expect(seen.size).toBe(arrays.count);
      for (let a = 0; a < arrays.count; a++) {
        for (let b = 0; b < a; b++) if (overlap(arrays, a, b)) expect(parts.partOf[a]).toBe(parts.partOf[b]);
      }
    }
  });

  it("are one where the problem is empty of cuts, none where it is empty", () => {
    expect(splitParts(toArrays({ buffers: [] })).count).toBe(0);
    expect(splitParts(toArrays(guillotine(1, 30, 20, 50))).count).toBeGreaterThan(0);
  });
});

describe("the greedy portfolio", () => {
  it("gives valid plans at or above the load bound, no higher than any of its heuristics", () => {
    for (let seed = 0; seed < 150; seed++) {
      const arrays = randomArrays(seed);
      const bound = loadBound(arrays);
      const plan = greedy(arrays, { target: bound });
      expect(fault(arrays, plan.offsets, plan.peak), `seed ${seed}`).toBeNull();
      expect(plan.peak, `seed ${seed}`).toBeGreaterThanOrEqual(bound);
      const runner = new Runner(arrays, bound);
      const offsets = new Float64Array(arrays.count);
      for (const heuristic of HEURISTICS) {
        expect(plan.peak, `seed ${seed}, ${heuristicName(heuristic)}`).toBeLessThanOrEqual(
          runner.run(heuristic, Infinity, offsets),
        );
      }
    }
  });

  it("is no worse for giving up early than for running every heuristic to its end", () => {
    for (let seed = 0; seed < 60; seed++) {
      const arrays = toArrays(guillotine(seed, 50, 30, 100));
      const runner = new Runner(arrays, 0);
      const offsets = new Float64Array(arrays.count);
      const unbounded = Math.min(...HEURISTICS.map((heuristic) => runner.run(heuristic, Infinity, offsets)));
      expect(greedy(arrays, { target: 0 }).peak, `seed ${seed}`).toBeLessThanOrEqual(unbounded);
    }
  });

  it("stops at the first plan that meets the target, and names the heuristic that found it", () => {
    const arrays = toArrays(guillotine(9, 120, 60, 500));
    const generous = greedy(arrays, { target: 1e9 });
    expect(generous.foundBy).toBe("first fit by TWA");
    const seen: Plan[] = [];
    const best = greedy(arrays, { target: loadBound(arrays), onIncumbent: (plan) => seen.push(plan) });
    expect(seen[0]!.peak).toBe(generous.peak);
    expect(seen.length).toBeGreaterThan(1);
    for (let i = 1; i < seen.length; i++) expect(seen[i]!.peak).toBeLessThan(seen[i - 1]!.peak);
    for (const plan of seen) expect(fault(arrays, plan.offsets, plan.peak)).toBeNull();
    expect(seen.at(-1)).toEqual(best);
    expect(HEURISTICS.map(heuristicName)).toContain(best.foundBy);
  });

  it("gives the same plan every time", () => {
    for (let seed = 0; seed < 20; seed++) {
      const arrays = randomArrays(seed + 500);
      const options = { target: loadBound(arrays) };
      expect(greedy(arrays, options), `seed ${seed}`).toEqual(greedy(arrays, options));
    }
  });

  it("keeps the best heuristic of every independent part", () => {
    let ruledDifferently = 0;
    for (let seed = 0; seed < 40; seed++) {
      const alone = [0, 1, 2].map((k) => guillotine(3 * seed + k, 40, 25, 100));
      const together = toArrays(inSequence(alone, seed % 2));
      expect(splitParts(together).count, `seed ${seed}`).toBeGreaterThanOrEqual(3);
      const seen: Plan[] = [];
      const plan = greedy(together, { target: loadBound(together), onIncumbent: (better) => seen.push(better) });
      const peaks = alone.map((problem) => greedy(toArrays(problem), { target: 100 }).peak);
      expect(fault(together, plan.offsets, plan.peak), `seed ${seed}`).toBeNull();
      expect(seen.at(-1), `seed ${seed}`).toEqual(plan);
      expect(plan.peak, `seed ${seed}`).toBeLessThanOrEqual(Math.max(...peaks));
      const runner = new Runner(together, 100);
      const offsets = new Float64Array(together.count);
      if (HEURISTICS.every((heuristic) => runner.run(heuristic, Infinity, offsets) > plan.peak)) ruledDifferently++;
    }
    expect(ruledDifferently).toBeGreaterThan(10);
  });

  it("finishes its first heuristic even when told to stop at once", () => {
    const arrays = toArrays(guillotine(7, 200, 60, 400));
    const plan = greedy(arrays, { target: loadBound(arrays), shouldStop: () => true });
    expect(plan.foundBy).toBe("first fit by TWA");
    expect(fault(arrays, plan.offsets, plan.peak)).toBeNull();
  });

  it("plans the empty problem, and refuses an empty list of heuristics", () => {
    const empty = toArrays({ buffers: [] });
    expect(greedy(empty, { target: 0 })).toEqual({
      offsets: new Float64Array(0),
      peak: 0,
      foundBy: "first fit by TWA",
    });
    expect(() => greedy(empty, { target: 0 }, [])).toThrow(RangeError);
  });

  it("runs three heuristics on very large problems, all on small ones", () => {
    const runs = (count: number): number => {
      const arrays = toArrays(randomProblem(1, { count, horizon: 2, longest: 2, largest: 9 }));
      let asked = 0;
      greedy(arrays, { target: -1, shouldStop: () => ++asked < 0 });
      // Asked before every heuristic, but for the first of small problems, and every 128 placements within.
      return count < 128 ? asked + 1 : Math.round(asked / (count / 128 + 1));
    };
    expect(runs(30)).toBe(HEURISTICS.length);
    expect(runs(200_000)).toBeLessThanOrEqual(3);
  });

  it("begins large problems with the skylines, and tells of every better plan", () => {
    for (const [seed, shape] of [
      { count: 3000, horizon: 3000, longest: 60, largest: 50 },
      { count: 3000, horizon: 40, longest: 40, largest: 1000, aligned: 0.3 },
      { count: 3000, horizon: 900, longest: 200, largest: 1000, fixed: 0.01 },
    ].entries()) {
      const arrays = toArrays(randomProblem(seed, shape));
      const told: Plan[] = [];
      const best = greedy(arrays, { target: 0, onIncumbent: (plan) => told.push(plan) });
      expect(told[0]!.foundBy).toBe("skyline by lifetime, pressed first");
      expect(told.at(-1)).toEqual(best);
      for (const [i, plan] of told.entries()) if (i > 0) expect(plan.peak).toBeLessThan(told[i - 1]!.peak);
    }
  });

  it("keeps what its first rule has placed when it is stopped, and drops the rest, as soon as that has to be", () => {
    for (const fixed of [0, 0.02]) {
      const arrays = toArrays(randomProblem(4, { count: 4000, horizon: 300, longest: 60, largest: 100, fixed }));
      const [first] = HEURISTICS.filter(({ fit }) => fit === "skyline");
      const whole = greedy(arrays, { target: Number.POSITIVE_INFINITY }, [first!]);
      let asked = 0;
      greedy(arrays, { target: Number.POSITIVE_INFINITY, shouldDrop: () => ++asked < 0 }, [first!]);
      const late = 0.9 * asked;
      asked = 0;
      const shouldDrop = (): boolean => ++asked >= late;
      const plan = greedy(arrays, { target: 0, shouldStop: () => false, shouldDrop }, [first!]);
      expect(plan.foundBy).toBe("dropped");
      expect(fault(arrays, plan.offsets, plan.peak)).toBeNull();
      const kept = plan.offsets.filter((offset, b) => offset === whole.offsets[b]).length;
      expect(kept).toBeGreaterThan(arrays.count / 2);
      expect(plan.peak).toBeLessThan(peakOf(arrays, drop(arrays)));
    }
  });

  it("stops while it sorts and builds, too, and is none the worse for it later", () => {
    const arrays = toArrays(randomProblem(5, { count: 60_000, horizon: 60_000, longest: 40, largest: 1e6 }));
    const offsets = new Float64Array(arrays.count);
    const rules: Heuristic[] = [
      { fit: "skyline", prefer: "pressed", by: "lifetime" },
      { fit: "first", order: "TWA" },
    ];
    for (const rule of rules) {
      const whole = new Runner(arrays).run(rule, Infinity, offsets);
      const runner = new Runner(arrays);
      const before: number[] = [];
      for (const ask of [1, 2, 5, 9, 12, 40]) {
        let asked = 0;
        expect(runner.run(rule, Infinity, offsets, () => ++asked === ask)).toBe(Infinity);
        expect(asked).toBe(ask);
        if (offsets.every((offset) => offset === -1)) before.push(ask);
        offsets.fill(-1);
      }
      // The first of these came before anything was placed.
      expect(before.length).toBeGreaterThanOrEqual(2);
      expect(runner.run(rule, Infinity, offsets)).toBe(whole);
    }
  });

  it("plans 60,000 buffers with a hundred million overlapping pairs", () => {
    const arrays = toArrays(randomProblem(1, { count: 60_000, horizon: 60_000, longest: 3600, largest: 1000 }));
    let pairs = 0;
    for (let b = 0; b < arrays.count; b++) pairs += arrays.end[b]! - arrays.start[b]!;
    expect(pairs).toBeGreaterThan(8e7);
    const plan = greedy(arrays, { target: loadBound(arrays) }, HEURISTICS.slice(0, 2));
    expect(faultBySweep(arrays, plan.offsets)).toBeNull();
    expect(plan.peak).toBeLessThan(1.04 * loadBound(arrays));
  });
});

describe("local improvement", () => {
  /** A start that leaves much to gain. */
  function badStart(arrays: ProblemArrays): Plan {
    return greedy(arrays, { target: 0 }, [{ fit: "first", order: "start" }]);
  }

  it("gives valid plans that are never higher than the start, with alignment and fixed offsets", () => {
    let better = 0;
    for (let seed = 0; seed < 150; seed++) {
      const arrays = randomArrays(seed);
      const start = badStart(arrays);
      const plan = improve(arrays, start, { target: loadBound(arrays), seed, rounds: 30 });
      expect(fault(arrays, plan.offsets, plan.peak), `seed ${seed}`).toBeNull();
      expect(plan.peak, `seed ${seed}`).toBeLessThanOrEqual(start.peak);
      if (plan.peak < start.peak) better++;
      else expect(plan, `seed ${seed}`).toBe(start);
    }
    expect(better).toBeGreaterThan(40);
  });

  it("reaches the optimum of problems without slack that no heuristic of the portfolio solves", () => {
    let open = 0;
    let solved = 0;
    for (let seed = 0; seed < 40; seed++) {
      const arrays = toArrays(guillotine(seed, 80, 60, 500));
      const start = greedy(arrays, { target: 500 });
      if (start.peak === 500) continue;
      open++;
      if (improve(arrays, start, { target: 500, seed: 1, rounds: 2000 }).peak === 500) solved++;
    }
    expect(open).toBeGreaterThan(20);
    expect(solved / open).toBeGreaterThan(0.8);
  });

  it("gives the same plan for the same seed, another for another", () => {
    const arrays = toArrays(guillotine(12, 120, 80, 700));
    const start = badStart(arrays);
    const run = (seed: number): Plan => improve(arrays, start, { target: 0, seed, rounds: 60 });
    expect(run(3)).toEqual(run(3));
    expect(run(3).offsets).not.toEqual(run(4).offsets);
  });

  it("builds no more skylines than it has rounds, and tells of every better plan", () => {
    const arrays = toArrays(guillotine(5, 60, 80, 700));
    const start = badStart(arrays);
    let asked = 0;
    const seen: number[] = [];
    const plan = improve(arrays, start, {
      target: 0,
      seed: 0,
      rounds: 25,
      shouldStop: () => ++asked < 0,
      onIncumbent: ({ peak }) => seen.push(peak),
    });
    // Once before the first round and once a round; a run of 60 buffers is too short to ask.
    expect(asked).toBe(26);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.at(-1)).toBe(plan.peak);
    for (let i = 1; i < seen.length; i++) expect(seen[i]).toBeLessThan(seen[i - 1]!);
    expect(improve(arrays, start, { target: 0, seed: 0, rounds: 0 })).toBe(start);
  });

  it("returns at once when the start is good enough, or when told to stop", () => {
    const arrays = toArrays(guillotine(5, 100, 80, 700));
    const start = badStart(arrays);
    expect(improve(arrays, start, { target: start.peak, seed: 0, rounds: 100 })).toBe(start);
    expect(improve(arrays, start, { target: 0, seed: 0, rounds: 100, shouldStop: () => true })).toBe(start);
    let asked = 0;
    improve(arrays, start, { target: 0, seed: 0, rounds: 1e9, shouldStop: () => ++asked > 40 });
    expect(asked).toBe(41);
  });

  it("works on the highest independent part first, and leaves alone those that do not matter", () => {
    const low = guillotine(1, 20, 20, 50);
    const high = guillotine(2, 60, 40, 400);
    const arrays = toArrays(inSequence([low, high, low], 1));
    const start = badStart(arrays);
    const plan = improve(arrays, start, { target: 400, seed: 2, rounds: 1500 });
    expect(fault(arrays, plan.offsets, plan.peak)).toBeNull();
    expect(plan.peak).toBe(400);
    expect(plan.offsets.subarray(0, 20)).toEqual(start.offsets.subarray(0, 20));
    expect(plan.offsets.subarray(80)).toEqual(start.offsets.subarray(80));
  });
});
