import { finish, type ProblemArrays } from "../problem/index.js";
import { Clock } from "./clock.js";
import type { Limits } from "./options.js";
import { type Part, partsAbove } from "./parts.js";
import { heuristics } from "./stages/heuristics.js";
import { searchParts } from "./stages/search.js";
import { raiseToStackBound } from "./stages/stack-bound.js";
import type { Pause, Stage } from "./stages/stage.js";
import { type Opening, RunState } from "./state.js";

/** What comes before the search, and then the search. Each only if what came before left something open. */
const BEFORE_SEARCH: readonly Stage[] = [heuristics, raiseToStackBound];

/**
 * One run of the planner as a sequence of stages. It pauses every few milliseconds, so that the caller keeps control,
 * and whatever stops it, there is a plan at the end. The clock decides when it pauses and when it is stopped, and
 * nothing else.
 */
export class Run {
  readonly state: RunState;
  readonly #opening: Opening | null;

  /**
   * @param whole a problem without an obvious reason that no plan exists
   * @param opening what an earlier run of this problem came to: this one begins with the search
   */
  constructor(whole: ProblemArrays, limits: Limits, clock: Clock, opening: Opening | null = null) {
    this.state = new RunState(whole, limits, clock);
    this.#opening = opening;
  }

  /** Run to its end it leaves an outcome in the state. */
  *stages(): Generator<Pause, void, unknown> {
    const { state } = this;
    if (this.#opening !== null) state.goOn(this.#opening);
    for (const stage of this.#opening === null ? [...BEFORE_SEARCH, searchParts] : [searchParts]) {
      yield* stage(state);
      if (state.settled) return;
    }
  }
}

/** Runs the stages before the search, and tells which parts it would be asked about. */
export function partsLeft(whole: ProblemArrays, limits: Limits): { readonly parts: Part[]; readonly state: RunState } {
  const state = new RunState(whole, limits, new Clock());
  for (const stage of BEFORE_SEARCH) {
    finish(stage(state));
    if (state.settled) return { parts: [], state };
  }
  return { parts: partsAbove(state.arrays, state.incumbent, state.target), state };
}
