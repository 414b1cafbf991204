import type { BodyProblem, Forbidden } from "../bodies/body-problem.js";
import { pairKey } from "../bodies/body-problem.js";
import { covers, latticeOf, unionOf } from "../bodies/bounds/differences.js";
import { gcd } from "../problem/index.js";

/** Rules that are looked through at most: on more, all of them stay. */
const MOST_RULES = 4_000_000;

/** A problem without rules that bind nothing, and how many there were. */
export interface Dropped {
  readonly problem: BodyProblem;
  readonly count: number;
}

/**
 * Leaves out rules that allow the same plans when they are gone:
 *
 * - forbidden differences that others forbid, those of cells that live together first of all, or that alignments, fixed
 *   offsets or the memory's ends rule out; what is left is joined where it overlaps;
 * - free pairs of buffers that never live together;
 * - bodies within one bank that alignments keep in one.
 *
 * The first and second look at the pairs that rules name, and at no others.
 */
export function dropRules(problem: BodyProblem): Dropped {
  const { free, forbidden, withinBank } = problem;
  const kept = bindingFree(problem);
  const rules = bindingRules(kept.size === free.size ? problem : { ...problem, free: kept });
  const pieces = withinBank.filter((piece) => !staysWithinBank(problem, piece));
  const count = free.size - kept.size + forbidden.length - rules.length + withinBank.length - pieces.length;
  return { count, problem: count === 0 ? problem : { ...problem, free: kept, forbidden: rules, withinBank: pieces } };
}

/** Free pairs of which some cells live together. */
function bindingFree({ free, buffers, cellLower, cellUpper, cellBuffer }: BodyProblem): ReadonlySet<number> {
  if (free.size === 0) return free;
  const cells = new Map<number, number[]>();
  for (const [c, buffer] of cellBuffer.entries()) {
    const own = cells.get(buffer);
    if (own === undefined) cells.set(buffer, [c]);
    else own.push(c);
  }
  const kept = new Set<number>();
  for (const key of free) {
    const [x, y] = [cells.get(Math.floor(key / buffers)) ?? [], cells.get(key % buffers) ?? []];
    if (x.some((c) => y.some((d) => cellLower[c]! < cellUpper[d]! && cellLower[d]! < cellUpper[c]!))) kept.add(key);
  }
  return kept;
}

function bindingRules(problem: BodyProblem): readonly Forbidden[] {
  if (problem.forbidden.length > MOST_RULES) return problem.forbidden;
  const byPair = new Map<number, Forbidden[]>();
  for (const rule of problem.forbidden) {
    const key = pairKey(rule.a, rule.b, problem.count);
    const own = byPair.get(key);
    if (own === undefined) byPair.set(key, [rule]);
    else own.push(rule);
  }
  const kept: Forbidden[] = [];
  for (const rules of byPair.values()) {
    const bound = bindingRulesOfPair(problem, rules);
    // What is not fewer is left as it was.
    kept.push(...(bound.length < rules.length ? bound : rules));
  }
  return kept.length === problem.forbidden.length ? problem.forbidden : kept;
}

/** What the rules of one pair of bodies forbid that nothing else does. */
function bindingRulesOfPair(problem: BodyProblem, rules: readonly Forbidden[]): Forbidden[] {
  const [a, b] = [Math.min(rules[0]!.a, rules[0]!.b), Math.max(rules[0]!.a, rules[0]!.b)];
  const lattice = latticeOf(problem, a, b);
  const byCells = unionOf(meetings(problem, a, b), lattice);
  const [least, greatest] = rangeOf(problem, a, b);
  const intervals = rules.flatMap((rule) => (rule.a === a ? [rule.low, rule.high] : [-rule.high, -rule.low]));
  const joined = unionOf([...intervals, ...byCells], lattice);
  const kept: Forbidden[] = [];
  for (let i = 0; i < joined.length; i += 2) {
    const [low, high] = [joined[i]!, joined[i + 1]!];
    if (high <= least || low >= greatest || covers(byCells, [low, high])) continue;
    kept.push({ a, b, low, high });
  }
  return kept;
}

/** The least and the greatest difference that the memory's ends and fixed offsets leave. */
function rangeOf({ base, capacity, size, fixedOffset }: BodyProblem, a: number, b: number): [number, number] {
  const lowest = (body: number): number => (fixedOffset[body]! < 0 ? base : fixedOffset[body]!);
  const highest = (body: number): number => {
    return fixedOffset[body]! < 0 ? base + capacity - size[body]! : fixedOffset[body]!;
  };
  return [lowest(b) - highest(a), highest(b) - lowest(a)];
}

/** What the cells of two bodies forbid where they live together, flat. */
function meetings(problem: BodyProblem, a: number, b: number): number[] {
  const { cellStart, cellLower, cellUpper, cellFrom, cellTo, cellBuffer, free, buffers } = problem;
  const found: number[] = [];
  for (let x = cellStart[a]!; x < cellStart[a + 1]!; x++) {
    for (let y = cellStart[b]!; y < cellStart[b + 1]!; y++) {
      if (cellLower[x]! >= cellUpper[y]! || cellLower[y]! >= cellUpper[x]!) continue;
      if (free.size > 0 && free.has(pairKey(cellBuffer[x]!, cellBuffer[y]!, buffers))) continue;
      found.push(cellFrom[x]! - cellTo[y]!, cellTo[x]! - cellFrom[y]!);
    }
  }
  return found;
}

/** Whether no offset that is aligned lays the piece across the end of a bank. */
function staysWithinBank(problem: BodyProblem, piece: BodyProblem["withinBank"][number]): boolean {
  const { bank, modulus, residue, fixedOffset } = problem;
  const { body, from, to } = piece;
  const fixed = fixedOffset[body]!;
  if (fixed >= 0) return ((fixed + from) % bank) + to - from <= bank;
  // Its first byte in a bank is one of first, first + step, …: the last of them leaves the least room.
  const step = gcd(modulus[body]!, bank);
  const first = (residue[body]! + from) % step;
  return to - from <= step - first;
}
