import { describe, expect, it } from "vitest";
import type { BodyProblem } from "../../src/bodies/body-problem.js";
import { pairKey } from "../../src/bodies/body-problem.js";
import { bodyProblemOf } from "../../src/bodies/build.js";
import { compile } from "../../src/model/compile.js";
import type { Model } from "../../src/model/model.js";
import type { Problem } from "../../src/problem/index.js";
import { InputError } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import { CONSTRUCTS, type Construct, constraintProblem } from "../support/constraint-problems.js";
import { judge } from "../support/model-brute-force.js";

/** What a body problem says of a plan of its bodies, read as plainly as it is written. */
function allows(problem: BodyProblem, offsets: ArrayLike<number>, buffers: number): boolean {
  const { count, base, capacity, size, modulus, residue, fixedOffset, reserved, bank } = problem;
  for (let b = 0; b < count; b++) {
    const offset = offsets[b]!;
    if (offset < base || offset + size[b]! > base + capacity) return false;
    if (offset % modulus[b]! !== residue[b]!) return false;
    if (fixedOffset[b]! >= 0 && fixedOffset[b] !== offset) return false;
    for (const extent of problem.extents[b]!) {
      if (reserved.some(({ from, to }) => offset + extent.from < to && from < offset + extent.to)) return false;
    }
  }
  for (const { a, b, low, high } of problem.forbidden) {
    const d = offsets[b]! - offsets[a]!;
    if (low < d && d < high) return false;
  }
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      for (let x = problem.cellStart[a]!; x < problem.cellStart[a + 1]!; x++) {
        for (let y = problem.cellStart[b]!; y < problem.cellStart[b + 1]!; y++) {
          if (problem.cellLower[x]! >= problem.cellUpper[y]! || problem.cellLower[y]! >= problem.cellUpper[x]!)
            continue;
          if (problem.free.has(pairKey(problem.cellBuffer[x]!, problem.cellBuffer[y]!, buffers))) continue;
          const d = offsets[b]! - offsets[a]!;
          if (problem.cellFrom[x]! - problem.cellTo[y]! < d && d < problem.cellTo[x]! - problem.cellFrom[y]!)
            return false;
        }
      }
    }
  }
  const banksOf = (body: number, from: number, to: number): [number, number] => {
    return [Math.floor((offsets[body]! + from) / bank), Math.floor((offsets[body]! + to - 1) / bank)];
  };
  for (const { body, from, to } of problem.withinBank) {
    const [first, last] = banksOf(body, from, to);
    if (first !== last) return false;
  }
  for (const [a, b] of problem.otherBanks) {
    const [x, y] = [banksOf(a.body, a.from, a.to), banksOf(b.body, b.from, b.to)];
    if (x[0] <= y[1] && y[0] <= x[1]) return false;
  }
  return true;
}

function compiled(problem: Problem): Model | null {
  try {
    return compile(problem);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

const HARD: readonly Construct[] = CONSTRUCTS.filter((construct) => construct !== "spill" && construct !== "reuse");

describe("a body problem", () => {
  it("allows exactly the plans that the raw problem does, on 3,000 random ones of every construct and mixture", () => {
    let plans = 0;
    let allowed = 0;
    for (let seed = 0; seed < 3_000; seed++) {
      const random = new Random(seed);
      const chosen = HARD.filter((_, i) => (seed % 2 === 0 ? i === (seed >> 1) % HARD.length : random.next() < 0.3));
      const problem = constraintProblem(seed, chosen);
      const model = compiled(problem);
      if (model === null) continue;
      const memoryOf = model.bodies.map(({ choices }) => choices[Math.floor(random.next() * choices.length)]!.memory);
      const problems = model.memories.map((_, memory) => {
        const bodies = Int32Array.from(model.bodies.keys()).filter((body) => memoryOf[body] === memory);
        return bodyProblemOf(model, memory, bodies);
      });
      for (let trial = 0; trial < 12; trial++) {
        const offsetOf = model.bodies.map(({ choices, fixedOffset }, body) => {
          const { modulus, residue } = choices.find(({ memory }) => memory === memoryOf[body])!;
          if (fixedOffset >= 0) return fixedOffset;
          return Math.floor(random.next() * 3 * (1 + (trial % 4))) * modulus + residue;
        });
        const offsets = problem.buffers.map((_, b) => offsetOf[model.bodyOf[b]!]! + model.atOf[b]!);
        const memories = problem.buffers.map((_, b) => memoryOf[model.bodyOf[b]!]!);
        const verdict = judge(problem, { offsets, memories }).faults;
        const said = problems.every((part) =>
          allows(
            part,
            Array.from(part.bodies, (body) => offsetOf[body]!),
            problem.buffers.length,
          ),
        );
        expect(said, `seed ${seed}: ${JSON.stringify(problem)} at ${offsets}: ${verdict}`).toBe(verdict.length === 0);
        plans++;
        if (said) allowed++;
      }
    }
    expect(plans).toBeGreaterThan(20_000);
    expect(allowed).toBeGreaterThan(2_000);
  });
});
