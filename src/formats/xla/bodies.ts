/**
 * Which values are one body: those that live together at some step and share a byte then, which XLA has put in place
 * of each other, and those that the file ties together. What results is that XLA's own plan has no conflicts between
 * bodies.
 *
 * A sweep over the steps keeps the live values in a segment tree over their offsets, each node with the highest end
 * below it, so that the values that a new one meets are found without a look at the others.
 */
import type { Assignment, HeapValue } from "./assignment.js";

/** Values may meet this often, for each of them, before the file is taken for a damaged one. */
const MOST_MEETINGS = 256;

/**
 * The lowest position of each value's body.
 *
 * @param fail for a file in which too many values share bytes at one time
 */
export function bodiesOf({ heaps, values, tied }: Assignment, fail: (value: number) => never): Int32Array {
  const bodies = new DisjointSets(values.length);
  // Values of no bytes lie anywhere, and XLA's offsets of them mean nothing.
  for (const [a, b] of tied) if (values[a]!.size > 0 && values[b]!.size > 0) bodies.join(a, b);
  const members: number[][] = heaps.map(() => []);
  for (const [v, { size, heap }] of values.entries()) if (size > 0) members[heap]!.push(v);
  for (const each of members) joinMeeting(values, each, bodies, fail);
  return Int32Array.from(values.keys(), (v) => bodies.find(v));
}

function joinMeeting(
  values: readonly HeapValue[],
  members: readonly number[],
  bodies: DisjointSets,
  fail: (value: number) => never,
): void {
  const byOffset = [...members].sort((a, b) => values[a]!.offset - values[b]!.offset || a - b);
  const slots = new Map(byOffset.map((v, slot) => [v, slot]));
  const live = new LiveEnds(byOffset.map((v) => values[v]!.offset));
  const begins = [...members].sort((a, b) => values[a]!.first - values[b]!.first || a - b);
  const ends = [...members].sort((a, b) => values[a]!.last - values[b]!.last || a - b);
  let ended = 0;
  let left = MOST_MEETINGS * members.length;
  for (const v of begins) {
    const { first, offset, size } = values[v]!;
    for (; values[ends[ended]!]!.last < first; ended++) live.remove(slots.get(ends[ended]!)!);
    for (const slot of live.meeting(offset, offset + size)) {
      bodies.join(v, byOffset[slot]!);
      if (left-- === 0) fail(v);
    }
    live.add(slots.get(v)!, offset + size);
  }
}

/** Intervals of bytes, each in a slot of its own; the slots are in the order of their begins. */
class LiveEnds {
  readonly #begins: readonly number[];
  /** The highest end below each node, the root at 1; −1 where there is none. */
  readonly #ends: Float64Array;
  readonly #height: number;
  readonly #leaves: number;

  constructor(begins: readonly number[]) {
    this.#begins = begins;
    this.#height = Math.ceil(Math.log2(Math.max(begins.length, 1)));
    this.#leaves = 2 ** this.#height;
    this.#ends = new Float64Array(2 * this.#leaves).fill(-1);
  }

  add(slot: number, end: number): void {
    this.#set(slot, end);
  }

  remove(slot: number): void {
    this.#set(slot, -1);
  }

  /** The slots of the intervals that share a byte with [from, to). */
  *meeting(from: number, to: number): Generator<number, void> {
    const stack = [1];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      const firstSlot = (node << (this.#height - (31 - Math.clz32(node)))) - this.#leaves;
      if (this.#ends[node]! <= from || this.#begins[firstSlot]! >= to) continue;
      if (node >= this.#leaves) yield firstSlot;
      else stack.push(2 * node + 1, 2 * node);
    }
  }

  #set(slot: number, end: number): void {
    let node = this.#leaves + slot;
    this.#ends[node] = end;
    for (node >>= 1; node > 0; node >>= 1) {
      this.#ends[node] = Math.max(this.#ends[2 * node]!, this.#ends[2 * node + 1]!);
    }
  }
}

class DisjointSets {
  readonly #parent: Int32Array;

  constructor(count: number) {
    this.#parent = Int32Array.from({ length: count }, (_, i) => i);
  }

  /** The lowest of its set. */
  find(each: number): number {
    const parent = this.#parent;
    let root = each;
    while (parent[root] !== root) root = parent[root]!;
    for (let at = each; parent[at] !== root; ) {
      const next = parent[at]!;
      parent[at] = root;
      at = next;
    }
    return root;
  }

  join(a: number, b: number): void {
    const [x, y] = [this.find(a), this.find(b)];
    this.#parent[Math.max(x, y)] = Math.min(x, y);
  }
}
