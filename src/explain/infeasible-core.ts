import { stackBound, stacksWithin } from "../bounds/index.js";
import { compile } from "../model/compile.js";
import type { Infeasibility, PlanResult } from "../planner/index.js";
import { obviousInfeasibility } from "../planner/infeasibility.js";
import { isConstrained, loadBound, type Problem, toArrays } from "../problem/index.js";
import { type CoreConstraint, constraintsOn, keyOf } from "./constraint.js";
import { type CoreCause, factsOf, messageOf, remediesOf } from "./core-words.js";
import { type LoadCore, loadCore } from "./load-core.js";
import { type Asking, answer, answerSync, Budget, type ExplainOptions, type Question } from "./questions.js";
import { allBut, Relaxation } from "./relaxation.js";
import { alsoNeeded } from "./rotation.js";
import { type Finding, type Shrunk, shrink } from "./shrink.js";
import { count, shownBytes } from "./words.js";

export interface CoreOptions extends ExplainOptions {
  /**
   * What `plan` came to, so that it is not planned again. One that says no because of pins (`pinUnchanged`) says
   * nothing of the problem without them, and is passed over; so is one that the problem turns out to contradict.
   */
  readonly result?: PlanResult;
}

/**
 * Buffers and constraints that cannot go together. Without any one of them the rest has a plan, if `isIrreducible`.
 * Nothing else of the problem matters: `problem` is all of it.
 */
export interface InfeasibleCore {
  /** Positions in `problem.buffers` of the whole problem, ascending. */
  readonly buffers: readonly number[];
  readonly constraints: readonly CoreConstraint[];
  readonly cause: CoreCause;
  /** A time at which all its buffers live; null where they never all do. */
  readonly time: number | null;
  /**
   * Bytes that its buffers need at least in the one memory whose capacity is part of it; null where no capacity is, or
   * several are. Exact for a load, else what was proved within the budget.
   */
  readonly neededBytes: number | null;
  /** Bytes of that memory. */
  readonly capacity: number | null;
  /** Why no plan exists, for people: who and what cannot go together. */
  readonly message: string;
  /** What a reader can change, a sentence each. Each is about this core alone: there may be others. */
  readonly remedies: readonly string[];
  /** Whether it was proved of each of its members that the rest has a plan without it. */
  readonly isIrreducible: boolean;
  /** The core as a problem of its own: its buffers, and no other constraints than its own. */
  readonly problem: Problem;
  /** Problems that were planned to find it, and the search steps that took. */
  readonly questions: number;
  readonly steps: number;
}

/** Steps for what a core needs at least, which is no more than told. */
const NEED_STEPS = 2_000;

/** Steps of one question, at least, and as a multiple of those of the proof. */
const QUESTION_STEPS = 10_000;
const QUESTION_FACTOR = 4;

/**
 * The irreducible core of an infeasible problem; null where no proof was found within the limits that there is no plan.
 *
 * A load that is too great is found in O(n log n), without any planning, and is then the core with the fewest buffers.
 * Else the planner's own reason is where it begins, and buffers, then constraints, are left out as long as the planner
 * refutes the rest.
 *
 * @throws InputError for a malformed problem or option
 */
export async function infeasibleCore(problem: Problem, options: CoreOptions = {}): Promise<InfeasibleCore | null> {
  const budget = new Budget(options);
  return answer(coreSteps(problem, budget, options.result), budget, options);
}

/** The same without a promise, in the calling thread. */
export function infeasibleCoreSync(
  problem: Problem,
  options: Omit<CoreOptions, "signal" | "onProgress"> = {},
): InfeasibleCore | null {
  const budget = new Budget(options);
  return answerSync(coreSteps(problem, budget, options.result), budget, options);
}

