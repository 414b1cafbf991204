import { describe, expect, it } from "vitest";
import { leastCapacity, leastCapacitySync } from "../../src/explain/index.js";
import type { Problem } from "../../src/problem/index.js";
import { bruteForceOptimum } from "../support/brute-force.js";
import { constraintProblem } from "../support/constraint-problems.js";
import { bruteForce } from "../support/model-brute-force.js";
import { isValid } from "../support/valid.js";
import { CAUSES, infeasibleProblem } from "./infeasible-problems.js";

/** The problem with another capacity of one memory. */
function resized(problem: Problem, id: string, capacity: number): Problem {
  return { ...problem, memories: problem.memories!.map((each) => (each.id === id ? { ...each, capacity } : each)) };
}

describe("the least capacity", () => {
  it("is that of brute force, with a proof, for problems without constraints", () => {
    for (const cause of ["load", "aligned", "fixed"] as const) {
      for (let seed = 0; seed < 60; seed++) {
        const problem = infeasibleProblem(seed, cause);
        const least = bruteForceOptimum(problem);
        const { closest, message, ...told } = leastCapacitySync(problem);
        expect(told).toEqual({
          memories: [{ memory: "", capacity: problem.capacity, bytes: least, bound: least, isProved: true }],
          needs: "all",
        });
        const more = least - problem.capacity!;
        const [bytes, has] = [least === 1 ? "1 byte" : `${least} bytes`, `${more} more than there are`];
        expect(message).toBe(`${bytes} would do, ${has}, and no less`);
        expect(closest).toMatchObject({ peak: least, overflow: more, verification: { ok: true } });
      }
    }
  });

  it("is that of brute force in each of several memories", () => {
    let cases = 0;
    for (let seed = 0; seed < 200; seed++) {
      const problem = constraintProblem(seed, ["memories", "reserved", "apart"], 6);
      if (!isValid(problem)) continue;
      const { memories, needs } = leastCapacitySync(problem);
      expect(needs).toBe("all");
      for (const { memory, bytes, bound, isProved } of memories) {
        expect(isProved).toBe(true);
        expect(bound).toBe(bytes);
        const own = problem.buffers.filter((buffer) => buffer.memory === memory);
        const ids = new Set(own.map(({ id }) => id));
        const apart = (problem.apart ?? []).filter(({ buffers }) => buffers!.every((id) => ids.has(id)));
        const alone = resized({ ...problem, buffers: own, apart }, memory, 30);
        expect(bruteForce(alone, ["peak"], 30)!.values).toEqual([bytes]);
        cases++;
      }
    }
    expect(cases).toBeGreaterThan(200);
  });

  it("is what one memory needs alone where buffers may choose", () => {
    let cases = 0;
    for (let seed = 0; seed < 120; seed++) {
      const problem = constraintProblem(seed, ["memories", "spill"], 4);
      if (!isValid(problem) || problem.buffers.every(({ memories }) => (memories?.length ?? 1) === 1)) continue;
      const { memories, needs, closest } = leastCapacitySync(problem);
      expect(needs).toBe("any");
      const excess = memories.flatMap(({ bytes, capacity }) => (bytes === null ? [] : [Math.max(0, bytes - capacity)]));
      // What one memory alone lacks is the overflow of the plan that shows it.
      if (excess.length > 0) expect(closest!.overflow, `seed ${seed}`).toBeLessThanOrEqual(Math.min(...excess));
      for (const { memory, bytes, isProved } of memories) {
        expect(isProved, `seed ${seed}`).toBe(true);
        if (bytes === null) expect(bruteForce(resized(problem, memory, 16), [], 16), `seed ${seed}`).toBeNull();
        else {
          expect(bruteForce(resized(problem, memory, bytes), [], 16), `seed ${seed}`).not.toBeNull();
          if (bytes > 0) expect(bruteForce(resized(problem, memory, bytes - 1), [], 16), `seed ${seed}`).toBeNull();
        }
        cases++;
      }
    }
    expect(cases).toBeGreaterThan(50);
  });

  it("does not exist where fixed buffers collide", () => {
    const long = { lower: 0, upper: 1, size: 2 };
    const buffers = [
      { id: "a", ...long, offset: 0 },
      { id: "b", ...long, offset: 1 },
    ];
    const [least] = leastCapacitySync({ buffers, capacity: 1 }).memories;
    expect(least).toEqual({
      memory: "",
      capacity: 1,
      bytes: null,
      bound: Number.POSITIVE_INFINITY,
      isProved: true,
    });
  });

  it("tells what is proved where the steps run out", () => {
    const problem = infeasibleProblem(2, "search");
    const [least] = leastCapacitySync(problem, { stepLimit: 0 }).memories;
    expect(least!.isProved).toBe(false);
    expect(least!.bound).toBe(problem.capacity);
    expect(least!.bytes).toBeGreaterThan(problem.capacity!);
  });

  it("is the same with a promise", async () => {
    for (const cause of CAUSES) {
      const problem = infeasibleProblem(5, cause);
      expect(await leastCapacity(problem)).toEqual(leastCapacitySync(problem));
    }
  });
});
