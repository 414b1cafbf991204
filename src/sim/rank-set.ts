/**
 * An ordered set of the integers 0 to capacity − 1: a bitmap, over it a bitmap of the words that are not zero, and so
 * on up to a single word. Every operation takes one step a level: two levels up to 1,024 members, five for two million.
 */
export class RankSet {
  readonly #words: Int32Array;
  /** First word of every level, the widest first; one more entry at the end. */
  readonly #firstWord: number[] = [];
  #levels = 0;

  /** @param capacity greatest size that `clear` may be given. */
  constructor(capacity: number) {
    this.#words = new Int32Array(this.#layOut(capacity));
  }

  /** Makes this the empty set, ready for members below `size`. */
  clear(size: number): void {
    this.#words.fill(0, 0, this.#layOut(size));
  }

  /** Divides the words into levels for members below `size`; returns the number of words. */
  #layOut(size: number): number {
    const firstWord = this.#firstWord;
    let width = Math.max(1, size);
    let end = 0;
    let levels = 0;
    do {
      firstWord[levels++] = end;
      width = (width + 31) >>> 5;
      end += width;
    } while (width > 1);
    firstWord[levels] = end;
    this.#levels = levels;
    return end;
  }

  add(member: number): void {
    const words = this.#words;
    const firstWord = this.#firstWord;
    const levels = this.#levels;
    for (let level = 0; level < levels; level++) {
      const at = firstWord[level]! + (member >>> 5);
      const before = words[at]!;
      words[at] = before | (1 << (member & 31));
      if (before !== 0) return;
      member >>>= 5;
    }
  }

  delete(member: number): void {
    const words = this.#words;
    const firstWord = this.#firstWord;
    const levels = this.#levels;
    for (let level = 0; level < levels; level++) {
      const at = firstWord[level]! + (member >>> 5);
      const after = words[at]! & ~(1 << (member & 31));
      words[at] = after;
      if (after !== 0) return;
      member >>>= 5;
    }
  }

  /** The greatest member ≤ rank; −1 where there is none. */
  atOrBelow(rank: number): number {
    const words = this.#words;
    const firstWord = this.#firstWord;
    const levels = this.#levels;
    for (let level = 0; level < levels; level++) {
      if (rank < 0) return -1;
      const bits = words[firstWord[level]! + (rank >>> 5)]! & (-1 >>> (31 - (rank & 31)));
      if (bits !== 0) {
        let member = (rank & ~31) | (31 - Math.clz32(bits));
        while (level-- > 0) member = (member << 5) | (31 - Math.clz32(words[firstWord[level]! + member]!));
        return member;
      }
      rank = (rank >>> 5) - 1;
    }
    return -1;
  }

  /** The least member > rank; −1 where there is none. */
  above(rank: number): number {
    const words = this.#words;
    const firstWord = this.#firstWord;
    const levels = this.#levels;
    for (let level = 0; level < levels; level++) {
      rank++;
      const at = firstWord[level]! + (rank >>> 5);
      if (at >= firstWord[level + 1]!) return -1;
      const bits = words[at]! & (-1 << (rank & 31));
      if (bits !== 0) {
        let member = (rank & ~31) | lowestBit(bits);
        while (level-- > 0) member = (member << 5) | lowestBit(words[firstWord[level]! + member]!);
        return member;
      }
      rank >>>= 5;
    }
    return -1;
  }
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
