/**
 * A list in an order that its user knows, which stays quick where it is long: items stand in chunks, so that one that
 * comes or goes moves only some hundred others.
 */

/** Items of a chunk at which it is parted. */
const MOST_IN_CHUNK = 512;

/** Where an item stands, or would stand. Changes of the list make it void. */
export interface ListPlace {
  readonly chunk: number;
  readonly at: number;
}

export class OrderedList<Item> {
  /** None is empty. */
  readonly #chunks: Item[][] = [];

  /**
   * The place of the first item for which `isBehind` holds; the end where it holds for none.
   *
   * @param isBehind once it holds, it holds for all that follow
   */
  find(isBehind: (item: Item) => boolean): ListPlace {
    const chunk = firstWhere(this.#chunks.length, (c) => isBehind(this.#chunks[c]!.at(-1)!));
    const items = this.#chunks[chunk] ?? [];
    return { chunk, at: firstWhere(items.length, (i) => isBehind(items[i]!)) };
  }

  /** Undefined at the end. */
  at({ chunk, at }: ListPlace): Item | undefined {
    return this.#chunks[chunk]?.[at];
  }

  /** The item in front of a place; undefined at the begin. */
  before({ chunk, at }: ListPlace): Item | undefined {
    return at > 0 ? this.#chunks[chunk]![at - 1] : this.#chunks[chunk - 1]?.at(-1);
  }

  /** The items from a place on. */
  *from({ chunk, at }: ListPlace): Generator<Item, void> {
    for (let c = chunk; c < this.#chunks.length; c++) {
      const items = this.#chunks[c]!;
      for (let i = c === chunk ? at : 0; i < items.length; i++) yield items[i]!;
    }
  }

  /** Puts items in the place of as many as `count` from there on. */
  replace(place: ListPlace, count: number, items: readonly Item[]): void {
    let { chunk, at } = place;
    if (chunk === this.#chunks.length && chunk > 0) at = this.#chunks[--chunk]!.length;
    else if (chunk === this.#chunks.length) this.#chunks.push([]);
    const first = this.#chunks[chunk]!;
    let left = count - Math.min(count, first.length - at);
    const changed = [...first.slice(0, at), ...items, ...first.slice(at + count)];
    let last = chunk + 1;
    while (left > 0 && last < this.#chunks.length) {
      const next = this.#chunks[last]!;
      if (next.length > left) {
        this.#chunks[last] = next.slice(left);
        break;
      }
      left -= next.length;
      last++;
    }
    const parts: Item[][] = [];
    const size = changed.length > MOST_IN_CHUNK ? MOST_IN_CHUNK / 2 : MOST_IN_CHUNK;
    for (let from = 0; from < changed.length; from += size) parts.push(changed.slice(from, from + size));
    this.#chunks.splice(chunk, last - chunk, ...parts);
  }
}

/** The first of 0 … count − 1 for which it holds; `count` where there is none. */
function firstWhere(count: number, holds: (index: number) => boolean): number {
  let [from, to] = [0, count];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
