/** Who is live at the peak: the moment at which the most bytes are needed, and whose they are. */
import type { Problem } from "../problem/index.js";

/** A buffer that is live at some time. */
export interface LiveBuffer {
  /** Position in `problem.buffers`. */
  readonly buffer: number;
  readonly id: string;
  /** What it needs at that time. */
  readonly bytes: number;
  /** Of all that is live, from 0 to 1. */
  readonly share: number;
}

export interface LivePeak {
  /** The first time at which the most bytes are live; null where none ever are. */
  readonly time: number | null;
  /** No plan without aliases, pairs that share bytes or several memories needs less. */
  readonly bytes: number;
  /** The largest first; of equal ones the first in the problem. */
  readonly live: readonly LiveBuffer[];
}

/**
 * Adds up what is live at every time, in O(n log n): sizes without alignment, and in a gap only the bytes that are
 * needed. It knows only lifetimes: aliases, and buffers that may share bytes, count as often as they are there. Not for
 * vector clocks, whose times are no moments.
 *
 * @param problem valid
 */
export function liveAtPeak({ buffers }: Pick<Problem, "buffers">): LivePeak {
  const pieces = piecesOf(buffers);
  const { buffer, lower, upper, bytes, count } = pieces;
  const byLower = order(lower, count);
  const byUpper = order(upper, count);
  let live = 0;
  let most = 0;
  let time: number | null = null;
  for (let begun = 0, ended = 0; begun < count; ) {
    const now = lower[byLower[begun]!]!;
    for (; ended < count && upper[byUpper[ended]!]! <= now; ended++) live -= bytes[byUpper[ended]!]!;
    for (; begun < count && lower[byLower[begun]!]! === now; begun++) live += bytes[byLower[begun]!]!;
    if (live > most) [most, time] = [live, now];
  }
  if (time === null) return { time, bytes: 0, live: [] };
  const found: LiveBuffer[] = [];
  for (let piece = 0; piece < count; piece++) {
    if (!(lower[piece]! <= time && time < upper[piece]!)) continue;
    const own = { buffer: buffer[piece]!, id: buffers[buffer[piece]!]!.id, bytes: bytes[piece]! };
    found.push({ ...own, share: own.bytes / most });
  }
  return { time, bytes: most, live: found.sort((a, b) => b.bytes - a.bytes || a.buffer - b.buffer) };
}

/** Parts of lifetimes in which a buffer needs the same bytes, more than none. */
interface Pieces {
  readonly buffer: Int32Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly bytes: Float64Array;
  readonly count: number;
}

function piecesOf(buffers: Problem["buffers"]): Pieces {
  const most = buffers.reduce((sum, { gaps = [] }) => sum + 1 + 2 * gaps.length, 0);
  const buffer = new Int32Array(most);
  const [lower, upper, bytes] = [new Float64Array(most), new Float64Array(most), new Float64Array(most)];
  let count = 0;
  const add = (b: number, from: number, to: number, needed: number): void => {
    if (from >= to || needed <= 0) return;
    buffer[count] = b;
    lower[count] = from;
    upper[count] = to;
    bytes[count++] = needed;
  };
  for (const [b, each] of buffers.entries()) {
    let from = each.lower;
    for (const gap of [...(each.gaps ?? [])].sort((a, b) => a.lower - b.lower)) {
      add(b, from, gap.lower, each.size);
      add(b, gap.lower, gap.upper, (gap.to ?? 0) - (gap.from ?? 0));
      from = gap.upper;
    }
    add(b, from, each.upper, each.size);
  }
  return { buffer, lower, upper, bytes, count };
}

function order(times: Float64Array, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, piece) => piece).sort((a, b) => times[a]! - times[b]!);
}
