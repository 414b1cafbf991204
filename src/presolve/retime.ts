import type { BodyProblem } from "../bodies/body-problem.js";
import { BitMatrix, type Conflicts, conflictsOf, MOST_MEETINGS } from "../bodies/bounds/conflicts.js";
import { type Components, Groups } from "./components.js";
import { type Budget, type Hints, intervalLifetimes, type Lifetimes } from "./interval-graph.js";

/** Bodies that no conflict connects to others, and what lifetimes could stand for theirs. */
export interface Piece {
  /** Rows of the problem, ascending. */
  readonly members: Int32Array;
  /** With exactly the conflicts of the members; null where there are none, or rules that no lifetimes stand for. */
  readonly lifetimes: Lifetimes | null;
}

/**
 * Bodies by what connects their conflict graph, with lifetimes of which exactly those overlap that are in conflict: a
 * plain problem with the same plans.
 *
 * That is possible where all that is asked of any two is to share no byte of their extents, whatever asks for it
 * (lifetimes, apart, exclusive, clocks, gaps that others cover), and where the graph is an interval graph.
 *
 * @param isSplit false leaves everything in one piece
 * @param budget what it takes is taken from it
 * @returns null where there is too much to look at
 */
export function retime(problem: BodyProblem, isSplit: boolean, budget: Budget): Piece[] | null {
  const conflicts = conflictsOf(problem, Math.min(MOST_MEETINGS, budget.left));
  if (conflicts === null) return null;
  budget.left -= conflicts.meetings;
  const { partOf, members, count } = connected(problem, conflicts, isSplit);
  const isPlain = new Uint8Array(count).fill(1);
  for (const { a } of conflicts.odd) isPlain[partOf[a]!] = 0;
  for (const { body } of problem.withinBank) isPlain[partOf[body]!] = 0;
  for (const [{ body }] of problem.otherBanks) isPlain[partOf[body]!] = 0;
  return members.map((own, part): Piece => {
    if (isPlain[part] === 0) return { members: own, lifetimes: null };
    return {
      members: own,
      lifetimes: intervalLifetimes(within(conflicts.full, own).graph(), hulls(problem, own), budget),
    };
  });
}

/** From the first to the last time of each member. */
function hulls({ cellStart, cellLower, cellUpper }: BodyProblem, members: Int32Array): Hints {
  const lower = new Float64Array(members.length).fill(Number.POSITIVE_INFINITY);
  const upper = new Float64Array(members.length).fill(Number.NEGATIVE_INFINITY);
  for (const [i, b] of members.entries()) {
    for (let c = cellStart[b]!; c < cellStart[b + 1]!; c++) {
      lower[i] = Math.min(lower[i]!, cellLower[c]!);
      upper[i] = Math.max(upper[i]!, cellUpper[c]!);
    }
  }
  return { lower, upper };
}

function connected({ count, otherBanks }: BodyProblem, { full, odd }: Conflicts, isSplit: boolean): Components {
  const groups = new Groups(count);
  if (!isSplit) for (let b = 1; b < count; b++) groups.join(0, b);
  const { start, neighbour } = full.graph();
  for (let a = 0; a < count; a++) for (let i = start[a]!; i < start[a + 1]!; i++) groups.join(a, neighbour[i]!);
  for (const { a, b } of odd) groups.join(a, b);
  for (const [a, b] of otherBanks) groups.join(a.body, b.body);
  return groups.components();
}

/** The relation among some. */
function within(matrix: BitMatrix, members: Int32Array): BitMatrix {
  if (members.length === matrix.count) return matrix;
  const found = new BitMatrix(members.length);
  for (let b = 0; b < members.length; b++) {
    for (let a = 0; a < b; a++) if (matrix.has(members[a]!, members[b]!)) found.set(a, b);
  }
  return found;
}
