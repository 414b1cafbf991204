import { alignUp, type Buffer, type Problem } from "../problem/index.js";

// What an oracle has to know of raw buffers, in bytes, computed naively and on its own: see frame.ts.

/** Whether a buffer meets no other: it has no bytes, or never lives. */
export function isEmpty({ size, lower, upper }: Buffer): boolean {
  return size === 0 || lower === upper;
}

export function isFixed({ offset = -1 }: Buffer): boolean {
  return offset >= 0;
}

/** Where the buffer is fixed, or the lowest aligned offset of a memory that begins at `base`. */
export function lowestOffset({ offset = -1, alignment = 1 }: Buffer, base: number): number {
  return offset >= 0 ? offset : alignUp(base, alignment);
}

/** Pairs of buffers that are live together, as indices, the smaller one first, in ascending order. */
export function pairsOf(buffers: readonly Buffer[]): [number, number][] {
  const starting = [...buffers.keys()].filter((b) => !isEmpty(buffers[b]!));
  starting.sort((a, b) => buffers[a]!.lower - buffers[b]!.lower);
  const pairs: [number, number][] = [];
  for (const [i, a] of starting.entries()) {
    for (let j = i + 1; j < starting.length && buffers[starting[j]!]!.lower < buffers[a]!.upper; j++) {
      pairs.push([Math.min(a, starting[j]!), Math.max(a, starting[j]!)]);
    }
  }
  return pairs.sort(([a, b], [c, d]) => a - c || b - d);
}

/** How many pairs of buffers are live together, without listing them. */
export function countPairs({ buffers }: Problem): number {
  const solid = buffers.filter((buffer) => !isEmpty(buffer));
  const starts = solid.map(({ lower }) => lower).sort((a, b) => a - b);
  const ends = solid.map(({ upper }) => upper).sort((a, b) => a - b);
  let pairs = 0;
  let ended = 0;
  for (const [begun, start] of starts.entries()) {
    while (ends[ended]! <= start) ended++;
    pairs += begun - ended;
  }
  return pairs;
}

/** When most bytes are live, the earliest of such times, and how many; null where nothing ever lives. */
export function busiestTime(buffers: readonly Buffer[]): { time: number; live: number } | null {
  const solid = buffers.filter((buffer) => !isEmpty(buffer));
  const starting = solid.toSorted((a, b) => a.lower - b.lower);
  const ending = solid.toSorted((a, b) => a.upper - b.upper);
  let busiest: { time: number; live: number } | null = null;
  let live = 0;
  let ended = 0;
  for (const { lower, size } of starting) {
    for (; ending[ended]!.upper <= lower; ended++) live -= ending[ended]!.size;
    live += size;
    if (live > (busiest?.live ?? 0)) busiest = { time: lower, live };
  }
  return busiest;
}

/** What is live at once at most, or the highest top of a buffer that lies as low as it may; from the base. */
export function loadBoundOf({ buffers, base = 0 }: Problem): number {
  const tops = buffers.map((buffer) => lowestOffset(buffer, base) + buffer.size - base);
  return tops.reduce((bound, top) => Math.max(bound, top), busiestTime(buffers)?.live ?? 0);
}
