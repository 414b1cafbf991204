import { cliquesOfChordal } from "./chordal.js";
import type { BitMatrix, Graph } from "./conflicts.js";

export interface Clique {
  /** Vertices, ascending. */
  readonly members: Int32Array;
  readonly weight: number;
  /** Whether no clique weighs more. */
  readonly isGreatest: boolean;
}

/** Pairs of vertices that the search may look at: some hundredths of a second. */
const MOST_WORK = 4e6;

/**
 * The clique of greatest weight: exactly where the graph is chordal, otherwise by branch and bound, which stops after
 * so much work with the heaviest clique that it has met.
 *
 * A branch is bounded by colours (Tavares 2016, Kumlander 2008): a clique has at most one vertex of each class of
 * vertices that are no neighbours, so it weighs at most the sum of the heaviest ones.
 */
export function heaviestClique(matrix: BitMatrix, weight: Float64Array, mostWork = MOST_WORK): Clique {
  const graph = matrix.graph();
  const cliques = cliquesOfChordal(graph);
  if (cliques === null) return new CliqueSearch(matrix, graph, weight).run(mostWork);
  let best = new Int32Array(0);
  let most = 0;
  for (let k = 0; k < cliques.count; k++) {
    const members = cliques.member.subarray(cliques.start[k]!, cliques.start[k + 1]!);
    const sum = members.reduce((total, v) => total + weight[v]!, 0);
    if (sum <= most) continue;
    most = sum;
    best = members.slice();
  }
  return { members: best.sort(), weight: most, isGreatest: true };
}

/** What is left to try at one depth. */
interface Level {
  /** Vertices that extend the clique so far, by class; those at the end are tried first. */
  readonly candidates: Int32Array;
  /** What a clique of the candidates up to this one weighs at most. */
  readonly atMost: Float64Array;
  left: number;
}

class CliqueSearch {
  readonly #matrix: BitMatrix;
  readonly #graph: Graph;
  readonly #weight: Float64Array;
  #best: number[] = [];
  #most = 0;
  #work = 0;

  constructor(matrix: BitMatrix, graph: Graph, weight: Float64Array) {
    this.#matrix = matrix;
    this.#graph = graph;
    this.#weight = weight;
  }

  run(mostWork: number): Clique {
    const { count } = this.#graph;
    this.#startGreedily(mostWork / 4);
    const clique: number[] = [];
    let sum = 0;
    const levels = [this.#level(Int32Array.from({ length: count }, (_, v) => v))];
    while (levels.length > 0 && this.#work <= mostWork) {
      const level = levels.at(-1)!;
      if (level.left === 0 || sum + level.atMost[level.left - 1]! <= this.#most) {
        levels.pop();
        if (clique.length > 0) sum -= this.#weight[clique.pop()!]!;
        continue;
      }
      const v = level.candidates[--level.left]!;
      clique.push(v);
      sum += this.#weight[v]!;
      this.#keep(clique, sum);
      const next = level.candidates.subarray(0, level.left).filter((w) => this.#matrix.has(v, w));
      this.#work += level.left;
      levels.push(this.#level(next));
    }
    const members = Int32Array.from(this.#best).sort();
    return { members, weight: this.#most, isGreatest: levels.length === 0 };
  }

  /** From each vertex, the heaviest first, the heaviest that still fits. */
  #startGreedily(mostWork: number): void {
    const { count, start, neighbour } = this.#graph;
    const byWeight = (a: number, b: number): number => this.#weight[b]! - this.#weight[a]! || a - b;
    const load = Float64Array.from({ length: count }, (_, v) => {
      let sum = this.#weight[v]!;
      for (let i = start[v]!; i < start[v + 1]!; i++) sum += this.#weight[neighbour[i]!]!;
      return sum;
    });
    const order = Array.from({ length: count }, (_, v) => v).sort((a, b) => load[b]! - load[a]! || a - b);
    for (const first of order) {
      if (this.#work > mostWork || load[first]! <= this.#most) return;
      const clique = [first];
      let sum = this.#weight[first]!;
      for (const v of neighbour.slice(start[first]!, start[first + 1]!).sort(byWeight)) {
        this.#work += clique.length;
        if (!clique.every((w) => this.#matrix.has(v, w))) continue;
        clique.push(v);
        sum += this.#weight[v]!;
      }
      this.#keep(clique, sum);
    }
  }

  #keep(clique: readonly number[], sum: number): void {
    if (sum <= this.#most) return;
    this.#most = sum;
    this.#best = [...clique];
  }

  /** Puts candidates into classes, the heaviest first, so that the classes' greatest weights sum to little. */
  #level(candidates: Int32Array): Level {
    const weight = this.#weight;
    const classes: number[][] = [];
    for (const v of candidates.toSorted((a, b) => weight[b]! - weight[a]! || a - b)) {
      let k = 0;
      for (; k < classes.length; k++) {
        this.#work += classes[k]!.length;
        if (!classes[k]!.some((w) => this.#matrix.has(v, w))) break;
      }
      if (k === classes.length) classes.push([v]);
      else classes[k]!.push(v);
    }
    const found = new Int32Array(candidates.length);
    const atMost = new Float64Array(candidates.length);
    let at = 0;
    let below = 0;
    for (const members of classes) {
      // The lightest goes first, so that the bound of each is its own weight on top of the classes below.
      for (let i = members.length - 1; i >= 0; i--) {
        found[at] = members[i]!;
        atMost[at++] = below + weight[members[i]!]!;
      }
      below += weight[members[0]!]!;
    }
    return { candidates: found, atMost, left: candidates.length };
  }
}
