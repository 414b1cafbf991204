import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Apart, Buffer, Memory, Problem } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import { type SimulationReport, simulate } from "../../src/sim/index.js";
import type { Placing } from "../support/model-brute-force.js";
import { anyPlan } from "./arbitraries.js";
import { greedyPlacing, mutate, randomProblem, simulatePlacing, whole } from "./constrained-plans.js";

const SEEDS = 400;

/** Random problems of all constructs, each with a plan that is right as often as not. */
function* plans(first: number): Generator<{ problem: Problem; placing: Placing; random: Random; seed: number }> {
  let count = 0;
  for (let seed = first; seed < first + SEEDS; seed++) {
    const random = new Random(seed);
    const problem = randomProblem(seed, random);
    if (problem === null) continue;
    const placing = greedyPlacing(problem, random);
    yield { problem, placing: seed % 2 === 0 ? placing : mutate(problem, placing, random), random, seed };
    count++;
  }
  expect(count).toBeGreaterThan(SEEDS / 2);
}

/** What a law keeps. */
function verdict({ ok, counts, terms, peak, maxLiveBytes }: SimulationReport) {
  return { ok, counts, terms, peak, maxLiveBytes };
}

describe("the verdict on a plan with constraints", () => {
  it("stays when all times are shifted", () => {
    for (const { problem, placing, random, seed } of plans(1_000)) {
      const by = whole(random, -9, 9);
      const buffers = problem.buffers.map((buffer): Buffer => {
        const { lower, upper, gaps, clock } = buffer;
        return {
          ...buffer,
          lower: lower + by * (clock?.lower.length ?? 1),
          upper: upper + by * (clock?.lower.length ?? 1),
          ...(gaps && { gaps: gaps.map((gap) => ({ ...gap, lower: gap.lower + by, upper: gap.upper + by })) }),
          ...(clock && { clock: { lower: clock.lower.map((x) => x + by), upper: clock.upper.map((x) => x + by) } }),
        };
      });
      const operators = problem.operators?.map((operator) => ({ ...operator, time: operator.time + by }));
      const shifted = simulatePlacing({ ...problem, buffers, ...(operators && { operators }) }, placing);
      expect(verdict(shifted), `seed ${seed}`).toEqual(verdict(simulatePlacing(problem, placing)));
    }
  });

  it("stays when buffers and memories come in another order by other names", () => {
    for (const { problem, placing, random, seed } of plans(2_000)) {
      const order = Array.from(problem.buffers.keys());
      for (let i = order.length - 1; i > 0; i--) {
        const j = whole(random, 0, i);
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
      const name = (id: string): string => `of ${id}`;
      const memories = problem.memories!.map((memory): Memory => ({ ...memory, id: name(memory.id) })).toReversed();
      const renamed: Problem = {
        ...JSON.parse(JSON.stringify(problem), (key, value) => {
          return typeof value === "string" && key !== "minimize" ? name(value) : value;
        }),
        memories,
      };
      const plan = {
        offsets: order.map((b) => placing.offsets[b]!),
        memories: order.map((b) => memories.length - 1 - placing.memories[b]!),
      };
      const relabelled = simulatePlacing({ ...renamed, buffers: order.map((b) => renamed.buffers[b]!) }, plan);
      const before = simulatePlacing(problem, placing);
      // Which of two that are written at one time comes first is the order of the buffers.
      const withoutReads = (report: SimulationReport) => ({
        ...verdict(report),
        counts: { ...report.counts, "clobbered-read": 0 },
      });
      expect(withoutReads(relabelled), `seed ${seed}`).toEqual(withoutReads(before));
      expect(relabelled.memories.map(({ peak }) => peak).toReversed()).toEqual(before.memories.map(({ peak }) => peak));
    }
  });

  it("stays when all bytes are scaled, which scales the terms of bytes", () => {
    for (const { problem, placing, seed } of plans(3_000)) {
      const k = 1_000_003;
      const bytes = <T extends object>(owner: T, keys: readonly string[]): T => {
        const scaled = Object.entries(owner).map(([key, value]) => [
          key,
          keys.includes(key) && value > 0 ? value * k : value,
        ]);
        return Object.fromEntries(scaled);
      };
      const { limits } = problem;
      const large: Problem = {
        ...problem,
        buffers: problem.buffers.map((buffer) => ({
          ...bytes(buffer, ["size", "alignment", "offset", "hint"]),
          ...(buffer.gaps && { gaps: buffer.gaps.map((gap) => bytes(gap, ["from", "to"])) }),
        })),
        memories: problem.memories!.map((memory) => ({
          ...bytes(memory, ["capacity", "alignment", "base", "bank"]),
          ...(memory.reserved && { reserved: memory.reserved.map((range) => bytes(range, ["from", "to"])) }),
        })),
        ...(problem.apart && { apart: problem.apart.map((entry) => bytes(entry, ["distance"])) }),
        ...(problem.aliases && { aliases: problem.aliases.map((entry) => bytes(entry, ["at"])) }),
        ...(problem.inplace && { inplace: problem.inplace.map((entry) => bytes(entry, ["at"])) }),
        ...(limits && { limits: bytes(limits, ["moved", "peak"]) }),
      };
      const scaled = simulatePlacing(large, { ...placing, offsets: placing.offsets.map((offset) => offset * k) });
      const before = simulatePlacing(problem, placing);
      expect(scaled.counts, `seed ${seed}`).toEqual(before.counts);
      const { spill, reuse, moved, peak } = before.terms!;
      // Latencies and roundings do not scale.
      const { time } = scaled.terms!;
      expect(scaled.terms, `seed ${seed}`).toEqual({ time, spill, reuse, moved: moved * k, peak: peak * k });
    }
  });

  it("is that of the plain simulator where constraints say nothing", () => {
    fc.assert(
      fc.property(anyPlan, ({ problem, offsets }) => {
        const plain = simulate(problem, offsets, { timeline: true });
        const other = simulate({ ...problem, minimize: ["peak"] }, offsets, { timeline: true });
        const { violations, counts, events, peak, peakTime } = plain;
        expect(other).toMatchObject({ violations, counts, events, peak, peakTime });
        // Where buffers overlap, the plain one counts their bytes for each.
        if (counts.overlap === 0) expect({ ...other, memories: [], terms: null }).toEqual(plain);
      }),
    );
  });
});

describe("a list of groups", () => {
  /** Large enough for groups within groups, and dense enough for many couples of every kind. */
  const count = 40;

  it("means what its couples mean, one by one", () => {
    let broken = 0;
    for (let seed = 0; seed < 60; seed++) {
      const random = new Random(seed);
      const buffers = Array.from({ length: count }, (_, i): Buffer => {
        const lower = whole(random, 0, 20);
        const upper = lower + whole(random, 1, 20);
        const gap = { lower: lower + 1, upper: lower + 2 };
        const memory = `m${whole(random, 0, 1)}`;
        return {
          id: `b${i}`,
          lower,
          upper,
          size: whole(random, 0, 6),
          memory,
          ...(upper > lower + 2 && { gaps: [gap] }),
        };
      });
      const groups: string[][] = Array.from({ length: whole(random, 2, 9) }, () => []);
      for (const { id } of buffers) if (random.next() < 0.8) groups[whole(random, 0, groups.length - 1)]!.push(id);
      const couples = groups.flatMap((group, g) =>
        groups.slice(g + 1).flatMap((other) => group.flatMap((a) => other.map((b) => [a, b]))),
      );
      const kinds: Omit<Apart, "buffers" | "groups">[] = [{}, { distance: 3 }, { cost: 2 }, { banks: true }];
      const memories = [{ id: "m0", bank: 4 }, { id: "m1" }];
      const offsets = buffers.map(() => whole(random, 0, 60));
      for (const kind of [...kinds, null]) {
        const lists = (entries: readonly Apart[]): Problem => {
          return { buffers, memories, ...(kind === null ? { free: entries } : { apart: entries }) };
        };
        const grouped = simulate(lists([{ groups, ...kind }]), offsets, { maxViolations: 1e6 });
        const single = simulate(lists(couples.map((pair) => ({ buffers: pair, ...kind }))), offsets, {
          maxViolations: 1e6,
        });
        expect(verdict(grouped), `seed ${seed}`).toEqual(verdict(single));
        const told = ({ violations }: SimulationReport): string[] => {
          return violations.map((v) => `${v.kind} ${["other" in v ? v.other : "", v.buffer].toSorted()}`).toSorted();
        };
        expect(told(grouped), `seed ${seed}`).toEqual(told(single));
        expect(told(grouped)).toHaveLength(grouped.violationCount);
        if (grouped.counts.apart + grouped.counts.bank > 0 || grouped.terms!.reuse > 0) broken++;
      }
    }
    expect(broken).toBeGreaterThan(200);
  });

  it("tells the first couples alone, and counts all", () => {
    const buffers = Array.from({ length: 3_000 }, (_, i) => ({ id: `b${i}`, lower: i, upper: i + 1, size: 4 }));
    const ids = buffers.map(({ id }) => id);
    const problem = {
      buffers,
      apart: [{ groups: [ids.slice(0, 1_000), ids.slice(1_000)] }, { buffers: ids.slice(0, 50) }],
    };
    const report = simulate(problem, new Float64Array(3_000), { maxViolations: 7 });
    expect(report.counts.apart).toBe(1_000 * 2_000 + (50 * 49) / 2);
    expect(report.violations).toHaveLength(7);
  });
});
