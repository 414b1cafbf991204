import { partsToSearch } from "../../planner/index.js";
import type { Problem } from "../../problem/index.js";
import { buildModel, Portfolio, type SearchPolicy } from "../../search/index.js";
import { pause } from "../pause.js";
import { type DecisionSummary, DecisionWatcher } from "./decision-watcher.js";

export interface Explanation extends DecisionSummary {
  /**
   * `settled`: before any search, by the bound or the heuristics; `large`: too large for the search. The others are
   * what it came to.
   */
  readonly outcome: "settled" | "large" | "placed" | "exhausted" | "limit";
  readonly steps: number;
  /** Bytes that a plan was looked for in. */
  readonly capacity: number;
  /** The policy's gate let it decide about a part that was searched. */
  readonly followed: boolean;
}

export interface ExplainOptions {
  readonly seed: number;
  readonly stepLimit: number;
  /** Overruled choices that are told one by one, at most. */
  readonly most: number;
  readonly signal?: AbortSignal | undefined;
}

/** Steps between two turns of the event loop. */
const SLICE = 512;

/**
 * Searches as `plan` does with one thread, for a plan within the capacity, or at the proved bound where there is none,
 * and tells what the policy's models decided. Where time falls apart into independent parts, those that the heuristics
 * leave open are searched one after the other, the greatest load first. A signal ends it as the limit does.
 */
export async function explain(problem: Problem, policy: SearchPolicy, options: ExplainOptions): Promise<Explanation> {
  const { seed, stepLimit, most, signal } = options;
  const watcher = new DecisionWatcher(problem, policy, most);
  const capacity = problem.capacity ?? Infinity;
  const { parts, lowerBound, ground, originOf } = partsToSearch(problem, { policy, seed });
  const bytes = Number.isFinite(capacity) ? capacity : lowerBound;
  let outcome: Explanation["outcome"] = "settled";
  let followed = false;
  /** What there is to tell when it ends so. */
  const told = (as: Explanation["outcome"]): Explanation => {
    return { ...watcher.summary, outcome: as, steps: watcher.stepsBefore, capacity: bytes, followed };
  };
  for (const { members, arrays, searchable } of parts) {
    if (!searchable) return told("large");
    const model = buildModel(arrays);
    watcher.model = model;
    watcher.originOf = (b) => originOf(members === null ? b : members[b]!);
    const portfolio = new Portfolio(model, { seed, policy, observer: watcher });
    portfolio.begin(Math.floor((bytes + ground) / model.unit));
    followed ||= portfolio.followsPolicy;
    outcome = await follow(portfolio, stepLimit - watcher.stepsBefore, signal);
    watcher.stepsBefore += portfolio.steps;
    if (outcome !== "placed") break;
  }
  return told(outcome);
}

/** Searches until it is known what comes of it, or a limit is reached. */
async function follow(portfolio: Portfolio, stepLimit: number, signal: AbortSignal | undefined) {
  for (;;) {
    const left = Math.min(SLICE, stepLimit - portfolio.steps);
    const found = left <= 0 || signal?.aborted ? "paused" : portfolio.run(left);
    if (found === "paused" && left > 0 && !signal?.aborted) {
      await pause();
      continue;
    }
    return found === "paused" ? "limit" : found;
  }
}
