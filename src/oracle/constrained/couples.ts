import { type Apart, type Buffer, type Free, isSolid, type Problem } from "../../problem/index.js";
import type { Couple, Span, Tie } from "./reading.js";

interface Piece extends Span {
  readonly lower: number;
  readonly upper: number;
}

export function scaledSpan({ from, to }: Span, unit: number): Span {
  return { from: from / unit, to: to / unit };
}

/** Every two buffers that anything holds between, in bytes. Within one body nothing does but costs. */
export function couplesOf(problem: Problem, at: (id: string) => number, ties: readonly Tie[]): Couple[] {
  const { buffers, apart = [], free = [], inplace = [] } = problem;
  const groupOf = groupsOf(buffers.length, ties);
  const aparts = apart.map((entry) => ({ entry, listed: listedBy(entry, at) }));
  const frees = free.map((entry) => listedBy(entry, at));
  const wishes = inplace.map((entry) => ({ buffer: at(entry.buffer), of: at(entry.of), above: entry.at ?? 0 }));
  const found: Couple[] = [];
  for (const [b, second] of buffers.entries()) {
    for (const [a, first] of buffers.slice(0, b).entries()) {
      if (!isSolid(first) || !isSolid(second)) continue;
      const isTied = groupOf[a] === groupOf[b];
      const meetings = meetingsOf(first, second);
      const named = aparts.filter(({ listed }) => areListed(listed, a, b)).map(({ entry }) => entry);
      const share = { from: -second.size, to: first.size };
      const never: Span[] = [];
      if (!isTied) {
        if (first.exclusive === true || second.exclusive === true) never.push(share);
        for (const { cost, banks = false, distance = 0 } of named) {
          if (cost === undefined && !banks) never.push({ from: share.from - distance, to: share.to + distance });
        }
      }
      const isFree = isTied || frees.some((listed) => areListed(listed, a, b));
      const places = wishes.flatMap(({ buffer, of, above }) => {
        if (buffer === b && of === a) return [above];
        return buffer === a && of === b ? [-above] : [];
      });
      const couple = {
        a,
        b,
        never,
        unlessInPlace: isFree ? [] : meetings,
        places,
        share,
        cost: meetings.length > 0 ? 0 : named.reduce((sum, { cost = 0 }) => sum + cost, 0),
        banks: !isTied && meetings.length > 0 && named.some(({ banks = false }) => banks),
      };
      if (never.length + couple.unlessInPlace.length + couple.cost > 0 || couple.banks) found.push(couple);
    }
  }
  return found;
}

/** The differences offset(b) − offset(a) at which two buffers meet in some bytes, a span for each two pieces. */
export function meetingsOf(a: Buffer, b: Buffer): Span[] {
  if (a.clock !== undefined && b.clock !== undefined) {
    const isBefore = (x: Buffer, y: Buffer): boolean => x.clock!.upper.every((entry, i) => entry <= y.clock!.lower[i]!);
    return isBefore(a, b) || isBefore(b, a) ? [] : [{ from: -b.size, to: a.size }];
  }
  const others = piecesOf(b);
  return piecesOf(a).flatMap((piece) =>
    others
      .filter(({ lower, upper }) => piece.lower < upper && lower < piece.upper)
      .map(({ from, to }) => ({ from: piece.from - to, to: piece.to - from })),
  );
}

/** A lifetime, and what of it gaps leave: outside of them the whole buffer, inside their windows. */
function piecesOf({ lower, upper, size, gaps = [] }: Buffer): Piece[] {
  let whole: Piece[] = [{ lower, upper, from: 0, to: size }];
  for (const gap of gaps) {
    whole = whole.flatMap((piece) => {
      const before = { ...piece, upper: Math.min(piece.upper, gap.lower) };
      const after = { ...piece, lower: Math.max(piece.lower, gap.upper) };
      return [before, after].filter((part) => part.lower < part.upper);
    });
  }
  const windows = gaps.flatMap(({ lower: start, upper: end, from = 0, to = 0 }) => {
    return from < to ? [{ lower: start, upper: end, from, to }] : [];
  });
  return [...whole, ...windows];
}

/** By buffer: in which group an entry lists it, −1 where it does not. */
function listedBy({ buffers, groups }: Apart | Free, at: (id: string) => number): ReadonlyMap<number, number> {
  const lists = groups ?? (buffers ?? []).map((id) => [id]);
  return new Map(lists.flatMap((ids, group) => ids.map((id): [number, number] => [at(id), group])));
}

function areListed(listed: ReadonlyMap<number, number>, a: number, b: number): boolean {
  const [x, y] = [listed.get(a), listed.get(b)];
  return x !== undefined && y !== undefined && x !== y;
}

/** By buffer: the least index among those that it is tied to. */
function groupsOf(count: number, ties: readonly Tie[]): number[] {
  const group = Array.from({ length: count }, (_, b) => b);
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    for (const { a, b } of ties) {
      const least = Math.min(group[a]!, group[b]!);
      if (group[a] === least && group[b] === least) continue;
      group[a] = group[b] = least;
      isChanged = true;
    }
  }
  return group;
}
