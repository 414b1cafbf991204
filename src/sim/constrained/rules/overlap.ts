import { idOf } from "../../../problem/index.js";
import { type OverlapViolation, overlapOf, overlaps } from "../../rules/overlap.js";
import { type Found, quote, range } from "../../rules/rule.js";
import type { Workspace } from "../../workspace.js";
import { type ConstrainedPlan, canMeet } from "../constrained-plan.js";
import { firstMeeting, type Meeting } from "../lifetimes.js";
import { ordersOf, sweepAll } from "../pair-sweep.js";
import { extents } from "../rectangles.js";

/**
 * Adds the couples of one memory that share a byte while both live, and may not: each once. Asked only where some piece
 * was written where another was live.
 *
 * Where nobody may share bytes and every lifetime is whole, all are counted without being visited. Else every couple
 * that meets is visited, those that may share bytes too.
 *
 * @param workspace holds the pieces in the memory, with their cuts and orders
 */
export function addOverlaps(
  plan: ConstrainedPlan,
  memory: number,
  workspace: Workspace,
  found: Found<OverlapViolation>,
): void {
  const { problem, lifetimes, exemptions, memories } = plan;
  if (!exemptions.any && !lifetimes.areSeveral) {
    const { count, first } = overlaps(problem, workspace, found.limit - found.first.length, memories[memory]!.id);
    found.count += count;
    found.first.push(...first);
    return;
  }
  const { placements, cuts, byLower, byUpper } = workspace;
  const { bufferIndex, lower } = placements;
  sweepAll(placements, { byLower, byUpper, byOffset: cuts.byOffset }, (later, earlier) => {
    const [a, b] = [bufferIndex[earlier]!, bufferIndex[later]!];
    if (exemptions.may(a, b)) return true;
    const meeting = firstMeeting(lifetimes, a, b, plan.given.offset)!;
    const isFirst = Math.max(lifetimes.lower[meeting.a]!, lifetimes.lower[meeting.b]!) === lower[later];
    if (isFirst && found.another()) found.tell(violationOf(plan, memory, a, b, meeting));
    return true;
  });
}

/** The same where lifetimes are vector clocks: every couple that shares a byte at any time is visited. */
export function addClockOverlaps(
  plan: ConstrainedPlan,
  memory: number,
  members: readonly number[],
  found: Found<OverlapViolation>,
): void {
  const placements = extents(
    plan,
    members.filter((b) => canMeet(plan, b)),
    0,
  );
  sweepAll(placements, ordersOf(placements), (later, earlier) => {
    const one = placements.bufferIndex[earlier]!;
    const two = placements.bufferIndex[later]!;
    const [a, b] = [Math.min(one, two), Math.max(one, two)];
    if (plan.exemptions.may(a, b)) return true;
    const meeting = firstMeeting(plan.lifetimes, a, b, plan.given.offset);
    if (meeting !== null && found.another()) found.tell(violationOf(plan, memory, a, b, meeting));
    return true;
  });
}

/** @param other the one that was there first */
function violationOf(
  plan: ConstrainedPlan,
  memory: number,
  other: number,
  buffer: number,
  { a, b }: Meeting,
): OverlapViolation {
  const { problem, memories, lifetimes, given, exemptions } = plan;
  const { lower, upper, from, to, clocks } = lifetimes;
  const [x, y] = [given.offset[other]!, given.offset[buffer]!];
  const low = Math.max(x + from[a]!, y + from[b]!);
  const high = Math.min(x + to[a]!, y + to[b]!);
  const time = Math.max(lower[a]!, lower[b]!);
  const until = Math.min(upper[a]!, upper[b]!);
  const when = clocks === null ? ` at the times ${range(time, until)}` : ", and neither ends before the other begins";
  const [first, second] = other < buffer ? [other, buffer] : [buffer, other];
  const allowed = exemptions.shifts(first, second).map((shift) => given.offset[first]! + shift);
  const name = quote(idOf(problem, second));
  const inPlace = allowed.length === 0 ? "" : `; in place, ${name} would lie at ${allowed.join(" or ")}`;
  return overlapOf(problem, buffer, other, low, high, time, until, memories[memory]!.id, `${when}${inPlace}`);
}
