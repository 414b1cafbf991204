/**
 * Which buffers share bytes in a plan by another planner although they live at the same time: views, results in place
 * of an operand, several names of one body. The file does not always say so; the plan does.
 *
 * Method: buffers come in the order of their first times. Those that live are kept as ranges of bytes that do not meet,
 * ordered by offset, each with the buffers in it. A buffer joins the ranges that it meets.
 */
import type { Alias, InPlace } from "../../problem/index.js";
import { OrderedList } from "../ordered-list.js";

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

/** Pairs that meet, at most, and buffers that meet at one time. Plans by planners that work have a few. */
const MAX_PAIRS = 100_000;
const MAX_LIVE = 2000;

/** Finds them in one memory. Null where more of them meet than a plan can mean. */
export function sharingOf(buffers: readonly Laid[]): Sharing | null {
  const solid = buffers.filter(({ lower, upper, size }) => upper > lower && size > 0);
  solid.sort((a, b) => a.lower - b.lower);
  const groups = new Map<Laid, Laid[]>();
  const live = new OrderedList<Range>();
  const pairs: (readonly [Laid, Laid])[] = [];
  for (const buffer of solid) {
    const begin = buffer.offset;
    const end = begin + buffer.size;
    const first = live.find((range) => range.end > begin);
    let count = 0;
    const met: Laid[] = [];
    const kept: Range[] = [];
    for (const range of live.from(first)) {
      if (range.begin >= end) break;
      count++;
      if (range.members.length >= range.limit || range.members.length === 1) dropDead(range, buffer.lower);
      if (range.members.length === 0) continue;
      if (range.begin < end && begin < range.end) for (const member of range.members) met.push(member);
      else kept.push(range);
      if (met.length + kept.length > MAX_LIVE) return null;
    }
    const alive = met.filter(({ upper }) => upper > buffer.lower);
    const joined = rangeOf([...alive, buffer]);
    live.replace(
      first,
      count,
      [...kept, joined].sort((a, b) => a.begin - b.begin),
    );
    const touching = alive.filter((other) => other.offset < end && begin < other.offset + other.size);
    join(groups, buffer, touching);
    for (const other of touching) pairs.push([other, buffer]);
    if (pairs.length > MAX_PAIRS) return null;
  }
  return toldOf(groups, pairs);
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

function toldOf(groups: ReadonlyMap<Laid, readonly Laid[]>, pairs: readonly (readonly [Laid, Laid])[]): Sharing {
  const aliases: Alias[] = [];
  const whole = new Set<readonly Laid[]>();
  for (const group of new Set(groups.values())) {
    const most = group.reduce((a, b) => (b.size > a.size ? b : a));
    const isPart = ({ offset, size }: Laid): boolean =>
      offset >= most.offset && offset + size <= most.offset + most.size;
    if (!group.every(isPart)) continue;
    whole.add(group);
    for (const part of group) {
      if (part !== most) aliases.push({ buffer: part.id, of: most.id, at: part.offset - most.offset });
    }
  }
  const inplace: InPlace[] = [];
  for (const [a, b] of pairs) {
    if (whole.has(groups.get(a)!)) continue;
    const [of, buffer] = a.offset <= b.offset ? [a, b] : [b, a];
    inplace.push({ buffer: buffer.id, of: of.id, at: buffer.offset - of.offset });
  }
  return { aliases, inplace };
}
