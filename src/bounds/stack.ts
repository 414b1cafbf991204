import { finish, lcm, markSections, type ProblemArrays } from "../problem/index.js";

/** States that one stack may take; with more kinds of buffers, some are left out. */
const MOST_STATES = 1 << 16;

/**
 * Buffers looked at and states stepped through, in all: some tenths of a second, which only problems with thousands of
 * sections take.
 */
const MOST_WORK = 3e7;

/** Work between two pauses: one or two milliseconds. */
const PAUSE_WORK = 2e5;

/**
 * The stack bound, in bytes: at every time all live buffers lie on top of each other, and no order stacks them lower
 * than this. Alignments leave gaps in a stack, and fixed offsets cut it in pieces, so it can be far above the load
 * bound; where nothing is aligned or fixed the two are equal.
 *
 * The lowest stack of one section is a sequencing problem on one machine (sizes are processing times, a fixed offset is
 * a fixed start, an alignment a rounding up). A lower stack of the same buffers is never worse for what comes on top of
 * it, so dynamic programming over sets is exact: `height[set]` is the least over the buffer that lies uppermost.
 * Buffers of the same size and alignment are interchangeable, which makes a set a vector of numbers.
 *
 * Sections that could be stacked highest go first, so that few have to be stacked at all, and those of which a known
 * plan is a stack that is low enough are passed over. On problems of up to 60 buffers it takes some hundredths of a
 * millisecond, seldom more than one.
 *
 * @param loadBound in bytes, of the same problem.
 * @param offsets a valid plan in bytes, which saves work and changes nothing else.
 */
export function stackBound(arrays: ProblemArrays, loadBound: number, offsets?: Float64Array): number {
  return finish(stackBoundSteps(arrays, loadBound, offsets)).bound;
}

/** A stack bound, and how it came about. */
export interface StackBound {
  /** Bytes. */
  readonly bound: number;
  /** Buffers and states gone through. */
  readonly work: number;
  /** The slot whose stack is as high as that; −1 where none is above the load bound. */
  readonly slot: number;
}

/**
 * The same with pauses, some milliseconds apart, and with no further section once more than `mostWork` buffers and
 * states have been gone through. What is yielded is what has been proved so far.
 */
export function* stackBoundSteps(
  arrays: ProblemArrays,
  loadBound: number,
  offsets?: Float64Array,
  mostWork = MOST_WORK,
): Generator<StackBound, StackBound> {
  let bound = loadBound;
  let work = 0;
  let highestSlot = -1;
  let pauseAt = PAUSE_WORK;
  if (!arrays.hasAlignment && !arrays.hasFixed) return { bound, work, slot: -1 };
  const { count, start, end } = arrays;
  const highest = highestStacks(arrays);
  const order = Int32Array.from({ length: count }, (_, b) => b);
  if (offsets !== undefined) order.sort((a, b) => offsets[a]! - offsets[b]!);
  for (const slot of sections(arrays).sort((a, b) => highest[b]! - highest[a]! || a - b)) {
    if (highest[slot]! <= bound || work > mostWork) break;
    if (work > pauseAt) {
      yield { bound, work, slot: highestSlot };
      pauseAt = work + PAUSE_WORK;
    }
    work += count;
    const before = bound;
    if (offsets !== undefined && heightOf(arrays, slot, order) <= bound) continue;
    const buffers: number[] = [];
    for (let b = 0; b < count; b++) if (start[b]! <= slot && slot < end[b]!) buffers.push(b);
    const { kinds, below } = kindsOf(arrays, buffers);
    const kept = fewEnough(kinds);
    const packed = packedStack(kept);
    if (below + packed > bound) {
      bound = Math.max(bound, below + lowestStack(kept, packed));
      work += statesOf(kept) * kept.length;
    }
    if (kept !== kinds) bound = Math.max(bound, below + roundedUp(kinds));
    if (bound > before) highestSlot = slot;
  }
  return { bound, work, slot: highestSlot };
}

/**
 * What no lowest stack of a slot exceeds: the highest fixed top, and every free buffer with the greatest gap that it
 * can leave.
 */
