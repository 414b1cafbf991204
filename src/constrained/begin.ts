import { compile } from "../model/compile.js";
import type { Clock, Limits } from "../planner/index.js";
import type { PresolveSteps } from "../presolve/index.js";
import { type Problem, termsFor } from "../problem/index.js";
import { isHard, planHard } from "./hard.js";
import type { Work } from "./request.js";
import { planSoft } from "./soft.js";
import { ConstrainedState, type Known } from "./state.js";

/** A run that has not begun yet: what it knows, and its work. */
export interface Begun {
  readonly state: ConstrainedState;
  readonly work: Work<void>;
}

/** Milliseconds that the simulator takes for a buffer: a run ends so much earlier. */
const VERIFY_MS = 6e-3;

/**
 * @param known a plan of a plain problem, and what is proved
 * @throws InputError for constraints that contradict themselves
 */
export function begin(
  problem: Problem,
  limits: Limits,
  clock: Clock,
  presolve: PresolveSteps | undefined,
  known: Known | null = null,
): Begun {
  // Checked as it is: what terms are looked for in may be no list at all.
  const checked = compile(problem);
  const terms = termsFor(problem, limits.minimize);
  const model = { ...checked, problem: { ...problem, minimize: terms }, terms };
  const timeLimitMs = Math.max(0, limits.timeLimitMs - problem.buffers.length * VERIFY_MS);
  const state = new ConstrainedState(model, { ...limits, timeLimitMs }, clock);
  return { state, work: isHard(model) ? planHard(state, presolve) : planSoft(state, presolve ?? {}, known) };
}
