import { describe, expect, it } from "vitest";
import { plan, planSync } from "../../src/constrained/index.js";
import type { Progress } from "../../src/planner/index.js";
import { type Buffer, InputError, type Problem } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import { constraintProblem } from "../support/constraint-problems.js";
import { isValid } from "../support/valid.js";

/** Buffers of one memory with costs for most pairs: nobody proves what is least in a short time. */
function penalties(count: number): Problem {
  const random = new Random(count);
  const whole = (least: number, most: number): number => least + Math.floor(random.next() * (most - least + 1));
  const buffers = Array.from({ length: count }, (_, i): Buffer => {
    const lower = whole(0, count);
    return { id: `b${i}`, lower, upper: lower + whole(1, 9), size: whole(1, 50) };
  });
  const apart = Array.from({ length: 8 * count }, () => {
    const a = whole(0, count - 1);
    return { buffers: [`b${a}`, `b${(a + whole(1, count - 1)) % count}`], cost: whole(1, 9) };
  });
  return { capacity: 450, buffers, apart };
}

/** Buffers of two memories that are apart in a way that no lifetimes say: a search has to prove the least peak. */
function rings(count: number): Problem {
  const buffers = Array.from({ length: count }, (_, i): Buffer => {
    return { id: `b${i}`, lower: i % 7, upper: (i % 7) + 1 + (i % 3), size: 3 + ((i * 7) % 11), memory: `m${i % 2}` };
  });
  const apart = Array.from({ length: count }, (_, i) => ({ buffers: [`b${i}`, `b${(i + 2 * 5) % count}`] }));
  return { memories: [{ id: "m0" }, { id: "m1" }], buffers, apart };
}

