import { compile } from "../model/compile.js";
import type { Model } from "../model/model.js";
import type { PresolveSteps } from "../presolve/index.js";
import type { Problem } from "../problem/index.js";
import { sceneOf } from "../soft/scene.js";
import { type SoftResult, solveSoft } from "../soft/solve.js";
import { SearchOracle } from "./search-oracle.js";

export interface ConstrainedOptions {
  readonly seed?: number;
  /** Moves of the walk, and decisions of the search for each question, at most. */
  readonly steps?: number;
  /** Steps of presolve to switch off, for tests. */
  readonly presolve?: PresolveSteps;
}

export interface ConstrainedResult extends Omit<SoftResult, "plan"> {
  readonly model: Model;
  /** Absolute bytes, in the order of `problem.buffers`; null without a plan. */
  readonly offsets: Float64Array | null;
  /** Positions in the problem's list of memories, 0 where it has none; null without a plan. */
  readonly memories: Int32Array | null;
}

/**
 * Plans a problem with constraints: the terms of `problem.minimize` one after the other, the peak where it names none.
 *
 * What comes out is not simulated yet: the simulator does not know these constraints.
 *
 * @throws InputError for constraints that contradict themselves; RangeError where there are too many conflicts
 */
export function solveConstrained(problem: Problem, options: ConstrainedOptions = {}): ConstrainedResult {
  const { seed = 0, steps = 20_000, presolve } = options;
  const terms = problem.minimize ?? ["peak"];
  const model = compile({ ...problem, minimize: terms });
  const scene = sceneOf(model);
  if (scene === null) throw new RangeError("the buffers have too many conflicts for a list");
  const { plan, ...result } = solveSoft(scene, new SearchOracle(seed, presolve), { seed, steps, hardSteps: steps });
  const { bodyOf, atOf } = model;
  return {
    ...result,
    model,
    offsets: plan === null ? null : Float64Array.from(bodyOf, (body, b) => plan.offsets[body]! + atOf[b]!),
    memories: plan === null ? null : Int32Array.from(bodyOf, (body) => plan.memories[body]!),
  };
}
