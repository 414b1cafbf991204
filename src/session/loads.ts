import { Block, SortedBlocks } from "./blocks.js";

class LoadBlock extends Block {
  /** The sum of its changes, and the greatest of the sums up to each of them. */
  sum = 0;
  max = Number.NEGATIVE_INFINITY;
}

/**
 * The bytes that are live over time, as their changes: a buffer adds its size at its lower and takes it back at its
 * upper. The greatest load is the greatest sum of changes up to some time.
 */
export class Loads {
  readonly #list = new SortedBlocks(() => new LoadBlock());

  /** Notes that the load changes by so many bytes at a time. */
  change(time: number, bytes: number): void {
    const at = this.#list.blockOf(time);
    const block = this.#list.blocks[at]!;
    for (let i = 0; i < block.count; i++) {
      if (block.keys[i] !== time) continue;
      block.values[i]! += bytes;
      const left = block.values[i] === 0 ? this.#list.delete(at, i) : block;
      if (left !== null) measure(left);
      return;
    }
    for (const each of this.#list.insert(time, bytes)) measure(each);
  }

  /** The greatest load in bytes, 0 without buffers, and the first time at which it is reached. */
  get greatest(): { readonly bytes: number; readonly time: number } {
    let before = 0;
    let bytes = 0;
    let highest: LoadBlock | null = null;
    let beforeHighest = 0;
    for (const block of this.#list.blocks) {
      if (before + block.max > bytes) {
        bytes = before + block.max;
        highest = block;
        beforeHighest = before;
      }
      before += block.sum;
    }
    if (highest === null) return { bytes: 0, time: 0 };
    let load = beforeHighest;
    for (let i = 0; ; i++) {
      load += highest.values[i]!;
      if (load === bytes) return { bytes, time: highest.keys[i]! };
    }
  }
}

function measure(block: LoadBlock): void {
  block.sum = 0;
  block.max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < block.count; i++) {
    block.sum += block.values[i]!;
    if (block.sum > block.max) block.max = block.sum;
  }
}
