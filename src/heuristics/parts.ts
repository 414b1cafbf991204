import type { ProblemArrays } from "../problem/index.js";

/** A problem cut where no lifetime crosses: buffers of different parts never meet, so each part is planned alone. */
export interface Parts {
  readonly count: number;
  /** The part of each buffer; parts are numbered from left to right. */
  readonly partOf: Int32Array;
  /** The buffers by part, by index within a part: those of part k are `members[first[k] … first[k + 1])`. */
  readonly members: Int32Array;
  readonly first: Int32Array;
}

/** Cuts the timeline wherever nothing is live on both sides, in O(n + slots). */
export function splitParts({ count, start, end, slotCount }: ProblemArrays): Parts {
  // Changes in how many lifetimes cross the beginning of a slot.
  const crossing = new Int32Array(slotCount + 2);
  for (let b = 0; b < count; b++) {
    crossing[start[b]! + 1]!++;
    crossing[end[b]!]!--;
  }
  const partOfSlot = new Int32Array(slotCount);
  const occupied = new Uint8Array(slotCount);
  for (let b = 0; b < count; b++) occupied[start[b]!] = 1;
  let across = 0;
  let parts = 0;
  for (let slot = 0; slot < slotCount; slot++) {
    across += crossing[slot]!;
    // A part begins with the start of some buffer; between parts there may be slots with none at all.
    if (across === 0 && occupied[slot] === 1) parts++;
    partOfSlot[slot] = parts - 1;
  }
  const partOf = new Int32Array(count);
  const first = new Int32Array(parts + 1);
  for (let b = 0; b < count; b++) {
    partOf[b] = partOfSlot[start[b]!]!;
    first[partOf[b]! + 1]!++;
  }
  for (let part = 0; part < parts; part++) first[part + 1]! += first[part]!;
  const next = first.slice();
  const members = new Int32Array(count);
  for (let b = 0; b < count; b++) members[next[partOf[b]!]!++] = b;
  return { count: parts, partOf, members, first };
}

/** One part as a problem of its own; buffer i of it is buffer `members[i]` of the whole. */
export function partArrays(arrays: ProblemArrays, members: Int32Array): ProblemArrays {
  const count = members.length;
  const size = new Float64Array(count);
  const alignment = new Float64Array(count);
  const fixedOffset = new Float64Array(count);
  const start = new Int32Array(count);
  const end = new Int32Array(count);
  let firstSlot = arrays.slotCount;
  let lastSlot = 0;
  let hasAlignment = false;
  let hasFixed = false;
  for (let i = 0; i < count; i++) {
    const b = members[i]!;
    size[i] = arrays.size[b]!;
    alignment[i] = arrays.alignment[b]!;
    fixedOffset[i] = arrays.fixedOffset[b]!;
    if (alignment[i]! > 1) hasAlignment = true;
    if (fixedOffset[i]! >= 0) hasFixed = true;
    firstSlot = Math.min(firstSlot, arrays.start[b]!);
    lastSlot = Math.max(lastSlot, arrays.end[b]!);
  }
  for (let i = 0; i < count; i++) {
    start[i] = arrays.start[members[i]!]! - firstSlot;
    end[i] = arrays.end[members[i]!]! - firstSlot;
  }
  const { capacity, base } = arrays;
  const slotCount = Math.max(0, lastSlot - firstSlot);
  return { count, capacity, base, size, alignment, fixedOffset, start, end, slotCount, hasAlignment, hasFixed };
}
