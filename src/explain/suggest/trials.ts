import { compile } from "../../model/compile.js";
import type { PlanResult } from "../../planner/index.js";
import { InputError, isConstrained, type Problem } from "../../problem/index.js";
import type { Asking, Budget } from "../questions.js";
import { Relaxation } from "../relaxation.js";
import type { Verdict } from "../shrink.js";
import { allApplied } from "./apply.js";
import type { SuggestedChange } from "./change.js";
import { LoadScreen } from "./load-screen.js";

/** What a problem with some changes came to. */
export interface Trial {
  readonly verdict: Verdict;
  readonly changes: readonly SuggestedChange[];
  readonly problem: Problem;
  /** Null where nothing was planned: changes contradict something or leave a load too great, or there was no time. */
  readonly result: PlanResult | null;
  /** Whether a load alone refutes it. */
  readonly isLoad: boolean;
}

/** Plans a problem with changes, each set of them once. */
export class Trials {
  readonly problem: Problem;
  readonly screen: LoadScreen;
  /** Whether a question went unanswered. */
  isCut = false;
  readonly #budget: Budget;
  readonly #questionSteps: number;
  readonly #known = new Map<string, Trial>();
  #left: number;

  /** @param questionSteps search steps of one question at most */
  constructor(problem: Problem, budget: Budget, questionSteps: number) {
    this.problem = problem;
    this.screen = new LoadScreen(problem);
    this.#budget = budget;
    this.#questionSteps = questionSteps;
    this.#left = this.allowance;
  }

  /** Lets as many questions be asked again as at first. */
  refill(): void {
    this.#left = this.allowance;
  }

  /** Questions that can be asked at first. */
  get allowance(): number {
    const affordable = Math.floor(MOST_BUFFERS_PLANNED / Math.max(1, this.problem.buffers.length));
    return Math.min(MOST_QUESTIONS, Math.max(LEAST_QUESTIONS, affordable));
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
    if (this.screen.refutes(changes)) return refutedByLoad(this.problem, changes);
    const trial = yield* this.#plan(changes);
    if (trial.verdict === "open") this.isCut = true;
    this.#known.set(key, trial);
    return trial;
  }

  *#plan(changes: readonly SuggestedChange[]): Asking<Trial> {
    const none = { changes, result: null, isLoad: false };
    if (!this.isOpen) return { ...none, verdict: "open", problem: this.problem };
    const problem = allApplied(this.problem, changes);
    if (contradicts(problem)) return { ...none, verdict: "refuted", problem };
    this.#left--;
    const result: PlanResult = yield { problem: anyPlan(problem), stepLimit: this.#questionSteps };
    const { status, offsets, verification } = result;
    const isPlan = offsets !== null && verification?.ok === true;
    const verdict = isPlan ? "fits" : status === "infeasible" ? "refuted" : "open";
    return { verdict, changes, problem, result, isLoad: false };
  }
}

/** Questions about single changes at most, and as many about sets; fewer where a question is about many buffers. */
const MOST_QUESTIONS = 1_000;
const LEAST_QUESTIONS = 12;
const MOST_BUFFERS_PLANNED = 150_000;

/** Most are asked for nothing but the verdict: the problem is put together where somebody wants it. */
function refutedByLoad(whole: Problem, changes: readonly SuggestedChange[]): Trial {
  let made: Problem | null = null;
  return {
    ...{ verdict: "refuted", changes, result: null, isLoad: true },
    get problem() {
      made ??= allApplied(whole, changes);
      return made;
    },
  };
}

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

/** The same work within a budget of its own. */
export function* within<T>(asking: Asking<T>, own: Budget): Asking<T> {
  for (let turn = asking.next(); ; ) {
    if (turn.done === true) return turn.value;
    const { stepLimit, ...question } = turn.value;
    const result: PlanResult = yield { ...question, stepLimit: Math.min(stepLimit, own.leftSteps) };
    own.spend(result, question.problem.buffers.length);
    turn = asking.next(result);
  }
}

/** A share of a budget, and of questions about so many buffers as a search for one core may take. */
export function shareOf(budget: Budget, share: number): Budget {
  return budget.part(Math.ceil(budget.leftSteps * share), MOST_BUFFERS_PLANNED);
}
