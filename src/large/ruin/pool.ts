import type { Random } from "../../problem/random.js";

/** A set of ranks that is drawn from, joined and left in constant time. */
export class Pool {
  size = 0;
  readonly #members: Int32Array;
  /** By rank: its place among the members, or −1. */
  readonly #place: Int32Array;

  constructor(count: number) {
    this.#members = new Int32Array(count);
    this.#place = new Int32Array(count).fill(-1);
  }

  /** The members, in no order that means anything. A copy. */
  members(): Int32Array {
    return this.#members.slice(0, this.size);
  }

  /** One of the members, each as likely; there must be one. */
  draw(random: Random): number {
    return this.#members[Math.floor(random.next() * this.size)]!;
  }

  /** The member at a place from 0 to `size` − 1. */
  at(place: number): number {
    return this.#members[place]!;
  }

  /** Nothing changes where the rank is a member. */
  add(rank: number): void {
    if (this.#place[rank]! >= 0) return;
    this.#place[rank] = this.size;
    this.#members[this.size++] = rank;
  }

  /** Nothing changes where the rank is no member. */
  remove(rank: number): void {
    const place = this.#place[rank]!;
    if (place < 0) return;
    const last = this.#members[--this.size]!;
    this.#members[place] = last;
    this.#place[last] = place;
    this.#place[rank] = -1;
  }
}