describe("a run of a problem with constraints", () => {
  it("has a verified plan without any time, and says what stopped it", async () => {
    const problem = penalties(60);
    for (const result of [await plan(problem, { timeLimitMs: 0 }), planSync(problem, { timeLimitMs: 0 })]) {
      expect(result.status).toBe("feasible");
      expect(result.stoppedBy).toBe("deadline");
      expect(result.verification?.ok).toBe(true);
      expect(result.terms.map(({ term }) => term)).toEqual(["reuse"]);
    }
  });

  it("has one without any time, in a memory that only the planner of plain problems fills", () => {
    const random = new Random(5);
    const buffers = Array.from({ length: 300 }, (_, i): Buffer => {
      const lower = Math.floor(random.next() * 75);
      const upper = lower + 1 + Math.floor(random.next() * 30);
      return { id: `b${i}`, lower, upper, size: 1 + Math.floor(random.next() * 100), hint: i };
    });
    const capacity = planSync({ buffers }).peak!;
    const options = { stepLimit: 10_000, timeLimitMs: 0 };
    expect(planSync({ buffers, capacity, minimize: ["moved"] }, options).status).toBe("feasible");
  });

  it("searches no more steps than the limit, whatever it asks the search for", () => {
    const random = new Random(9);
    const buffers = Array.from({ length: 120 }, (_, i): Buffer => {
      const lower = Math.floor(random.next() * 30);
      const upper = lower + 1 + Math.floor(random.next() * 30);
      return { id: `b${i}`, lower, upper, size: 1 + Math.floor(random.next() * 100) };
    });
    const memories = [
      { id: "fast", capacity: 1_500, bandwidth: 64 },
      { id: "slow", bandwidth: 8 },
    ];
    for (const stepLimit of [0, 1, 300]) {
      const { steps, verification } = planSync({ buffers, memories, minimize: ["time"] }, { stepLimit });
      expect(steps).toBeLessThanOrEqual(stepLimit);
      expect(verification?.ok).toBe(true);
    }
  });

  it("gives the same plan for the same seed and limit on steps, with and without a promise", async () => {
    const options = { stepLimit: 2_000, seed: 3 };
    for (const problem of [penalties(40), rings(40)]) {
      const { solveMs: _, verification: __, ...first } = planSync(problem, options);
      const { solveMs: ___, verification: ____, ...again } = await plan(problem, options);
      expect(again).toEqual(first);
    }
  });

  it("tells of better and better plans, whose terms only fall and whose bounds only rise", async () => {
    const told: Progress[] = [];
    const result = await plan(penalties(60), { stepLimit: 5_000, onProgress: (progress) => told.push(progress) });
    const costs = told.flatMap(({ terms }) => terms.map(({ value }) => value));
    const bounds = told.flatMap(({ terms }) => terms.map(({ bound }) => bound));
    expect(costs.length).toBeGreaterThan(1);
    expect(costs).toEqual(costs.toSorted((a, b) => b - a));
    expect(bounds).toEqual(bounds.toSorted((a, b) => a - b));
    expect(told.at(-1)!.terms).toEqual(result.terms);
    expect(told.at(-1)!.offsets).toEqual(result.offsets);
  });

  it("ends with its best plan when it is cancelled", async () => {
    const controller = new AbortController();
    const result = await plan(penalties(60), {
      signal: controller.signal,
      onProgress: ({ offsets }) => {
        if (offsets !== null) controller.abort();
      },
    });
    expect(result.status).toBe("feasible");
    expect(result.stoppedBy).toBe("cancel");
  });

  it("rejects with what its listener throws, here and in another thread", async () => {
    const onProgress = (): never => {
      throw new Error("no more");
    };
    await expect(plan(penalties(40), { onProgress })).rejects.toThrow("no more");
    await expect(plan(large(), { onProgress })).rejects.toThrow("no more");
  });

  it("plans many buffers in another thread, with errors that name the culprit", async () => {
    const problem = large();
    const result = await plan(problem, { timeLimitMs: 20_000 });
    expect(result.verification?.ok).toBe(true);
    expect(result.memories).toHaveLength(problem.buffers.length);
    expect(result.presolve.length).toBeGreaterThan(0);
    const wrong = { ...problem, aliases: [{ buffer: "nobody", of: "b0" }] };
    await expect(plan(wrong)).rejects.toThrow(/aliases\[0\].*"nobody"/);
  });

  it("plans what the problem says at the call, whatever else it holds and becomes", async () => {
    for (const count of [60, 600]) {
      const buffers = Array.from({ length: count }, (_, i) => {
        return { id: `b${i}`, lower: i, upper: i + 3, size: 1 + (i % 29), node: () => i };
      });
      const problem = { capacity: 90, buffers, apart: [{ buffers: ["b0", "b9"], cost: 3 }] };
      const running = plan(problem);
      buffers[1]!.size = 1_000;
      buffers.length = count - 1;
      const { status, offsets } = await running;
      expect(status).toBe("optimal");
      expect(offsets!.length).toBe(count);
      const apart = [{ buffers: ["b0", "b1"], cost: () => 3 }] as never;
      await expect(plan({ buffers, apart })).rejects.toThrow("cost must be an integer");
    }
  });

  it("has a plan in a new thread by its time limit", async () => {
    const buffers = Array.from({ length: 500 }, (_, i): Buffer => {
      return { id: `b${i}`, lower: i % 17, upper: (i % 17) + 3 + (i % 5), size: 1 + (i % 29) };
    });
    const problem = { buffers, apart: [{ buffers: ["b1", "b9"] }, { buffers: ["b2", "b30"] }] };
    // As many at once as there are no idle threads for.
    const results = await Promise.all(Array.from({ length: 2 }, () => plan(problem, { timeLimitMs: 4_000 })));
    for (const { offsets } of results) expect(offsets).not.toBeNull();
  });

  it("minimises what the problem states where it names nothing", () => {
    const lifetimes = { lower: 0, upper: 4, size: 4 };
    const spill: Problem = {
      memories: [{ id: "fast", capacity: 4 }, { id: "slow" }],
      buffers: ["a", "b"].map((id) => ({
        id,
        ...lifetimes,
        memories: [{ id: "fast" }, { id: "slow", cost: id === "a" ? 5 : 7 }],
      })),
    };
    expect(planSync(spill)).toMatchObject({ status: "optimal", terms: [{ term: "spill", value: 5, bound: 5 }] });
    const named = planSync({ ...spill, minimize: ["peak"] });
    expect(named.terms).toMatchObject([{ term: "peak", value: 8 }]);
    expect(planSync(spill, { minimize: true }).terms.map(({ term }) => term)).toEqual(["spill", "peak"]);
    expect(planSync({ ...spill, limits: { spill: 7 } }).terms).toEqual([]);
  });

  it("ends where nothing can move and a hint is out of reach", () => {
    const buffers = [{ id: "a", lower: 0, upper: 1, size: 3, offset: 4, hint: 0 }];
    const result = planSync({ buffers, minimize: ["moved"] });
    expect(result).toMatchObject({ status: "optimal", terms: [{ term: "moved", value: 3, bound: 3 }] });
  });

  it("says which buffers have no plan, and in which memory", () => {
    const problem: Problem = {
      memories: [{ id: "L1", capacity: 8, reserved: [{ from: 3, to: 5 }] }],
      buffers: [
        { id: "a", lower: 0, upper: 1, size: 4 },
        { id: "b", lower: 0, upper: 1, size: 1 },
      ],
    };
    const { status, infeasibility } = planSync(problem);
    expect(status).toBe("infeasible");
    expect(infeasibility!.buffers).toEqual([0]);
    expect(infeasibility!.message).toContain('buffer "a" has no place');
    expect(infeasibility!.message).toContain('memory "L1"');
    expect(infeasibility!.message).toContain("[3, 5)");
  });

  it("has a plan soon where many buffers may leave a memory", async () => {
    const problem = large();
    const choice = problem.buffers.map(({ memory: _, ...buffer }, i) => ({
      ...buffer,
      memories: [{ id: "fast" }, { id: "slow", cost: 1 + (i % 7) }],
    }));
    const memories = [{ id: "fast", capacity: 500 }, { id: "slow" }];
    const told: Progress[] = [];
    const result = await plan(
      { memories, buffers: choice },
      { stepLimit: 1, onProgress: (progress) => told.push(progress) },
    );
    expect(result.verification?.ok).toBe(true);
    // The first has everything in the slow memory, and what comes after is better.
    const values = told.flatMap(({ terms }) => terms.map(({ value }) => value));
    expect(values[0]).toBe(choice.reduce((sum, buffer) => sum + buffer.memories[1]!.cost!, 0));
    expect(values.at(-1)).toBeLessThan(values[0]!);
  });

  it("refuses entries of the wrong kind, whatever is looked at first", () => {
    const buffers = [{ id: "a", lower: 0, upper: 1, size: 1 }];
    for (const wrong of [{ apart: [null] }, { memories: [null] }, { limits: { size: 1 } }, { apart: "a" }]) {
      expect(() => planSync({ buffers, ...wrong } as never)).toThrow(InputError);
    }
    expect(() => planSync({ buffers: [{ ...buffers[0]!, memories: [null] }] } as never)).toThrow(InputError);
  });

  it("tells of presolve how many questions whether a choice fits became plain", () => {
    const told = Array.from({ length: 60 }, (_, seed) => {
      const problem = { ...constraintProblem(seed, ["memories", "spill", "apart"], 8), minimize: ["spill"] as const };
      return isValid(problem) ? planSync(problem, { presolve: {} }).presolve : [];
    });
    const questions = told.flat().filter((text) => text.includes("questions whether"));
    expect(questions.length).toBeGreaterThan(2);
    for (const text of questions) {
      const [, plain, asked] = /^(\d+) of (\d+) questions whether a choice fits a memory became plain$/.exec(text)!;
      expect(Number(plain)).toBeLessThanOrEqual(Number(asked));
      expect(Number(asked)).toBeGreaterThan(0);
    }
  });

  it("refuses steps of presolve that there are not", () => {
    const presolve = { retimed: false } as never;
    expect(() => planSync(penalties(3), { presolve })).toThrow(/presolve: there is no step retimed/);
  });
});

/** Enough buffers for a thread of their own. */
function large(): Problem {
  const buffers = Array.from({ length: 2_400 }, (_, i): Buffer => {
    return { id: `b${i}`, lower: i, upper: i + 20, size: 1 + ((i * 13) % 97), memory: `m${i % 3}` };
  });
  const memories = ["m0", "m1", "m2"].map((id) => ({ id, capacity: 2_000, reserved: [{ from: 100, to: 140 }] }));
  const apart = Array.from({ length: 300 }, (_, i) => ({ buffers: [`b${3 * i}`, `b${3 * i + 90}`] }));
  return { memories, buffers, apart };
}
