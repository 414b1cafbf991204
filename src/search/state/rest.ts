import type { SearchModel } from "./model.js";

/**
 * The levels at which a buffer may rest where alignment or fixed neighbours restrict it: `at(b, level)` is the least
 * allowed offset that is not below `level`, or −1 if there is none (a fixed buffer that the level has passed).
 * It never falls as the level rises, which is all that the searches rely on.
 */
export class RestLevels {
  readonly #model: SearchModel;
  /** Compressed rows: the fixed neighbours of every free buffer by rising offset. */
  readonly #rowStart: Int32Array;
  readonly #obstacles: Int32Array;

  constructor(model: SearchModel) {
    this.#model = model;
    const { count, fixed, neighbourStart, neighbours } = model;
    const rowStart = new Int32Array(count + 1);
    const entries: number[] = [];
    for (let b = 0; b < count; b++) {
      if (fixed[b]! < 0) {
        const row: number[] = [];
        for (let i = neighbourStart[b]!; i < neighbourStart[b + 1]!; i++) {
          if (fixed[neighbours[i]!]! >= 0) row.push(neighbours[i]!);
        }
        row.sort((x, y) => fixed[x]! - fixed[y]!);
        for (const obstacle of row) entries.push(obstacle);
      }
      rowStart[b + 1] = entries.length;
    }
    this.#rowStart = rowStart;
    this.#obstacles = Int32Array.from(entries);
  }

  at(b: number, level: number): number {
    const { fixed, size, alignment } = this.#model;
    if (fixed[b]! >= 0) return level <= fixed[b]! ? fixed[b]! : -1;
    const step = alignment[b]!;
    let offset = Math.ceil(level / step) * step;
    for (let i = this.#rowStart[b]!; i < this.#rowStart[b + 1]!; i++) {
      const obstacle = this.#obstacles[i]!;
      if (offset + size[b]! <= fixed[obstacle]!) break;
      const top = fixed[obstacle]! + size[obstacle]!;
      if (offset < top) offset = Math.ceil(top / step) * step;
    }
    return offset;
  }
}
