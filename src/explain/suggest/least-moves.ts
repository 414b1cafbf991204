import type { PlanResult } from "../../planner/index.js";
import { isSolid, type Problem } from "../../problem/index.js";
import { memoriesOf } from "../constraint.js";
import type { Asking } from "../questions.js";
import type { SuggestedChange } from "./change.js";
import type { Search } from "./singles.js";
import { anyPlan, contradicts, type Trial } from "./trials.js";

/** Buffers up to which it is asked: one question, and a hard one. */
const MOST_BUFFERS = 5_000;

/**
 * The buffers to move to other memories that have the fewest bytes, or cost the least: one question to the planner. It
 * may put each buffer into any memory, at a price for those that the buffer may not lie in yet, and minimises the sum
 * of the prices, the term `spill`. Its bound is the proof that less does not do.
 */
export function* leastMoves(search: Search): Asking<void> {
  const { trials, wanted, costs } = search;
  const { memories = [], limits = {}, buffers } = trials.problem;
  // A limit on what choices cost cannot be kept while they are priced otherwise.
  if (!wanted.has("move") || memories.length < 2 || limits.spill !== undefined) return;
  if (buffers.length > MOST_BUFFERS) return;
  const isCosted = Object.keys(costs).length > 0;
  if (isCosted && (yield* movedFor(search, (id) => (Object.hasOwn(costs, id) ? costs[id]! : null)))) return;
  const sizes = new Map(buffers.map(({ id, size }) => [id, size]));
  yield* movedFor(search, (id) => sizes.get(id)!);
}

/** @param priceOf null for a buffer that is not to be moved @returns whether it was found */
function* movedFor({ trials, budget, found }: Search, priceOf: (id: string) => number | null): Asking<boolean> {
  const { problem } = trials;
  const priced = pricedMoves(problem, priceOf);
  if (!trials.isOpen || contradicts(priced)) return false;
  const result: PlanResult = yield { problem: priced, stepLimit: Math.ceil(budget.leftSteps / 4) };
  const [spill] = result.terms;
  if (result.memories === null || spill === undefined) return false;
  const changes = problem.buffers.flatMap(({ id }, b): SuggestedChange[] => {
    const from = memoriesOf(problem, b);
    const to = result.memories![b]!;
    return from.includes(to) ? [] : [{ kind: "move", buffer: id, from, to }];
  });
  if (changes.length === 0) return false;
  const trial: Trial = yield* trials.ask(changes);
  const isProved = spill.bound >= spill.value;
  const isOld = found.suggestions.some(({ changes: old }) => JSON.stringify(old) === JSON.stringify(changes));
  // The planner may not find again what it found in passing: its plan is one of the changed problem too.
  if (trial.verdict === "fits" && !isOld) found.add(trial.problem, trial.result!, changes, isProved);
  return trial.verdict === "fits";
}

/** The problem with every memory open to every buffer that can be moved, at its price. */
function pricedMoves(problem: Problem, priceOf: (id: string) => number | null): Problem {
  const whole = anyPlan(problem);
  const buffers = whole.buffers.map((buffer, b) => {
    const price = priceOf(buffer.id);
    const from = memoriesOf(problem, b);
    const own = buffer.memories ?? from.map((id) => ({ id }));
    const free = own.map((choice) => ({ ...choice, cost: 0 }));
    const { memory: _, ...others } = buffer;
    if (price === null || !isSolid(buffer) || (buffer.offset ?? -1) >= 0) return { ...others, memories: free };
    const more = problem.memories!.filter(({ id }) => !from.includes(id)).map(({ id }) => ({ id, cost: price }));
    return { ...others, memories: [...free, ...more] };
  });
  return { ...whole, buffers, minimize: ["spill"] };
}
