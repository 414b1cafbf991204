import { type UsageFigures, UsageMeter } from "./usage-meter.js";
import type { Workspace } from "./workspace.js";

/** Events replayed. Buffers without a usable offset, of no bytes or with no time to live take part in none. */
export interface EventCounts {
  readonly allocations: number;
  readonly writes: number;
  readonly reads: number;
  readonly frees: number;
}

/** The state from `time` (after all events of that time) to the next point. */
export interface TimelinePoint {
  readonly time: number;
  readonly liveBytes: number;
  /** The highest live byte + 1, counted from the base; 0 while nothing is live. */
  readonly top: number;
  readonly fragmentation: number;
}

/** What the replay measured. */
export interface Replay extends UsageFigures {
  /** Whether some buffer was written where another was live. */
  readonly collided: boolean;
  /** Reads that did not find what was written: all are counted, the first are told. */
  readonly clobberedReads: { readonly count: number; readonly first: readonly ClobberedRead[] };
  readonly peak: number;
  readonly peakTime: number | null;
  readonly events: EventCounts;
  readonly timeline: TimelinePoint[] | null;
}

/** A read of a buffer whose bytes others have overwritten. Buffers are positions in the problem. */
export interface ClobberedRead {
  readonly bufferIndex: number;
  readonly time: number;
  readonly clobberedBytes: number;
  /** The lowest run of them that one buffer wrote, who it was, and when. */
  readonly from: number;
  readonly to: number;
  readonly writerIndex: number;
  readonly writtenAt: number;
}

/**
 * Replays a plan event by event. A buffer is allocated and written whole at its lower, read whole and freed at its
 * upper. Lifetimes are half-open: at equal times, reads and frees come before allocations and writes.
 *
 * @param base where the memory begins; peaks and tops count from there.
 * @param workspace holds the placements, their address cuts and their orders by start and by end; memory and live tops
 * are reset.
 * @param limit how many clobbered reads are told, at most.
 */
export function replay(workspace: Workspace, base: number, limit: number, withTimeline: boolean): Replay {
  const { placements, cuts, byLower, byUpper, memory, liveTops } = workspace;
  const { count, bufferIndex, lower, upper, offset, top } = placements;
  const { low, high, topRank, byTop } = cuts;
  memory.reset(cuts, count);
  liveTops.clear(count);
  const timeline: TimelinePoint[] | null = withTimeline ? [] : null;
  const clobberedReads: ClobberedRead[] = [];
  let clobberedCount = 0;
  let collided = false;
  let peak = 0;
  let peakTime: number | null = null;
  const meter = new UsageMeter();
  let liveBytes = 0;
  let liveTop = base;
  let begun = 0;
  let ended = 0;
  let time = count > 0 ? lower[byLower[0]!]! : 0;
  while (ended < count) {
    for (; ended < count && upper[byUpper[ended]!] === time; ended++) {
      const b = byUpper[ended]!;
      const clobbered = memory.clobberedBytes(b, low[b]!, high[b]!);
      if (clobbered !== 0 && ++clobberedCount <= limit) {
        const writer = memory.findForeign(b, low[b]!, high[b]!);
        clobberedReads.push({
          bufferIndex: bufferIndex[b]!,
          time,
          clobberedBytes: clobbered,
          from: memory.foreignFrom,
          to: memory.foreignTo,
          writerIndex: bufferIndex[writer]!,
          writtenAt: lower[writer]!,
        });
      }
      memory.free(b);
      liveTops.delete(topRank[b]!);
      liveBytes -= top[b]! - offset[b]!;
      if (top[b] === liveTop) {
        const highest = liveTops.atOrBelow(count - 1);
        liveTop = highest < 0 ? base : Math.max(base, top[byTop[highest]!]!);
      }
    }
    for (; begun < count && lower[byLower[begun]!] === time; begun++) {
      const b = byLower[begun]!;
      memory.allocate(b);
      if (memory.write(b, low[b]!, high[b]!)) collided = true;
      liveTops.add(topRank[b]!);
      liveBytes += top[b]! - offset[b]!;
      if (top[b]! > liveTop) liveTop = top[b]!;
    }

    const height = liveTop - base;
    const fragmentation = meter.at(time, liveBytes, height);
    if (height > peak) {
      peak = height;
      peakTime = time;
    }
    if (timeline !== null) timeline.push({ time, liveBytes, top: height, fragmentation });

    if (ended === count) break;
    const nextEnd = upper[byUpper[ended]!]!;
    time = begun < count && lower[byLower[begun]!]! < nextEnd ? lower[byLower[begun]!]! : nextEnd;
  }
  return {
    collided,
    clobberedReads: { count: clobberedCount, first: clobberedReads },
    peak,
    peakTime,
    ...meter.figures(),
    events: { allocations: begun, writes: begun, reads: ended, frees: ended },
    timeline,
  };
}
