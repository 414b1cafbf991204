import { Block, SortedBlocks } from "./blocks.js";
import type { Rows } from "./rows.js";

class LifetimeBlock extends Block {
  /** The greatest upper of its buffers. */
  longest = Number.NEGATIVE_INFINITY;
}

/** Which buffers live in a piece of time. Keys are their lowers, values their rows. */
export class Lifetimes {
  readonly #list = new SortedBlocks(() => new LifetimeBlock());
  readonly #rows: Rows;

  constructor(rows: Rows) {
    this.#rows = rows;
  }

  add(row: number): void {
    for (const block of this.#list.insert(this.#rows.lower[row]!, row)) this.#measure(block);
  }

  /** Takes out a row that still says what it said when it was put in. */
  remove(row: number): void {
    const key = this.#rows.lower[row]!;
    const { blocks } = this.#list;
    // Entries of one key may lie in several blocks, of which `blockOf` tells the last.
    for (let at = this.#list.blockOf(key); at >= 0; at--) {
      const block = blocks[at]!;
      for (let i = block.count - 1; i >= 0; i--) {
        if (block.values[i] !== row) continue;
        const left = this.#list.delete(at, i);
        if (left !== null) this.#measure(left);
        return;
      }
    }
    throw new Error(`internal fault: row ${row} is not among the lifetimes`);
  }

  /**
   * Writes the rows that live at some time in [from, to) into `found`, in the order of their lowers.
   *
   * @returns how many
   */
  within(from: number, to: number, found: Int32Array): number {
    const { upper } = this.#rows;
    let count = 0;
    for (const { keys, values, count: entries, longest } of this.#list.blocks) {
      if (entries > 0 && keys[0]! >= to) break;
      if (longest <= from) continue;
      for (let i = 0; i < entries && keys[i]! < to; i++) {
        const row = values[i]!;
        if (upper[row]! > from) found[count++] = row;
      }
    }
    return count;
  }

  #measure(block: LifetimeBlock): void {
    const { upper } = this.#rows;
    let longest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < block.count; i++) longest = Math.max(longest, upper[block.values[i]!]!);
    block.longest = longest;
  }
}
