import { describe, expect, it } from "vitest";
import { plan, planSync } from "../../src/planner/index.js";
import type { Buffer, Problem } from "../../src/problem/index.js";
import { bruteForceOptimum } from "../support/brute-force.js";
import { hardSmallProblem } from "../support/small-problems.js";

const buffer = (id: string, changes: Partial<Buffer> = {}): Buffer => ({ id, lower: 0, upper: 4, size: 8, ...changes });

const CASES: readonly {
  claim: string;
  problem: Problem;
  bound: number;
  cause: string;
  buffers: number[];
  says: string;
}[] = [
  {
    claim: "a buffer larger than the memory",
    problem: { buffers: [buffer("a"), buffer("big", { size: 65 })], capacity: 64 },
    bound: 73,
    cause: "size",
    buffers: [1],
    says: 'buffer "big" of 65 bytes does not fit, the capacity is 64',
  },
  {
    claim: "a buffer that never lives and is larger than the memory",
    problem: { buffers: [buffer("big", { size: 65, upper: 0 })], capacity: 64 },
    bound: 65,
    cause: "size",
    buffers: [0],
    says: 'buffer "big" of 65 bytes does not fit, the capacity is 64',
  },
  {
    claim: "a buffer that does not fit above the first aligned offset of the memory",
    problem: { buffers: [buffer("a", { alignment: 64 })], base: 4097, capacity: 64 },
    bound: 71,
    cause: "size",
    buffers: [0],
    says: 'buffer "a" of 8 bytes does not fit from its first aligned offset, 4160, on, the capacity is 64',
  },
  {
    claim: "a buffer fixed beyond the memory",
    problem: { buffers: [buffer("a", { offset: 60 })], capacity: 64 },
    bound: 68,
    cause: "fixed",
    buffers: [0],
    says: 'buffer "a" is fixed at [60, 68), the memory is [0, 64)',
  },
  {
    claim: "a buffer fixed below the memory, which has no end",
    problem: { buffers: [buffer("a", { offset: 16 })], base: 4096 },
    bound: 8,
    cause: "fixed",
    buffers: [0],
    says: 'buffer "a" is fixed at [16, 24), the memory begins at 4096',
  },
  {
    claim: "two buffers fixed at the same bytes, even where the memory has no end",
    problem: { buffers: [buffer("a", { offset: 0 }), buffer("c"), buffer("b", { offset: 7, lower: 3 })] },
    bound: 24,
    cause: "collision",
    buffers: [0, 2],
    says: 'two fixed buffers collide while both live: "a" at [0, 8) and "b" at [7, 15)',
  },
  {
    claim: "more live bytes than the memory has",
    problem: {
      buffers: [buffer("gone", { upper: 1 }), ..."abcdef".split("").map((id) => buffer(id, { lower: 2 }))],
      capacity: 47,
    },
    bound: 48,
    cause: "load",
    buffers: [1, 2, 3, 4, 5, 6],
    says: '6 buffers live at t = 2 ("a", "b", "c", "d" and 2 more) need 48 bytes, 1 more than the capacity of 47',
  },
  {
    claim: "alignments that leave gaps in every stack",
    problem: {
      buffers: [
        buffer("past", { lower: -4, upper: -1, size: 40 }),
        ..."ab".split("").map((id) => buffer(id, { alignment: 64 })),
      ],
      capacity: 71,
    },
    bound: 72,
    cause: "stack",
    buffers: [1, 2],
    says:
      '2 buffers live at t = 0 ("a", "b") cannot lie on top of each other in fewer than 72 bytes, ' +
      "for their alignments and fixed offsets; the capacity is 71",
  },
];

describe("an infeasible answer", () => {
  it.each(CASES)("names $claim", async ({ problem, bound, cause, buffers, says }) => {
    for (const result of [planSync(problem), await plan(problem, { minimize: true })]) {
      expect(result).toMatchObject({
        status: "infeasible",
        lowerBound: bound,
        offsets: null,
        peak: null,
        stoppedBy: null,
      });
      expect(result.infeasibility).toEqual({ cause, buffers, message: says });
      expect(result.steps).toBe(0);
    }
  });

  it("names the part that the exact search has refuted, and no buffer of another", () => {
    let seed = 40_000;
    let refuted = 0;
    for (let i = 0; i < 90; i++) {
      const found = hardSmallProblem(seed);
      seed = found.seed + 1;
      const { buffers } = found.problem;
      const optimum = bruteForceOptimum(found.problem);
      const idle = buffers.map((each) => ({
        ...each,
        id: `later ${each.id}`,
        lower: each.lower + 100,
        upper: each.upper + 100,
      }));
      const easy = idle.map(({ alignment, offset, ...each }) => ({ ...each, size: 1 }));
      const result = planSync({ buffers: [...easy, ...buffers], capacity: optimum - 1 });
      expect(result.status, `seed ${found.seed}`).toBe("infeasible");
      if (result.infeasibility!.cause !== "search") continue;
      refuted++;
      expect(
        result.infeasibility!.buffers.every((b) => b >= easy.length),
        `seed ${found.seed}`,
      ).toBe(true);
      expect(result.infeasibility!.message).toContain(`peaks below ${optimum} bytes`);
    }
    expect(refuted).toBeGreaterThan(3);
  });

  it("is null for every other status", () => {
    const buffers = [buffer("a"), buffer("b")];
    for (const capacity of [16, 17]) expect(planSync({ buffers, capacity }).infeasibility).toBeNull();
    expect(planSync({ buffers }).infeasibility).toBeNull();
  });
});