/** What both ask. @param known what the planner came to */
export function* coreSteps(problem: Problem, budget: Budget, known?: PlanResult): Asking<InfeasibleCore | null> {
  const constrained = isConstrained(problem);
  if (constrained) compile(problem);
  const obvious = constrained ? null : obviousReason(problem);
  const first = obvious?.buffers ?? null;
  const load = first !== null && first.length < 2 ? null : loadCore(problem);
  const search = new CoreSearch(problem, budget);
  if (load !== null && (first === null || load.buffers.length < first.length)) return yield* search.ofLoad(load);
  if (first !== null) {
    search.isCollision = obvious!.cause === "collision";
    return yield* search.within(first);
  }
  if (!constrained && (problem.capacity ?? Number.POSITIVE_INFINITY) === Number.POSITIVE_INFINITY) return null;
  const result = known === undefined || restsOnPins(known, problem) ? yield search.whole() : known;
  if (result.status !== "infeasible") return null;
  search.proofSteps = result.steps;
  // Other solvers say no, and not why.
  const { cause, buffers = [] } = result.infeasibility ?? {};
  search.isStack = cause === "stack";
  const core = yield* search.within(yield* search.narrowed(buffers));
  return result === known && (yield* search.isContradicted()) ? null : core;
}

/** Whether a result rests on pins that the problem itself does not have. */
function restsOnPins({ infeasibility }: PlanResult, { buffers }: Problem): boolean {
  const pinned = new Set(infeasibility?.pinned);
  return buffers.some(({ id, offset = -1 }) => offset < 0 && pinned.has(id));
}

/** A reason that shows without any planning: a buffer beyond the memory, two fixed ones that collide. */
function obviousReason(problem: Problem): Infeasibility | null {
  const reason = obviousInfeasibility(toArrays(problem), { idOf: String, lowerOf: () => 0 });
  return reason?.cause === "load" ? null : reason;
}

/** Looks for the core of one problem. */
class CoreSearch {
  /** Steps of the proof that the whole problem has no plan: questions about parts get some times as many. */
  proofSteps = 0;
  /** Whether the buffers live together and do not fit on top of each other: capacities alone are not the reason. */
  isStack = false;
  /** Whether fixed offsets alone are. */
  isCollision = false;
  /** Whether a part was refuted here, so that the whole is, whoever says so. */
  #isRefuted = false;
  readonly #problem: Problem;
  readonly #budget: Budget;
  readonly #relaxation: Relaxation;
  readonly #all: readonly number[];

  constructor(problem: Problem, budget: Budget) {
    this.#problem = problem;
    this.#budget = budget;
    this.#relaxation = new Relaxation(problem);
    this.#all = [...problem.buffers.keys()];
  }

