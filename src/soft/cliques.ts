import type { BodyProblem } from "../bodies/body-problem.js";
import type { Model } from "../model/model.js";
import type { Budget } from "./cover.js";
import { type Cut, type Items, itemOfMemory } from "./items.js";
import { leastPeak, roomBelow } from "./room.js";
import type { Scene } from "./scene.js";

/** Beyond this many bodies in one memory no cliques are looked for: the table of pairs is quadratic. */
const MOST_BODIES = 2_000;
/** Cuts that one look for cliques gives at most, and pairs that it begins at. */
const MOST_CUTS = 40;
const MOST_SEEDS = 400;
/** Some milliseconds. */
const WORK_A_PAUSE = 100_000;

const NONE = 0;
const HARD = 1;

/**
 * Finds cliques of bodies that would be too many for a memory: every two of a clique share no byte, for a rule or
 * because a reuse pair is avoided. Some of its pairs have to be paid then, or bodies to lie elsewhere:
 *
 *     Σ min(sizes) over the paid pairs + Σ sizes of the bodies elsewhere ≥ size of the clique − bytes of the memory
 */
export class Cliques {
  readonly #model: Model;
  readonly #items: Items;
  /** By memory; null where there are too many bodies. */
  readonly #graphs: (Graph | null)[];

  constructor(scene: Scene, items: Items) {
    this.#model = scene.model;
    this.#items = items;
    this.#graphs = scene.memories.map((_, memory) => graphOf(scene, memory));
  }

