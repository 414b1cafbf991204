import { radixSort } from "./radix-sort.js";
import { heed } from "./stopped.js";

/** From this many items on, digits are sorted by: comparing takes several times as long. */
const MANY = 50_000;

/** Runs of this length are sorted by insertion before they are merged. */
const RUN = 12;

/** How many runs are sorted between two looks at whether to stop: a power of two. */
const HEED_RUNS = 4096;

/** How many items are put in their place between two looks. */
const HEED_ITEMS = 1 << 17;

/** Sorts indices by up to three keys, reusing its scratch space. */
export class KeySorter {
  readonly #item: Int32Array;
  readonly #itemB: Int32Array;
  /** Only where comparing sorts. */
  #key = new Float64Array(0);
  #keyB = new Float64Array(0);

  /** For at most `capacity` items at a time. */
  constructor(capacity: number) {
    this.#item = new Int32Array(capacity);
    this.#itemB = new Int32Array(capacity);
  }

  /**
   * Sorts `items` in place, ascending by `first[item]`, then `second[item]`, then `third[item]`; stable, so that items
   * with equal keys stay in their order. The first key travels with its item, which keeps a large sort within the cache
   * lines at hand; the others are looked up when needed. No key may be NaN.
   *
   * Heeds `shouldStop`, and leaves `items` as they were then.
   */
  sort(
    items: Int32Array,
    first: Float64Array,
    second: Float64Array,
    third: Float64Array,
    shouldStop?: () => boolean,
  ): void {
    const count = items.length;
    if (count >= MANY) {
      this.#sortMany(items, [third, second, first], shouldStop);
      return;
    }
    if (this.#key.length < count) {
      this.#key = new Float64Array(Math.min(this.#item.length, MANY));
      this.#keyB = new Float64Array(this.#key.length);
    }
    let item = this.#item;
    let key = this.#key;
    for (let i = 0; i < count; i++) {
      item[i] = items[i]!;
      key[i] = first[items[i]!]!;
    }
    for (let from = 0; from < count; from += RUN) {
      if ((from / RUN) % HEED_RUNS === HEED_RUNS - 1) heed(shouldStop);
      const to = Math.min(from + RUN, count);
      for (let i = from + 1; i < to; i++) {
        const a = item[i]!;
        const own = key[i]!;
        let j = i - 1;
        for (; j >= from; j--) {
          if (key[j]! < own || (key[j] === own && !later(item[j]!, a, second, third))) break;
          item[j + 1] = item[j]!;
          key[j + 1] = key[j]!;
        }
        item[j + 1] = a;
        key[j + 1] = own;
      }
    }
    let itemTo = this.#itemB;
    let keyTo = this.#keyB;
    for (let width = RUN; width < count; width *= 2) {
      if (count > HEED_RUNS) heed(shouldStop);
      for (let from = 0; from < count; from += 2 * width) {
        const middle = Math.min(from + width, count);
        const to = Math.min(middle + width, count);
        let left = from;
        let right = middle;
        for (let i = from; i < to; i++) {
          const takeRight =
            left >= middle ||
            (right < to &&
              (key[right]! < key[left]! ||
                (key[right] === key[left] && later(item[left]!, item[right]!, second, third))));
          const at = takeRight ? right++ : left++;
          itemTo[i] = item[at]!;
          keyTo[i] = key[at]!;
        }
      }
      [item, itemTo] = [itemTo, item];
      [key, keyTo] = [keyTo, key];
    }
    items.set(item.length === count ? item : item.subarray(0, count));
  }

  /** @param keys the last first, so that each sort keeps the order of those before it where its own keys are equal */
  #sortMany(items: Int32Array, keys: readonly Float64Array[], shouldStop?: () => boolean): void {
    const sorted = this.#item.subarray(0, items.length);
    sorted.set(items);
    const spare = this.#itemB.subarray(0, items.length);
    for (const [i, key] of keys.entries()) {
      if (keys[i + 1] !== key) radixSort(sorted, key, spare, () => heed(shouldStop));
    }
    items.set(sorted);
  }
}

/** Whether a goes strictly after b by the second and third key. */
function later(a: number, b: number, second: Float64Array, third: Float64Array): boolean {
  const difference = second[a]! - second[b]!;
  return difference > 0 || (difference === 0 && third[a]! > third[b]!);
}

/**
 * Stable counting sort of `items` by their slot; `first[slot]` is then the first that is at the slot or later. Heeds
 * `shouldStop`.
 */
export function bucketSort(
  items: Int32Array,
  slot: Int32Array,
  sorted: Int32Array,
  first: Int32Array,
  shouldStop?: () => boolean,
): void {
  first.fill(0);
  for (let i = 0; i < items.length; i++) {
    if (i % HEED_ITEMS === HEED_ITEMS - 1) heed(shouldStop);
    first[slot[items[i]!]! + 1]!++;
  }
  for (let s = 1; s < first.length; s++) first[s]! += first[s - 1]!;
  for (let i = 0; i < items.length; i++) {
    if (i % HEED_ITEMS === HEED_ITEMS - 1) heed(shouldStop);
    sorted[first[slot[items[i]!]!]!++] = items[i]!;
  }
  for (let s = first.length - 1; s > 0; s--) first[s] = first[s - 1]!;
  first[0] = 0;
}
