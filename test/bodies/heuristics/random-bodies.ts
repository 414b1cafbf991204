import type { BodyProblem } from "../../../src/bodies/body-problem.js";
import { bodyProblemOf } from "../../../src/bodies/build.js";
import { compile } from "../../../src/model/compile.js";
import type { Model } from "../../../src/model/model.js";
import type { Problem } from "../../../src/problem/index.js";
import { InputError } from "../../../src/problem/index.js";
import { Random } from "../../../src/problem/random.js";
import { CONSTRUCTS, type Construct, constraintProblem } from "../../support/constraint-problems.js";

const HARD: readonly Construct[] = CONSTRUCTS.filter((construct) => construct !== "spill" && construct !== "reuse");

/** A random problem: one construct where the seed is even, a mixture where it is odd; null where it is none. */
export function randomProblem(
  seed: number,
  most = 6,
  constructs: readonly Construct[] = HARD,
): { readonly problem: Problem; readonly model: Model } | null {
  const random = new Random(seed);
  const chosen = constructs.filter((_, i) =>
    seed % 2 === 0 ? i === (seed >> 1) % constructs.length : random.next() < 0.3,
  );
  const problem = constraintProblem(seed, chosen, most);
  try {
    return { problem, model: compile(problem) };
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/** The body problem of each memory, every body in the first of its choices. */
export function bodyProblems(model: Model): BodyProblem[] {
  return model.memories.map((_, memory) => {
    const bodies = Int32Array.from(model.bodies.keys()).filter((b) => model.bodies[b]!.choices[0]!.memory === memory);
    return bodyProblemOf(model, memory, bodies);
  });
}

/** Offsets of the buffers, from those of the bodies in each memory. */
export function placingOf(model: Model, problems: readonly BodyProblem[], offsets: readonly Float64Array[]) {
  const offsetOf = new Float64Array(model.bodies.length);
  const memoryOf = new Int32Array(model.bodies.length);
  problems.forEach((part, memory) => {
    part.bodies.forEach((body, row) => {
      offsetOf[body] = offsets[memory]![row]!;
      memoryOf[body] = memory;
    });
  });
  const buffers = Array.from(model.bodyOf.keys());
  return {
    offsets: buffers.map((b) => offsetOf[model.bodyOf[b]!]! + model.atOf[b]!),
    memories: buffers.map((b) => memoryOf[model.bodyOf[b]!]!),
  };
}
