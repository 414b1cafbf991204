import type { ProblemArrays } from "../problem/index.js";
import { bucketSort, KeySorter } from "./sort.js";
import { heed } from "./stopped.js";

/** Positions in a block of the tree, as a power of two. */
const BLOCK = 5;
/**
 * With a tree, flats in which more buffers start than this are searched by it, and no list is read further than this.
 */
const WIDE = 192;
/** Below this many buffers there is no tree: reading all of them is as fast. */
const TREE_COUNT = 1024;

/**
 * Which of the buffers that lie within a flat is first choice: the one of the highest rank, then of the greater score.
 * The rank sums these weights.
 */
export interface Preference {
  /** For covering the pressed slot. */
  readonly cover: number;
  /**
   * For each side of the flat where the buffer ends too, and as much again where its top is level with what is beyond.
   */
  readonly match: number;
}

/**
 * The unplaced buffers of a skyline, to pick from those whose lifetimes lie within a flat.
 *
 * Buffers go by position: by start, those of one start by falling end, then by falling size, then by index. In a narrow
 * flat all that start in it are read. In a wide one of a large problem that would be quadratic, so three things are
 * looked at instead: the buffers that start where the flat does, those that end where it does, at most 192 of each and
 * the longest first, and, among the others, the greatest score by a tree over blocks of positions that knows the ends
 * and scores in them.
 */
export class Candidates {
  /** The buffer at a position, and its data. */
  readonly buffer: Int32Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** Bytes. */
  readonly size: Float64Array;
  readonly #count: number;
  readonly #score: Float64Array;
  /** The first position whose start is the slot or later. */
  readonly #startAt: Int32Array;
  /** An unplaced position points to itself, a placed one to a later one that is not past the next unplaced. */
  readonly #next: Int32Array;

  /** Blocks of the tree, 0 if there is none; node i has the children 2i and 2i + 1, block k is node `leaves + k`. */
  readonly #leaves: number;
  readonly #leastEnd: Int32Array;
  readonly #greatestEnd: Int32Array;
  readonly #greatestScore: Float64Array;
  readonly #stack = new Int32Array(64);
  /** With a tree: positions by end, then by start; the first of them whose end is the slot or later; and as `next`. */
  readonly #byEnd: Int32Array;
  readonly #endAt: Int32Array;
  readonly #endRank: Int32Array;
  readonly #endNext: Int32Array;

  // The flat in hand, and the best buffer found for it.
  #flatStart = 0;
  #flatEnd = 0;
  #pressed = 0;
  #stepLeft = 0;
  #stepRight = 0;
  #cover = 0;
  #match = 0;
  #best = -1;
  #bestRank = -1;
  #bestScore = 0;

