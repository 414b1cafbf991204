import { type Fit, type Plan, peakOf } from "../heuristics/index.js";
import type { ProblemArrays } from "../problem/index.js";
import { cutPieces, type Pieces, pieceArrays } from "./pieces.js";
import { ORDERS, Scene, STACKS } from "./scene.js";

/** What a plan is looked for. Bytes. */
export interface Goal {
  /** A plan that peaks no lower is of no use. */
  readonly limit: number;
  /** A plan that peaks no higher is as good as any. */
  readonly target: number;
  /** Every piece is to reach the target; else one that is no higher than another is good enough. */
  readonly everyPiece: boolean;
  /** Told of each better plan of the whole. */
  readonly onPlan?: ((plan: Plan) => void) | undefined;
  readonly shouldStop?: (() => boolean) | undefined;
}

/**
 * Work that pauses after each piece: what it yields are the placements tried since the last pause, some microsecond
 * each.
 */
export type Work<T> = Generator<number, T>;

const FITS: readonly Fit[] = ["first", "best"];

/** A core of more than this share of the free buffers leaves nothing to be cut apart. */
export const MOST_OF_ALL = 0.9;

/** How many levels of pieces are looked into for peaks of their own. */
export const DEPTH = 2;

/** Pieces of fewer buffers than this are planned by orders alone. */
const LEAST_TO_STACK = 8;

/** The free buffers that meet a load of at least so many bytes. */
export function coreOf({ arrays, contention }: Scene, load: number): Int32Array {
  const members = new Int32Array(arrays.count);
  let found = 0;
  for (let b = 0; b < arrays.count; b++) {
    if (arrays.fixedOffset[b]! < 0 && -contention[b]! >= load) members[found++] = b;
  }
  return members.subarray(0, found);
}

/**
 * Stacks the buffers that meet the greatest load without holes, in several orders, and plans the rest around each
 * stack.
 *
 * A slot with the greatest load decides how low a plan can be: what is live there must lie without a hole. The order of
 * the stack is free, and once it lies, time falls apart to its left and right.
 *
 * @param depth how many levels of pieces may be looked into for peaks of their own
 * @returns a plan below the goal's limit, null where none was found
 */
export function* stackPeak(scene: Scene, goal: Goal, depth = DEPTH): Work<Plan | null> {
  const { live } = scene;
  let load = 0;
  for (let slot = 0; slot < live.length; slot++) load = Math.max(load, live[slot]!);
  const core = coreOf(scene, load);
  return yield* stackCore(scene, core, goal, depth);
}

/** The same with a core of the caller. */
export function* stackCore(scene: Scene, core: Int32Array, goal: Goal, depth = DEPTH): Work<Plan | null> {
  const { arrays } = scene;
  if (core.length === 0 || core.length > MOST_OF_ALL * arrays.count) return null;
  let best: Plan | null = null;
  let { limit } = goal;
  const inCore = marked(arrays.count, core);
  for (const keys of STACKS) {
    const order = scene.order(keys).filter((b) => inCore[b] === 1);
    const plan: Plan | null = yield* planAround(scene, order, { ...goal, limit }, depth);
    if (plan === null) continue;
    best = plan;
    limit = plan.peak;
    goal.onPlan?.(plan);
    if (limit <= goal.target || goal.shouldStop?.() === true) break;
  }
  return best;
}

/** All by size, the largest first, by first fit. Returns null where that is no lower than the limit. */
export function* planBySize(scene: Scene, { limit, shouldStop }: Goal): Work<Plan | null> {
  const offsets = new Float64Array(scene.arrays.count);
  const order = scene.order(ORDERS[0]);
  const peak = scene.placer.place(order, "first", limit, offsets, shouldStop);
  yield order.length;
  return peak < limit ? { offsets, peak, foundBy: "first fit by size, start" } : null;
}

/**
 * Places the buffers of `order` by first fit, and then the others around them: all by size, and where that is too high
 * piece by piece, each in orders of its own.
 */
export function* planAround(scene: Scene, order: Int32Array, goal: Goal, depth = DEPTH): Work<Plan | null> {
  const { arrays, placer } = scene;
  const { limit, shouldStop } = goal;
  const offsets = new Float64Array(arrays.count);
  const corePeak = placer.place(order, "first", limit, offsets, shouldStop);
  yield order.length;
  if (corePeak === Infinity) return null;
  const still = marked(arrays.count, order);
  for (let b = 0; b < arrays.count; b++) if (arrays.fixedOffset[b]! >= 0) still[b] = 1;
  const rest = scene.order(ORDERS[0]);
  const all = new Int32Array(rest.length);
  all.set(order);
  let next = order.length;
  for (let i = 0; i < rest.length; i++) if (still[rest[i]!] === 0) all[next++] = rest[i]!;
  const peak = placer.place(all, "first", Infinity, offsets, shouldStop);
  yield all.length;
  if (peak === Infinity) return null;
  if (peak > goal.target) {
    const pieces = new PieceWork(arrays, still, offsets, corePeak, goal, depth);
    if (!(yield* pieces.better())) return null;
  }
  const found = peakOf(arrays, offsets);
  return found < limit ? { offsets, peak: found, foundBy: "peak stack" } : null;
}

