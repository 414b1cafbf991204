/** Entries of a block at most: a full one is cut in half. */
const MOST = 128;

/** Some entries of a sorted list that lie next to each other. */
export class Block {
  count = 0;
  /** Ascending. */
  readonly keys = new Float64Array(MOST);
  readonly values = new Float64Array(MOST);
}

/**
 * A sorted list in blocks: an entry is put in and taken out at the price of one block, and a question goes through the
 * blocks with what is known of each. That is some √n for an edit, and for the few thousand entries that a problem has
 * it is faster than a tree.
 */
export class SortedBlocks<B extends Block> {
  readonly blocks: B[];
  readonly #make: () => B;

  constructor(make: () => B) {
    this.#make = make;
    this.blocks = [make()];
  }

  /** The last block that begins at `key` or below; the first one where none does. */
  blockOf(key: number): number {
    const { blocks } = this;
    let low = 0;
    let high = blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (blocks[middle]!.keys[0]! <= key) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Puts an entry in behind those of the same key. Returns the block that it lies in, and the half cut off, if any. */
  insert(key: number, value: number): readonly B[] {
    const at = this.blockOf(key);
    const block = this.blocks[at]!;
    if (block.count < MOST) {
      put(block, key, value);
      return [block];
    }
    const half = MOST >>> 1;
    const upper = this.#make();
    upper.keys.set(block.keys.subarray(half));
    upper.values.set(block.values.subarray(half));
    upper.count = MOST - half;
    block.count = half;
    this.blocks.splice(at + 1, 0, upper);
    put(key < upper.keys[0]! ? block : upper, key, value);
    return [block, upper];
  }

  /** Takes an entry out. Returns its block, null where that is empty now and gone. */
  delete(at: number, index: number): B | null {
    const block = this.blocks[at]!;
    block.keys.copyWithin(index, index + 1, block.count);
    block.values.copyWithin(index, index + 1, block.count);
    block.count--;
    if (block.count > 0 || this.blocks.length === 1) return block;
    this.blocks.splice(at, 1);
    return null;
  }
}

function put(block: Block, key: number, value: number): void {
  const { keys, values } = block;
  let at = block.count;
  while (at > 0 && keys[at - 1]! > key) at--;
  keys.copyWithin(at + 1, at, block.count);
  values.copyWithin(at + 1, at, block.count);
  keys[at] = key;
  values[at] = value;
  block.count++;
}
