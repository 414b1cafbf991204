import type { EventCounts, TimelinePoint } from "./report.js";
import type { ViolationLog } from "./violation-log.js";
import type { Workspace } from "./workspace.js";

/** What the replay measured. Sums over time are in bytes × time, or in time. */
export interface ReplayResult {
  /** Whether some buffer was written where another was live. */
  readonly collided: boolean;
  readonly peak: number;
  readonly peakTime: number | null;
  readonly maxLiveBytes: number;
  readonly maxLiveTime: number | null;
  readonly maxFragmentation: number;
  readonly maxFragmentationTime: number | null;
  /** Sum over time of live bytes. */
  readonly liveByteTime: number;
  /** Sum over time of fragmentation. */
  readonly fragmentationTime: number;
  /** Time during which something is live. */
  readonly busyTime: number;
  /** Time from the first event to the last. */
  readonly spanTime: number;
  readonly events: EventCounts;
  readonly timeline: TimelinePoint[] | null;
}

/**
 * Replays a plan event by event. A buffer is allocated and written whole at its lower, read whole and freed at its
 * upper. Lifetimes are half-open: at equal times, reads and frees come before allocations and writes. Reports clobbered
 * reads to the log.
 *
 * @param base where the memory begins; peaks and tops count from there.
 * @param workspace holds the placements, their address cuts and their orders by start and by end; memory and live tops
 * are reset.
 */
export function replay(workspace: Workspace, log: ViolationLog, base: number, withTimeline: boolean): ReplayResult {
  const { placements, cuts, byLower, byUpper, memory, liveTops } = workspace;
  const { count, bufferIndex, lower, upper, offset, top } = placements;
  const { low, high, topRank, byTop } = cuts;
  memory.reset(cuts, count);
  liveTops.clear(count);
  const timeline: TimelinePoint[] | null = withTimeline ? [] : null;
  let collided = false;
  let peak = 0;
  let peakTime: number | null = null;
  let maxLiveBytes = 0;
  let maxLiveTime: number | null = null;
  let maxFragmentation = 0;
  let maxFragmentationTime: number | null = null;
  let liveByteTime = 0;
  let fragmentationTime = 0;
  let busyTime = 0;
  let liveBytes = 0;
  let liveTop = base;
  let begun = 0;
  let ended = 0;
  let time = count > 0 ? lower[byLower[0]!]! : 0;
  const firstTime = time;
  while (ended < count) {
    for (; ended < count && upper[byUpper[ended]!] === time; ended++) {
      const b = byUpper[ended]!;
      const clobbered = memory.clobberedBytes(b, low[b]!, high[b]!);
      if (clobbered !== 0 && log.countClobberedRead()) {
        const writer = memory.findForeign(b, low[b]!, high[b]!);
        log.clobberedRead(
          bufferIndex[b]!,
          time,
          clobbered,
          memory.foreignFrom,
          memory.foreignTo,
          bufferIndex[writer]!,
          lower[writer]!,
        );
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
    const fragmentation = height > 0 ? 1 - liveBytes / height : 0;
    if (height > peak) {
      peak = height;
      peakTime = time;
    }
    if (liveBytes > maxLiveBytes) {
      maxLiveBytes = liveBytes;
      maxLiveTime = time;
    }
    if (height > 0 && (maxFragmentationTime === null || fragmentation > maxFragmentation)) {
      maxFragmentation = fragmentation;
      maxFragmentationTime = time;
    }
    if (timeline !== null) timeline.push({ time, liveBytes, top: height, fragmentation });

    if (ended === count) break;
    const nextEnd = upper[byUpper[ended]!]!;
    const next = begun < count && lower[byLower[begun]!]! < nextEnd ? lower[byLower[begun]!]! : nextEnd;
    const duration = next - time;
    liveByteTime += liveBytes * duration;
    if (height > 0) {
      fragmentationTime += fragmentation * duration;
      busyTime += duration;
    }
    time = next;
  }
  return {
    collided,
    peak,
    peakTime,
    maxLiveBytes,
    maxLiveTime,
    maxFragmentation,
    maxFragmentationTime,
    liveByteTime,
    fragmentationTime,
    busyTime,
    spanTime: time - firstTime,
    events: { allocations: begun, writes: begun, reads: ended, frees: ended },
    timeline,
  };
}
