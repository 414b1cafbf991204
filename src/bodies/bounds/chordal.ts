import type { Graph } from "./conflicts.js";

/**
 * Chordal graphs, in which every ring of four or more has a chord: their maximal cliques are few and found in the order
 * of a search. All interval graphs are chordal.
 */

/** Cliques as compressed rows: the members of clique k are those from start[k] to start[k + 1]. */
export interface Cliques {
  readonly count: number;
  readonly start: Int32Array;
  readonly member: Int32Array;
}

/**
 * The maximal cliques of a chordal graph, or null where it is not chordal. O(vertices + edges).
 *
 * Maximum cardinality search (Tarjan and Yannakakis 1984) visits the vertex with the most visited neighbours next. The
 * graph is chordal exactly if the neighbours that each vertex finds visited are, without the last visited of them, all
 * neighbours of that one. A vertex with those neighbours is a maximal clique unless a later vertex finds them all and
 * the vertex itself (Blair and Peyton 1993).
 */
export function cliquesOfChordal(graph: Graph): Cliques | null {
  const { count, start, neighbour } = graph;
  const order = maximumCardinalityOrder(graph);
  const place = new Int32Array(count);
  for (let i = 0; i < count; i++) place[order[i]!] = i;
  /** The last visited of those that each finds visited, −1 where it finds none; and how many it finds. */
  const parent = new Int32Array(count).fill(-1);
  const found = new Int32Array(count);
  for (let v = 0; v < count; v++) {
    for (let i = start[v]!; i < start[v + 1]!; i++) {
      const w = neighbour[i]!;
      if (place[w]! > place[v]!) continue;
      found[v]!++;
      if (parent[v]! < 0 || place[w]! > place[parent[v]!]!) parent[v] = w;
    }
  }
  const markedBy = new Int32Array(count).fill(-1);
  const isMaximal = new Uint8Array(count).fill(1);
  const firstChild = new Int32Array(count).fill(-1);
  const nextChild = new Int32Array(count).fill(-1);
  for (const v of order) {
    const p = parent[v]!;
    if (p < 0) continue;
    nextChild[v] = firstChild[p]!;
    firstChild[p] = v;
    if (found[v] === found[p]! + 1) isMaximal[p] = 0;
  }
  for (let p = 0; p < count; p++) {
    if (firstChild[p]! < 0) continue;
    for (let i = start[p]!; i < start[p + 1]!; i++) markedBy[neighbour[i]!] = p;
    for (let v = firstChild[p]!; v >= 0; v = nextChild[v]!) {
      for (let i = start[v]!; i < start[v + 1]!; i++) {
        const w = neighbour[i]!;
        if (w !== p && place[w]! < place[v]! && markedBy[w] !== p) return null;
      }
    }
  }
  const starts = [0];
  const member: number[] = [];
  for (const v of order) {
    if (isMaximal[v] === 0) continue;
    member.push(v);
    for (let i = start[v]!; i < start[v + 1]!; i++) if (place[neighbour[i]!]! < place[v]!) member.push(neighbour[i]!);
    starts.push(member.length);
  }
  return { count: starts.length - 1, start: Int32Array.from(starts), member: Int32Array.from(member) };
}

/** All vertices, each with the most neighbours before it of those that are left. */
function maximumCardinalityOrder({ count, start, neighbour }: Graph): Int32Array {
  // Lists of the vertices that have found as many neighbours visited, doubly linked.
  const head = new Int32Array(count + 1).fill(-1);
  const next = new Int32Array(count).fill(-1);
  const previous = new Int32Array(count).fill(-1);
  /** −1 once visited. */
  const found = new Int32Array(count);
  const link = (v: number, list: number): void => {
    next[v] = head[list]!;
    previous[v] = -1;
    if (head[list]! >= 0) previous[head[list]!] = v;
    head[list] = v;
  };
  const unlink = (v: number, list: number): void => {
    if (previous[v]! >= 0) next[previous[v]!] = next[v]!;
    else head[list] = next[v]!;
    if (next[v]! >= 0) previous[next[v]!] = previous[v]!;
  };
  for (let v = count - 1; v >= 0; v--) link(v, 0);
  const order = new Int32Array(count);
  let most = 0;
  for (let i = 0; i < count; i++) {
    while (head[most]! < 0) most--;
    const v = head[most]!;
    unlink(v, most);
    found[v] = -1;
    order[i] = v;
    for (let j = start[v]!; j < start[v + 1]!; j++) {
      const w = neighbour[j]!;
      if (found[w]! < 0) continue;
      unlink(w, found[w]!);
      link(w, ++found[w]!);
    }
    most++;
  }
  return order;
}
