import type { Random } from "../../problem/random.js";
import { drawFactor, drawPatience } from "./chance.js";
import { type Fit, OUT, type Placement } from "./placement.js";
import type { Pool } from "./pool.js";
import { Surroundings } from "./surroundings.js";

/** The box is this many times as high as the buffer that it is made for. */
const LOWEST_BOX = 0.5;
const HIGHEST_BOX = 3;
/** A box that more than this many buffers meet is given up. */
const MOST_TAKEN = 60;
/** So many boxes are drawn, and the one that the least weight meets is taken. */
const BOXES = 4;
/** Others of the pool that live with the buffer join with this chance, and about this many at most. */
const JOIN = 0.5;
const MOST_JOINING = 16;
const ROOM = 128;
/** Of so many members of the pool is it asked whether they live with the buffer. */
const MOST_ASKED = 256;
/** In this share of the steps all go back near the box: as far from it as it is high, but no farther. */
const NEAR = 0.97;
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
  readonly #surroundings: Surroundings;
  /** The ranks of the step, where they lay, and what decides who goes first. */
  readonly #members = new Int32Array(ROOM);
  readonly #before = new Float64Array(ROOM);
  readonly #taken = new Int32Array(ROOM);
  readonly #joining = new Int32Array(MOST_ASKED);
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
    this.#surroundings = new Surroundings(placement, ROOM);
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
    const isNear = random.next() < NEAR;
    const reach = isNear ? this.#ceiling - this.#floor : limit;
    const floor = Math.max(0, this.#floor - reach);
    const ceiling = Math.min(limit, this.#ceiling + reach);
    const fit = random.next() < 0.5 ? "first" : "best";
    const allowed = before + PATIENCE * drawPatience(random);
    const isCopied = isNear && this.#surroundings.open(this.#members, this.#count, floor, ceiling);
    const accepted = isCopied ? this.#putBackInSurroundings(fit, allowed) : this.#putBack(floor, ceiling, fit, allowed);
    this.#settle(accepted);
    return accepted;
  }

  /** Gathers who takes part. Returns the weight of those of the pool, or −1 where they are too many. */
  #takeOut(rank: number, limit: number): number {
    const { low } = this.#placement;
    const taken = this.#chooseBox(rank, limit);
    if (taken < 0) return -1;
    this.#count = 0;
    this.#add(rank, OUT);
    for (let i = 0; i < taken; i++) this.#add(this.#taken[i]!, low[this.#taken[i]!]!);
    return this.#weight[rank]! + this.#join(rank);
  }

  /**
   * Of some boxes around a rank, takes the one that the least weight meets.
   *
   * @returns how many it takes out, which `#taken` holds; −1 where too many meet each of them
   */
  #chooseBox(rank: number, limit: number): number {
    const random = this.#random;
    const placement = this.#placement;
    const { found, size, fixed } = placement;
    const height = size[rank]! * (LOWEST_BOX + (HIGHEST_BOX - LOWEST_BOX) * random.next());
    let least = Infinity;
    let taken = -1;
    for (let box = 0; box < BOXES; box++) {
      // Whole numbers, because offsets may come to lie at the floor.
      const floor = Math.floor(Math.max(0, limit - height) * random.next());
      const ceiling = floor + Math.ceil(height);
      const met = placement.meet(rank, rank, floor, ceiling);
      let weight = 0;
      let free = 0;
      for (let i = 0; i < met; i++) {
        if (fixed[found[i]!] === 1) continue;
        weight += this.#weight[found[i]!]!;
        free++;
      }
      if (weight >= least || free > MOST_TAKEN) continue;
      least = weight;
      this.#floor = floor;
      this.#ceiling = ceiling;
      taken = 0;
      for (let i = 0; i < met; i++) if (fixed[found[i]!] === 0) this.#taken[taken++] = found[i]!;
    }
    return taken;
  }

  /** Lets others of the pool that live with a rank take part, and returns their weight. */
  #join(rank: number): number {
    const random = this.#random;
    const pool = this.#pool;
    const { start, end } = this.#placement.line;
    const asked = Math.min(pool.size, MOST_ASKED);
    let place = asked < pool.size ? Math.floor(random.next() * pool.size) : 0;
    let living = 0;
    const joining = this.#joining;
    for (let i = 0; i < asked; i++, place++) {
      if (place === pool.size) place = 0;
      const other = pool.at(place);
      if (other !== rank && start[other]! < end[rank]! && end[other]! > start[rank]!) joining[living++] = other;
    }
    const chance = Math.min(JOIN, MOST_JOINING / living);
    let weight = 0;
    for (let i = 0; i < living && this.#count < ROOM; i++) {
      if (random.next() >= chance) continue;
      this.#add(joining[i]!, OUT);
      weight += this.#weight[joining[i]!]!;
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
  #putBack(floor: number, ceiling: number, fit: Fit, allowed: number): boolean {
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

  /** Places the members near the box, within the copy. Returns false as soon as more weight stays out than allowed. */
  #putBackInSurroundings(fit: Fit, allowed: number): boolean {
    const { low } = this.#placement;
    let left = 0;
    for (let i = 0; i < this.#count; i++) {
      const rank = this.#members[i]!;
      low[rank] = this.#surroundings.place(rank, fit);
      if (low[rank] === OUT) left += this.#weight[rank]!;
      if (left > allowed) return false;
    }
    return true;
  }

  #settle(accepted: boolean): void {
    const { low } = this.#placement;
    for (let i = 0; i < this.#count; i++) {
      const rank = this.#members[i]!;
      if (!accepted) {
        low[rank] = this.#before[i]!;
        continue;
      }
      this.#placement.confirm(rank, this.#before[i]!);
      if (low[rank] === OUT) this.#pool.add(rank);
      else this.#pool.remove(rank);
    }
  }
}
