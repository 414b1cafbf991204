import type { Term } from "../../problem/index.js";
import type { TimingReport } from "../timing.js";
import { type ConstrainedPlan, canMeet, gather } from "./constrained-plan.js";
import { areTogether } from "./lifetimes.js";
import { sweepAcross } from "./pair-sweep.js";
import { isFirstMeeting, pieces } from "./rectangles.js";
import type { ApartEntry } from "./relations.js";
import { countAcross } from "./rules/apart.js";

/**
 * What a plan costs, valid or not. What lies nowhere costs nothing.
 *
 * @param timing null where nothing is said of time, or where something lies nowhere
 */
export function termsOf(
  plan: ConstrainedPlan,
  peaks: readonly number[],
  timing: TimingReport | null,
): Record<Term, number> {
  return {
    time: timing?.ps ?? 0,
    spill: plan.memberships.spill,
    reuse: reuseOf(plan),
    moved: movedOf(plan),
    peak: peaks.reduce((sum, peak) => sum + peak, 0),
  };
}

/** Bytes of the buffers that do not lie at their hint. */
function movedOf({ raw, given, problem }: ConstrainedPlan): number {
  let moved = 0;
  for (let b = 0; b < problem.count; b++) {
    const hint = raw.buffers[b]!.hint ?? -1;
    if (hint >= 0 && given.offset[b]! >= 0 && given.offset[b] !== hint) moved += problem.size[b]!;
  }
  return moved;
}

/** The costs of couples that share a byte of one memory, and do not live together; once for each entry. */
function reuseOf(plan: ConstrainedPlan): number {
  let sum = 0;
  for (const entry of plan.relations.apart) {
    if (entry.cost === null || entry.cost === 0) continue;
    const { members } = entry;
    sum += entry.cost * (members.length === 2 ? Number(reusesCouple(plan, entry)) : countReuses(plan, entry));
  }
  return sum;
}

function reusesCouple(plan: ConstrainedPlan, { members, groupOf }: ApartEntry): boolean {
  const { given, problem, memoryOf, lifetimes } = plan;
  const [a, b] = [members[0]!, members[1]!];
  if (groupOf[0] === groupOf[1] || memoryOf[a] !== memoryOf[b] || !canMeet(plan, a) || !canMeet(plan, b)) return false;
  const [x, y] = [given.offset[a]!, given.offset[b]!];
  return x < y + problem.size[b]! && y < x + problem.size[a]! && !areTogether(lifetimes, a, b);
}

/** All that share a byte, without being visited, less those that live together: few, but for broken plans. */
function countReuses(plan: ConstrainedPlan, { members, groupOf, groups }: ApartEntry): number {
  const { given, problem } = plan;
  let count = 0;
  for (const gathered of gather(plan, members, groupOf)) {
    const sharing = countAcross(plan, gathered);
    if (sharing === 0) continue;
    count += sharing;
    const found = pieces(plan, gathered, (b) => [given.offset[b]!, given.offset[b]! + problem.size[b]!]);
    sweepAcross(found.placements, found.groupOf, groups, (later, earlier) => {
      if (isFirstMeeting(plan, found.placements, later, earlier)) count--;
      return true;
    });
  }
  return count;
}
