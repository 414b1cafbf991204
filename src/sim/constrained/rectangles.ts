import { Placements } from "../placements.js";
import type { ConstrainedPlan, Gathered } from "./constrained-plan.js";
import { areTogether, firstMeeting } from "./lifetimes.js";

/** What sweeps over pairs work on: who holds which bytes when. `bufferIndex` are positions in the problem. */

/**
 * Buffers with all their bytes, at one and the same time.
 *
 * @param distance bytes above each that no other may have
 */
export function extents({ given, problem }: ConstrainedPlan, members: readonly number[], distance: number): Placements {
  const placements = new Placements(members.length);
  for (const b of members) {
    const at = placements.count++;
    placements.bufferIndex[at] = b;
    placements.upper[at] = 1;
    placements.offset[at] = given.offset[b]!;
    placements.top[at] = given.offset[b]! + problem.size[b]! + distance;
  }
  return placements;
}

/**
 * The pieces of buffers' lifetimes, each with the same bytes. Where lifetimes are vector clocks, all are live at one
 * and the same time; `isFirstMeeting` tells whether they are.
 */
export function pieces(
  { lifetimes }: ConstrainedPlan,
  { members, groupOf }: Pick<Gathered, "members" | "groupOf">,
  bytesOf: (b: number) => readonly [from: number, to: number],
): { readonly placements: Placements; readonly groupOf: Int32Array } {
  const { first, lower, upper, clocks } = lifetimes;
  let count = 0;
  for (const b of members) count += first[b + 1]! - first[b]!;
  const placements = new Placements(count);
  const groups = new Int32Array(count);
  for (let i = 0; i < members.length; i++) {
    const b = members[i]!;
    const [from, to] = bytesOf(b);
    for (let piece = first[b]!; piece < first[b + 1]!; piece++) {
      const at = placements.count++;
      placements.bufferIndex[at] = b;
      placements.lower[at] = clocks === null ? lower[piece]! : 0;
      placements.upper[at] = clocks === null ? upper[piece]! : 1;
      placements.offset[at] = from;
      placements.top[at] = to;
      groups[at] = groupOf[i]!;
    }
  }
  return { placements, groupOf: groups };
}

/** Whether two pieces that a sweep has found are the first of their buffers that are live at one time. */
export function isFirstMeeting(
  { lifetimes }: ConstrainedPlan,
  { bufferIndex, lower }: Placements,
  later: number,
  earlier: number,
): boolean {
  if (lifetimes.clocks !== null) return areTogether(lifetimes, bufferIndex[earlier]!, bufferIndex[later]!);
  if (!lifetimes.areSeveral) return true;
  const meeting = firstMeeting(lifetimes, bufferIndex[earlier]!, bufferIndex[later]!, null)!;
  return Math.max(lifetimes.lower[meeting.a]!, lifetimes.lower[meeting.b]!) === lower[later];
}
