import type { PlanResult, Progress } from "../../planner/index.js";
import type { ProblemColumns } from "../../problem/index.js";
import { type SimulationReport, simulateColumns } from "../../sim/index.js";
import { type AnswerFacts, answerBytes, incumbentBytes } from "../wire/answer.js";
import type { PlanTask } from "../wire/task.js";
import type { IncumbentReport } from "./jobs.js";

/** Milliseconds between two reports on a search of which only the bound is new. */
const BOUND_MS = 100;

/**
 * A better plan of many buffers waits before it is simulated and encoded, for a still better one or the end of the run:
 * twice as long as that takes, and so many milliseconds at most.
 */
const MANY_BUFFERS = 1_000;
const WAIT_MS_PER_BUFFER = 2.5e-3;
const LONGEST_WAIT_MS = 50;

/** Turns the progress of one search into reports: each better plan, simulated, and the bound now and then. */
export class Incumbents {
  readonly #task: PlanTask;
  readonly #problem: ProblemColumns;
  readonly #streamed: boolean;
  readonly #version: string;
  readonly #report: (found: IncumbentReport) => void;
  #peak = Number.POSITIVE_INFINITY;
  #bound = -1;
  #toldMs = 0;
  /** What would be the answer now, its bound and counters apart. */
  #outcome: AnswerFacts | null = null;
  #waiting: Seen | null = null;
  #timer: NodeJS.Timeout | undefined;
  /** What went wrong while nobody called. */
  #fault: unknown;

  /** @param streamed whether anybody listens to events */
  constructor(
    task: PlanTask,
    problem: ProblemColumns,
    streamed: boolean,
    version: string,
    report: (found: IncumbentReport) => void,
  ) {
    this.#task = task;
    this.#streamed = streamed;
    this.#problem = problem;
    this.#version = version;
    this.#report = report;
  }

  readonly see = (progress: Progress): void => {
    if (!isSeen(progress)) return;
    const { peak, lowerBound, elapsedMs } = progress;
    const better = peak < this.#peak;
    if (!better && (lowerBound === this.#bound || elapsedMs - this.#toldMs < BOUND_MS)) return;
    this.#peak = peak;
    this.#bound = lowerBound;
    this.#toldMs = elapsedMs;
    const { count } = this.#problem;
    if (this.#waiting !== null || (better && count > MANY_BUFFERS)) {
      this.#waiting = progress;
      this.#timer ??= setTimeout(() => this.#flushByItself(), Math.min(LONGEST_WAIT_MS, WAIT_MS_PER_BUFFER * count));
    } else this.#tell(progress, better ? this.#simulate(progress) : null);
  };

  /** The search has ended with this result, encoded in `answer`. @throws what went wrong on the way */
  end(result: PlanResult, answer: Uint8Array): void {
    if (this.#fault !== undefined) throw this.#fault;
    const last = this.#waiting;
    if (last === null || result.peak !== last.peak) {
      this.#flush();
      return;
    }
    this.stop();
    // Where nobody listens, the answer itself is next.
    if (this.#streamed) this.#report({ event: this.#event(last, true), answer });
  }

  /** Nothing more is told. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = null;
  }

  #flushByItself(): void {
    try {
      this.#flush();
    } catch (error) {
      this.#fault = error;
    }
  }

  #flush(): void {
    const progress = this.#waiting;
    this.stop();
    if (progress !== null) this.#tell(progress, this.#simulate(progress));
  }

  #simulate({ offsets, peak }: Seen): SimulationReport {
    const problem = this.#problem;
    const { timeline } = this.#task;
    const capacity = Math.max(peak, peak <= problem.capacity ? problem.capacity : 0);
    const verification = simulateColumns(problem, offsets, { capacity, timeline });
    if (!verification.ok) throw new Error("internal fault: an incumbent failed its simulation");
    return verification;
  }

  /** @param verification of a plan that is better; null where only the bound is */
  #tell(progress: Seen, verification: SimulationReport | null): void {
    const { offsets, peak, lowerBound, steps, elapsedMs } = progress;
    if (verification !== null) {
      const plan =
        peak <= this.#problem.capacity
          ? { status: "feasible" as const, offsets, peak, verification }
          : { status: "unknown" as const, offsets: null, peak: null, verification: null };
      const counters = { steps, backtracks: 0, restarts: 0 };
      this.#outcome = { ...plan, ...counters, lowerBound, infeasibility: null, solveMs: elapsedMs };
    }
    const outcome = { ...this.#outcome!, lowerBound, steps, solveMs: elapsedMs };
    const answer = answerBytes(outcome, "deadline", this.#task, this.#version);
    this.#report({ event: this.#streamed ? this.#event(progress, verification !== null) : null, answer });
  }

  #event({ offsets, peak, lowerBound, steps, elapsedMs }: Seen, better: boolean): Uint8Array {
    const fits = peak <= this.#problem.capacity;
    const shown = better && !this.#task.omitOffsets ? offsets : null;
    return incumbentBytes({ peak, lowerBound, fits, offsets: shown, steps, elapsedMs });
  }
}

/** Progress that has a plan. */
type Seen = Progress & { readonly peak: number; readonly offsets: Float64Array };

function isSeen(progress: Progress): progress is Seen {
  return progress.peak !== null && progress.offsets !== null;
}
