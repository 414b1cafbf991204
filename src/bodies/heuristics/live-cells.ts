import type { BodyProblem } from "../body-problem.js";

/** Cells in a block of the index. */
const BLOCK = 64;

/** Finds the cells that live in a span of time, for problems whose pairs are too many to list. */
export class LiveCells {
  readonly #problem: BodyProblem;
  /** Cells by their beginning, and the latest end in each block of them. */
  readonly #order: Int32Array;
  readonly #lower: Float64Array;
  readonly #latest: Float64Array;

  constructor(problem: BodyProblem) {
    this.#problem = problem;
    const { cellLower, cellUpper } = problem;
    this.#order = Int32Array.from(cellLower.keys()).sort((x, y) => cellLower[x]! - cellLower[y]!);
    this.#lower = Float64Array.from(this.#order, (cell) => cellLower[cell]!);
    this.#latest = new Float64Array(Math.ceil(this.#order.length / BLOCK)).fill(Number.NEGATIVE_INFINITY);
    this.#order.forEach((cell, i) => {
      const block = Math.floor(i / BLOCK);
      this.#latest[block] = Math.max(this.#latest[block]!, cellUpper[cell]!);
    });
  }

  /** Calls `visit` for each cell that lives at some time of [from, to). */
  forEach(from: number, to: number, visit: (cell: number) => void): void {
    const { cellUpper } = this.#problem;
    const lower = this.#lower;
    for (let block = 0; block < this.#latest.length; block++) {
      const first = block * BLOCK;
      if (lower[first]! >= to) return;
      if (this.#latest[block]! <= from) continue;
      const end = Math.min(first + BLOCK, lower.length);
      for (let i = first; i < end && lower[i]! < to; i++) {
        const cell = this.#order[i]!;
        if (cellUpper[cell]! > from) visit(cell);
      }
    }
  }
}
