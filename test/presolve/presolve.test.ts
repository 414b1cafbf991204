import { describe, expect, it } from "vitest";
import { compile } from "../../src/model/compile.js";
import type { Model } from "../../src/model/model.js";
import { planColumnsSync } from "../../src/planner/index.js";
import {
  type PlainPart,
  type Presolved,
  type PresolveSteps,
  presolve,
  restore,
  topOfRanges,
  withoutLastRange,
} from "../../src/presolve/index.js";
import type { Problem } from "../../src/problem/index.js";
import { checkColumns, InputError } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import { CONSTRUCTS, type Construct, constraintProblem } from "../support/constraint-problems.js";
import { HAND_CHECKED } from "../support/hand-checked.js";
import { bruteForce, judge } from "../support/model-brute-force.js";
import { bestOfBodies } from "./best-of-bodies.js";

const STEPS = ["drop", "merge", "split", "loose", "ground", "cut", "retime"] as const;
const ALL_OFF: PresolveSteps = Object.fromEntries(STEPS.map((step) => [step, false]));

function compiled(problem: Problem): Model | null {
  try {
    return compile(problem);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/** Where bodies end is what counts: a plain part is planned again below its last range until they end above it. */
function solvePlain(part: PlainPart): { peak: number; offsets: ArrayLike<number> } | null {
  checkColumns(part.columns);
  const { status, peak, offsets } = planColumnsSync(part.columns, { minimize: true }).result;
  if (status === "infeasible") return null;
  expect(status).toBe("optimal");
  if (part.ranges.length === 0 || peak! > topOfRanges(part)) return { peak: peak!, offsets: offsets! };
  const lower = solvePlain(withoutLastRange(part));
  expect(lower).not.toBeNull();
  return lower;
}

/** The sum of the memories' least peaks, and a plan; null where there is none. */
function solve(model: Model, presolved: Presolved): { total: number; offsets: number[] } | null {
  const buffers = model.problem.buffers.length;
  const peaks = Float64Array.from(presolved.placedPeaks);
  const plans: ArrayLike<number>[] = [];
  for (const part of presolved.parts) {
    const best = part.kind === "plain" ? solvePlain(part) : bestOfBodies(part.problem, buffers);
    if (best === null) return null;
    plans.push(best.offsets);
    peaks[part.memory] = Math.max(peaks[part.memory]!, best.peak + part.lift);
  }
  const ofBodies = restore(presolved, plans);
  const offsets = model.problem.buffers.map((_, b) => ofBodies[model.bodyOf[b]!]! + model.atOf[b]!);
  return { total: peaks.reduce((sum, peak) => sum + peak, 0), offsets };
}

/**
 * Its first choice of memory for every buffer, and no reuse that costs something. What aliases make unavoidable is left
 * out.
 */
function settled(problem: Problem): Problem {
  const memories = problem.memories!;
  const buffers = problem.buffers.map((buffer) => {
    if (buffer.memories === undefined) return buffer;
    const { memories: _, ...rest } = buffer;
    return { ...rest, memory: buffer.memories[0]!.id };
  });
  const model = compiled(problem);
  const bodyOf = (id: string): number => model?.bodyOf[problem.buffers.findIndex((buffer) => buffer.id === id)] ?? -1;
  const apart = (problem.apart ?? []).filter(({ buffers: ids = [], cost }) => {
    return cost === undefined || bodyOf(ids[0]!) !== bodyOf(ids[1]!);
  });
  return { ...problem, memories, buffers, apart, limits: { reuse: 0 } };
}

/** Memories of the bodies, and the reuse pairs to avoid. */
function chosen(model: Model) {
  const memoryOf = model.bodies.map(({ choices }) => choices[0]!.memory);
  const avoided = new Set(model.pairs.filter((pair) => pair.rule === "reuse" && pair.cost > 0));
  return { memoryOf, avoided };
}

function expectSame(model: Model, steps: PresolveSteps, total: number | null, name: string): Presolved {
  const { memoryOf, avoided } = chosen(model);
  const presolved = presolve(model, memoryOf, avoided, steps);
  const found = solve(model, presolved);
  const text = `${name} with ${JSON.stringify(steps)}: ${JSON.stringify(model.problem)}`;
  if ((found?.total ?? null) !== total) expect(found?.total ?? null, text).toBe(total);
  if (found === null) return presolved;
  const memories = model.problem.buffers.map((_, b) => memoryOf[model.bodyOf[b]!]!);
  const verdict = judge(model.problem, { offsets: found.offsets, memories });
  if (verdict.faults.length > 0) expect(verdict.faults, text).toEqual([]);
  if (verdict.sums.peak !== total) expect(verdict.sums.peak, text).toBe(total);
  return presolved;
}

const CHOSEN: readonly Construct[] = CONSTRUCTS.filter((construct) => construct !== "spill" && construct !== "hints");

describe("presolve", () => {
  it("keeps the least peak of 2,500 random problems of every construct and mixture, each step on and off", () => {
    let plans = 0;
    const plainBy: Record<string, number> = {};
    for (let seed = 0; seed < 2_500; seed++) {
      const random = new Random(seed);
      const constructs = CHOSEN.filter((_, i) =>
        seed % 2 === 0 ? i === (seed >> 1) % CHOSEN.length : random.next() < 0.3,
      );
      const problem = settled(constraintProblem(seed, constructs, 5));
      const model = compiled(problem);
      if (model === null) continue;
      const best = bruteForce(problem, ["peak"], 40);
      const total = best === null ? null : best.values[0]!;
      if (total !== null) plans++;
      const one = STEPS[seed % STEPS.length]!;
      const settings: [string, PresolveSteps][] = [
        ["all on", {}],
        ["all off", ALL_OFF],
        [`${one} off`, { [one]: false }],
        [`${one} alone`, { ...ALL_OFF, [one]: true }],
      ];
      for (const [name, steps] of settings) {
        const { tally } = expectSame(model, steps, total, `seed ${seed}, ${name}`);
        if (tally.plainParts === tally.parts) plainBy[name] = (plainBy[name] ?? 0) + 1;
      }
    }
    expect(plans).toBeGreaterThan(1_500);
    // More becomes plain with the steps than without; which step does what is told in steps.test.ts.
    expect(plainBy["all on"]).toBeGreaterThan(plainBy["all off"]!);
  });

  it("keeps the answers that were checked by hand", () => {
    let cases = 0;
    for (const { problem, claim } of HAND_CHECKED) {
      const model = compile(problem);
      const { memoryOf } = chosen(model);
      const fixedMemory = problem.buffers.map(({ memories: _, ...buffer }, b) => {
        return problem.memories === undefined
          ? buffer
          : { ...buffer, memory: problem.memories[memoryOf[model.bodyOf[b]!]!]!.id };
      });
      const whole: Problem = { ...problem, buffers: fixedMemory, limits: { reuse: 0 } };
      const best = bruteForce(whole, ["peak"], 40);
      for (const steps of [{}, ALL_OFF]) expectSame(compile(whole), steps, best?.values[0] ?? null, claim);
      cases++;
    }
    expect(cases).toBe(29);
  });
});
