import { clocksMeet, overlap } from "../model/lifetimes.js";
import type { Cell, Model, Pair } from "../model/model.js";
import { isSolid } from "../problem/index.js";

export type ReusePair = Extract<Pair, { rule: "reuse" }>;

/** A reuse pair of two bodies: `cost` is due while they lie in one memory and low < offset(b) − offset(a) < high. */
export interface PaidPair {
  /** The entries of the model that it stands for: several may name the same buffers. */
  readonly pairs: readonly ReusePair[];
  /** Bodies of the model. */
  readonly a: number;
  readonly b: number;
  readonly low: number;
  readonly high: number;
  readonly cost: number;
}

/** The reuse costs of a model. */
export interface SharedCosts {
  /** Due in every plan: buffers of one body that share bytes. */
  readonly always: number;
  readonly pairs: readonly PaidPair[];
  /**
   * By body, in compressed rows: `cost` is due while the two lie in one memory, `other` at y, and the body at an
   * offset x with y + low < x < y + high.
   */
  readonly start: Int32Array;
  readonly other: Int32Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly cost: Float64Array;
}

export function sharedCosts(model: Model): SharedCosts {
  const { problem, bodies, bodyOf, atOf } = model;
  const { buffers } = problem;
  const cellsOf = cellsByBuffer(model);
  const meet = (a: number, b: number): boolean => {
    if (buffers[a]!.clock !== undefined) return clocksMeet(buffers[a]!, buffers[b]!);
    return cellsOf[a]!.some((x) => cellsOf[b]!.some((y) => overlap(x, y)));
  };
  let always = 0;
  const found = new Map<string, PaidPair>();
  for (const pair of model.pairs) {
    if (pair.rule !== "reuse" || pair.cost === 0) continue;
    const [a, b] = [pair.a, pair.b];
    if (!isSolid(buffers[a]!) || !isSolid(buffers[b]!) || meet(a, b)) continue;
    const low = atOf[a]! - atOf[b]! - buffers[b]!.size;
    const high = atOf[a]! - atOf[b]! + buffers[a]!.size;
    if (bodyOf[a] === bodyOf[b]) {
      if (low < 0 && 0 < high) always += pair.cost;
      continue;
    }
    const key = `${a} ${b}`;
    const known = found.get(key);
    const entries = [...(known?.pairs ?? []), pair];
    found.set(key, { pairs: entries, a: bodyOf[a]!, b: bodyOf[b]!, low, high, cost: (known?.cost ?? 0) + pair.cost });
  }
  const pairs = [...found.values()];
  return { always, pairs, ...rows(bodies.length, pairs) };
}

function cellsByBuffer({ problem, bodies }: Model): Cell[][] {
  const found: Cell[][] = problem.buffers.map(() => []);
  for (const { cells } of bodies) for (const cell of cells) found[cell.buffer]!.push(cell);
  return found;
}

function rows(count: number, pairs: readonly PaidPair[]) {
  const start = new Int32Array(count + 1);
  for (const { a, b } of pairs) {
    start[a + 1]!++;
    start[b + 1]!++;
  }
  for (let b = 0; b < count; b++) start[b + 1]! += start[b]!;
  const next = start.slice(0, count);
  const other = new Int32Array(2 * pairs.length);
  const low = new Float64Array(2 * pairs.length);
  const high = new Float64Array(2 * pairs.length);
  const cost = new Float64Array(2 * pairs.length);
  for (const pair of pairs) {
    const i = next[pair.b]!++;
    other[i] = pair.a;
    low[i] = pair.low;
    high[i] = pair.high;
    cost[i] = pair.cost;
    const j = next[pair.a]!++;
    other[j] = pair.b;
    low[j] = -pair.high;
    high[j] = -pair.low;
    cost[j] = pair.cost;
  }
  return { start, other, low, high, cost };
}
