import { improving } from "../../heuristics/index.js";
import type { Part } from "../parts.js";
import type { RunState } from "../state.js";
import type { Pause } from "./stage.js";

/** Rounds of local improvement. */
const ROUNDS = 1_000;

/** Improves the plan of a part where it is too large for the search. */
export function* improvePart(run: RunState, part: Part): Generator<Pause, void> {
  const { target, shouldStop } = run;
  const onIncumbent = (plan: Part["plan"]): void => run.adoptPart(part, plan);
  const options = { target, rounds: ROUNDS, seed: run.limits.seed, shouldStop, onIncumbent };
  run.adoptPart(part, yield* improving(part.arrays, part.plan, options));
  part.done = true;
}
