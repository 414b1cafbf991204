import { type ConstrainedOptions, plan, planSync } from "../constrained/index.js";
import {
  Clock,
  checkOptions,
  type PlannerOptions,
  type PlanResult,
  type Progress,
  planColumns,
  planColumnsSync,
} from "../planner/index.js";
import { type Buffer, InputError, ignoredKeys, type Problem } from "../problem/index.js";
import { Rechecker, type SimulationReport, simulate } from "../sim/index.js";
import { Book, type Entry } from "./book.js";
import type { Edit } from "./edit.js";
import { type PlainOutcome, PlainPlanner, type Question } from "./plain.js";

export interface SessionOptions
  extends Omit<ConstrainedOptions, "previous" | "pinUnchanged" | "signal" | "onProgress"> {
  /**
   * Every so many plans, one is replayed whole; of the others, the buffers that have changed since the last are checked
   * against all others. A whole number ≥ 1, default 100; 1 replays each.
   */
  readonly replayEvery?: number;
}

/** What a single plan of a session is told besides the options of the session. */
export type SessionCall = Pick<PlannerOptions, "signal" | "onProgress">;

/** Where a buffer lies now, which is new or lay elsewhere in the plan before. */
export interface Placement {
  readonly id: string;
  /** Bytes, absolute. */
  readonly offset: number;
  /** Id of its memory; null where the problem lists none. */
  readonly memory: string | null;
}

/** A plan of the problem as it was when it was asked for, in the order of the session's `problem.buffers`. */
export interface SessionResult extends PlanResult {
  /** The buffers that are new or have moved since the session's last plan; all of them in the first. */
  readonly moved: readonly Placement[];
  /** Buffers that the check of this plan compared with all others; null where the whole plan was replayed. */
  readonly checked: number | null;
}

/**
 * Keeps a problem, takes edits, and plans again in time that goes with the edits. Status and least peak are those that
 * a plan from scratch with the same options has; offsets may be others, and most stay where they were.
 */
export class Session {
  readonly #book: Book;
  readonly #options: Omit<SessionOptions, "replayEvery">;
  readonly #replayEvery: number;
  /** Null while the problem has constraints. */
  #plain: PlainPlanner | null = null;
  readonly #rechecker = new Rechecker();
  #plans = 0;
  /** The answer to the problem as it is; null where an edit or a limit leaves something to find out. */
  #answer: SessionResult | null = null;
  #isPlanning = false;

