import { type Cliques, cliquesOfChordal } from "../bodies/bounds/chordal.js";
import type { Graph } from "../bodies/bounds/conflicts.js";
import { PqTree } from "./pq-tree.js";

/** Lifetimes by vertex, half-open. */
export interface Lifetimes {
  readonly lower: Int32Array;
  readonly upper: Int32Array;
}

/** Times by vertex, any numbers. */
export interface Hints {
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
}

/** How much may still be looked at, in nodes of trees and pairs that live together; some 30 million a second. */
export interface Budget {
  left: number;
}

/**
 * Lifetimes of which exactly those overlap whose vertices are neighbours; null where there are none, that is where the
 * graph is no interval graph, or where the budget does not suffice to tell.
 *
 * A graph is an interval graph exactly if it is chordal and its maximal cliques can be put in an order in which those
 * of each vertex are consecutive (Fulkerson and Gross 1965): the cliques are the times then. The order comes from a
 * PQ-tree.
 *
 * @param hints by vertex: when it lived before. Where cliques are consecutive in this order no tree is needed, which is
 * mostly the case where rules only reach to what comes next.
 */
export function intervalLifetimes(
  graph: Graph,
  hints: Hints | null = null,
  budget: Budget = { left: Number.POSITIVE_INFINITY },
): Lifetimes | null {
  const cliques = cliquesOfChordal(graph);
  if (cliques === null) return null;
  const guess = hints === null ? null : lifetimesBy(cliques, graph.count, orderBy(cliques, hints));
  return guess ?? lifetimesByTree(cliques, graph.count, budget);
}

/** Cliques by the time at which the last of each began, and then by that at which the first ended. */
function orderBy({ count, start, member }: Cliques, { lower, upper }: Hints): Int32Array {
  const last = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  const first = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  for (let k = 0; k < count; k++) {
    for (let i = start[k]!; i < start[k + 1]!; i++) {
      last[k] = Math.max(last[k]!, lower[member[i]!]!);
      first[k] = Math.min(first[k]!, upper[member[i]!]!);
    }
  }
  return Int32Array.from(last.keys()).sort((a, b) => last[a]! - last[b]! || first[a]! - first[b]! || a - b);
}

function lifetimesByTree(cliques: Cliques, count: number, budget: Budget): Lifetimes | null {
  const { start, of } = cliquesByVertex(cliques, count);
  const tree = new PqTree(cliques.count);
  // Large sets first: what contradicts each other is found in a few of them.
  const order = Int32Array.from({ length: count }, (_, v) => v);
  order.sort((a, b) => start[b + 1]! - start[b]! - start[a + 1]! + start[a]! || a - b);
  for (const v of order) {
    budget.left -= cliques.count;
    if (budget.left < 0) return null;
    if (!tree.reduce(of.subarray(start[v]!, start[v + 1]!))) return null;
  }
  return lifetimesBy(cliques, count, tree.order());
}

/** Lifetimes with cliques as times, in this order; null where those of some vertex are not consecutive. */
function lifetimesBy(cliques: Cliques, count: number, order: Int32Array): Lifetimes | null {
  const lower = new Int32Array(count).fill(-1);
  const upper = new Int32Array(count);
  for (const [time, clique] of order.entries()) {
    for (let i = cliques.start[clique]!; i < cliques.start[clique + 1]!; i++) {
      const v = cliques.member[i]!;
      if (lower[v]! < 0) lower[v] = time;
      else if (upper[v] !== time) return null;
      upper[v] = time + 1;
    }
  }
  return { lower, upper };
}

function cliquesByVertex(
  { count: cliques, start: first, member }: Cliques,
  count: number,
): { start: Int32Array; of: Int32Array } {
  const start = new Int32Array(count + 1);
  for (const v of member) start[v + 1]!++;
  for (let v = 0; v < count; v++) start[v + 1]! += start[v]!;
  const next = start.slice();
  const of = new Int32Array(member.length);
  for (let clique = 0; clique < cliques; clique++) {
    for (let i = first[clique]!; i < first[clique + 1]!; i++) of[next[member[i]!]!++] = clique;
  }
  return { start, of };
}
