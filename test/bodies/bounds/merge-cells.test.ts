import { describe, expect, it } from "vitest";
import type { BodyProblem } from "../../../src/bodies/body-problem.js";
import { mergeCells } from "../../../src/bodies/bounds/merge-cells.js";
import { bodyProblemOf } from "../../../src/bodies/build.js";
import { compile } from "../../../src/model/compile.js";
import type { Problem } from "../../../src/problem/index.js";
import { InputError } from "../../../src/problem/index.js";
import { Random } from "../../../src/problem/random.js";
import { constraintProblem } from "../../support/constraint-problems.js";

function whole(problem: Problem): BodyProblem | null {
  try {
    const model = compile(problem);
    return bodyProblemOf(model, 0, Int32Array.from(model.bodies.keys()));
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/** How many cells of a body hold each byte at each time. */
function cover({ cellStart, cellLower, cellUpper, cellFrom, cellTo }: BodyProblem, body: number): Map<string, number> {
  const found = new Map<string, number>();
  for (let c = cellStart[body]!; c < cellStart[body + 1]!; c++) {
    for (let time = cellLower[c]!; time < cellUpper[c]!; time++) {
      for (let byte = cellFrom[c]!; byte < cellTo[c]!; byte++) {
        const key = `${time},${byte}`;
        found.set(key, (found.get(key) ?? 0) + 1);
      }
    }
  }
  return found;
}

describe("merged cells", () => {
  it("hold the same bytes at the same times, each once, on 3,000 problems with aliases, gaps and windows", () => {
    let bodies = 0;
    let fewer = 0;
    for (let seed = 0; seed < 3_000; seed++) {
      const random = new Random(seed);
      const kinds = (["aliases", "gaps", "windows"] as const).filter(() => random.next() < 0.7);
      const problem = whole(constraintProblem(seed, kinds));
      if (problem === null) continue;
      const merged = mergeCells(problem);
      for (let body = 0; body < problem.count; body++) {
        const [before, after] = [cover(problem, body), cover(merged, body)];
        expect([...after.keys()].sort(), `seed ${seed}`).toEqual([...before.keys()].sort());
        expect(Math.max(1, ...after.values()), `seed ${seed}`).toBe(1);
        bodies++;
      }
      if (merged.cellLower.length < problem.cellLower.length) fewer++;
    }
    expect(bodies).toBeGreaterThan(5_000);
    expect(fewer).toBeGreaterThan(300);
  });

  it("make one rectangle of aliases of equal extent that live one after the other", () => {
    const buffers = [0, 1, 2].map((i) => ({ id: `b${i}`, lower: 2 * i, upper: 2 * i + 2, size: 4 }));
    const problem = whole({
      buffers,
      aliases: [
        { buffer: "b1", of: "b0" },
        { buffer: "b2", of: "b1" },
      ],
    })!;
    const { cellStart, cellLower, cellUpper } = mergeCells(problem);
    expect([...cellStart, ...cellLower, ...cellUpper]).toEqual([0, 1, 0, 6]);
  });

  it("stay those of a buffer that is free of another", () => {
    const buffers = [
      { id: "a", lower: 0, upper: 4, size: 2 },
      { id: "v", lower: 0, upper: 4, size: 2 },
      { id: "w", lower: 0, upper: 4, size: 2 },
    ];
    const problem = { buffers, aliases: [{ buffer: "v", of: "a" }] };
    expect(mergeCells(whole(problem)!).cellLower.length).toBe(2);
    expect(mergeCells(whole({ ...problem, free: [{ buffers: ["v", "w"] }] })!).cellLower.length).toBe(3);
  });
});
