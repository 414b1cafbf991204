import type { BodyProblem } from "../bodies/body-problem.js";
import { combine } from "../model/bodies.js";
import { MAX_BYTES } from "../problem/index.js";
import { type Congruence, type PlainBodies, plainPart, sharedResidue } from "./plain.js";
import type { PlainPart } from "./presolved.js";

/** Shifts that are tried before a part gets one of its own. */
const MOST_TRIES = 8;

/** Bodies that go into one plain part. */
interface Class {
  readonly shared: Congruence;
  /** Whether all of it can be stacked below the first reserved range. */
  readonly isLow: boolean;
  readonly groups: PlainBodies[];
}

/**
 * The plain parts of a memory, few of them: what alignments let be shifted together goes into one, with the bodies that
 * got new lifetimes at times after all others, so that the planner cuts them apart again.
 *
 * @param lift of the body problem in its memory, in bytes
 * @param living bodies with the lifetimes of the problem
 * @param retimed bodies with lifetimes from 0 on
 * @param cuts whether reserved ranges above a stack of all bodies may go
 * @returns `left`: members of groups for which a plain problem's numbers do not suffice
 */
export function plainParts(
  problem: BodyProblem,
  memory: number,
  lift: number,
  living: readonly PlainBodies[],
  retimed: readonly PlainBodies[],
  cuts: boolean,
): { readonly parts: readonly PlainPart[]; readonly left: readonly Int32Array[] } {
  const parts: PlainPart[] = [];
  const left: Int32Array[] = [];
  const classes: Class[] = [];
  for (const group of [...living, ...later(living, retimed)]) {
    const shared = sharedResidue(problem, group.members);
    if (shared === null) left.push(group.members);
    else addTo(classes, group, shared, cuts && fitsBelowRanges(problem, group.members));
  }
  for (const { shared, isLow, groups } of classes) {
    const memoryBelow = isLow ? belowRanges(problem) : problem;
    const part = plainPart(memoryBelow, memory, groups, lift, shared);
    if (part === null) left.push(...groups.map(({ members }) => members));
    else parts.push(part);
  }
  return { parts, left };
}

/** The groups one after the other in time, none with what lives. */
function later(living: readonly PlainBodies[], retimed: readonly PlainBodies[]): PlainBodies[] {
  let first = 0;
  let last = 0;
  for (const { lower, upper, members } of living) {
    for (let i = 0; i < members.length; i++) {
      first = Math.min(first, lower[i]!);
      last = Math.max(last, upper[i]!);
    }
  }
  const spans = retimed.map(({ upper }) => Array.from(upper).reduce((a, b) => Math.max(a, b), 0));
  const total = spans.reduce((sum, span) => sum + span, 0);
  // Near the end of what numbers can say, before instead of after.
  let at = last + total <= MAX_BYTES ? last : first - total;
  return retimed.map(({ members, lower, upper }, i) => {
    const from = at;
    at += spans[i]!;
    const shifted = (times: ArrayLike<number>) => Float64Array.from(times, (time) => time + from);
    return { members, lower: shifted(lower), upper: shifted(upper) };
  });
}

function addTo(classes: Class[], group: PlainBodies, shared: Congruence, isLow: boolean): void {
  for (let i = classes.length - 1; i >= 0 && i >= classes.length - MOST_TRIES; i--) {
    const other = classes[i]!;
    // A modulus of 1 says that nothing has to be shifted, not that anything may be.
    if (other.isLow !== isLow || (shared.modulus === 1) !== (other.shared.modulus === 1)) continue;
    const both = combine(shared, other.shared);
    if (both === null || both.modulus >= MAX_BYTES) continue;
    other.groups.push(group);
    classes[i] = { shared: both, isLow, groups: other.groups };
    return;
  }
  classes.push({ shared, isLow, groups: [group] });
}

/** Whether the bodies, none of them fixed, fit on top of each other below the first reserved range. */
function fitsBelowRanges({ base, reserved, size, modulus, fixedOffset }: BodyProblem, members: Int32Array): boolean {
  if (reserved.length === 0) return false;
  let top = base;
  for (const b of members) {
    if (fixedOffset[b]! >= 0) return false;
    top += size[b]! + modulus[b]! - 1;
  }
  return top <= reserved[0]!.from;
}

function belowRanges(problem: BodyProblem): BodyProblem {
  const { base, reserved } = problem;
  return { ...problem, reserved: [], capacity: reserved[0]!.from - base };
}
