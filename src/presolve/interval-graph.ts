import { cliquesOfChordal } from "../bodies/bounds/chordal.js";
import type { Graph } from "../bodies/bounds/conflicts.js";
import { PqTree } from "./pq-tree.js";

/** Lifetimes by vertex, half-open. */
export interface Lifetimes {
  readonly lower: Int32Array;
  readonly upper: Int32Array;
}

/** Maximal cliques times vertices at most: some tenths of a second. */
const MOST_WORK = 3e7;

/**
 * Lifetimes of which exactly those overlap whose vertices are neighbours; null where there are none, that is where the
 * graph is no interval graph, or where it is too large to tell.
 *
 * A graph is an interval graph exactly if it is chordal and its maximal cliques can be put in an order in which those of
 * each vertex are consecutive (Fulkerson and Gross 1965): the cliques are the times then. The order comes from a
 * PQ-tree.
 */
export function intervalLifetimes(graph: Graph): Lifetimes | null {
  const { count } = graph;
  const cliques = cliquesOfChordal(graph);
  if (cliques === null || cliques.count * count > MOST_WORK) return null;
  const { start, of } = cliquesByVertex(cliques, count);
  const tree = new PqTree(cliques.count);
  // Large sets first: what contradicts each other is found in a few of them.
  const order = Int32Array.from({ length: count }, (_, v) => v);
  order.sort((a, b) => start[b + 1]! - start[b]! - start[a + 1]! + start[a]! || a - b);
  for (const v of order) if (!tree.reduce(of.subarray(start[v]!, start[v + 1]!))) return null;
  const lower = new Int32Array(count).fill(cliques.count);
  const upper = new Int32Array(count);
  for (const [time, clique] of tree.order().entries()) {
    for (let i = cliques.start[clique]!; i < cliques.start[clique + 1]!; i++) {
      const v = cliques.member[i]!;
      lower[v] = Math.min(lower[v]!, time);
      upper[v] = time + 1;
    }
  }
  return { lower, upper };
}

function cliquesByVertex(
  { count: cliques, start: first, member }: { count: number; start: Int32Array; member: Int32Array },
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
