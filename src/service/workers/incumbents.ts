import type { PlanResult, Progress } from "../../planner/index.js";
import { type AnswerFacts, answerBytes, incumbentBytes } from "../wire/answer.js";
import type { PlanTask } from "../wire/task.js";
import type { IncumbentReport } from "./jobs.js";
import type { Checked, Seen, Subject } from "./subject.js";

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
  readonly #subject: Subject;
  readonly #streamed: boolean;
  readonly #version: string;
  readonly #report: (found: IncumbentReport) => void;
  /** Of the best plan so far. */
  #rank: readonly number[] | null = null;
  /** What was told of bounds last. */
  #bounds = "";
  #fits = false;
  #toldMs = 0;
  #told: string | null;
  /** What would be the answer now, its bound and counters apart. */
  #outcome: AnswerFacts | null = null;
  #waiting: Seen | null = null;
  #timer: NodeJS.Timeout | undefined;
  /** What went wrong while nobody called. */
  #fault: unknown;

  /**
   * @param streamed whether anybody listens to events
   * @param told what they have heard of already
   */
  constructor(
    task: PlanTask,
    subject: Subject,
    streamed: boolean,
    version: string,
    report: (found: IncumbentReport) => void,
    told: string | null = null,
  ) {
    this.#task = task;
    this.#streamed = streamed;
    this.#subject = subject;
    this.#version = version;
    this.#report = report;
    this.#told = told;
  }

  /** Of the plan and the bounds that were told last: equal for those that say the same. Null where none was told. */
  get told(): string | null {
    return this.#told;
  }

  readonly see = (progress: Progress): void => {
    if (!isSeen(progress)) return;
    const { elapsedMs } = progress;
    const rank = this.#subject.rank(progress);
    const better = this.#rank === null || isBelow(rank, this.#rank);
    const bounds = boundsOf(progress);
    if (!better && (bounds === this.#bounds || elapsedMs - this.#toldMs < BOUND_MS)) return;
    if (better) this.#rank = rank;
    this.#bounds = bounds;
    this.#toldMs = elapsedMs;
    const { count } = this.#subject;
    if (this.#waiting !== null || (better && count > MANY_BUFFERS)) {
      this.#waiting = progress;
      this.#timer ??= setTimeout(() => this.#flushByItself(), Math.min(LONGEST_WAIT_MS, WAIT_MS_PER_BUFFER * count));
    } else this.#tell(progress, better ? this.#check(progress) : null);
  };

  /** The search has ended with this result, encoded in `answer`. @throws what went wrong on the way */
  end(result: PlanResult, answer: Uint8Array): void {
    if (this.#fault !== undefined) throw this.#fault;
    const last = this.#waiting;
    if (last === null || !this.#subject.isAnswer(last, result)) {
      this.flush();
      return;
    }
    this.stop();
    this.#fits = true;
    // Where nobody listens, the answer itself is next.
    if (this.#streamed) this.#report({ event: this.#event(last, true), hasPlan: true, answer });
  }

  /** Nothing more is told. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = null;
  }

  #flushByItself(): void {
    try {
      this.flush();
    } catch (error) {
      this.#fault = error;
    }
  }

  /** A plan that waits is told of now. */
  flush(): void {
    const progress = this.#waiting;
    this.stop();
    if (progress !== null) this.#tell(progress, this.#check(progress));
  }

  #check(progress: Seen): Checked {
    return this.#subject.check(progress, this.#task.timeline);
  }

  /** @param checked of a plan that is better; null where only the bound is */
  #tell(progress: Seen, checked: Checked | null): void {
    const { offsets, peak, lowerBound, steps, elapsedMs, terms = [] } = progress;
    if (checked !== null) {
      this.#fits = checked.fits;
      const memoryIndex = this.#subject.memoryIndex(progress.memories);
      const plan = checked.fits
        ? { status: "feasible" as const, offsets, memoryIndex, peak, verification: checked.report }
        : { status: "unknown" as const, offsets: null, memoryIndex: null, peak: null, verification: null };
      const counters = { steps, backtracks: 0, restarts: 0 };
      const nothing = { infeasibility: null, presolve: [], operatorOrder: this.#subject.operatorOrder };
      this.#outcome = { ...plan, ...counters, ...nothing, lowerBound, terms: [], solveMs: elapsedMs };
    }
    const shown = this.#fits ? terms : [];
    const outcome = { ...this.#outcome!, lowerBound, steps, terms: shown, solveMs: elapsedMs };
    const answer = answerBytes(outcome, "deadline", this.#task, this.#version);
    const hasPlan = checked !== null;
    const told = `${this.#rank} ${this.#bounds}`;
    const isNew = this.#streamed && told !== this.#told;
    if (isNew) this.#told = told;
    this.#report({ event: isNew ? this.#event(progress, hasPlan) : null, hasPlan, answer });
  }

  #event({ offsets, memories, peak, lowerBound, steps, elapsedMs, terms = [] }: Seen, better: boolean): Uint8Array {
    const isShown = better && !this.#task.omitOffsets;
    return incumbentBytes({
      peak,
      lowerBound,
      fits: this.#fits,
      offsets: isShown ? offsets : null,
      memoryIndex: isShown ? this.#subject.memoryIndex(memories) : null,
      terms,
      steps,
      elapsedMs,
    });
  }
}

function isSeen(progress: Progress): progress is Seen {
  return progress.peak !== null && progress.offsets !== null;
}

/** Whether the first number that differs is lower. */
function isBelow(rank: readonly number[], other: readonly number[]): boolean {
  const at = rank.findIndex((value, i) => value !== other[i]);
  return at >= 0 && rank[at]! < (other[at] ?? Number.POSITIVE_INFINITY);
}

/** What is proved, to be compared. */
function boundsOf({ lowerBound, terms = [] }: Seen): string {
  return terms.length === 0 ? `${lowerBound}` : terms.map(({ bound }) => bound).join(" ");
}
