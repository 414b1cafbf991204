import { compile } from "../../model/compile.js";
import type { PlanResult } from "../../planner/index.js";
import { InputError, isConstrained, type Problem, shown, validate } from "../../problem/index.js";
import { simulate } from "../../sim/index.js";
import { coreSteps } from "../infeasible-core.js";
import { type Asking, answer, answerSync, Budget } from "../questions.js";
import { withCapacity } from "./apply.js";
import { SUGGESTION_KINDS } from "./change.js";
import { leastMoves } from "./least-moves.js";
import { type Core, coreOf } from "./lever.js";
import { setsByLoad } from "./load-greedy.js";
import { chosen, Found } from "./ranking.js";
import { MOST_CHANGES, smallestSets } from "./sets.js";
import { type Search, singleChanges } from "./singles.js";
import type { Suggestions, SuggestOptions } from "./suggestion.js";
import { anyPlan, shareOf, Trials, within } from "./trials.js";

/** Suggestions at most, where nobody says how many. */
const COUNT = 5;

/** Steps of one question, at least, and as a multiple of those of the proof that there is no plan. */
const QUESTION_STEPS = 10_000;
const QUESTION_FACTOR = 4;

/** Steps of all questions of up to so many buffers, where nobody says how many. */
const STEP_LIMIT = 300_000;

/** Buffers beyond which steps and questions are fewer the more there are. */
const LARGE = 300;

/** Buffers up to which the smallest sets are looked for. */
const MOST_EXACT = 1_000;

/**
 * What would help a problem that does not fit: changes with each of which everything fits, as a plan shows that the
 * simulator has passed; none for a problem that fits. Where a single change is enough all suggestions are single ones.
 * Else each is a set of changes, as few as were found to do.
 *
 * They are ranked by cost where the user gave costs, then by bytes, then by their number. Where there are more than are
 * asked for, the best of each kind goes before others of its kind.
 *
 * @throws InputError for a malformed problem or option
 */
export async function suggest(problem: Problem, options: SuggestOptions = {}): Promise<Suggestions> {
  const budget = budgetFor(problem, options);
  return answer(suggestSteps(problem, budget, options), budget, options);
}

/** The same without a promise, in the calling thread. */
export function suggestSync(
  problem: Problem,
  options: Omit<SuggestOptions, "signal" | "onProgress"> = {},
): Suggestions {
  const budget = budgetFor(problem, options);
  return answerSync(suggestSteps(problem, budget, options), budget, options);
}

/** Steps of a large problem take longer each: where nobody says how many, there are fewer of them. */
function budgetFor({ buffers }: Problem, options: SuggestOptions): Budget {
  const stepLimit = Math.ceil(STEP_LIMIT / Math.max(1, buffers.length / LARGE));
  return new Budget({ stepLimit, ...options });
}

function* suggestSteps(whole: Problem, budget: Budget, options: SuggestOptions): Asking<Suggestions> {
  const problem = wantedOf(whole, options);
  check(problem, options);
  const { count = COUNT, kinds = SUGGESTION_KINDS, costs = {} } = options;
  const known = options.capacity === undefined ? options.result : undefined;
  const result: PlanResult = known ?? (yield { problem: anyPlan(problem), stepLimit: Math.ceil(budget.leftSteps / 4) });
  if (result.offsets !== null) return { fits: true, suggestions: [], isComplete: true };
  const cores: Core[] = [];
  if (result.status === "infeasible") {
    const own = shareOf(budget, 1 / 4);
    const core = yield* within(coreSteps(problem, own, result), own);
    if (core !== null) cores.push(coreOf(core.buffers, core.constraints));
  }
  const least = Math.ceil(QUESTION_STEPS / Math.max(1, problem.buffers.length / LARGE));
  const trials = new Trials(problem, budget, Math.max(least, QUESTION_FACTOR * (cores.length > 0 ? result.steps : 0)));
  const found = new Found(problem, costs);
  const search = { trials, budget, cores, wanted: new Set(kinds), found, count, costs };
  yield* singleChanges(search);
  const isEnough = found.suggestions.some(({ kind }) => kind !== "capacity" && kind !== "limit");
  yield* leastMoves(search);
  if (!isEnough) yield* sets(search);
  const suggestions = chosen(found.suggestions, count).filter(({ problem: changed, offsets, memories }) => {
    return simulate(changed, offsets, { ...(memories !== null && { memories }) }).ok;
  });
  return { fits: false, suggestions, isComplete: !trials.isCut && budget.isOpen && cores.length > 0 };
}

/** The smallest sets where they can be small; where those are none, sets that the load chooses. */
function* sets(search: Search): Asking<void> {
  const { trials, found } = search;
  const before = found.suggestions.length;
  const isLarge = trials.problem.buffers.length > MOST_EXACT;
  if (!isLarge && !trials.screen.needsMoreThan(MOST_CHANGES)) yield* smallestSets(search);
  else trials.isCut = true;
  if (found.suggestions.length === before) yield* setsByLoad(search);
}

/** The problem with the capacity that is wanted. */
function wantedOf(problem: Problem, { capacity }: SuggestOptions): Problem {
  if (capacity === undefined) return problem;
  if (!(Number.isSafeInteger(capacity) && capacity >= 0)) {
    throw new InputError(`capacity must be an integer ≥ 0 bytes, got ${shown(capacity)}`, { field: "capacity" });
  }
  const { memories } = problem;
  const memory = memories?.find((each) => (each.capacity ?? Number.POSITIVE_INFINITY) < Number.POSITIVE_INFINITY);
  return withCapacity(problem, (memory ?? memories?.[0])?.id ?? "", capacity);
}

function check(problem: Problem, { count = COUNT, kinds = SUGGESTION_KINDS, costs = {} }: SuggestOptions): void {
  if (isConstrained(problem)) compile(problem);
  else validate(problem);
  if (!(Number.isSafeInteger(count) && count >= 1)) {
    throw new InputError(`count must be an integer ≥ 1, got ${shown(count)}`, { field: "count" });
  }
  for (const kind of kinds) {
    if (SUGGESTION_KINDS.includes(kind)) continue;
    throw new InputError(`kinds: there is no ${shown(kind)}; there are ${SUGGESTION_KINDS.join(", ")}`, {
      field: "kinds",
    });
  }
  const ids = new Set(problem.buffers.map(({ id }) => id));
  for (const [id, cost] of Object.entries(costs)) {
    if (!ids.has(id)) throw new InputError(`costs: there is no buffer ${shown(id)}`, { field: "costs" });
    if (Number.isFinite(cost) && cost >= 0) continue;
    throw new InputError(`costs: that of ${shown(id)} must be a number ≥ 0, got ${shown(cost)}`, { field: "costs" });
  }
}
