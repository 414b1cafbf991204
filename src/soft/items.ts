import type { Model } from "../model/model.js";
import type { Term } from "../problem/index.js";
import type { HardCore } from "./oracle.js";
import type { Scene } from "./scene.js";
import type { ReusePair } from "./shared-costs.js";

/** An item's state: 1 kept, 2 given up; 0 while that is open. */
export const KEPT = 1;
export const GIVEN = 2;

/**
 * The soft items of a model, by number: a reuse pair that is avoided, a buffer that stays at its hint, a body that lies
 * in one of its memories. To give one up costs what its term says; a body has to keep one of its memories.
 */
export interface Items {
  readonly count: number;
  /** The term that an item belongs to, and what it costs: pairs and hints once given up, memories while kept. */
  readonly term: readonly Term[];
  readonly cost: Float64Array;
  /** Of a pair: position in `shared.pairs`; of a hint: its buffer; of a memory: the body. */
  readonly subject: Int32Array;
  /** Of a memory: its position; −1 for others. */
  readonly memory: Int32Array;
  /** First item of each body with several memories; −1 for others. Its items follow in the order of its choices. */
  readonly firstOf: Int32Array;
  readonly itemOfPair: ReadonlyMap<ReusePair, number>;
  readonly itemOfHint: ReadonlyMap<number, number>;
}

export function itemsOf({ model, shared, hints }: Scene): Items {
  const term: Term[] = [];
  const cost: number[] = [];
  const subject: number[] = [];
  const memory: number[] = [];
  const add = (what: Term, due: number, of: number, where: number): number => {
    term.push(what);
    cost.push(due);
    subject.push(of);
    memory.push(where);
    return term.length - 1;
  };
  const itemOfPair = new Map<ReusePair, number>();
  for (const [at, { pairs, cost: due }] of shared.pairs.entries()) {
    const item = add("reuse", due, at, -1);
    for (const pair of pairs) itemOfPair.set(pair, item);
  }
  const itemOfHint = new Map<number, number>();
  for (const own of hints) for (const { buffer, size } of own) itemOfHint.set(buffer, add("moved", size, buffer, -1));
  const firstOf = new Int32Array(model.bodies.length).fill(-1);
  for (const [b, { choices }] of model.bodies.entries()) {
    if (choices.length === 1) continue;
    firstOf[b] = term.length;
    for (const choice of choices) add("spill", choice.cost, b, choice.memory);
  }
  return {
    count: term.length,
    term,
    cost: Float64Array.from(cost),
    subject: Int32Array.from(subject),
    memory: Int32Array.from(memory),
    firstOf,
    itemOfPair,
    itemOfHint,
  };
}

/** The item of a body in a memory; −1 where it has no other. */
export function itemOfMemory({ bodies }: Model, { firstOf }: Items, body: number, memory: number): number {
  if (firstOf[body]! < 0) return -1;
  return firstOf[body]! + bodies[body]!.choices.findIndex((choice) => choice.memory === memory);
}

/** Of these items, so much weight has to be given up: Σ weight of those given up ≥ need. */
export interface Cut {
  readonly items: Int32Array;
  readonly weights: Float64Array;
  readonly need: number;
}

/** The cut of a core in a memory: one of its items is given up. */
export function cutOfCore(model: Model, items: Items, memory: number, { bodies, avoided, pinned }: HardCore): Cut {
  const named = new Set<number>();
  for (const pair of avoided) named.add(items.itemOfPair.get(pair as ReusePair)!);
  for (const buffer of pinned) named.add(items.itemOfHint.get(buffer)!);
  for (const b of bodies) named.add(itemOfMemory(model, items, b, memory));
  named.delete(-1);
  return { items: Int32Array.from(named), weights: new Float64Array(named.size).fill(1), need: 1 };
}