function highestStacks({ size, alignment, fixedOffset, start, end, slotCount }: ProblemArrays): Float64Array {
  let sum = 0;
  const rise = new Float64Array(slotCount + 1);
  size.forEach((bytes, b) => {
    const fixed = fixedOffset[b]!;
    if (fixed >= 0) sum = Math.max(sum, fixed + bytes);
    const height = fixed >= 0 ? 0 : bytes + alignment[b]! - 1;
    rise[start[b]!]! += height;
    rise[end[b]!]! -= height;
  });
  return rise.map((height) => {
    sum += height;
    return sum;
  });
}

/**
 * Height in bytes of the stack of all that is live in a slot, in the order of a plan: no higher than the plan there.
 */
function heightOf(
  { size, alignment, fixedOffset, start, end }: ProblemArrays,
  slot: number,
  order: Int32Array,
): number {
  let height = 0;
  for (const b of order) {
    if (start[b]! > slot || slot >= end[b]!) continue;
    const step = alignment[b]!;
    const offset = fixedOffset[b]! >= 0 ? fixedOffset[b]! : Math.ceil(height / step) * step;
    height = offset + size[b]!;
  }
  return height;
}

/**
 * Whether buffers that all live at one time fit within the capacity: any stack at that time is a plan, so their lowest
 * one tells. Null where they do not all live at one time, fixed ones collide or the base is not 0, and where there are
 * too many kinds for an exact answer.
 */
export function stacksWithin(arrays: ProblemArrays): boolean | null {
  const { count, base, capacity, start, end, hasFixed, fixedOffset, size } = arrays;
  if (base !== 0 || start.reduce((most, at) => Math.max(most, at), 0) >= end.reduce((least, at) => Math.min(least, at)))
    return null;
  const buffers = Array.from({ length: count }, (_, b) => b);
  if (hasFixed) {
    const fixed = buffers.filter((b) => fixedOffset[b]! >= 0).sort((a, b) => fixedOffset[a]! - fixedOffset[b]!);
    if (fixed.some((b, i) => i > 0 && fixedOffset[b]! < fixedOffset[fixed[i - 1]!]! + size[fixed[i - 1]!]!))
      return null;
  }
  const { kinds, below } = kindsOf(arrays, buffers);
  const packed = packedStack(kinds);
  if (below + packed <= capacity) return true;
  if (statesOf(kinds) > MOST_STATES) return null;
  // What ends above the capacity is of no interest: that leaves out most sets.
  return below + lowestStack(kinds, capacity - below + 1) <= capacity;
}

/** Slots whose live buffers no other slot's contain. */
function sections(arrays: ProblemArrays): number[] {
  const marks = markSections(arrays);
  return [...marks.keys()].filter((slot) => marks[slot] === 1);
}

/** Buffers that a stack can swap. */
export interface Kind {
  /** Bytes. */
  readonly size: number;
  /** Bytes, at least 1. */
  readonly alignment: number;
  /** Bytes, −1 where free. */
  readonly fixed: number;
  /** 1 where fixed. */
  count: number;
}

/**
 * The kinds of some buffers. Where none is fixed, whole multiples of all alignments in a size lift what is above by as
 * much and change nothing else, so they are taken out: `below` is their sum, in bytes. That leaves fewer kinds.
 */
function kindsOf(arrays: ProblemArrays, buffers: readonly number[]): { kinds: readonly Kind[]; below: number } {
  const { alignment, fixedOffset } = arrays;
  const isFree = buffers.every((b) => fixedOffset[b]! < 0);
  const period = isFree ? buffers.reduce((multiple, b) => lcm(multiple, alignment[b]!), 1) : Infinity;
  const kinds = new Map<string, Kind>();
  let below = 0;
  for (const b of buffers) {
    const size = arrays.size[b]! % period;
    below += arrays.size[b]! - size;
    const key = `${size},${alignment[b]},${fixedOffset[b]}`;
    const kind = kinds.get(key);
    if (kind !== undefined) kind.count++;
    else kinds.set(key, { size, alignment: alignment[b]!, fixed: fixedOffset[b]!, count: 1 });
  }
  return { kinds: [...kinds.values()], below };
}

/**
 * A bound on the lowest stack that needs no sets: the buffers whose alignment is a multiple of some a take whole
 * multiples of a, but for the gap above the uppermost of them.
 */
