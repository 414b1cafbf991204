import { compile } from "../../model/compile.js";
import type { PlanResult } from "../../planner/index.js";
import { InputError, isConstrained, type Problem } from "../../problem/index.js";
import type { Asking, Budget } from "../questions.js";
import { Relaxation } from "../relaxation.js";
import type { Verdict } from "../shrink.js";
import { allApplied } from "./apply.js";
import type { SuggestedChange } from "./change.js";

/** What a problem with some changes came to. */
export interface Trial {
  readonly verdict: Verdict;
  readonly changes: readonly SuggestedChange[];
  readonly problem: Problem;
  /** Null where the changes contradict something, and nothing was planned. */
  readonly result: PlanResult | null;
}

/** Plans a problem with changes, each set of them once. */
export class Trials {
  readonly problem: Problem;
  readonly #budget: Budget;
  readonly #questionSteps: number;
  readonly #known = new Map<string, Trial>();
  #left: number;

  /** @param questionSteps search steps of one question at most */
  constructor(problem: Problem, budget: Budget, questionSteps: number) {
    this.problem = problem;
    this.#budget = budget;
    this.#questionSteps = questionSteps;
    this.#left = Math.max(LEAST_QUESTIONS, Math.floor(MOST_BUFFERS_PLANNED / Math.max(1, problem.buffers.length)));
  }

  /** Whether more can be asked: cheap questions take no steps, so that their number is limited too. */
  get isOpen(): boolean {
    return this.#budget.isOpen && this.#left > 0;
  }

  /** Whether there is any plan with these changes. */
  *ask(changes: readonly SuggestedChange[]): Asking<Trial> {
    const key = JSON.stringify(changes);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const trial = yield* this.#plan(changes);
    this.#known.set(key, trial);
    return trial;
  }

  *#plan(changes: readonly SuggestedChange[]): Asking<Trial> {
    const problem = allApplied(this.problem, changes);
    if (contradicts(problem)) return { verdict: "refuted", changes, problem, result: null };
    if (!this.isOpen) return { verdict: "open", changes, problem, result: null };
    this.#left--;
    const result: PlanResult = yield { problem: anyPlan(problem), stepLimit: this.#questionSteps };
    const { status, offsets, verification } = result;
    const isPlan = offsets !== null && verification?.ok === true;
    return { verdict: isPlan ? "fits" : status === "infeasible" ? "refuted" : "open", changes, problem, result };
  }
}

/** Questions of one search for suggestions, and the buffers of all of them together, if that is more. */
const LEAST_QUESTIONS = 40;
const MOST_BUFFERS_PLANNED = 2_000_000;

/** The problem, of which any plan will do. */
export function anyPlan(problem: Problem): Problem {
  return new Relaxation(problem).part([...problem.buffers.keys()], new Set());
}

export function contradicts(problem: Problem): boolean {
  if (!isConstrained(problem)) return false;
  try {
    compile(problem);
    return false;
  } catch (error) {
    if (error instanceof InputError) return true;
    throw error;
  }
}

/** The same work, whose questions take so many steps in all at most. */
export function* within<T>(asking: Asking<T>, steps: number): Asking<T> {
  let left = steps;
  for (let turn = asking.next(); ; ) {
    if (turn.done === true) return turn.value;
    const { stepLimit, ...question } = turn.value;
    const result: PlanResult = yield { ...question, stepLimit: Math.min(stepLimit, left) };
    left = Math.max(0, left - result.steps);
    turn = asking.next(result);
  }
}