/** The pieces around what lies still, and their plans, which are bettered in place. */
class PieceWork {
  readonly #arrays: ProblemArrays;
  readonly #still: Uint8Array;
  readonly #offsets: Float64Array;
  readonly #goal: Goal;
  readonly #depth: number;
  /** Bytes: a piece that is no higher is done. */
  #reached: number;
  #lying: Int32Array | null = null;

  constructor(
    arrays: ProblemArrays,
    still: Uint8Array,
    offsets: Float64Array,
    corePeak: number,
    goal: Goal,
    depth: number,
  ) {
    this.#arrays = arrays;
    this.#still = still;
    this.#offsets = offsets;
    this.#goal = goal;
    this.#depth = depth;
    this.#reached = goal.everyPiece ? goal.target : Math.max(goal.target, corePeak);
  }

  /** Betters the pieces that are too high, the largest first. Whether all came below the limit. */
  *better(): Work<boolean> {
    const { limit, everyPiece, shouldStop } = this.#goal;
    const pieces = cutPieces(this.#arrays, this.#still);
    const { first } = pieces;
    const tops = this.#tops(pieces);
    const high = [...tops.keys()].filter((piece) => tops[piece]! > this.#reached);
    const sizeOf = (piece: number): number => first[piece + 1]! - first[piece]!;
    high.sort((a, b) => sizeOf(b) - sizeOf(a) || tops[b]! - tops[a]! || a - b);
    for (const piece of high) {
      if (tops[piece]! <= this.#reached) continue;
      if (shouldStop?.() === true) return false;
      const top = yield* this.#betterPiece(pieces, piece, tops[piece]!);
      if (top >= limit) return false;
      if (!everyPiece) this.#reached = Math.max(this.#reached, top);
    }
    return true;
  }

  #tops({ count, first, members }: Pieces): Float64Array {
    const tops = new Float64Array(count);
    for (let piece = 0; piece < count; piece++) {
      for (let i = first[piece]!; i < first[piece + 1]!; i++) {
        const b = members[i]!;
        tops[piece] = Math.max(tops[piece]!, this.#offsets[b]! + this.#arrays.size[b]!);
      }
    }
    return tops;
  }

  /** Tries the orders on a piece until it is low enough. Returns its top, in bytes. */
  *#betterPiece({ from, to, first, members }: Pieces, piece: number, before: number): Work<number> {
    const { limit, target, everyPiece, shouldStop } = this.#goal;
    const own = members.subarray(first[piece]!, first[piece + 1]!);
    const scene = new Scene(this.#pieceArrays(own, from[piece]!, to[piece]!));
    const { arrays, placer } = scene;
    const offsets = new Float64Array(arrays.count);
    let top = before;
    let bound = Math.min(before, limit);
    for (const keys of ORDERS) {
      for (const fit of FITS) {
        // It was placed so already, among the others.
        if (keys === ORDERS[0] && fit === "first") continue;
        const order = scene.order(keys);
        const found = placer.place(order, fit, bound, offsets, shouldStop);
        yield placer.placed + 1;
        if (found === Infinity) continue;
        bound = top = found;
        this.#take(own, offsets);
        if (top <= this.#reached) return top;
      }
    }
    if (this.#depth === 0 || own.length < LEAST_TO_STACK) return top;
    const goal = { limit: bound, target: everyPiece ? target : this.#reached, everyPiece, shouldStop };
    const plan = yield* stackPeak(scene, goal, this.#depth - 1);
    if (plan === null) return top;
    this.#take(own, plan.offsets);
    return plan.peak;
  }

  #pieceArrays(own: Int32Array, from: number, to: number): ProblemArrays {
    const offsets = this.#offsets;
    if (this.#lying === null) {
      const lying: number[] = [];
      for (let b = 0; b < this.#still.length; b++) if (this.#still[b] === 1) lying.push(b);
      this.#lying = Int32Array.from(lying.sort((a, b) => offsets[a]! - offsets[b]! || a - b));
    }
    return pieceArrays(this.#arrays, own, from, to, this.#lying, offsets);
  }

  #take(own: Int32Array, offsets: Float64Array): void {
    for (let i = 0; i < own.length; i++) this.#offsets[own[i]!] = offsets[i]!;
  }
}

function marked(count: number, members: Int32Array): Uint8Array {
  const marks = new Uint8Array(count);
  for (let i = 0; i < members.length; i++) marks[members[i]!] = 1;
  return marks;
}
