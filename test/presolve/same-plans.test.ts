import { describe, expect, it } from "vitest";
import { compile } from "../../src/model/compile.js";
import type { Model } from "../../src/model/model.js";
import { type Part, type PlainPart, type PresolveSteps, presolve, restore } from "../../src/presolve/index.js";
import type { Problem } from "../../src/problem/index.js";
import { InputError } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import { CONSTRUCTS, constraintProblem } from "../support/constraint-problems.js";
import { judge } from "../support/model-brute-force.js";
import { allows } from "./best-of-bodies.js";

function compiled(problem: Problem): Model | null {
  try {
    return compile(problem);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/** Whether buffers of a plain problem may lie there: read as plainly as the columns are written. */
function plainAllows({ columns }: PlainPart, offsets: readonly number[]): boolean {
  const { base, capacity, size, alignment, fixedOffset, lower, upper } = columns;
  return offsets.every((offset, b) => {
    if (offset < base || offset + size[b]! > base + capacity || offset % alignment[b]! !== 0) return false;
    if (fixedOffset[b]! >= 0 && fixedOffset[b] !== offset) return false;
    return offsets.every((other, a) => {
      const together = a < b && lower[a]! < upper[b]! && lower[b]! < upper[a]!;
      return !together || other + size[a]! <= offset || offset + size[b]! <= other;
    });
  });
}

/** Offsets of a part's rows, from those of the model's bodies. Reserved ranges lie where they are. */
function inPart(part: Part, ofBodies: readonly number[]): number[] {
  return Array.from(part.bodies, (body, row) => {
    if (body >= 0) return ofBodies[body]! - part.shift;
    return part.kind === "plain" ? part.columns.fixedOffset[row]! : Number.NaN;
  });
}

describe("presolve without the steps that lose plans", () => {
  it("allows exactly the plans of the raw problem, part by part, on 6,000 random problems", () => {
    let plans = 0;
    let allowed = 0;
    let plain = 0;
    for (let seed = 0; seed < 6_000; seed++) {
      const random = new Random(seed);
      const hard = CONSTRUCTS.filter((construct) => construct !== "spill" && construct !== "reuse");
      const chosen = hard.filter((_, i) => (seed % 2 === 0 ? i === (seed >> 1) % hard.length : random.next() < 0.3));
      const problem = constraintProblem(seed, chosen);
      const model = compiled(problem);
      if (model === null) continue;
      const steps: PresolveSteps = {
        loose: false,
        cut: false,
        drop: random.next() < 0.7,
        merge: random.next() < 0.7,
        split: random.next() < 0.7,
      };
      const memoryOf = model.bodies.map(({ choices }) => choices[Math.floor(random.next() * choices.length)]!.memory);
      const presolved = presolve(model, memoryOf, new Set(), steps);
      for (let trial = 0; trial < 12; trial++) {
        const ofBodies = model.bodies.map(({ choices, fixedOffset }, body) => {
          const { modulus, residue } = choices.find(({ memory }) => memory === memoryOf[body])!;
          if (fixedOffset >= 0) return fixedOffset;
          return Math.floor(random.next() * 3 * (1 + (trial % 4))) * modulus + residue;
        });
        const offsets = problem.buffers.map((_, b) => ofBodies[model.bodyOf[b]!]! + model.atOf[b]!);
        const memories = problem.buffers.map((_, b) => memoryOf[model.bodyOf[b]!]!);
        const verdict = judge(problem, { offsets, memories }).faults;
        const inParts = presolved.parts.map((part) => inPart(part, ofBodies));
        const said = presolved.parts.every((part, p) =>
          part.kind === "plain"
            ? plainAllows(part, inParts[p]!)
            : allows(part.problem, inParts[p]!, problem.buffers.length),
        );
        if (said !== (verdict.length === 0)) {
          expect(said, `seed ${seed}: ${JSON.stringify(problem)} at ${offsets}: ${verdict}`).toBe(!said);
        }
        expect(Array.from(restore(presolved, inParts))).toEqual(ofBodies);
        plans++;
        if (said) allowed++;
      }
      plain += presolved.tally.plainParts;
    }
    expect(plans).toBeGreaterThan(40_000);
    expect(allowed).toBeGreaterThan(4_000);
    expect(plain).toBeGreaterThan(4_000);
  });
});
