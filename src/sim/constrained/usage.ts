import type { TimelinePoint } from "../replay.js";
import { type UsageFigures, UsageMeter } from "../usage-meter.js";
import type { Usage } from "./replay-memory.js";

/** What the usage of a memory, or of all together, came to; at no time where the top does not reach the peak. */
export interface PeakUsage extends UsageFigures {
  readonly peakTime: number | null;
}

/** @param peak bytes: the time is asked for at which the top first reaches there */
export function measure({ count, time, live, top }: Usage, peak: number): PeakUsage {
  const meter = new UsageMeter();
  let peakTime: number | null = null;
  for (let i = 0; i < count; i++) {
    meter.at(time[i]!, live[i]!, top[i]!);
    if (peakTime === null && top[i]! > 0 && top[i] === peak) peakTime = time[i]!;
  }
  return { peakTime, ...meter.figures() };
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
