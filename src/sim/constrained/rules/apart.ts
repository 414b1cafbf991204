import { idOf } from "../../../problem/index.js";
import { Found, type PlanRule, quote, range } from "../../rules/rule.js";
import { type ConstrainedPlan, canMeet, type Gathered, gather, groupsOf, ofMemory } from "../constrained-plan.js";
import { sweepAcross } from "../pair-sweep.js";
import { extents } from "../rectangles.js";
import type { ApartEntry } from "../relations.js";
import { countSharing } from "../sharing.js";
import type { ApartViolation } from "../violations.js";

/** Those that are to be kept apart share no byte at any time, and lie as far from each other as is asked. */
export const apartRule: PlanRule<ApartViolation, ConstrainedPlan> = {
  kind: "apart",
  check(plan, limit) {
    const found = new Found<ApartViolation>(limit);
    for (const entry of plan.relations.apart) {
      if (entry.cost !== null || entry.banks) continue;
      if (entry.members.length === 2) checkCouple(plan, entry, found);
      else for (const gathered of gather(plan, entry.members, entry.groupOf)) checkMany(plan, entry, gathered, found);
    }
    return found;
  },
};

function checkCouple(plan: ConstrainedPlan, { members, groupOf, distance }: ApartEntry, found: Found<ApartViolation>) {
  const [a, b] = [members[0]!, members[1]!];
  if (groupOf[0] === groupOf[1] || plan.memoryOf[a] !== plan.memoryOf[b]) return;
  if (!canMeet(plan, a) || !canMeet(plan, b)) return;
  const [x, y] = [plan.given.offset[a]!, plan.given.offset[b]!];
  const isNear = x < y + plan.problem.size[b]! + distance && y < x + plan.problem.size[a]! + distance;
  if (isNear && found.another()) found.tell(violationOf(plan, a, b, distance));
}

/** Counts without visiting the couples, and visits only those that are told. */
function checkMany(
  plan: ConstrainedPlan,
  { groups, distance }: ApartEntry,
  gathered: Gathered,
  found: Found<ApartViolation>,
): void {
  const near = countAcross(plan, gathered, distance);
  found.count += near;
  let room = Math.min(near, found.limit - found.first.length);
  if (room <= 0) return;
  const placements = extents(plan, gathered.members, distance);
  sweepAcross(placements, Int32Array.from(gathered.groupOf), groups, (later, earlier) => {
    const [a, b] = [placements.bufferIndex[earlier]!, placements.bufferIndex[later]!];
    found.tell(violationOf(plan, Math.min(a, b), Math.max(a, b), distance));
    return --room > 0;
  });
}

/** How many couples of different groups share a byte at any time, or lie nearer than the distance. */
export function countAcross({ given, problem }: ConstrainedPlan, gathered: Gathered, distance = 0): number {
  let count = countSharing(gathered.members, given.offset, problem.size, distance);
  for (const group of groupsOf(gathered)) count -= countSharing(group, given.offset, problem.size, distance);
  return count;
}

/** @param bufferIndex the one that comes first in the problem, or in its list of two */
function violationOf(plan: ConstrainedPlan, bufferIndex: number, otherIndex: number, distance: number): ApartViolation {
  const { problem, given, memoryOf, memories } = plan;
  const [buffer, other] = [idOf(problem, bufferIndex), idOf(problem, otherIndex)];
  const [offset, otherOffset] = [given.offset[bufferIndex]!, given.offset[otherIndex]!];
  const at = range(offset, offset + problem.size[bufferIndex]!);
  const otherAt = range(otherOffset, otherOffset + problem.size[otherIndex]!);
  const between = distance === 0 ? "" : ` with ${distance} bytes between them`;
  const message =
    `buffers ${quote(buffer)} and ${quote(other)} are to be kept apart${between}, ` +
    `but placed at ${at} and ${otherAt}${ofMemory(plan, memoryOf[bufferIndex]!)}`;
  const memory = memories[memoryOf[bufferIndex]!]!.id;
  return { kind: "apart", buffer, bufferIndex, memory, offset, other, otherIndex, otherOffset, distance, message };
}
