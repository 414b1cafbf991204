import type { Random } from "../../problem/random.js";
import { drawFactor, drawPatience } from "./chance.js";
import { OUT, type Placement } from "./placement.js";
import type { Pool } from "./pool.js";

/** The box is this many times as high as the buffer that it is made for. */
const LOWEST_BOX = 0.5;
const HIGHEST_BOX = 3;
/** A box that more than this many buffers meet is given up. */
const MOST_TAKEN = 60;
/** Others of the pool that live with the buffer join with this chance, and about this many at most. */
const JOIN = 0.5;
const MOST_JOINING = 16;
const ROOM = 128;
/** In this share of the steps all go back near the box: as far from it as it is high, but no farther. */
const NEAR = 0.9;
/** In this share of the steps the buffer that the box is for goes first. */
const OWN_FIRST = 0.5;
/** By how much of a mean weight, on average, the pool may grow in a step. */
const PATIENCE = 0.02;

const BY_SIZE = 0;
const BY_LIFETIME = 1;
const ORDERS = 3;

/**
 * One step of ruin and recreate: takes out what meets a box around a buffer of the pool, and puts back what it can, the
 * buffer and some others of the pool among it, in another order.
 */
export class Trial {
  readonly #placement: Placement;
  readonly #pool: Pool;
  /** Of each rank. A weight is what the pool loses by a place for it. */
  readonly #weight: Float64Array;
  /** Size · lifetime, by rank. */
  readonly #area: Float64Array;
  readonly #random: Random;
  /** The ranks of the step, where they lay, and what decides who goes first. */
  readonly #members = new Int32Array(ROOM);
  readonly #before = new Float64Array(ROOM);
  readonly #key = new Float64Array(ROOM);
  #count = 0;
  /** Bytes: the box. */
  #floor = 0;
  #ceiling = 0;

  constructor(placement: Placement, pool: Pool, area: Float64Array, weight: Float64Array, random: Random) {
    this.#placement = placement;
    this.#pool = pool;
    this.#area = area;
    this.#weight = weight;
    this.#random = random;
  }

  /**
   * Takes the step for a buffer of the pool. Returns whether it was accepted; if not, all is as before.
   *
   * @param limit bytes: nothing is placed above it.
   */
  step(rank: number, limit: number): boolean {
    const before = this.#takeOut(rank, limit);
    if (before < 0) return false;
    this.#order();
    const random = this.#random;
    const reach = random.next() < NEAR ? this.#ceiling - this.#floor : limit;
    const floor = Math.max(0, this.#floor - reach);
    const ceiling = Math.min(limit, this.#ceiling + reach);
    const fit = random.next() < 0.5 ? "first" : "best";
    const accepted = this.#putBack(floor, ceiling, fit, before + PATIENCE * drawPatience(random));
    this.#settle(accepted);
    return accepted;
  }

  /** Gathers who takes part. Returns the weight of those of the pool, or −1 where they are too many. */
  #takeOut(rank: number, limit: number): number {
    const random = this.#random;
    const placement = this.#placement;
    const { found, out, low, size, fixed } = placement;
    const height = size[rank]! * (LOWEST_BOX + (HIGHEST_BOX - LOWEST_BOX) * random.next());
    // Whole numbers, because offsets may come to lie at the floor.
    this.#floor = Math.floor(Math.max(0, limit - height) * random.next());
    this.#ceiling = this.#floor + Math.ceil(height);
    placement.look(rank, this.#floor, this.#ceiling);
    this.#count = 0;
    this.#add(rank, OUT);
    for (let i = 0; i < placement.foundCount; i++) {
      const taken = found[i]!;
      if (fixed[taken] === 1) continue;
      if (this.#count > MOST_TAKEN) return -1;
      this.#add(taken, low[taken]!);
    }
    let weight = this.#weight[rank]!;
    const chance = Math.min(JOIN, MOST_JOINING / placement.outCount);
    for (let i = 0; i < placement.outCount && this.#count < ROOM; i++) {
      const joining = out[i]!;
      if (joining === rank || random.next() >= chance) continue;
      this.#add(joining, OUT);
      weight += this.#weight[joining]!;
    }
    return weight;
  }

  #add(rank: number, offset: number): void {
    this.#members[this.#count] = rank;
    this.#before[this.#count++] = offset;
  }

  /** Takes the members out and sorts them, the greatest key first. */
  #order(): void {
    const random = this.#random;
    const members = this.#members;
    const before = this.#before;
    const key = this.#key;
    const { low, size, line } = this.#placement;
    const by = Math.floor(random.next() * ORDERS);
    const isOwnFirst = random.next() < OWN_FIRST;
    for (let i = 0; i < this.#count; i++) {
      const rank = members[i]!;
      const offset = before[i]!;
      const lifetime = line.end[rank]! - line.start[rank]!;
      const base = by === BY_SIZE ? size[rank]! : by === BY_LIFETIME ? lifetime : this.#area[rank]!;
      const own = i === 0 && isOwnFirst ? Infinity : base * drawFactor(random);
      low[rank] = OUT;
      let at = i;
      for (; at > 0 && key[at - 1]! < own; at--) {
        key[at] = key[at - 1]!;
        members[at] = members[at - 1]!;
        before[at] = before[at - 1]!;
      }
      key[at] = own;
      members[at] = rank;
      before[at] = offset;
    }
  }

  /** Places the members one after the other. Returns false as soon as more weight stays out than allowed. */
  #putBack(floor: number, ceiling: number, fit: "first" | "best", allowed: number): boolean {
    const placement = this.#placement;
    let left = 0;
    for (let i = 0; i < this.#count; i++) {
      const rank = this.#members[i]!;
      const offset = placement.place(rank, floor, ceiling, fit);
      if (offset >= 0) {
        placement.low[rank] = offset;
        continue;
      }
      left += this.#weight[rank]!;
      if (left > allowed) return false;
    }
    return true;
  }

  #settle(accepted: boolean): void {
    const { low } = this.#placement;
    for (let i = 0; i < this.#count; i++) {
      const rank = this.#members[i]!;
      if (!accepted) low[rank] = this.#before[i]!;
      else if (low[rank] === OUT) this.#pool.add(rank);
      else this.#pool.remove(rank);
    }
  }
}
