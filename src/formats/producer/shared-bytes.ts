/**
 * Which buffers share bytes in a plan by another planner although they live at the same time: views, results in place
 * of an operand, several names of one body. The file does not always say so; the plan does.
 *
 * Method: buffers come in the order of their first times. Those that live are kept as ranges of bytes that do not meet,
 * ordered by offset, each with the buffers in it. A buffer joins the ranges that it meets.
 */
import type { Alias, InPlace } from "../../problem/index.js";

/** A buffer where the producer's plan lays it. */
export interface Laid {
  readonly id: string;
  readonly lower: number;
  readonly upper: number;
  /** Bytes. */
  readonly size: number;
  readonly offset: number;
}

/** What a problem says of such buffers. */
export interface Sharing {
  /** Parts of a buffer that has all their bytes. */
  readonly aliases: readonly Alias[];
  /** Pairs of which neither has all bytes of the other. */
  readonly inplace: readonly InPlace[];
}

interface Range {
  begin: number;
  end: number;
  members: Laid[];
  /** The count of members at which the dead ones are dropped. */
  limit: number;
}

/** Pairs that one group tells at most; a plan by a planner that works has a few. */
const PAIRS = 10_000;

/** Finds them in one memory. Null where more of them meet than a plan can mean. */
export function sharingOf(buffers: readonly Laid[]): Sharing | null {
  const solid = buffers.filter(({ lower, upper, size }) => upper > lower && size > 0);
  solid.sort((a, b) => a.lower - b.lower);
  const groups = new Map<Laid, Laid[]>();
  const live: Range[] = [];
  for (const buffer of solid) {
    const begin = buffer.offset;
    const end = begin + buffer.size;
    const first = firstAbove(live, begin);
    let last = first;
    const met: Laid[] = [];
    const kept: Range[] = [];
    for (; last < live.length && live[last]!.begin < end; last++) {
      const range = live[last]!;
      if (range.members.length >= range.limit || range.members.length === 1) dropDead(range, buffer.lower);
      if (range.members.length === 0) continue;
      if (range.begin < end && begin < range.end) met.push(...range.members);
      else kept.push(range);
    }
    const alive = met.filter(({ upper }) => upper > buffer.lower);
    const joined = rangeOf([...alive, buffer]);
    live.splice(first, last - first, ...[...kept, joined].sort((a, b) => a.begin - b.begin));
    const touching = alive.filter((other) => other.offset < end && begin < other.offset + other.size);
    join(groups, buffer, touching);
  }
  return toldOf(new Set(groups.values()));
}

/** The index of the first range that ends above `at`. */
function firstAbove(ranges: readonly Range[], at: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle]!.end > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

function rangeOf(members: Laid[]): Range {
  let begin = Number.POSITIVE_INFINITY;
  let end = 0;
  for (const { offset, size } of members) {
    begin = Math.min(begin, offset);
    end = Math.max(end, offset + size);
  }
  return { begin, end, members, limit: 2 * members.length + 8 };
}

function dropDead(range: Range, time: number): void {
  Object.assign(range, rangeOf(range.members.filter(({ upper }) => upper > time)));
}

function join(groups: Map<Laid, Laid[]>, buffer: Laid, others: readonly Laid[]): void {
  if (others.length === 0) return;
  let group = groups.get(buffer) ?? [buffer];
  for (const other of others) {
    const theirs = groups.get(other) ?? [other];
    if (theirs === group) continue;
    const [small, large] = theirs.length < group.length ? [theirs, group] : [group, theirs];
    for (const member of small) large.push(member);
    group = large;
    for (const member of small) groups.set(member, group);
    for (const member of [buffer, other]) groups.set(member, group);
  }
}

function toldOf(groups: ReadonlySet<readonly Laid[]>): Sharing | null {
  const aliases: Alias[] = [];
  const inplace: InPlace[] = [];
  for (const group of groups) {
    const whole = group.reduce((a, b) => (b.size > a.size ? b : a));
    const isWhole = group.every(
      ({ offset, size }) => offset >= whole.offset && offset + size <= whole.offset + whole.size,
    );
    if (isWhole) {
      for (const part of group) {
        if (part !== whole) aliases.push({ buffer: part.id, of: whole.id, at: part.offset - whole.offset });
      }
      continue;
    }
    if (group.length ** 2 > 2 * PAIRS) return null;
    for (const [i, a] of group.entries()) {
      for (const b of group.slice(i + 1)) {
        if (!meet(a, b)) continue;
        const [of, buffer] = a.offset <= b.offset ? [a, b] : [b, a];
        inplace.push({ buffer: buffer.id, of: of.id, at: buffer.offset - of.offset });
      }
    }
  }
  return { aliases, inplace };
}

function meet(a: Laid, b: Laid): boolean {
  const together = a.lower < b.upper && b.lower < a.upper;
  return together && a.offset < b.offset + b.size && b.offset < a.offset + a.size;
}