  /** @throws InputError for a malformed problem or option */
  constructor(problem: Problem, options: SessionOptions = {}) {
    const { replayEvery = 100, ...others } = options ?? {};
    if (!(Number.isSafeInteger(replayEvery) && replayEvery >= 1)) {
      throw new InputError(`option replayEvery must be a whole number ≥ 1, got ${String(replayEvery)}`, {
        field: "replayEvery",
      });
    }
    for (const name of ["signal", "onProgress"]) {
      if (!(name in others)) continue;
      throw new InputError(`option ${name} is one of a single plan: hand it to plan`, { field: name });
    }
    const { presolve: _, quick: __, ...limits } = others;
    checkOptions(limits, ["replayEvery", "presolve", "quick"]);
    this.#options = others;
    this.#replayEvery = replayEvery;
    this.#book = new Book(problem);
    this.#warn(problem);
    if (!this.#book.isConstrained) this.#enterPlain();
  }

  /** The problem as it is now. Buffers are in the order in which they came. */
  get problem(): Problem {
    return this.#book.problem;
  }

  /** Buffers. */
  get size(): number {
    return this.#book.entries.size;
  }

  /** @throws InputError for what is no sound buffer, or an id that there is already; nothing has changed then */
  add(buffer: Buffer): void {
    this.apply([{ kind: "add", buffer }]);
  }

  /** @throws InputError where there is no such buffer, or a constraint names it */
  remove(id: string): void {
    this.apply([{ kind: "remove", id }]);
  }

  /** @param size bytes @throws InputError */
  resize(id: string, size: number): void {
    this.apply([{ kind: "resize", id, size }]);
  }

  /** Gives a buffer the lifetime [lower, upper). @throws InputError */
  retime(id: string, lower: number, upper: number): void {
    this.apply([{ kind: "retime", id, lower, upper }]);
  }

  /** @param capacity bytes; null or Infinity for no limit @throws InputError */
  setCapacity(capacity: number | null): void {
    this.apply([{ kind: "capacity", capacity }]);
  }

  /**
   * Makes several edits, one after the other: all of them, or none.
   *
   * @throws InputError for the first that cannot be made, with its position where there are several
   */
  apply(edits: readonly Edit[]): void {
    if (this.#isPlanning) throw new InputError("a plan is under way: edits have to wait until it is there");
    const draft = this.#book.draft(edits);
    for (const edit of edits) if (edit.kind === "add") this.#warn({ buffers: [edit.buffer] });
    this.#answer = null;
    const plain = this.#plain;
    this.#book.make(draft, plain);
    if (this.#book.isConstrained) this.#plain = null;
    else if (plain === null) this.#enterPlain();
    else plain.capacity = this.#book.capacity;
  }

  /**
   * Plans the problem as it is, and verifies the plan. Edits have to wait until it is there.
   *
   * @throws InputError while another plan of the session is under way
   */
  async plan({ signal, onProgress }: SessionCall = {}): Promise<SessionResult> {
    const call = { ...(signal && { signal }), ...(onProgress && { onProgress }) };
    if (this.#isPlanning) throw new InputError("a plan of this session is under way already");
    if (this.#answer !== null) return this.#again(this.#answer);
    this.#isPlanning = true;
    try {
      const clock = new Clock();
      if (this.#plain === null) return this.#tell(await plan(this.problem, { ...this.#options, ...call }));
      const work = this.#plain.plan(() => this.#book.lineup);
      let turn = work.next();
      while (turn.done !== true) {
        const { columns } = turn.value;
        turn = work.next(await planColumns(columns, this.#optionsFor(turn.value, call, clock)));
      }
      return this.#finish(turn.value, clock);
    } finally {
      this.#isPlanning = false;
    }
  }

  /** The same without a promise, in the calling thread. */
  planSync({ onProgress }: Omit<SessionCall, "signal"> = {}): SessionResult {
    const call = onProgress === undefined ? {} : { onProgress };
    if (this.#isPlanning) throw new InputError("a plan of this session is under way already");
    if ((this.#options.threads ?? 1) !== 1) {
      throw new InputError("planSync takes no signal and no threads: use plan", { field: "threads" });
    }
    if (this.#answer !== null) return this.#again(this.#answer);
    // Who is told of progress may ask for more.
    this.#isPlanning = true;
    try {
      const clock = new Clock();
      if (this.#plain === null) return this.#tell(planSync(this.problem, { ...this.#options, ...call }));
      const work = this.#plain.plan(() => this.#book.lineup);
      let turn = work.next();
      while (turn.done !== true) {
        const { columns } = turn.value;
        turn = work.next(planColumnsSync(columns, this.#optionsFor(turn.value, call, clock)).result);
      }
      return this.#finish(turn.value, clock);
    } finally {
      this.#isPlanning = false;
    }
  }

  #enterPlain(): void {
    const { entries, base, capacity } = this.#book;
    this.#plain = new PlainPlanner(base, capacity, this.#options.minimize ?? false);
    for (const entry of entries.values()) entry.row = this.#plain.layout.add(entry.buffer);
  }

  #optionsFor({ minimize, ...question }: Question, { onProgress, ...call }: SessionCall, clock: Clock): PlannerOptions {
    const { presolve: _, quick: __, timeLimitMs, ...others } = this.#options;
    return {
      ...others,
      ...call,
      minimize,
      ...(timeLimitMs !== undefined && { timeLimitMs: Math.max(0, timeLimitMs - clock.elapsedMs) }),
      ...(onProgress && { onProgress: (progress: Progress) => onProgress(progressOf(progress, question)) }),
    };
  }

  /** The answer of a plain problem: its plan is checked here. */
  #finish(outcome: PlainOutcome, clock: Clock): SessionResult {
    const { isPlan, peak, ...facts } = outcome;
    const checked = isPlan ? this.#check(peak) : null;
    const offsets = isPlan ? new Float64Array(this.size) : null;
    const buffers: Buffer[] = [];
    const moved: Placement[] = [];
    const { offset } = this.#plain!.layout.rows;
    if (offsets !== null) {
      for (const entry of this.#book.entries.values()) {
        const at = offset[entry.row]!;
        offsets[buffers.length] = at;
        buffers.push(entry.buffer);
        noteMove(entry, at, null, moved);
      }
    }
    const { base, capacity } = this.#book;
    const problem = { buffers, base, capacity };
    const isProved = isPlan && peak <= outcome.lowerBound;
    const without = outcome.infeasibility === null ? "unknown" : "infeasible";
    let report: SimulationReport | null = null;
    const result: SessionResult = {
      status: isProved ? "optimal" : isPlan ? "feasible" : without,
      offsets,
      memories: null,
      peak: isPlan ? peak : null,
      terms: [],
      presolve: [],
      ...facts,
      solveMs: clock.elapsedMs,
      seed: this.#options.seed ?? 0,
      /** The plan has been checked; whoever wants the whole report has it replayed. */
      get verification() {
        if (offsets !== null) report ??= simulate(problem, offsets);
        return report;
      },
      moved,
      checked,
    };
    return this.#keep(result);
  }

  /**
   * @returns the rows checked; null where all were replayed
   * @throws Error where the plan is none: a fault of telaplan
   */
  #check(peak: number): number | null {
    const { rows } = this.#plain!.layout;
    const { present, lower, upper, size, alignment, fixed, offset, high, base } = rows;
    const { capacity } = this.#book;
    const plan = { high, base, capacity, present, lower, upper, size, alignment, fixed, offset };
    const { fault, ...found } = this.#rechecker.check(plan, this.#plans++ % this.#replayEvery === 0);
    if (fault !== null) throw new Error(`internal fault: the plan failed its check: ${fault}`);
    if (found.peak !== peak) throw new Error(`internal fault: the plan peaks at ${found.peak}, not at ${peak}`);
    return found.checked;
  }

  /** The answer of a problem with constraints, which was planned and verified whole. */
  #tell(result: PlanResult): SessionResult {
    const moved: Placement[] = [];
    const { offsets, memories } = result;
    if (offsets !== null) {
      let b = 0;
      for (const entry of this.#book.entries.values()) {
        noteMove(entry, offsets[b]!, memories?.[b] ?? null, moved);
        b++;
      }
    }
    return this.#keep({ ...result, moved, checked: null });
  }

  /** Keeps an answer that no further run would better. */
  #keep(result: SessionResult): SessionResult {
    this.#answer = result.stoppedBy === null ? result : null;
    return result;
  }

  /** The answer to a problem that no edit has changed. */
  #again(answer: SessionResult): SessionResult {
    // With a spread, the report would be made.
    const moved = { value: [], enumerable: true };
    return Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(answer), moved }) as SessionResult;
  }

  #warn(problem: Problem): void {
    const { onWarning } = this.#options;
    const ignored = onWarning === undefined ? null : ignoredKeys(problem);
    if (ignored !== null) onWarning!(ignored);
  }
}

/** Notes a buffer that does not lie where it was last told to lie. */
function noteMove(entry: Entry, offset: number, memory: string | null, moved: Placement[]): void {
  const { told } = entry;
  if (told !== null && told.offset === offset && told.memory === memory) return;
  entry.told = { offset, memory };
  moved.push({ id: entry.buffer.id, offset, memory });
}

/** What a run tells of a part, or of the whole with something that keeps it from going lower, as told of the whole. */
function progressOf(progress: Progress, { whole, lowerBound }: Omit<Question, "minimize">): Progress {
  const proved = Math.max(progress.lowerBound, lowerBound);
  if (whole === null) return { ...progress, peak: null, incumbent: null, offsets: null, lowerBound: proved };
  return { ...progress, offsets: progress.offsets?.slice(0, whole) ?? null, lowerBound: proved };
}
