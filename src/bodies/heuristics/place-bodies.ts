import { finish } from "../../problem/index.js";
import type { BodyProblem } from "../body-problem.js";
import type { BodyFit, BodyPlacer } from "./body-placer.js";
import { listConflicts } from "./conflicts.js";
import { BODY_ORDER_NAMES, type BodyOrder, BodyOrders } from "./orders.js";
import { PairPlacer } from "./pair-placer.js";
import { cellSlots } from "./slots.js";
import { TreePlacer } from "./tree-placer.js";
import { OrderWalk } from "./walk.js";

/** Offsets of all bodies. */
export interface BodyPlan {
  /** Absolute bytes, by body of the problem. */
  readonly offsets: Float64Array;
  /** The greatest offset + size, in bytes from the base. */
  readonly peak: number;
  /** How it was found, for people: "first fit by area". */
  readonly foundBy: string;
}

export interface PlaceOptions {
  /** Bytes: the first plan that peaks no higher ends the run. The capacity where any plan will do. */
  readonly target: number;
  /** A whole number. The same seed gives the same plan on every machine, unless `shouldStop` cuts the run short. */
  readonly seed: number;
  /** Orders that the walk tries, besides the named ones; by default some hundred, fewer on large problems. */
  readonly rounds?: number;
  /** Asked between runs and every 128 bodies within; once it returns true, the best plan so far is returned. */
  readonly shouldStop?: () => boolean;
  /** Called at every better plan. */
  readonly onIncumbent?: (plan: BodyPlan) => void;
}

/** Up to this many entries the conflicts of all pairs are listed: some 40 MB. */
const MOST_ENTRIES = 2_000_000;
/** Large problems get fewer runs: as many as place this many bodies, and one of each order at most. */
const PLACEMENTS = 400_000;
const MOST_ROUNDS = 400;

const RUNS: readonly { readonly fit: BodyFit; readonly order: BodyOrder }[] = [
  ...BODY_ORDER_NAMES.map((order) => ({ fit: "first" as const, order })),
  ...BODY_ORDER_NAMES.slice(0, 6).map((order) => ({ fit: "best" as const, order })),
];

/**
 * Looks for a plan of a body problem without search: first fit and best fit in several orders, then a walk that moves
 * forward whatever found no place.
 *
 * @returns the best plan found; null where none was, which proves nothing.
 */
export function placeBodies(problem: BodyProblem, options: PlaceOptions): BodyPlan | null {
  return finish(placeBodiesSteps(problem, options));
}

/** `placeBodies` with a pause after each run. */
export function* placeBodiesSteps(
  problem: BodyProblem,
  { target, seed, rounds, shouldStop, onIncumbent }: PlaceOptions,
): Generator<undefined, BodyPlan | null> {
  const conflicts = listConflicts(problem, MOST_ENTRIES);
  const slots = cellSlots(problem);
  const orders = new BodyOrders(problem, slots, conflicts);
  const placer: BodyPlacer = conflicts === null ? new TreePlacer(problem, slots) : new PairPlacer(problem, conflicts);
  let best: BodyPlan | null = null;
  let offsets = new Float64Array(problem.count);
  const run = (order: Int32Array, fit: BodyFit, foundBy: string): boolean => {
    const most = best === null ? problem.capacity : best.peak - 1;
    const peak = placer.place(order, fit, most, offsets, shouldStop);
    if (peak === Number.POSITIVE_INFINITY) return false;
    best = { offsets, peak, foundBy };
    offsets = new Float64Array(problem.count);
    onIncumbent?.(best);
    return true;
  };
  const isDone = (): boolean => (best !== null && best.peak <= target) || shouldStop?.() === true;
  const affordable = Math.ceil(PLACEMENTS / Math.max(1, problem.count));
  const runs = RUNS.filter(({ fit }) => fit === "first" || conflicts !== null).slice(0, Math.max(2, affordable));
  for (const { fit, order } of runs) {
    run(orders.get(order), fit, `${fit} fit by ${order}`);
    if (isDone()) return best;
    yield;
  }
  const walk = new OrderWalk(orders, seed);
  const most = rounds ?? Math.min(MOST_ROUNDS, affordable);
  for (let round = 0; round < most; round++) {
    const { order, fit } = walk.next();
    if (!run(order, fit, "walk over orders")) walk.failed(placer.failed);
    if (isDone()) return best;
    yield;
  }
  return best;
}
