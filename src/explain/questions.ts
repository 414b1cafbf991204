import { plan, planSync } from "../constrained/index.js";
import { Clock, type PlannerOptions, type PlanResult, type Progress } from "../planner/index.js";
import { type Problem, withoutHints } from "../problem/index.js";

/** Limits of an explanation. With steps alone the answer is the same every time. */
export interface ExplainOptions extends Pick<PlannerOptions, "seed" | "policy" | "signal" | "timeLimitMs"> {
  /** Search steps of all questions together; default 1,000,000. */
  readonly stepLimit?: number;
  /** Told after each question, and every 100 ms or so of a long one; not where there is no promise. */
  readonly onProgress?: (progress: ExplainProgress) => void;
}

/** How far an explanation is. */
export interface ExplainProgress {
  /** Problems that were planned so far, and the steps that took. */
  readonly questions: number;
  readonly steps: number;
  /** Milliseconds since the call. */
  readonly elapsedMs: number;
}

/** A problem to be planned on the way, in so many steps. */
export interface Question {
  readonly problem: Problem;
  readonly stepLimit: number;
  readonly minimize?: boolean;
  /** Told how the run stands. */
  readonly hear?: ((progress: Progress) => void) | undefined;
}

/** Work that asks the planner, and goes on with its answers. */
export type Asking<T> = Generator<Question, T, PlanResult>;

const STEP_LIMIT = 1_000_000;

/** What is left of the limits, and whether anything went unanswered for them. */
export class Budget {
  readonly #clock = new Clock();
  readonly #timeLimitMs: number;
  readonly #signal: PlannerOptions["signal"];
  #left: number;
  #leftBuffers = Number.POSITIVE_INFINITY;
  steps = 0;
  /** Problems that were planned. */
  questions = 0;

  constructor({ stepLimit = STEP_LIMIT, timeLimitMs = Number.POSITIVE_INFINITY, signal }: ExplainOptions) {
    this.#left = stepLimit;
    this.#timeLimitMs = timeLimitMs;
    this.#signal = signal;
  }

  get leftSteps(): number {
    return this.#left;
  }

  get elapsedMs(): number {
    return this.#clock.elapsedMs;
  }

  get leftMs(): number {
    return Math.max(0, this.#timeLimitMs - this.#clock.elapsedMs);
  }

  /** Whether there is time for another question. Cheap ones take no steps, so that steps may be used up. */
  get isOpen(): boolean {
    return this.leftMs > 0 && this.#leftBuffers > 0 && this.#signal?.aborted !== true;
  }

  /**
   * A budget within this one, of so many steps, and of questions about so many buffers in all: those that a bound
   * answers take no steps, and yet time. What is spent of it is to be told to both.
   */
  part(steps: number, buffers: number): Budget {
    const own = new Budget({
      stepLimit: Math.min(steps, this.#left),
      timeLimitMs: this.leftMs,
      ...(this.#signal !== undefined && { signal: this.#signal }),
    });
    own.#leftBuffers = buffers;
    return own;
  }

  /** @param buffers of the problem that was planned */
  spend(result: PlanResult, buffers: number): void {
    this.#left = Math.max(0, this.#left - result.steps);
    this.#leftBuffers -= buffers;
    this.steps += result.steps;
    this.questions++;
  }
}

/** Answers in the calling thread. */
export function answerSync<T>(asking: Asking<T>, budget: Budget, options: ExplainOptions): T {
  for (let turn = asking.next(); ; ) {
    if (turn.done === true) return turn.value;
    const { problem, hear } = turn.value;
    const result = planSync(withoutHints(problem), {
      ...settled(turn.value, budget, options),
      ...(hear !== undefined && { onProgress: hear }),
    });
    budget.spend(result, problem.buffers.length);
    turn = asking.next(result);
  }
}

/** Answers with promises: signals and timers are heard, and large problems are planned in another thread. */
export async function answer<T>(asking: Asking<T>, budget: Budget, options: ExplainOptions): Promise<T> {
  const { signal, onProgress } = options;
  const tell =
    onProgress === undefined
      ? undefined
      : (steps = 0) => {
          const { questions, elapsedMs } = budget;
          onProgress({ questions, steps: budget.steps + steps, elapsedMs });
        };
  for (let turn = asking.next(); ; ) {
    if (turn.done === true) return turn.value;
    const { problem, hear } = turn.value;
    const onStep = (progress: Progress): void => {
      hear?.(progress);
      tell?.(progress.steps);
    };
    const result = await plan(withoutHints(problem), {
      ...settled(turn.value, budget, options),
      ...(signal !== undefined && { signal }),
      ...((tell ?? hear) !== undefined && { onProgress: onStep }),
    });
    budget.spend(result, turn.value.problem.buffers.length);
    tell?.();
    turn = asking.next(result);
  }
}

function settled(
  { stepLimit, minimize = false }: Question,
  budget: Budget,
  { seed, policy }: ExplainOptions,
): Pick<PlannerOptions, "stepLimit" | "minimize" | "timeLimitMs" | "seed" | "policy"> {
  const { leftSteps, leftMs } = budget;
  return {
    minimize,
    stepLimit: Math.min(stepLimit, leftSteps),
    ...(Number.isFinite(leftMs) && { timeLimitMs: leftMs }),
    ...(seed !== undefined && { seed }),
    ...(policy !== undefined && { policy }),
  };
}