  /** The question whether there is any plan at all. */
  whole(): Question {
    return { problem: this.#relaxation.part(this.#all, NOTHING), stepLimit: Number.POSITIVE_INFINITY };
  }

  /** Whether the problem has a plan after all: asked where no question has refuted any part of it. */
  *isContradicted(): Asking<boolean> {
    return !this.#isRefuted && (yield* this.#ask(this.#all, NOTHING)).verdict === "fits";
  }

  /** A load that is too great is a core by itself, unless buffers need more bytes at other times. */
  *ofLoad({ buffers, memory, time, capacity, liveBytes, liveCount }: LoadCore): Asking<InfeasibleCore> {
    if (buffers.some((b) => this.#problem.buffers[b]!.gaps !== undefined)) return yield* this.within(buffers);
    const core = yield* this.#tell(buffers, [{ kind: "capacity", memory, bytes: capacity }], true, time);
    if (liveCount === buffers.length) return core;
    const all = `all ${count(liveCount)} that live then need ${shownBytes(liveBytes)}`;
    return { ...core, message: `${core.message}; ${all}` };
  }

  /** The buffers of a reason, if they are refuted by themselves, and as few as their own reasons name; else all. */
  *narrowed(reason: readonly number[]): Asking<readonly number[]> {
    let known = this.#all;
    for (let next = reason; next.length > 0 && next.length < known.length && this.#budget.isOpen; ) {
      const { verdict, enough } = yield* this.#ask(next, NOTHING);
      if (verdict !== "refuted") break;
      known = next;
      next = enough === null ? known : known.filter((b) => enough.has(b));
    }
    return known;
  }

  /** The core within buffers that are refuted. */
  *within(refuted: readonly number[]): Asking<InfeasibleCore> {
    let buffers = this.#smallestFirst(refuted);
    let constraints: readonly CoreConstraint[] | null = null;
    for (let round = 0; ; round++) {
      const all = constraintsOn(this.#problem, buffers);
      const dropped = constraints === null ? NOTHING : allBut(all, constraints);
      const fewer: Shrunk<number> = yield* shrink(buffers, this.#budget, (rest, without) =>
        this.#askWithout(ascending(rest), without, dropped),
      );
      const isWhole = fewer.items.length === buffers.length;
      buffers = fewer.items;
      const relevant: CoreConstraint[] = constraintsOn(this.#problem, ascending(buffers));
      const before: readonly CoreConstraint[] =
        constraints === null ? yield* this.#fewConstraints(buffers, relevant) : common(constraints, relevant);
      const looser: Shrunk<CoreConstraint> = yield* this.#shrinkConstraints(buffers, relevant, before);
      const isSame = constraints !== null && looser.items.length === constraints.length;
      constraints = looser.items;
      // Where an alias goes, an exclusive buffer of it may be worse off: what was needed need not be needed any more.
      const isSure = this.#problem.aliases === undefined || (isSame && isWhole);
      if (!isSure && round < MOST_ROUNDS && this.#budget.isOpen) continue;
      return yield* this.#tell(ascending(buffers), constraints, isSure && fewer.isIrreducible && looser.isIrreducible);
    }
  }

  /** Often the capacities are enough, or the fixed offsets. */
  *#fewConstraints(buffers: readonly number[], all: readonly CoreConstraint[]): Asking<readonly CoreConstraint[]> {
    const likely = all.filter(({ kind }) => kind === (this.isCollision ? "offset" : "capacity"));
    if (this.isStack || !this.#budget.isOpen) return all;
    if (!this.isCollision && all.length - likely.length < 2) return all;
    const { verdict } = yield* this.#ask(ascending(buffers), allBut(all, likely));
    return verdict === "refuted" ? likely : all;
  }

  *#shrinkConstraints(
    buffers: readonly number[],
    all: readonly CoreConstraint[],
    some: readonly CoreConstraint[],
  ): Asking<Shrunk<CoreConstraint>> {
    const { ask, budget } = { ask: this.#ask.bind(this, ascending(buffers)), budget: this.#budget };
    return yield* shrink(some, budget, function* (rest): Asking<Finding<CoreConstraint>> {
      return { verdict: (yield* ask(allBut(all, rest))).verdict };
    });
  }

  /** The same of a part without one buffer more, and which others cannot be missing either. */
  *#askWithout(
    rest: readonly number[],
    without: readonly number[],
    dropped: ReadonlySet<string>,
  ): Asking<Finding<number>> {
    const found = yield* this.#ask(rest, dropped);
    const { offsets } = found;
    if (offsets === null || without.length > 1) return found;
    const all = ascending([...rest, ...without]);
    const part = this.#relaxation.part(all, dropped);
    if (isConstrained(part)) return found;
    const missing = all.indexOf(without[0]!);
    const needed = alsoNeeded(part, missing, (row) => offsets[row > missing ? row - 1 : row]!);
    return { ...found, needed: needed.map((row) => all[row]!) };
  }

  /** What a part comes to, and the buffers of it that are to blame. */
  *#ask(buffers: readonly number[], dropped: ReadonlySet<string>): Asking<Found> {
    const part = this.#relaxation.part(buffers, dropped);
    const stacked = stackedVerdict(part);
    if (stacked === "refuted") this.#isRefuted = true;
    if (stacked !== null) return { verdict: stacked, enough: null, offsets: null };
    const stepLimit = Math.max(QUESTION_STEPS, QUESTION_FACTOR * this.proofSteps);
    const result = yield { problem: part, stepLimit: isEndless(part) ? 0 : stepLimit };
    if (result.status === "infeasible") {
      this.#isRefuted = true;
      const reason = result.infeasibility!.buffers;
      const enough = reason.length === 0 ? null : new Set(reason.map((b) => buffers[b]!));
      return { verdict: "refuted", enough, offsets: null };
    }
    const { offsets } = result;
    return { verdict: offsets === null ? "open" : "fits", enough: null, offsets };
  }

  /** What no plan of a part in an endless memory peaks below: a stack's height where all live at one time. */
  *#leastPeak(part: Problem): Asking<number> {
    if (!isConstrained(part) && part.buffers.length <= MOST_STACKED) {
      const arrays = toArrays(part);
      const stack = stackBound(arrays, loadBound(arrays));
      if (stacksWithin({ ...arrays, capacity: stack }) === true) return stack;
    }
    const { lowerBound } = yield { problem: part, stepLimit: NEED_STEPS, minimize: true };
    return lowerBound;
  }

  /** Small buffers had best go first: what is left are few. */
  #smallestFirst(buffers: readonly number[]): readonly number[] {
    const { buffers: all } = this.#problem;
    return buffers.toSorted((a, b) => all[a]!.size - all[b]!.size || b - a);
  }

  *#tell(
    buffers: readonly number[],
    constraints: readonly CoreConstraint[],
    isIrreducible: boolean,
    at: number | null = null,
  ): Asking<InfeasibleCore> {
    const all = constraintsOn(this.#problem, buffers);
    const problem = this.#relaxation.part(buffers, allBut(all, constraints));
    const facts = factsOf(this.#problem, buffers, constraints);
    let { neededBytes } = facts;
    if (neededBytes === null && facts.memory !== null && this.#budget.isOpen) {
      const others = constraints.filter(({ kind }) => kind !== "capacity");
      const lowerBound = yield* this.#leastPeak(this.#relaxation.part(buffers, allBut(all, others)));
      if (lowerBound > facts.capacity!) neededBytes = lowerBound;
    }
    const told = { ...facts, neededBytes, time: at ?? facts.time };
    const { cause, time, capacity } = told;
    return {
      buffers,
      constraints,
      cause,
      time,
      neededBytes,
      capacity,
      message: messageOf(this.#problem, told),
      remedies: remediesOf(this.#problem, told),
      isIrreducible,
      problem,
      questions: this.#budget.questions,
      steps: this.#budget.steps,
    };
  }
}

/** Buffers up to which a stack is looked for before a plan. */
const MOST_STACKED = 64;

/** Of buffers that all live at one time the lowest stack tells, in less time than any search; null of others. */
function stackedVerdict(part: Problem): "refuted" | "fits" | null {
  const { buffers } = part;
  if (buffers.length === 0 || buffers.length > MOST_STACKED || isConstrained(part)) return null;
  const fits = stacksWithin(toArrays(part));
  return fits === null ? null : fits ? "fits" : "refuted";
}

interface Found extends Finding<number> {
  readonly enough: ReadonlySet<number> | null;
  readonly offsets: Float64Array | null;
}

const NOTHING: ReadonlySet<string> = new Set();

/** Rounds over buffers and constraints at most, where one may not be enough. */
const MOST_ROUNDS = 4;

function ascending(buffers: readonly number[]): number[] {
  return buffers.toSorted((a, b) => a - b);
}

/** The constraints of the first that are among the second. */
function common(some: readonly CoreConstraint[], others: readonly CoreConstraint[]): CoreConstraint[] {
  const keys = new Set(others.map(keyOf));
  return some.filter((constraint) => keys.has(keyOf(constraint)));
}

/**
 * Whether the planner would look for the least peak of a problem in a memory without end. What can move has room above
 * all that is fixed there, so that a plan needs no search.
 */
function isEndless(problem: Problem): boolean {
  return !isConstrained(problem) && (problem.capacity ?? Number.POSITIVE_INFINITY) === Number.POSITIVE_INFINITY;
}
