import { describe, expect, it } from "vitest";
import { cliqueBound, peakBound } from "../../../src/bodies/bounds/index.js";
import { bodyProblemOf } from "../../../src/bodies/build.js";
import { compile } from "../../../src/model/compile.js";
import type { Model } from "../../../src/model/model.js";
import type { Problem } from "../../../src/problem/index.js";
import { InputError } from "../../../src/problem/index.js";
import { Random } from "../../../src/problem/random.js";
import { bestOfBodies } from "../../presolve/best-of-bodies.js";
import { CONSTRUCTS, constraintProblem } from "../../support/constraint-problems.js";

function compiled(problem: Problem): Model | null {
  try {
    return compile(problem);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

function whole(problem: Problem) {
  const model = compile(problem);
  return bodyProblemOf(model, 0, Int32Array.from(model.bodies.keys()), new Set(model.pairs));
}

describe("bounds of body problems", () => {
  it("are above no optimum of 3,000 random problems, and at it mostly", () => {
    let met = 0;
    let plans = 0;
    for (let seed = 0; seed < 3_000; seed++) {
      const random = new Random(seed);
      const problem = constraintProblem(
        seed,
        CONSTRUCTS.filter(() => random.next() < 0.25),
        5,
      );
      const model = compiled(problem);
      if (model === null) continue;
      const memoryOf = model.bodies.map(({ choices }) => choices[0]!.memory);
      for (const memory of model.memories.keys()) {
        const bodies = Int32Array.from(memoryOf.keys()).filter((body) => memoryOf[body] === memory);
        const part = bodyProblemOf(model, memory, bodies, new Set(model.pairs));
        const best = bestOfBodies(part, problem.buffers.length);
        const { bytes } = peakBound(part);
        if (best === null) continue;
        plans++;
        if (bytes > best.peak) expect(bytes, `seed ${seed}: ${JSON.stringify(problem)}`).toBeLessThanOrEqual(best.peak);
        if (bytes === best.peak) met++;
      }
    }
    expect(plans).toBeGreaterThan(2_500);
    expect(met / plans).toBeGreaterThan(0.8);
  });

  it("count buffers that are apart as if they lived together", () => {
    const buffers = [0, 1, 2].map((i) => ({ id: `b${i}`, lower: i, upper: i + 1, size: 10 + i }));
    const problem = whole({ buffers, apart: [{ buffers: ["b0", "b1", "b2"] }] });
    expect(cliqueBound(problem)).toEqual({ bytes: 33, by: "clique", bodies: Int32Array.of(0, 1, 2) });
  });

  it("count distances, alignments and the first aligned byte", () => {
    const buffers = [0, 1, 2].map((i) => ({ id: `b${i}`, lower: i, upper: i + 1, size: 10 }));
    const far = { buffers, apart: [{ buffers: ["b0", "b1", "b2"], distance: 5 }] };
    expect(cliqueBound(whole(far)).bytes).toBe(40);
    const aligned = buffers.map((buffer) => ({ ...buffer, lower: 0, alignment: 8 }));
    expect(cliqueBound(whole({ buffers: aligned, base: 3 })).bytes).toBe(47);
  });

  it("prefer a lighter clique with distances where that is higher", () => {
    const heavy = { id: "heavy", lower: 0, upper: 2, size: 12 };
    const buffers = [0, 1, 2].map((i) => ({ id: `b${i}`, lower: i, upper: i + 1, size: 4 }));
    const apart = [{ buffers: ["b0", "b1", "b2"], distance: 3 }];
    const problem = whole({ buffers: [heavy, { ...heavy, id: "b3", lower: 1, size: 5 }, ...buffers], apart });
    expect(cliqueBound(problem)).toMatchObject({ bytes: 21, by: "load" });
    const farther = whole({ buffers: [heavy, ...buffers], apart: [{ ...apart[0]!, distance: 10 }] });
    expect(cliqueBound(farther)).toEqual({ bytes: 32, by: "clique", bodies: Int32Array.of(1, 2, 3) });
  });

  it("leave out reserved bytes", () => {
    const buffers = [3, 2, 2].map((size, i) => ({ id: `b${i}`, lower: 0, upper: 1, size }));
    const reserved = [
      { from: 2, to: 4 },
      { from: 7, to: 8 },
    ];
    const problem = whole({ buffers: buffers.map((b) => ({ ...b, memory: "m" })), memories: [{ id: "m", reserved }] });
    expect(cliqueBound(problem).bytes).toBe(10);
  });

  it("name the body whose only place is high", () => {
    const buffers = [
      { id: "a", lower: 0, upper: 1, size: 2 },
      { id: "b", lower: 4, upper: 5, size: 2, offset: 9 },
    ];
    expect(peakBound(whole({ buffers }))).toEqual({ bytes: 11, by: "body", bodies: Int32Array.of(1) });
  });
});
