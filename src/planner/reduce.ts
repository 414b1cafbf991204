import { partArrays, splitParts } from "../heuristics/index.js";
import { alignUp, lcm, type ProblemArrays } from "../problem/index.js";

/**
 * What of a problem has to be planned, as heuristics, bounds and search take it: buffers that have bytes and live, in a
 * memory that begins at 0.
 */
export interface Reduced {
  /** A problem whose base is 0. Its slots are the whole problem's. */
  readonly arrays: ProblemArrays;
  /**
   * Bytes at the bottom of its memory that are not there in the whole problem's: its peaks and bounds are greater by
   * this.
   */
  readonly ground: number;
  /**
   * Bytes from the base: the peak of the buffers that are taken out, which every plan of the whole problem has at
   * least.
   */
  readonly peakWithout: number;
  /** The buffer of the whole problem that a buffer of `arrays` is; −1 for ground. */
  originOf(buffer: number): number;
  /** The plan of the whole problem, absolute offsets in bytes by buffer, from a plan of `arrays`. */
  restore(offsets: Float64Array): Float64Array;
}

/**
 * Takes out what meets nothing, which goes to its lowest offset, and moves the memory to 0.
 *
 * The memory is moved by a multiple of all alignments, so that an offset suits a buffer here exactly if it does there.
 * What is left of the base, the ground, is covered by a fixed buffer in each independent part of time. No plan is lost
 * or won.
 *
 * @param arrays fixed buffers lie at the base or above.
 */
export function reduce(arrays: ProblemArrays): Reduced {
  const { count, base, size, start, end, alignment, fixedOffset } = arrays;
  let solid = 0;
  for (let b = 0; b < count; b++) if (size[b]! > 0 && end[b]! > start[b]!) solid++;
  if (solid === count && base === 0) {
    const same = { originOf: (b: number) => b, restore: (offsets: Float64Array) => offsets };
    return { arrays, ground: 0, peakWithout: 0, ...same };
  }

  const members = new Int32Array(solid);
  const lowest = new Float64Array(count);
  let period = 1;
  let peakWithout = 0;
  let next = 0;
  for (let b = 0; b < count; b++) {
    const step = alignment[b]!;
    lowest[b] = fixedOffset[b]! >= 0 ? fixedOffset[b]! : alignUp(base, step);
    if (size[b]! === 0 || end[b]! === start[b]!) {
      peakWithout = Math.max(peakWithout, lowest[b]! + size[b]! - base);
      continue;
    }
    members[next++] = b;
    period = Math.min(lcm(period, step), 2 * base + 1);
  }
  const ground = base % period;
  const shift = base - ground;
  const moved = shiftedDown(partArrays(arrays, members), shift);
  const restore = (offsets: Float64Array): Float64Array => {
    const whole = lowest.slice();
    for (let i = 0; i < solid; i++) whole[members[i]!] = offsets[i]! + shift;
    return whole;
  };
  const originOf = (b: number): number => members[b] ?? -1;
  const facts = { ground, peakWithout, originOf, restore };
  return { arrays: ground === 0 ? moved : withGround(moved, ground), ...facts };
}

function shiftedDown(arrays: ProblemArrays, shift: number): ProblemArrays {
  const fixedOffset = arrays.fixedOffset.map((offset) => (offset < 0 ? -1 : offset - shift));
  return { ...arrays, base: 0, fixedOffset };
}

/** The problem with a fixed buffer of `ground` bytes at 0 below each independent part of time; these come last. */
function withGround(arrays: ProblemArrays, ground: number): ProblemArrays {
  const { partOf, count: parts } = splitParts(arrays);
  const count = arrays.count + parts;
  const start = new Int32Array(count).fill(arrays.slotCount);
  const end = new Int32Array(count);
  const size = new Float64Array(count).fill(ground);
  const alignment = new Float64Array(count).fill(1);
  const fixedOffset = new Float64Array(count);
  start.set(arrays.start);
  end.set(arrays.end);
  size.set(arrays.size);
  alignment.set(arrays.alignment);
  fixedOffset.set(arrays.fixedOffset);
  for (let b = 0; b < arrays.count; b++) {
    const below = arrays.count + partOf[b]!;
    start[below] = Math.min(start[below]!, start[b]!);
    end[below] = Math.max(end[below]!, end[b]!);
  }
  const capacity = arrays.capacity + ground;
  return { ...arrays, count, capacity, size, alignment, fixedOffset, start, end, hasFixed: true };
}
