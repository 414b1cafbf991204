import type { Model, Timing } from "../model/model.js";
import type { Term } from "../problem/index.js";
import { finish } from "../problem/index.js";
import { Annealer } from "./anneal.js";
import { weightsFor } from "./energy.js";
import { type FirstPlan, firstPlanSteps } from "./first-plan.js";
import type { Scene } from "./scene.js";
import { isBetter, isWithin, type SoftPlan, type Values } from "./values.js";
import { WalkState } from "./walk-state.js";

export interface SoftWalkOptions {
  /** A whole number. The same seed gives the same plan on every machine, unless `shouldStop` cuts the run short. */
  readonly seed: number;
  /** Moves tried at most, in all rounds: some 10 million a second. */
  readonly steps: number;
  /** Asked at every pause; once it returns true, the best plan so far is returned. */
  readonly shouldStop?: () => boolean;
  /** Called at every better plan. */
  readonly onIncumbent?: (plan: SoftPlan) => void;
  /** What the heuristics place, where they were asked before. */
  readonly first?: FirstPlan;
  /** A plan to better, asked before each round: others may find plans while this one pauses. */
  readonly known?: () => SoftPlan | null;
  /** What no plan is below, asked as well: a term that reaches its bound is lowered no further. */
  readonly bounds?: () => Readonly<Partial<Record<Term, number>>>;
}

/**
 * Steps of the first round, a body, and at least. The second has four times as many, and each after it twice as many as
 * the one before, up to the longest: short rounds that break rules end before they have mended them.
 */
const FIRST_ROUND = 1_000;
const LEAST_ROUND = 50_000;
const LONGEST_ROUND = 60_000_000;
/** The first round breaks no rule, so that there is something better soon; what comes after goes further. */
const STRICT = { hot: 0.5, cold: 0.15, weight: 1_000 };
const COOLING = { hot: 1.5, cold: 0.15, weight: 3 };

/** Looks for a plan with lower terms by annealing, in rounds of growing length. */
export function softWalk(scene: Scene, options: SoftWalkOptions): SoftPlan | null {
  return finish(softWalkSteps(scene, options));
}

/** `softWalk` with pauses of some milliseconds between. */
export function* softWalkSteps(scene: Scene, options: SoftWalkOptions): Generator<undefined, SoftPlan | null> {
  const { seed, steps, shouldStop, onIncumbent, known } = options;
  const bounds = (): Readonly<Partial<Record<Term, number>>> => options.bounds?.() ?? {};
  const { model } = scene;
  const { terms, limits } = model;
  const annealer = new Annealer(scene, seed);
  const state = new WalkState(scene);
  let best = known?.() ?? null;
  const first = best ?? (yield* firstPlaces(scene, options));
  state.begin(first.offsets, first.memories);
  const values = (): Values => ({
    time: state.time,
    spill: state.spill,
    reuse: state.reuse,
    moved: state.moved,
    peak: state.peak,
  });
  const visit = (): void => {
    const now = values();
    if (!isWithin(now, limits) || (best !== null && !isBetter(now, best.values, terms))) return;
    best = {
      offsets: state.offsets.slice(),
      memories: state.memories.slice(),
      values: now,
      foundBy: "annealing",
    };
    onIncumbent?.(best);
  };
  if (state.broken === 0) visit();
  if (!annealer.canMove) return best;
  /** The terms that may still become less. */
  const open = (): Term[] => terms.filter((term) => best !== null && best.values[term] > (bounds()[term] ?? 0));
  const units = unitsOf(scene);
  let spent = 0;
  let length = Math.max(LEAST_ROUND, FIRST_ROUND * model.bodies.length);
  for (let round = 0; spent < steps; round++) {
    const other = known?.() ?? null;
    if (other !== null && (best === null || isBetter(other.values, best.values, terms))) best = other;
    const left = open();
    if (best !== null && left.length === 0) break;
    const lowered = left.length === 0 ? (terms[0] ?? null) : left[round % left.length]!;
    const schedule = { ...(round === 0 ? STRICT : COOLING), steps: Math.min(length, steps - spent) };
    const weigh = (steep: number) => weightsFor(lowered, units, capsFor(lowered, terms, limits, best), steep);
    const isDone = (): boolean => {
      visit();
      return best !== null && (lowered === null || best.values[lowered] <= (bounds()[lowered] ?? 0));
    };
    for (const _ of annealer.round(state, schedule, weigh, isDone)) {
      yield;
      if (shouldStop?.() === true) return best;
    }
    // A round may end before its first pause.
    yield;
    spent += schedule.steps;
    length = Math.min((round === 0 ? 4 : 2) * length, LONGEST_ROUND);
  }
  return best;
}

/** What terms must not exceed while one is lowered: their limits, and what came before in the list. */
function capsFor(
  lowered: Term | null,
  terms: readonly Term[],
  limits: Readonly<Partial<Record<Term, number>>>,
  best: SoftPlan | null,
): Partial<Record<Term, number>> {
  const caps = { ...limits };
  for (const term of terms) {
    if (term === lowered) break;
    if (best !== null) caps[term] = Math.min(caps[term] ?? Number.POSITIVE_INFINITY, best.values[term]);
  }
  return caps;
}

/** The plan of the heuristics; at the first place that suits each body where they have none. */
function* firstPlaces(
  { model, memories }: Scene,
  { seed, shouldStop, first: known }: SoftWalkOptions,
): Generator<undefined, Pick<SoftPlan, "offsets" | "memories">> {
  const first = known ?? (yield* firstPlanSteps(model, { seed, rounds: 0, ...(shouldStop && { shouldStop }) }));
  for (const [b, memory] of first.memories.entries()) {
    if (first.isPlaced[memory]) continue;
    const { places, rowOf } = memories[memory]!;
    const place = places.next(rowOf[b]!, 0);
    first.offsets[b] = Number.isFinite(place) ? place : model.memories[memory]!.base;
  }
  return first;
}

/**
 * What one step of a term is worth: the mean cost of a pair or a memory, the mean bytes of a hint or a body, what the
 * memory of a body makes of its accesses.
 */
function unitsOf({ model, shared, hints }: Scene): Values {
  const mean = (values: readonly number[]): number => {
    const counted = values.filter((value) => value > 0 && Number.isFinite(value));
    return counted.length === 0 ? 1 : counted.reduce((sum, value) => sum + value, 0) / counted.length;
  };
  const { timing } = model;
  return {
    time: mean(model.bodies.map((_, b) => (timing === null ? 0 : spanOf(model, timing, b)))),
    spill: mean(model.bodies.flatMap(({ choices }) => choices.map(({ cost }) => cost))),
    reuse: mean(shared.pairs.map(({ cost }) => cost)),
    moved: mean(hints.flatMap((own) => own.map(({ size }) => size))),
    peak: mean(model.bodies.map(({ size }) => size)),
  };
}

/** What a body's memory can make of its accesses: the most picoseconds less the least, of all its memories. */
function spanOf({ bodies }: Model, { start, ps, memories }: Timing, body: number): number {
  const sums = bodies[body]!.choices.map(({ memory }) => {
    let sum = 0;
    for (let i = start[body]!; i < start[body + 1]!; i++) sum += ps[i * memories + memory]!;
    return sum;
  });
  return Math.max(...sums) - Math.min(...sums);
}
