import { idOf, type ProblemColumns } from "../../problem/index.js";
import { CountTree, MaxTree } from "../trees.js";
import type { Workspace } from "../workspace.js";
import { Found, type PlanRule, quote, range, type ViolationBase } from "./rule.js";

/** `buffer` was allocated where `other` was live. Every pair is reported once. */
export interface OverlapViolation extends ViolationBase {
  readonly kind: "overlap";
  /** Id of the buffer that was there first; at equal times the one that comes first in the problem. */
  readonly other: string;
  readonly otherIndex: number;
  /** The bytes that both hold. */
  readonly from: number;
  readonly to: number;
  /** The time from which both are live, and the first at which they no longer are. */
  readonly time: number;
  readonly until: number;
  /** Id of the memory, where the problem lists several. */
  readonly memory?: string;
}

export const overlapRule: PlanRule<OverlapViolation> = {
  kind: "overlap",
  check({ problem, workspace, replay }, limit) {
    return replay.collided ? overlaps(problem, workspace, limit) : new Found<OverlapViolation>(limit);
  },
};

/**
 * Every pair of buffers that share a byte while both are live, once each. Only asked of a plan that has such a pair.
 *
 * All pairs are counted without being visited: a buffer collides with the live ones that begin below its top, less
 * those that end at or below its offset. Two Fenwick trees (Fenwick, 1994) over the cuts give both numbers, so the
 * count is exact and costs O(n log n) even where every pair collides. Only the pairs to be listed are looked up, each
 * in O(log n).
 */
export function overlaps(
  problem: ProblemColumns,
  { placements, cuts, byLower, byUpper }: Workspace,
  limit: number,
  memory = "",
): Found<OverlapViolation> {
  const found = new Found<OverlapViolation>(limit);
  const { count, bufferIndex, lower, upper, offset, top } = placements;
  const { low, high, byOffset } = cuts;
  const begins = new CountTree(cuts.count);
  const ends = new CountTree(cuts.count);
  let room = limit;
  const positionOf = new Int32Array(room > 0 ? count : 0);
  const liveTops = new MaxTree(room > 0 ? count : 0);
  for (let i = 0; i < positionOf.length; i++) positionOf[byOffset[i]!] = i;
  let ended = 0;
  for (let begun = 0; begun < count; begun++) {
    const b = byLower[begun]!;
    for (; upper[byUpper[ended]!]! <= lower[b]!; ended++) {
      const gone = byUpper[ended]!;
      begins.add(low[gone]!, -1);
      ends.add(high[gone]!, -1);
      if (room > 0) liveTops.set(positionOf[gone]!, 0);
    }
    found.count += begins.sumBelow(high[b]!) - ends.sumBelow(low[b]! + 1);
    if (room > 0) {
      // By ascending offset, those that reach above this buffer's offset, until one begins at or above its top.
      for (let at = liveTops.next(0, offset[b]!); at >= 0 && room > 0; at = liveTops.next(at + 1, offset[b]!)) {
        const other = byOffset[at]!;
        if (offset[other]! >= top[b]!) break;
        const from = Math.max(offset[b]!, offset[other]!);
        const to = Math.min(top[b]!, top[other]!);
        const until = Math.min(upper[b]!, upper[other]!);
        found.tell(overlapOf(problem, bufferIndex[b]!, bufferIndex[other]!, from, to, lower[b]!, until, memory));
        room--;
      }
      liveTops.set(positionOf[b]!, top[b]!);
    }
    begins.add(low[b]!, 1);
    ends.add(high[b]!, 1);
  }
  return found;
}

/**
 * @param memory id of the memory; "" where it has none
 * @param when says when both are live, instead of the times
 */
export function overlapOf(
  problem: ProblemColumns,
  bufferIndex: number,
  otherIndex: number,
  from: number,
  to: number,
  time: number,
  until: number,
  memory: string,
  when = ` at the times ${range(time, until)}`,
): OverlapViolation {
  const buffer = idOf(problem, bufferIndex);
  const other = idOf(problem, otherIndex);
  const where = memory === "" ? "" : ` of memory ${quote(memory)}`;
  const message = `buffers ${quote(other)} and ${quote(buffer)} share the bytes ${range(from, to)}${where}${when}`;
  const found = { kind: "overlap", buffer, bufferIndex, other, otherIndex, from, to, time, until, message } as const;
  return memory === "" ? found : { ...found, memory };
}