  /**
   * Cuts that the items kept break.
   *
   * @param isKept whether an item is kept: an avoided pair, a body in a memory
   * @param most bytes that the peak of each memory may be
   * @param budget what is left to spend; where it ends, some cliques are not found
   */
  *broken(isKept: (item: number) => boolean, most: readonly number[], budget: Budget): Generator<undefined, Cut[]> {
    const found = new Map<string, Cut>();
    for (const [memory, graph] of this.#graphs.entries()) {
      if (graph === null) continue;
      const { base, capacity, reserved } = graph.problem;
      const room = roomBelow({ base, reserved }, Math.min(capacity, most[memory]!));
      if (room === Number.POSITIVE_INFINITY) continue;
      const lies = Uint8Array.from(graph.bodies, (b) => {
        const item = itemOfMemory(this.#model, this.#items, b, memory);
        return item < 0 || isKept(item) ? 1 : 0;
      });
      for (const clique of heavyCliques(graph, lies, isKept, room, budget)) {
        if (clique === null) {
          yield;
          continue;
        }
        const cut = this.#cut(graph, memory, clique, room);
        found.set(cut.items.join(), cut);
        if (found.size >= MOST_CUTS) break;
      }
    }
    return [...found.values()];
  }

  /** By memory, a bound on its peak: cliques of bodies that can lie nowhere else, with pairs that cost nothing. */
  *peakBounds(budget: Budget): Generator<undefined, number[]> {
    const bounds: number[] = [];
    for (const graph of this.#graphs) {
      let most = 0;
      if (graph === null) {
        bounds.push(most);
        continue;
      }
      const lies = Uint8Array.from(graph.bodies, (b) => (this.#items.firstOf[b]! < 0 ? 1 : 0));
      for (const clique of heavyCliques(graph, lies, () => false, 0, budget)) {
        if (clique === null) {
          yield;
          continue;
        }
        const bytes = clique.reduce((sum, x) => sum + graph.size[x]!, 0);
        most = Math.max(most, bytes);
      }
      bounds.push(leastPeak(graph.problem, most));
    }
    return bounds;
  }

  #cut({ bodies, size, table }: Graph, memory: number, clique: readonly number[], room: number): Cut {
    let need = -room;
    const weights = new Map<number, number>();
    for (const [i, x] of clique.entries()) {
      need += size[x]!;
      const item = itemOfMemory(this.#model, this.#items, bodies[x]!, memory);
      if (item >= 0) weights.set(item, size[x]!);
      for (const y of clique.slice(0, i)) {
        const kind = table[x * bodies.length + y]!;
        if (kind > HARD) weights.set(kind - 2, Math.min(size[x]!, size[y]!));
      }
    }
    const capped = Float64Array.from(weights.values(), (weight) => Math.min(weight, need));
    return { items: Int32Array.from(weights.keys()), weights: capped, need };
  }
}

interface Graph {
  /** Bodies of the model whose bytes are in one piece. */
  readonly bodies: Int32Array;
  readonly size: Float64Array;
  /** By two positions in `bodies`: 0 where they may share bytes, 1 where not, 2 + item where that costs. */
  readonly table: Int32Array;
  readonly problem: BodyProblem;
}

function graphOf({ memories, shared, model }: Scene, memory: number): Graph | null {
  const { problem, conflicts, rowOf } = memories[memory]!;
  const rows = Array.from(problem.size.keys()).filter((row) => {
    const [extent] = problem.extents[row]!;
    return extent !== undefined && extent.from === 0 && extent.to === problem.size[row];
  });
  if (rows.length > MOST_BODIES) return null;
  const at = new Int32Array(model.bodies.length).fill(-1);
  rows.forEach((row, i) => {
    at[problem.bodies[row]!] = i;
  });
  const count = rows.length;
  const table = new Int32Array(count * count).fill(NONE);
  const { start, other, low, high } = conflicts;
  for (const [i, row] of rows.entries()) {
    for (let e = start[row]!; e < start[row + 1]!; e++) {
      const j = at[other[e]!]!;
      if (j >= 0 && low[e]! <= -problem.size[row]! && high[e]! >= problem.size[rowOf[other[e]!]!]!)
        table[i * count + j] = HARD;
    }
  }
  for (const [item, { a, b, low: from, high: to }] of shared.pairs.entries()) {
    const [i, j] = [at[a]!, at[b]!];
    if (i < 0 || j < 0 || table[i * count + j] === HARD) continue;
    if (from > -model.bodies[b]!.size || to < model.bodies[a]!.size) continue;
    table[i * count + j] = table[j * count + i] = item + 2;
  }
  return {
    bodies: Int32Array.from(rows, (row) => problem.bodies[row]!),
    size: Float64Array.from(rows, (row) => problem.size[row]!),
    table,
    problem,
  };
}

/** Cliques heavier than the room, grown greedily from many pairs and from single bodies; null for a pause. */
function* heavyCliques(
  { bodies, size, table }: Graph,
  lies: Uint8Array,
  isKept: (item: number) => boolean,
  room: number,
  budget: Budget,
): Generator<number[] | null> {
  const count = bodies.length;
  const meets = (x: number, y: number): boolean => {
    const kind = table[x * count + y]!;
    return kind === HARD || (kind > HARD && isKept(kind - 2));
  };
  const all = Array.from(bodies.keys()).filter((x) => lies[x] === 1);
  const seeds: number[][] = all.map((x) => [x]);
  for (const [i, x] of all.entries()) {
    for (const y of all.slice(0, i)) if (table[x * count + y]! > HARD && meets(x, y)) seeds.push([x, y]);
  }
  const stride = Math.max(1, Math.floor(seeds.length / MOST_SEEDS));
  let pauseAt = budget.work - WORK_A_PAUSE;
  for (let s = 0; s < seeds.length && budget.work > 0; s += stride) {
    if (budget.work < pauseAt) {
      yield null;
      pauseAt = budget.work - WORK_A_PAUSE;
    }
    const clique = [...seeds[s]!];
    let candidates = all.filter((y) => clique.every((x) => x !== y && meets(x, y)));
    let total = clique.reduce((sum, x) => sum + size[x]!, 0);
    let left = candidates.reduce((sum, x) => sum + size[x]!, 0);
    budget.work -= all.length + 2 * candidates.length ** 2;
    /** By candidate: its size and those of the candidates that it meets. */
    const weight = new Map(
      candidates.map((x) => [x, candidates.reduce((sum, y) => sum + (y === x || meets(x, y) ? size[y]! : 0), 0)]),
    );
    while (candidates.length > 0 && total + left > room) {
      const chosen = candidates.reduce((best, x) => (weight.get(x)! > weight.get(best)! ? x : best));
      clique.push(chosen);
      total += size[chosen]!;
      const out = candidates.filter((y) => y === chosen || !meets(chosen, y));
      candidates = candidates.filter((y) => y !== chosen && meets(chosen, y));
      for (const y of out) {
        left -= size[y]!;
        for (const x of candidates) if (meets(x, y)) weight.set(x, weight.get(x)! - size[y]!);
      }
    }
    if (total > room) yield clique;
  }
}
