import { Random } from "../../problem/random.js";

/** Rounds of the default before anything else is tried: less would be judged by luck. */
const ROUNDS_FIRST = 2;

/** Share of an older mean that stays when an attempt ends. */
const MEMORY = 0.8;

/**
 * Whose turn it is. The default is one after the other. With `explore`, and after two rounds, every second turn may go
 * to the member whose attempts have come furthest of late, unless chance, in that share of these turns, or a tie says
 * the default: the bandit starts from the default and can only fall back to it (SmartChoices, Golovin et al. 2023).
 */
export class Turns {
  readonly #count: number;
  readonly #explore: number | null;
  readonly #random: Random;
  readonly #mean: Float64Array;
  #default: number;
  #turns = 0;

  /**
   * @param count members
   * @param first the member of the first turn
   * @param options `explore` from 0 to 1; null for the default alone
   */
  constructor(count: number, first: number, options: { readonly explore: number } | null, seed: number) {
    this.#count = count;
    this.#default = first;
    this.#explore = options?.explore ?? null;
    this.#random = new Random(seed);
    this.#mean = new Float64Array(count).fill(Number.NaN);
  }

  next(): number {
    const turn = this.#turns++;
    if (this.#explore !== null && turn >= ROUNDS_FIRST * this.#count && turn % 2 === 1) {
      const chosen = this.#random.next() < this.#explore ? -1 : this.#furthest();
      if (chosen >= 0) return chosen;
    }
    const member = this.#default;
    this.#default = (member + 1) % this.#count;
    return member;
  }

  /** Tells how far an attempt has come: the greatest share of buffers that it had placed. */
  reward(member: number, share: number): void {
    const known = this.#mean[member]!;
    this.#mean[member] = Number.isNaN(known) ? share : MEMORY * known + (1 - MEMORY) * share;
  }

  /** The member with the greatest mean; −1 if none stands out. */
  #furthest(): number {
    let best = -1;
    let tied = false;
    for (let i = 0; i < this.#count; i++) {
      if (Number.isNaN(this.#mean[i]!)) return -1;
      if (best >= 0 && this.#mean[i] === this.#mean[best]) tied = true;
      else if (best < 0 || this.#mean[i]! > this.#mean[best]!) {
        best = i;
        tied = false;
      }
    }
    return tied ? -1 : best;
  }
}
