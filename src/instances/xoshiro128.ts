/**
 * Seeded random integers that are the same on every machine: xoshiro128** 1.1 (Blackman and Vigna, "Scrambled linear
 * pseudorandom number generators", ACM TOMS 2021), its state filled by a 32-bit mixer. Integer arithmetic alone.
 */
export class Xoshiro128 {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /**
   * @param seed a whole number from 0 to 2^53 − 1
   * @param stream keeps users of the same seed apart, so that two families do not draw the same numbers
   */
  constructor(seed: number, stream = "") {
    let mix = (seed % 4294967296) | 0;
    const high = Math.floor(seed / 4294967296) | 0;
    const next = (): number => {
      mix = (mix + 0x9e3779b9) | 0;
      return avalanche(mix);
    };
    mix = (next() ^ high) | 0;
    for (let i = 0; i < stream.length; i++) mix = (next() ^ stream.charCodeAt(i)) | 0;
    this.#a = next();
    this.#b = next();
    this.#c = next();
    // The all-zero state is the one that the generator never leaves.
    this.#d = next() | 1;
  }

  /** A generator in the given state of four 32-bit words, not all zero. */
  static fromState(state: readonly [number, number, number, number]): Xoshiro128 {
    const random = new Xoshiro128(0);
    random.#a = state[0] | 0;
    random.#b = state[1] | 0;
    random.#c = state[2] | 0;
    random.#d = state[3] | 0;
    return random;
  }

  /** The next 32 bits, from 0 to 2^32 − 1. */
  uint32(): number {
    const product = Math.imul(this.#b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result;
  }

  /** Uniform from 0 to `n` − 1, without bias, for 1 ≤ n ≤ 2^53 − 1. */
  below(n: number): number {
    const wide = n > 4294967296;
    const range = wide ? 9007199254740992 : 4294967296;
    const limit = range - (range % n);
    for (;;) {
      const drawn = wide ? (this.uint32() >>> 11) * 4294967296 + this.uint32() : this.uint32();
      if (drawn < limit) return drawn % n;
    }
  }

  /** Uniform from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True in `percent` of 100 cases. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  /** One of `items`, each as likely. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** The numbers 0 to `count` − 1 in random order (Fisher and Yates). */
  permutation(count: number): Int32Array {
    const order = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      const j = this.below(i + 1);
      order[i] = order[j]!;
      order[j] = i;
    }
    return order;
  }
}

/** Mixes 32 bits so that each depends on all: the finaliser of MurmurHash3 (Appleby), a bijection. */
function avalanche(bits: number): number {
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
