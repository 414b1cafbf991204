import type { Grouped, Relations } from "./relations.js";

/** Who may share bytes with whom while both live: aliases, the free, and those in place of each other. */
export class Exemptions {
  /** False where nobody may. */
  readonly any: boolean;
  readonly #tied: Int32Array;
  readonly #offsets: ArrayLike<number>;
  readonly #count: number;
  /** Couples that are free, by `#key`. */
  readonly #freeCouples = new Set<number>();
  /** By buffer: an entry and the group within it, and so on, by ascending entry. */
  readonly #freeGroups = new Map<number, number[]>();
  /** By couple: how far the second may lie above the first. */
  readonly #inplace = new Map<number, number[]>();

  /** @param offsets where the buffers lie, which decides whether one is in place of another */
  constructor({ aliases, tied, free, inplace }: Relations, offsets: ArrayLike<number>) {
    this.any = aliases.length + free.length + inplace.length > 0;
    this.#tied = tied;
    this.#offsets = offsets;
    this.#count = tied.length;
    for (const [index, entry] of free.entries()) this.#addFree(entry, index);
    for (const { buffer, of, at } of inplace) {
      const key = this.#key(of, buffer);
      const shift = of < buffer ? at : -at;
      const known = this.#inplace.get(key);
      if (known === undefined) this.#inplace.set(key, [shift]);
      else known.push(shift);
    }
  }

  #addFree({ members, groupOf }: Grouped, index: number): void {
    if (members.length === 2) {
      if (groupOf[0] !== groupOf[1]) this.#freeCouples.add(this.#key(members[0]!, members[1]!));
      return;
    }
    for (const [i, member] of members.entries()) {
      const groups = this.#freeGroups.get(member);
      if (groups === undefined) this.#freeGroups.set(member, [index, groupOf[i]!]);
      else groups.push(index, groupOf[i]!);
    }
  }

  /** Whether two buffers may share bytes as they lie. */
  may(a: number, b: number): boolean {
    if (!this.any) return false;
    if (this.#tied[a] === this.#tied[b]) return true;
    return this.#isFree(a, b) || this.#isInPlace(a, b);
  }

  /** How far above the first of two buffers the second would have to lie, the smaller position first. */
  shifts(a: number, b: number): readonly number[] {
    return this.#inplace.get(this.#key(a, b)) ?? [];
  }

  #isFree(a: number, b: number): boolean {
    if (this.#freeCouples.size > 0 && this.#freeCouples.has(this.#key(a, b))) return true;
    const ofA = this.#freeGroups.get(a);
    const ofB = this.#freeGroups.get(b);
    if (ofA === undefined || ofB === undefined) return false;
    for (let i = 0, j = 0; i < ofA.length && j < ofB.length; ) {
      if (ofA[i] === ofB[j]) {
        if (ofA[i + 1] !== ofB[j + 1]) return true;
        i += 2;
        j += 2;
      } else if (ofA[i]! < ofB[j]!) i += 2;
      else j += 2;
    }
    return false;
  }

  #isInPlace(a: number, b: number): boolean {
    if (this.#inplace.size === 0) return false;
    const [low, high] = a < b ? [a, b] : [b, a];
    const shift = this.#offsets[high]! - this.#offsets[low]!;
    return this.#inplace.get(this.#key(a, b))?.includes(shift) ?? false;
  }

  /** Below 2^53 for fewer than 94 million buffers. */
  #key(a: number, b: number): number {
    return a < b ? a * this.#count + b : b * this.#count + a;
  }
}
