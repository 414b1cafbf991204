import { greedySteps, heuristicsBeforeSearch } from "../../heuristics/index.js";
import { isSearchable } from "../parts.js";
import type { RunState } from "../state.js";
import type { Pause } from "./stage.js";

/** Plans without search. There is a plan when this ends, however little time there was. */
export function* heuristics(run: RunState): Generator<Pause, void> {
  const { arrays, target, shouldStop, adopt } = run;
  const tried = isSearchable(arrays) ? heuristicsBeforeSearch(arrays) : undefined;
  const options = { target, everyPart: !run.minimize, shouldStop, onIncumbent: adopt };
  adopt(yield* greedySteps(arrays, options, tried));
}