export function roundedUp(kinds: readonly Kind[]): number {
  let bound = 0;
  for (const step of new Set(kinds.map(({ alignment }) => alignment))) {
    let sum = 0;
    let widest = 0;
    for (const { size, alignment, count } of kinds) {
      if (alignment % step !== 0) continue;
      const room = Math.ceil(size / step) * step;
      sum += count * room;
      widest = Math.max(widest, room - size);
    }
    bound = Math.max(bound, sum - widest);
  }
  return bound;
}

/**
 * Height of a low stack, in bytes, mostly the lowest: what leaves the least gap goes next, and of those the most
 * aligned. Free buffers that do not fit below the next fixed one go above it.
 */
export function packedStack(kinds: readonly Kind[]): number {
  const left = kinds.map(({ count }) => count);
  const fixed = kinds.map((_, k) => k).filter((k) => kinds[k]!.fixed >= 0);
  fixed.sort((a, b) => kinds[a]!.fixed - kinds[b]!.fixed);
  let height = 0;
  for (let next = 0; ; ) {
    const ceiling = next < fixed.length ? kinds[fixed[next]!]!.fixed : Infinity;
    let best = -1;
    let lowest = Infinity;
    for (let k = 0; k < kinds.length; k++) {
      const { size, alignment, fixed: place } = kinds[k]!;
      if (left[k] === 0 || place >= 0) continue;
      const offset = Math.ceil(height / alignment) * alignment;
      if (offset + size > ceiling || offset > lowest) continue;
      if (offset === lowest && alignment <= kinds[best]!.alignment) continue;
      best = k;
      lowest = offset;
    }
    if (best < 0) {
      if (next === fixed.length) return height;
      best = fixed[next++]!;
      lowest = ceiling;
    }
    left[best]!--;
    height = lowest + kinds[best]!.size;
  }
}

/**
 * Height of the lowest stack of all buffers of these kinds, in bytes. Takes time and memory in proportion to their
 * sets.
 *
 * @param known the height of some stack of them: sets with gaps that can only end as high are left out.
 */
export function lowestStack(kinds: readonly Kind[], known = Infinity): number {
  // A set is a number in mixed radix: `place[k]` sets apart two that differ by one buffer of kind k.
  const place: number[] = [];
  let states = 1;
  for (const { count } of kinds) {
    place.push(states);
    states *= count + 1;
  }
  const height = new Float64Array(states).fill(Infinity);
  height[0] = 0;
  const mostGaps = known - kinds.reduce((sum, { size, count }) => sum + size * count, 0);
  const taken = new Int32Array(kinds.length);
  let sum = 0;
  for (let set = 0; set < states - 1; set++) {
    const below = height[set]!;
    if (below - sum < mostGaps) {
      for (let k = 0; k < kinds.length; k++) {
        const { size, alignment, fixed, count } = kinds[k]!;
        if (taken[k] === count) continue;
        const offset = fixed < 0 ? Math.ceil(below / alignment) * alignment : fixed;
        if (offset < below) continue;
        const next = set + place[k]!;
        if (offset + size < height[next]!) height[next] = offset + size;
      }
    }
    // One more, with carries: the digits of the next set.
    let digit = 0;
    for (; taken[digit] === kinds[digit]!.count; digit++) {
      sum -= kinds[digit]!.size * taken[digit]!;
      taken[digit] = 0;
    }
    sum += kinds[digit]!.size;
    taken[digit]!++;
  }
  return Math.min(known, height[states - 1]!);
}

/**
 * As many of the kinds as `lowestStack` can take: a stack without some buffers is no higher. Those that restrict most
 * stay: the fixed ones, then the most aligned, then the largest.
 */
export function fewEnough(all: readonly Kind[]): readonly Kind[] {
  if (statesOf(all) <= MOST_STATES) return all;
  const kept = all.toSorted(
    (a, b) => Number(b.fixed >= 0) - Number(a.fixed >= 0) || b.alignment - a.alignment || b.size - a.size,
  );
  let states = 1;
  let most = 0;
  while (states * (kept[most]!.count + 1) <= MOST_STATES) states *= kept[most++]!.count + 1;
  return kept.slice(0, most);
}

function statesOf(kinds: readonly Kind[]): number {
  return kinds.reduce((product, { count }) => product * (count + 1), 1);
}
