import { piecesOf } from "../model/lifetimes.js";
import { isSolid, type Problem } from "../problem/index.js";
import { idsListed, isAnyByDefault } from "./constraint.js";

/** Buffers that live together and have more bytes than their memory: as few as are enough at any time. */
export interface LoadCore {
  /** Positions in `problem.buffers`, ascending. */
  readonly buffers: readonly number[];
  /** Id of the memory, "" where the problem lists none. */
  readonly memory: string;
  /** When all of them live. Null for one buffer that is too large by itself. */
  readonly time: number | null;
  readonly bytes: number;
  readonly capacity: number;
  /** Bytes of all that live at that time, and how many they are. */
  readonly liveBytes: number;
  readonly liveCount: number;
}

/**
 * The fewest buffers that live together and need more bytes than their memory has; null where no load is too great.
 *
 * At one time the fewest are the largest: they are added up until they are too many. Of several times at which as few
 * are enough it is the one with the most bytes. All times are looked at in one
 * sweep; a Fenwick tree over the buffers by size holds those that live, so that a time takes O(log n) steps. Left out
 * is who may share bytes with another or choose its memory: that makes a core larger at most, or not found.
 */
export function loadCore(problem: Problem): LoadCore | null {
  const { memories, buffers, capacity = Number.POSITIVE_INFINITY } = problem;
  if (buffers.some(({ clock }) => clock !== undefined)) return null;
  const sharing = sharingIds(problem);
  const sure = [...buffers.keys()].filter((b) => isSolid(buffers[b]!) && !sharing.has(buffers[b]!.id));
  if (memories === undefined) return fewest(problem, sure, "", capacity);
  let best: LoadCore | null = null;
  const everywhere = isAnyByDefault(problem) && memories.length > 1;
  for (const [index, { id, capacity: bytes = Number.POSITIVE_INFINITY }] of memories.entries()) {
    const own = sure.filter((b) => {
      const { memory, memories: choices } = buffers[b]!;
      if (choices !== undefined) return choices.length === 1 && choices[0]!.id === id;
      return memory === undefined ? index === 0 && !everywhere : memory === id;
    });
    const found = fewest(problem, own, id, bytes);
    if (found !== null && (best === null || found.buffers.length < best.buffers.length)) best = found;
  }
  return best;
}

/** Ids of buffers that may share bytes with others while they live. */
export function sharingIds({ aliases = [], free = [], inplace = [] }: Problem): Set<string> {
  const found = new Set<string>();
  for (const { buffer, of } of [...aliases, ...inplace]) {
    found.add(buffer);
    found.add(of);
  }
  for (const entry of free) for (const id of idsListed(entry)) found.add(id);
  return found;
}

/** When a buffer begins or ceases to need so many bytes. */
interface Piece {
  readonly buffer: number;
  readonly lower: number;
  readonly upper: number;
  readonly bytes: number;
}

function fewest({ buffers }: Problem, own: readonly number[], memory: string, capacity: number): LoadCore | null {
  if (capacity === Number.POSITIVE_INFINITY) return null;
  const pieces: Piece[] = [];
  for (const b of own) {
    const buffer = buffers[b]!;
    const bytes = buffer.size;
    if (bytes > capacity) {
      return { buffers: [b], memory, time: null, bytes, capacity, liveBytes: bytes, liveCount: 1 };
    }
    if (buffer.gaps === undefined) {
      pieces.push({ buffer: b, lower: buffer.lower, upper: buffer.upper, bytes: buffer.size });
      continue;
    }
    for (const { lower, upper, from, to } of piecesOf(buffer)) {
      pieces.push({ buffer: b, lower, upper, bytes: to - from });
    }
  }
  pieces.sort((a, b) => b.bytes - a.bytes || a.buffer - b.buffer);
  const starts = Int32Array.from(pieces.keys()).sort((x, y) => pieces[x]!.lower - pieces[y]!.lower);
  const ends = Int32Array.from(pieces.keys()).sort((x, y) => pieces[x]!.upper - pieces[y]!.upper);
  const tree = new LargestFirst(pieces.length);
  let best = { count: Number.POSITIVE_INFINITY, load: 0, time: 0 };
  let ended = 0;
  let load = 0;
  for (let begun = 0; begun < starts.length; ) {
    const time = pieces[starts[begun]!]!.lower;
    for (; pieces[ends[ended]!]!.upper <= time; ended++) {
      const bytes = pieces[ends[ended]!]!.bytes;
      tree.change(ends[ended]!, -bytes, -1);
      load -= bytes;
    }
    for (; begun < starts.length && pieces[starts[begun]!]!.lower === time; begun++) {
      const bytes = pieces[starts[begun]!]!.bytes;
      tree.change(starts[begun]!, bytes, 1);
      load += bytes;
    }
    if (load <= capacity) continue;
    const count = tree.fewestAbove(capacity);
    if (count < best.count || (count === best.count && load > best.load)) best = { count, load, time };
  }
  if (best.count === Number.POSITIVE_INFINITY) return null;
  const { time } = best;
  const all = pieces.filter(({ lower, upper }) => lower <= time && time < upper);
  const live = all.slice(0, best.count);
  return {
    buffers: live.map(({ buffer }) => buffer).sort((a, b) => a - b),
    memory,
    time,
    bytes: live.reduce((sum, { bytes }) => sum + bytes, 0),
    capacity,
    liveBytes: best.load,
    liveCount: all.length,
  };
}

/** Sums of bytes and counts over ranks, the largest first: a Fenwick tree (Fenwick 1994). */
class LargestFirst {
  readonly #bytes: Float64Array;
  readonly #count: Int32Array;
  readonly #top: number;

  constructor(ranks: number) {
    this.#bytes = new Float64Array(ranks + 1);
    this.#count = new Int32Array(ranks + 1);
    this.#top = 2 ** Math.floor(Math.log2(Math.max(1, ranks)));
  }

  change(rank: number, bytes: number, count: number): void {
    for (let at = rank + 1; at < this.#bytes.length; at += at & -at) {
      this.#bytes[at]! += bytes;
      this.#count[at]! += count;
    }
  }

  /** How many of the largest have more than `limit` bytes together; there are so many. */
  fewestAbove(limit: number): number {
    let at = 0;
    let bytes = 0;
    let count = 0;
    for (let step = this.#top; step > 0; step >>>= 1) {
      const next = at + step;
      if (next >= this.#bytes.length || bytes + this.#bytes[next]! > limit) continue;
      at = next;
      bytes += this.#bytes[next]!;
      count += this.#count[next]!;
    }
    return count + 1;
  }
}
