import type { ProblemArrays } from "../problem/index.js";

/**
 * What is left of a problem once some of its buffers lie still: time is cut where none of the others crosses, so that
 * each piece can be planned by itself, around what lies still in it.
 */
export interface Pieces {
  readonly count: number;
  /** First slot of each piece, and the slot after its last. Pieces go from left to right. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** The buffers that do not lie still, by piece, by index within a piece: `members[first[k] … first[k + 1])`. */
  readonly members: Int32Array;
  readonly first: Int32Array;
}

/**
 * Cuts time, in O(n + slots).
 *
 * @param still by buffer: 1 where it lies still. Every buffer must have a lifetime.
 */
export function cutPieces({ count, start, end, slotCount }: ProblemArrays, still: Uint8Array): Pieces {
  const begins = new Uint8Array(slotCount + 1);
  // Changes in how many of these lifetimes cross the beginning of a slot.
  const crossing = new Int32Array(slotCount + 2);
  let free = 0;
  for (let b = 0; b < count; b++) {
    if (still[b] === 1) continue;
    free++;
    begins[start[b]!] = 1;
    crossing[start[b]! + 1]!++;
    crossing[end[b]!]!--;
  }
  const pieceOf = new Int32Array(slotCount);
  let pieces = 0;
  for (let slot = 0, across = 0; slot < slotCount; slot++) {
    across += crossing[slot]!;
    if (across === 0 && begins[slot] === 1) pieces++;
    pieceOf[slot] = pieces - 1;
  }
  const from = new Int32Array(pieces).fill(slotCount);
  const to = new Int32Array(pieces);
  const first = new Int32Array(pieces + 1);
  for (let b = 0; b < count; b++) {
    if (still[b] === 1) continue;
    const piece = pieceOf[start[b]!]!;
    first[piece + 1]!++;
    if (start[b]! < from[piece]!) from[piece] = start[b]!;
    if (end[b]! > to[piece]!) to[piece] = end[b]!;
  }
  for (let piece = 0; piece < pieces; piece++) first[piece + 1]! += first[piece]!;
  const next = first.slice();
  const members = new Int32Array(free);
  for (let b = 0; b < count; b++) if (still[b] === 0) members[next[pieceOf[start[b]!]!]!++] = b;
  return { count: pieces, from, to, members, first };
}

/**
 * Makes a problem of a piece: its buffers, and behind them what lies still in its time, as fixed buffers. What lies
 * there all the time melts into ranges where it touches.
 *
 * @param members the piece's buffers; buffer i of the problem is `members[i]`
 * @param lying what lies still, from the lowest offset up
 */
export function pieceArrays(
  arrays: ProblemArrays,
  members: Int32Array,
  from: number,
  to: number,
  lying: Int32Array,
  offsets: Float64Array,
): ProblemArrays {
  const free = members.length;
  let met = 0;
  for (let i = 0; i < lying.length; i++) {
    if (arrays.start[lying[i]!]! < to && arrays.end[lying[i]!]! > from) met++;
  }
  const size = new Float64Array(free + met);
  const alignment = new Float64Array(free + met).fill(1);
  const fixedOffset = new Float64Array(free + met).fill(-1);
  const start = new Int32Array(free + met);
  const end = new Int32Array(free + met);
  let hasAlignment = false;
  for (let i = 0; i < free; i++) {
    const b = members[i]!;
    size[i] = arrays.size[b]!;
    alignment[i] = arrays.alignment[b]!;
    if (alignment[i]! > 1) hasAlignment = true;
    start[i] = arrays.start[b]! - from;
    end[i] = arrays.end[b]! - from;
  }
  let count = free;
  let range = -1;
  for (let i = 0; i < lying.length; i++) {
    const b = lying[i]!;
    const s = Math.max(arrays.start[b]!, from);
    const e = Math.min(arrays.end[b]!, to);
    if (s >= e) continue;
    const y = offsets[b]!;
    const always = s === from && e === to;
    if (always && range >= 0 && fixedOffset[range]! + size[range]! >= y) {
      size[range] = y + arrays.size[b]! - fixedOffset[range]!;
      continue;
    }
    if (always) range = count;
    size[count] = arrays.size[b]!;
    fixedOffset[count] = y;
    start[count] = s - from;
    end[count++] = e - from;
  }
  return {
    count,
    capacity: arrays.capacity,
    base: 0,
    size: size.subarray(0, count),
    alignment: alignment.subarray(0, count),
    fixedOffset: fixedOffset.subarray(0, count),
    start: start.subarray(0, count),
    end: end.subarray(0, count),
    slotCount: to - from,
    hasAlignment,
    hasFixed: count > free,
  };
}
