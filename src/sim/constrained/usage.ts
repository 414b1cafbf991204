import type { TimelinePoint } from "../replay.js";
import type { Usage } from "./replay-memory.js";

/** What the usage of a memory, or of all together, came to. The fields are as those of a `Replay`. */
export interface UsageFigures {
  readonly peakTime: number | null;
  readonly maxLiveBytes: number;
  readonly maxLiveTime: number | null;
  readonly maxFragmentation: number;
  readonly maxFragmentationTime: number | null;
  readonly liveByteTime: number;
  readonly fragmentationTime: number;
  readonly busyTime: number;
  readonly spanTime: number;
}

/** @param peak bytes: the time is asked for at which the top first reaches there */
export function measure({ count, time, live, top }: Usage, peak: number): UsageFigures {
  let peakTime: number | null = null;
  let maxLiveBytes = 0;
  let maxLiveTime: number | null = null;
  let maxFragmentation = 0;
  let maxFragmentationTime: number | null = null;
  let liveByteTime = 0;
  let fragmentationTime = 0;
  let busyTime = 0;
  for (let i = 0; i < count; i++) {
    const duration = i + 1 < count ? time[i + 1]! - time[i]! : 0;
    const height = top[i]!;
    const fragmentation = fragmentationOf(live[i]!, height);
    if (peakTime === null && height > 0 && height === peak) peakTime = time[i]!;
    if (live[i]! > maxLiveBytes) {
      maxLiveBytes = live[i]!;
      maxLiveTime = time[i]!;
    }
    liveByteTime += live[i]! * duration;
    if (height === 0) continue;
    if (maxFragmentationTime === null || fragmentation > maxFragmentation) {
      maxFragmentation = fragmentation;
      maxFragmentationTime = time[i]!;
    }
    fragmentationTime += fragmentation * duration;
    busyTime += duration;
  }
  const spanTime = count > 0 ? time[count - 1]! - time[0]! : 0;
  return {
    peakTime,
    maxLiveBytes,
    maxLiveTime,
    maxFragmentation,
    maxFragmentationTime,
    liveByteTime,
    fragmentationTime,
    busyTime,
    spanTime,
  };
}

/** All memories as one: at each time the sums of the bytes in use and of the tops. */
export function together(usages: readonly Usage[]): Usage {
  const used = usages.filter(({ count }) => count > 0);
  if (used.length === 1) return used[0]!;
  const most = used.reduce((sum, { count }) => sum + count, 0);
  const times = new Float64Array(most);
  let filled = 0;
  for (const { time, count } of used) {
    times.set(time.subarray(0, count), filled);
    filled += count;
  }
  times.sort();
  const at = used.map(() => 0);
  const live = new Float64Array(most);
  const top = new Float64Array(most);
  let count = 0;
  for (let i = 0; i < most; i++) {
    const now = times[i]!;
    if (i > 0 && times[i - 1] === now) continue;
    for (const [u, usage] of used.entries()) {
      while (at[u]! < usage.count && usage.time[at[u]!]! <= now) at[u]!++;
      if (at[u] === 0) continue;
      live[count]! += usage.live[at[u]! - 1]!;
      top[count]! += usage.top[at[u]! - 1]!;
    }
    times[count++] = now;
  }
  return { count, time: times, live, top };
}

export function timelineOf({ count, time, live, top }: Usage): TimelinePoint[] {
  return Array.from({ length: count }, (_, i) => {
    const fragmentation = fragmentationOf(live[i]!, top[i]!);
    return { time: time[i]!, liveBytes: live[i]!, top: top[i]!, fragmentation };
  });
}

function fragmentationOf(live: number, top: number): number {
  return top > 0 ? 1 - live / top : 0;
}
