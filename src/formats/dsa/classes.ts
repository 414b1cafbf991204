/**
 * Buffers that a dsa-problem lays at one offset of one pool. Each of them takes, while it lives, the bytes of the
 * greatest: what may not meet the one may not meet the bytes of the other, and costs are due for them too.
 */
import type { DsaBuffer } from "./buffers.js";

export class Classes {
  readonly #buffers: readonly DsaBuffer[];
  /** The greatest of each buffer's class, the first of several. */
  readonly #greatest: Int32Array;

  /** @param pairs positions of buffers that are colocated */
  constructor(buffers: readonly DsaBuffer[], pairs: readonly (readonly [number, number])[]) {
    this.#buffers = buffers;
    const parent = Int32Array.from(buffers.keys());
    const find = (b: number): number => {
      let root = b;
      while (parent[root] !== root) root = parent[root]!;
      for (let at = b; parent[at] !== root; ) [at, parent[at]] = [parent[at]!, root];
      return root;
    };
    for (const [a, b] of pairs) parent[find(b)] = find(a);
    const greatest = new Map<number, number>();
    for (const [b, { size }] of buffers.entries()) {
      const root = find(b);
      const other = greatest.get(root);
      if (other === undefined || size > buffers[other]!.size) greatest.set(root, b);
    }
    this.#greatest = Int32Array.from(buffers, (_, b) => greatest.get(find(b))!);
  }

  areTied(a: number, b: number): boolean {
    return this.#greatest[a] === this.#greatest[b];
  }

  /** The greatest of the class. */
  greatestOf(b: number): number {
    return this.#greatest[b]!;
  }

  /** Who has the bytes that the buffer takes: itself, or the greatest of its class. */
  standInFor(b: number): number {
    return this.isSmaller(b) ? this.greatestOf(b) : b;
  }

  /** True for a buffer that takes more bytes than its own. */
  isSmaller(b: number): boolean {
    return this.#buffers[b]!.size < this.#buffers[this.greatestOf(b)]!.size;
  }
}
