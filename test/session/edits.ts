import type { Buffer, Edit, Problem } from "../../src/index.js";
import { Random } from "../../src/problem/random.js";

/** What random problems and edits are made of. */
export interface Taste {
  readonly buffers: number;
  /** Time ends here. */
  readonly ticks: number;
  /** Alignments to choose from. */
  readonly alignments?: readonly number[];
  /** How many buffers of a hundred are fixed. */
  readonly fixed?: number;
  readonly base?: number;
  readonly capacity?: number;
  /** Bytes that all sizes are multiples of. */
  readonly unit?: number;
}

/** A random problem, and random edits of whatever it has become: the same ones for the same seed. */
export class Editor {
  readonly #random: Random;
  #named = 0;

  constructor(
    readonly taste: Taste,
    seed: number,
  ) {
    this.#random = new Random(seed);
  }

  problem(): Problem {
    const { buffers, base, capacity } = this.taste;
    const made = Array.from({ length: buffers }, () => this.buffer());
    return { buffers: made, ...(base !== undefined && { base }), ...(capacity !== undefined && { capacity }) };
  }

  buffer(): Buffer {
    const { ticks, alignments = [1], fixed = 0, base = 0, unit = 1 } = this.taste;
    const lower = this.between(0, ticks - 1);
    const alignment = alignments[this.between(0, alignments.length - 1)]!;
    const lowest = Math.ceil(base / alignment) * alignment;
    const isFixed = this.between(1, 100) <= fixed;
    return {
      id: `b${this.#named++}`,
      lower,
      upper: Math.min(ticks, lower + this.between(this.between(1, 20) === 1 ? 0 : 1, 5)),
      size: unit * this.between(this.between(1, 20) === 1 ? 0 : 1, 12),
      ...(alignment > 1 && { alignment }),
      ...(isFixed && { offset: lowest + alignment * this.between(0, 3) }),
    };
  }

  /** An edit of one of five kinds; capacities are rare, and only where there was one. */
  edit({ buffers }: Problem): Edit {
    const { buffers: usual, ticks, unit = 1, capacity } = this.taste;
    const kind = this.between(1, 100);
    const chosen = buffers[this.between(0, Math.max(0, buffers.length - 1))];
    if (chosen === undefined || buffers.length < 3 || (kind <= 25 && buffers.length < 1.5 * usual)) {
      return { kind: "add", buffer: this.buffer() };
    }
    const { id } = chosen;
    if (kind <= 50) return { kind: "remove", id };
    if (kind <= 72) return { kind: "resize", id, size: unit * this.between(1, 12) };
    if (kind <= 95 || capacity === undefined) {
      const lower = this.between(0, ticks - 1);
      return { kind: "retime", id, lower, upper: lower + this.between(1, 5) };
    }
    const bytes = this.between(Math.ceil(capacity / 2), 2 * capacity);
    return { kind: "capacity", capacity: this.between(1, 4) === 1 ? null : bytes };
  }

  between(least: number, greatest: number): number {
    return least + Math.floor(this.#random.next() * (greatest - least + 1));
  }
}
