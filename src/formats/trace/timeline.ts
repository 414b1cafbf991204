/** At which times the events of a trace are. */
import type { Events } from "./events.js";

export interface Timeline {
  /** Events in the order in which they happen. */
  readonly order: ArrayLike<number>;
  /** By event. */
  readonly times: ArrayLike<number>;
  /** Before the first event, and after the last. */
  readonly begin: number;
  readonly end: number;
  readonly notes: readonly string[];
}

/**
 * The file's own times where they say the same as the order of the events: whole numbers, and at no time is anything
 * allocated before something is freed that lives until then. With half-open lifetimes [lower, upper) those two would
 * not meet, and in the order of the file they do. Else the times are the numbers of the rows, counted from 1.
 *
 * Events at the same time happen in the order of the file.
 */
export function timelineOf({ list, times, numbers }: Events): Timeline {
  const count = list.length;
  const order = Int32Array.from({ length: count }, (_, event) => event);
  const notes: string[] = [];
  if (times.length === 0) return { order, times: numbers, begin: 0, end: (numbers[count - 1] ?? 0) + 1, notes };
  if (times.some((time, event) => event > 0 && time < times[event - 1]!)) {
    // Sorting typed arrays is stable.
    order.sort((a, b) => times[a]! - times[b]!);
    notes.push("the rows are not in the order of their times: they are taken in that order");
  }
  const why = cannotUse(times, list, order);
  if (why === null) {
    return { order, times, begin: (times[order[0]!] ?? 0) - 1, end: (times[order[count - 1]!] ?? 0) + 1, notes };
  }
  const ranks = new Float64Array(count);
  for (let i = 0; i < count; i++) ranks[order[i]!] = i + 1;
  notes.push(`${why}: times are the numbers of the events, in their order`);
  return { order, times: ranks, begin: 0, end: count + 1, notes };
}

/** Why the times of the file are not those of the buffers; null where they are. */
function cannotUse(times: readonly number[], list: Events["list"], order: Int32Array): string | null {
  let allocatedAt = Number.NaN;
  for (const event of order) {
    const time = times[event]!;
    if (!Number.isInteger(time)) return `the time ${time} is no whole number`;
    if (Math.abs(time) >= Number.MAX_SAFE_INTEGER) return `the time ${time} is beyond 2^53 − 2`;
    const { deed } = list[event]!;
    if (deed !== "alloc" && time === allocatedAt)
      return `at time ${time} something is freed after something is allocated`;
    if (deed !== "free") allocatedAt = time;
  }
  return null;
}
