import type { Buffer as NodeBuffer } from "node:buffer";
import type { Ids } from "../../problem/index.js";

/** Places looked at in the table for each id, on average, beyond which ids are taken to be chosen to collide. */
const MOST_PROBES = 16;

/** Ids as ranges of a file's bytes: each is made into text only where it is asked for. */
export class ByteIds implements Ids {
  readonly length: number;
  readonly #bytes: NodeBuffer;
  readonly #begin: Int32Array;
  readonly #end: Int32Array;

  /** @param bytes UTF-8 */
  constructor(bytes: NodeBuffer, begin: Int32Array, end: Int32Array) {
    this.length = begin.length;
    this.#bytes = bytes;
    this.#begin = begin;
    this.#end = end;
  }

  at(row: number): string | undefined {
    return row < this.length ? this.#bytes.toString("utf8", this.#begin[row]!, this.#end[row]!) : undefined;
  }

  /**
   * Whether no two are the same: a table with open addressing (Knuth, The Art of Computer Programming 3, 6.4) that
   * holds the rows, twice as long as they are many. False, too, where it takes so many looks that the ids must have
   * been chosen to make them.
   *
   * @param hash of the bytes of each id
   */
  areDistinct(hash: Int32Array): boolean {
    const { length } = this;
    const bits = Math.max(1, 32 - Math.clz32(2 * length));
    const mask = 2 ** bits - 1;
    const table = new Int32Array(mask + 1);
    let probes = MOST_PROBES * (length + 1);
    for (let row = 0; row < length; row++) {
      const own = hash[row]!;
      let at = (own ^ (own >>> 15)) & mask;
      for (let other = table[at]!; other !== 0; other = table[at]!) {
        if (hash[other - 1] === own && this.#isSame(other - 1, row)) return false;
        if (--probes < 0) return false;
        at = (at + 1) & mask;
      }
      table[at] = row + 1;
    }
    return true;
  }

  #isSame(a: number, b: number): boolean {
    const bytes = this.#bytes;
    let at = this.#begin[a]!;
    const end = this.#end[a]!;
    if (end - at !== this.#end[b]! - this.#begin[b]!) return false;
    for (let other = this.#begin[b]!; at < end; at++, other++) if (bytes[at] !== bytes[other]) return false;
    return true;
  }
}
