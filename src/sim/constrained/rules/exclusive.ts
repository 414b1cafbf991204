import { idOf } from "../../../problem/index.js";
import { Found, type PlanRule, quote, range } from "../../rules/rule.js";
import { MaxTree } from "../../trees.js";
import { type ConstrainedPlan, type Gathered, gather, ofMemory } from "../constrained-plan.js";
import { countSharing } from "../sharing.js";
import type { ExclusiveViolation } from "../violations.js";

/** An exclusive buffer shares no byte at any time, but with those that aliases tie it to. */
export const exclusiveRule: PlanRule<ExclusiveViolation, ConstrainedPlan> = {
  kind: "exclusive",
  check(plan, limit) {
    const found = new Found<ExclusiveViolation>(limit);
    const { buffers } = plan.raw;
    if (!buffers.some(({ exclusive }) => exclusive === true)) return found;
    const all = Array.from(buffers.keys());
    for (const gathered of gather(plan, all, all)) {
      const { members } = gathered;
      const count = countAround(plan, members) - countTied(plan, members);
      found.count += count;
      tellSome(plan, gathered, found, Math.min(count, found.limit - found.first.length));
    }
    return found;
  },
};

/** How many couples share a byte of which one at least is exclusive. */
function countAround({ raw, given, problem }: ConstrainedPlan, members: readonly number[]): number {
  const others = members.filter((b) => raw.buffers[b]!.exclusive !== true);
  const { offset } = given;
  return countSharing(members, offset, problem.size) - countSharing(others, offset, problem.size);
}

/** How many of them are tied together. */
function countTied(plan: ConstrainedPlan, members: readonly number[]): number {
  const { aliases, tied } = plan.relations;
  if (aliases.length === 0) return 0;
  const ties = new Map<number, number[]>();
  for (const b of members) {
    const tie = ties.get(tied[b]!);
    if (tie === undefined) ties.set(tied[b]!, [b]);
    else tie.push(b);
  }
  let count = 0;
  for (const tie of ties.values()) if (tie.length > 1) count += countAround(plan, tie);
  return count;
}

/** Tells the first couples, by the exclusive buffer of each. */
function tellSome(plan: ConstrainedPlan, gathered: Gathered, found: Found<ExclusiveViolation>, most: number): void {
  if (most <= 0) return;
  const { raw, relations, given, problem } = plan;
  const { memory, members } = gathered;
  const byOffset = members.toSorted((a, b) => given.offset[a]! - given.offset[b]!);
  const tops = new MaxTree(byOffset.length);
  for (const [i, b] of byOffset.entries()) tops.set(i, given.offset[b]! + problem.size[b]!);
  let room = most;
  for (const b of members) {
    if (raw.buffers[b]!.exclusive !== true) continue;
    const offset = given.offset[b]!;
    const end = offset + problem.size[b]!;
    for (let at = tops.next(0, offset); at >= 0; at = tops.next(at + 1, offset)) {
      const other = byOffset[at]!;
      const otherOffset = given.offset[other]!;
      if (otherOffset >= end) break;
      const isTold = other < b && raw.buffers[other]!.exclusive === true;
      if (isTold || relations.tied[other] === relations.tied[b]) continue;
      const from = Math.max(offset, otherOffset);
      const to = Math.min(end, otherOffset + problem.size[other]!);
      found.tell(violationOf(plan, memory, b, other, from, to));
      if (--room === 0) return;
    }
  }
}

function violationOf(
  plan: ConstrainedPlan,
  at: number,
  bufferIndex: number,
  otherIndex: number,
  from: number,
  to: number,
): ExclusiveViolation {
  const [buffer, other] = [idOf(plan.problem, bufferIndex), idOf(plan.problem, otherIndex)];
  const message =
    `buffer ${quote(buffer)}: shares no byte with others, ` +
    `but ${range(from, to)}${ofMemory(plan, at)} with buffer ${quote(other)}`;
  const memory = plan.memories[at]!.id;
  return { kind: "exclusive", buffer, bufferIndex, memory, other, otherIndex, from, to, message };
}
