import type { ClobberedRead } from "../replay.js";
import type { Workspace } from "../workspace.js";
import type { Exemptions } from "./exemptions.js";
import { LiveBytes } from "./live-bytes.js";

/** What was in use of a memory, from each time at which something happened to the next. */
export interface Usage {
  readonly count: number;
  readonly time: Float64Array;
  /** Bytes in use, each counted once. */
  readonly live: Float64Array;
  /** The highest byte in use + 1, counted from the base; 0 while there is none. */
  readonly top: Float64Array;
}

/** What the replay of one memory came to. */
export interface MemoryReplay extends Usage {
  /** Whether a piece was written where another was live, by right or not. */
  readonly collided: boolean;
}

/** Reads that did not find what was written: all are counted, the first are told. */
export interface ClobberedReads {
  count: number;
  readonly first: ClobberedRead[];
}

/**
 * Replays the pieces of lifetimes that lie in one memory, event by event. Every piece is an owner of its own: its bytes
 * are written at its lower, and read and freed at its upper, so nothing outlives a gap. At equal times, reads and frees
 * come before allocations and writes. Bytes whose last writer may share them with the reader are intact.
 *
 * @param workspace holds the pieces as placements, their address cuts and their orders by start and by end
 * @param limit how many clobbered reads are told, at most
 */
export function replayMemory(
  workspace: Workspace,
  base: number,
  exemptions: Exemptions,
  reads: ClobberedReads,
  limit: number,
): MemoryReplay {
  const { placements, cuts, byLower, byUpper, memory, liveTops } = workspace;
  const { count, bufferIndex, lower, upper, offset, top } = placements;
  const { low, high, topRank, byTop } = cuts;
  memory.reset(cuts, count);
  liveTops.clear(count);
  const times = new Float64Array(2 * count);
  const live = new Float64Array(2 * count);
  const tops = new Float64Array(2 * count);
  let points = 0;
  let collided = false;
  let liveBytes = 0;
  let liveTop = base;
  /** From the first collision on; until then, no byte is held twice. */
  let held: LiveBytes | null = null;
  let begun = 0;
  let ended = 0;
  let reader = 0;
  const isForeign = (writer: number): boolean => !exemptions.may(bufferIndex[reader]!, bufferIndex[writer]!);
  while (ended < count) {
    const nextEnd = upper[byUpper[ended]!]!;
    const time = begun < count ? Math.min(nextEnd, lower[byLower[begun]!]!) : nextEnd;
    for (; ended < count && upper[byUpper[ended]!] === time; ended++) {
      reader = byUpper[ended]!;
      let clobbered = memory.clobberedBytes(reader, low[reader]!, high[reader]!);
      if (clobbered !== 0) clobbered = memory.foreignBytes(reader, low[reader]!, high[reader]!, isForeign);
      if (clobbered !== 0 && ++reads.count <= limit) {
        reads.first.push({
          bufferIndex: bufferIndex[reader]!,
          time,
          clobberedBytes: clobbered,
          from: memory.foreignFrom,
          to: memory.foreignTo,
          writerIndex: bufferIndex[memory.foreignOwner]!,
          writtenAt: lower[memory.foreignOwner]!,
        });
      }
      memory.free(reader);
      liveTops.delete(topRank[reader]!);
      liveBytes -= top[reader]! - offset[reader]!;
      held?.change(low[reader]!, high[reader]!, -1);
      if (top[reader] === liveTop) {
        const highest = liveTops.atOrBelow(count - 1);
        liveTop = highest < 0 ? base : Math.max(base, top[byTop[highest]!]!);
      }
    }
    for (; begun < count && lower[byLower[begun]!] === time; begun++) {
      const b = byLower[begun]!;
      memory.allocate(b);
      if (memory.write(b, low[b]!, high[b]!) && held === null) {
        collided = true;
        held = new LiveBytes(cuts);
        for (let i = 0; i < begun; i++) {
          const other = byLower[i]!;
          if (upper[other]! > time) held.change(low[other]!, high[other]!, 1);
        }
      }
      liveTops.add(topRank[b]!);
      liveBytes += top[b]! - offset[b]!;
      held?.change(low[b]!, high[b]!, 1);
      if (top[b]! > liveTop) liveTop = top[b]!;
    }
    times[points] = time;
    live[points] = held === null ? liveBytes : held.total;
    tops[points++] = liveTop - base;
  }
  return { collided, count: points, time: times, live, top: tops };
}