  /** Heeds `shouldStop`. */
  constructor(arrays: ProblemArrays, shouldStop?: () => boolean) {
    const { count, slotCount, start, end, size } = arrays;
    this.#count = count;
    // Below this many it is a matter of microseconds.
    const ask = count > TREE_COUNT ? shouldStop : undefined;
    // From the last key to the first, every sort stable: it is all turned round in the end, so this is backwards.
    const bySize = new Int32Array(count);
    for (let i = 0; i < count; i++) bySize[i] = count - 1 - i;
    new KeySorter(count).sort(bySize, size, size, size, ask);
    heed(ask);
    const byEnd = new Int32Array(count);
    const endAt = new Int32Array(slotCount + 2);
    bucketSort(bySize, end, byEnd, endAt, ask);
    this.buffer = new Int32Array(count);
    this.#startAt = new Int32Array(slotCount + 2);
    heed(ask);
    bucketSort(byEnd.reverse(), start, this.buffer, this.#startAt, ask);
    heed(ask);
    this.start = new Int32Array(count);
    this.end = new Int32Array(count);
    this.size = new Float64Array(count);
    for (let p = 0; p < count; p++) {
      const b = this.buffer[p]!;
      this.start[p] = start[b]!;
      this.end[p] = end[b]!;
      this.size[p] = size[b]!;
    }
    this.#score = new Float64Array(count);
    this.#next = new Int32Array(count + 1);

    this.#leaves = count > TREE_COUNT ? powerOfTwo((count + (1 << BLOCK) - 1) >> BLOCK) : 0;
    const inTree = this.#leaves > 0 ? count : 0;
    this.#leastEnd = new Int32Array(2 * this.#leaves);
    this.#greatestEnd = new Int32Array(2 * this.#leaves);
    this.#greatestScore = new Float64Array(2 * this.#leaves);
    this.#byEnd = byEnd;
    this.#endAt = endAt;
    this.#endRank = new Int32Array(inTree);
    this.#endNext = new Int32Array(inTree + 1);
    if (inTree > 0) {
      const positions = new Int32Array(count);
      for (let p = 0; p < count; p++) positions[p] = p;
      heed(ask);
      bucketSort(positions, this.end, this.#byEnd, this.#endAt, ask);
      heed(ask);
      for (let i = 0; i < count; i++) this.#endRank[this.#byEnd[i]!] = i;
    }
  }

  /** All buffers are unplaced again. `score` is by buffer and must be finite. Heeds `shouldStop`. */
  reset(score: Float64Array, shouldStop?: () => boolean): void {
    const ask = this.#leaves > 0 ? shouldStop : undefined;
    for (let p = 0; p < this.#count; p++) this.#score[p] = score[this.buffer[p]!]!;
    heed(ask);
    for (let p = 0; p <= this.#count; p++) this.#next[p] = p;
    if (this.#leaves === 0) return;
    for (let i = 0; i <= this.#count; i++) this.#endNext[i] = i;
    heed(ask);
    for (let block = 0; block < this.#leaves; block++) this.#measure(block);
    for (let node = this.#leaves - 1; node > 0; node--) this.#combine(node);
  }

  /** The buffer at this position is placed. */
  remove(position: number): void {
    this.#next[position] = position + 1;
    if (this.#leaves === 0) return;
    const rank = this.#endRank[position]!;
    this.#endNext[rank] = rank + 1;
    const block = position >> BLOCK;
    const leaf = this.#leaves + block;
    const e = this.end[position]!;
    const isExtreme =
      e === this.#leastEnd[leaf]! ||
      e === this.#greatestEnd[leaf]! ||
      this.#score[position]! >= this.#greatestScore[leaf]!;
    // Above a node that stays as it was, all others do.
    if (!isExtreme || !this.#measure(block)) return;
    for (let node = leaf >> 1; node > 0 && this.#combine(node); node >>= 1);
  }

  /**
   * The position of the first choice among the unplaced buffers within the slots [flatStart, flatEnd); −1 if there is
   * none.
   *
   * @param pressed the slot of the flat that matters most.
   * @param stepLeft how far the neighbour on the left is above the flat, in bytes; `stepRight` likewise.
   */
  pick(
    flatStart: number,
    flatEnd: number,
    pressed: number,
    stepLeft: number,
    stepRight: number,
    preference: Preference,
  ): number {
    this.#flatStart = flatStart;
    this.#flatEnd = flatEnd;
    this.#pressed = pressed;
    this.#stepLeft = stepLeft;
    this.#stepRight = stepRight;
    this.#cover = preference.cover;
    this.#match = preference.match;
    this.#best = -1;
    this.#bestRank = -1;
    this.#bestScore = 0;
    const from = this.#startAt[flatStart]!;
    const to = this.#startAt[flatEnd]!;
    if (this.#leaves === 0 || to - from <= WIDE) this.#consider(from, to, this.#count);
    else this.#search(to);
    return this.#best;
  }

  /**
   * Holds the unplaced buffers of the positions [from, to), at most `most` of them, against the best so far. Returns
   * how many more it would have taken.
   */
  #consider(from: number, to: number, most: number): number {
    const next = this.#next;
    const score = this.#score;
    const flatStart = this.#flatStart;
    const flatEnd = this.#flatEnd;
    const pressed = this.#pressed;
    const stepLeft = this.#stepLeft;
    const stepRight = this.#stepRight;
    const cover = this.#cover;
    const match = this.#match;
    const { start, end, size } = this;
    let best = this.#best;
    let bestRank = this.#bestRank;
    let bestScore = this.#bestScore;
    let left = most;
    for (let p = from; left > 0; p++, left--) {
      while (next[p] !== p) p = next[p] = next[next[p]!]!;
      if (p >= to) break;
      const e = end[p]!;
      if (e > flatEnd) continue;
      const s = start[p]!;
      let rank = s <= pressed && e > pressed ? cover : 0;
      if (s === flatStart) rank += size[p] === stepLeft ? 2 * match : match;
      if (e === flatEnd) rank += size[p] === stepRight ? 2 * match : match;
      if (rank > bestRank || (rank === bestRank && score[p]! > bestScore)) {
        best = p;
        bestRank = rank;
        bestScore = score[p]!;
      }
    }
    this.#best = best;
    this.#bestRank = bestRank;
    this.#bestScore = bestScore;
    return left;
  }

  /**
   * The same for those that end with the flat, by start: from the place `from` of `byEnd` up to `to`, at most 192. None
   * starts with the flat.
   */
  #considerEnds(from: number, to: number): void {
    const byEnd = this.#byEnd;
    const endNext = this.#endNext;
    const pressed = this.#pressed;
    const cover = this.#cover;
    const match = this.#match;
    const stepRight = this.#stepRight;
    const score = this.#score;
    const { start, size } = this;
    for (let i = from, left = WIDE; left > 0; i++, left--) {
      while (endNext[i] !== i) i = endNext[i] = endNext[endNext[i]!]!;
      if (i >= to) return;
      const p = byEnd[i]!;
      let rank = size[p] === stepRight ? 2 * match : match;
      if (start[p]! <= pressed) rank += cover;
      // From here on none covers the pressed slot.
      else if (this.#bestRank > 2 * match) return;
      if (rank > this.#bestRank || (rank === this.#bestRank && score[p]! > this.#bestScore)) {
        this.#best = p;
        this.#bestRank = rank;
        this.#bestScore = score[p]!;
      }
    }
  }

  /** A wide flat, in which positions before `to` start. */
  #search(to: number): void {
    const flatStart = this.#flatStart;
    const flatEnd = this.#flatEnd;
    const pressed = this.#pressed;
    const startAt = this.#startAt;
    const endAt = this.#endAt;
    const byEnd = this.#byEnd;
    const cover = this.#cover;
    const { start } = this;
    const inner = startAt[flatStart + 1]!;
    const low = this.#firstEndingBy(flatEnd, startAt[flatStart]!, inner);
    const uncovering = this.#firstEndingBy(pressed, low, inner);
    const left = this.#consider(low, uncovering, WIDE);
    // What starts with the flat and does not cover the pressed slot matches one side at most.
    if (this.#bestRank <= 2 * this.#match) this.#consider(uncovering, inner, left);
    const past = endAt[flatEnd + 1]!;
    let first = endAt[flatEnd]!;
    for (let high = past; first < high; ) {
      const middle = (first + high) >>> 1;
      if (start[byEnd[middle]!]! <= flatStart) first = middle + 1;
      else high = middle;
    }
    this.#considerEnds(first, past);
    // The others touch neither side, and their rank is the weight for the pressed slot or nothing.
    if (this.#bestRank <= cover) this.#descend(inner, startAt[pressed + 1]!, pressed + 1, cover);
    if (this.#bestRank <= 0) this.#descend(inner, to, 0, 0);
  }

  /** The first of the positions [from, to), which start together, that ends by `slot`; `to` if none does. */
  #firstEndingBy(slot: number, from: number, to: number): number {
    const { end } = this;
    let low = from;
    for (let high = to; low < high; ) {
      const middle = (low + high) >>> 1;
      if (end[middle]! > slot) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * Finds the greatest score, above the best if that is of this rank, in the positions [from, to) with `leastEnd` ≤ end
   * < flatEnd.
   */
  #descend(from: number, to: number, leastEnd: number, rank: number): void {
    if (from >= to) return;
    const leaves = this.#leaves;
    const stack = this.#stack;
    const greatestScore = this.#greatestScore;
    const next = this.#next;
    const score = this.#score;
    const flatEnd = this.#flatEnd;
    const { end } = this;
    let best = -1;
    let most = this.#bestRank === rank ? this.#bestScore : -Infinity;
    const firstBlock = leaves + (from >> BLOCK);
    const lastBlock = leaves + ((to - 1) >> BLOCK);
    const deepest = 31 - Math.clz32(leaves);
    let depth = 0;
    // The lowest node above all of the blocks.
    stack[depth++] = firstBlock >> (32 - Math.clz32(firstBlock ^ lastBlock));
    while (depth > 0) {
      const node = stack[--depth]!;
      const height = deepest - (31 - Math.clz32(node));
      if (node < firstBlock >> height || node > lastBlock >> height) continue;
      if (this.#leastEnd[node]! >= flatEnd || this.#greatestEnd[node]! < leastEnd || greatestScore[node]! <= most)
        continue;
      if (height > 0) {
        const left = 2 * node;
        const leftFirst = greatestScore[left]! >= greatestScore[left + 1]!;
        stack[depth++] = leftFirst ? left + 1 : left;
        stack[depth++] = leftFirst ? left : left + 1;
        continue;
      }
      const block = (node - leaves) << BLOCK;
      const until = Math.min(to, block + (1 << BLOCK));
      for (let p = Math.max(from, block); p < until; p++) {
        if (next[p] !== p || end[p]! >= flatEnd || end[p]! < leastEnd || score[p]! <= most) continue;
        best = p;
        most = score[p]!;
      }
    }
    if (best < 0) return;
    this.#best = best;
    this.#bestRank = rank;
    this.#bestScore = most;
  }

  /** What the unplaced buffers of a block have; whether that is something else than before. */
  #measure(block: number): boolean {
    const next = this.#next;
    const score = this.#score;
    const { end } = this;
    const until = Math.min(this.#count, (block + 1) << BLOCK);
    let least = 0x7fffffff;
    let greatest = -1;
    let most = -Infinity;
    for (let p = block << BLOCK; p < until; p++) {
      if (next[p] !== p) continue;
      if (end[p]! < least) least = end[p]!;
      if (end[p]! > greatest) greatest = end[p]!;
      if (score[p]! > most) most = score[p]!;
    }
    return this.#set(this.#leaves + block, least, greatest, most);
  }

  /** What a node's children have together; whether that is something else than before. */
  #combine(node: number): boolean {
    const leastEnd = this.#leastEnd;
    const greatestEnd = this.#greatestEnd;
    const greatestScore = this.#greatestScore;
    const left = 2 * node;
    const right = left + 1;
    const least = Math.min(leastEnd[left]!, leastEnd[right]!);
    const greatest = Math.max(greatestEnd[left]!, greatestEnd[right]!);
    const most = Math.max(greatestScore[left]!, greatestScore[right]!);
    return this.#set(node, least, greatest, most);
  }

  #set(node: number, least: number, greatest: number, most: number): boolean {
    if (this.#leastEnd[node] === least && this.#greatestEnd[node] === greatest && this.#greatestScore[node] === most) {
      return false;
    }
    this.#leastEnd[node] = least;
    this.#greatestEnd[node] = greatest;
    this.#greatestScore[node] = most;
    return true;
  }
}

/** The least power of two ≥ n. */
function powerOfTwo(n: number): number {
  let power = 1;
  while (power < n) power *= 2;
  return power;
}
