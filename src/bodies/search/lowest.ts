import type { BodyFloors } from "./floors.js";
import { highOf, lowOf } from "./reach.js";

/**
 * What tells that a state leads to no plan in which each body lies as low as the others let it. Every plan can be
 * brought to such a one (each move lowers the sum of offsets), so a search for those may refuse all others.
 */
export class LowestForm {
  readonly #floors: BodyFloors;

  constructor(floors: BodyFloors) {
    this.#floors = floors;
  }

  /** Whether b, at its least offset, may rest on something. If not, the conflict says why. */
  supported(b: number): boolean {
    const { least, placedDepth, model } = this.#floors;
    const { base, rowStart, neighbours, mirror, spanStart, rests } = model;
    const p = least[b]!;
    if (rests.at(b, base) === p) return true;
    for (let entry = rowStart[b]!, end = rowStart[b + 1]!; entry < end; entry++) {
      const c = neighbours[entry]!;
      const back = mirror[entry]!;
      for (let k = spanStart[back]!, stop = spanStart[back + 1]!; k < stop; k++) {
        const level = highOf(this.#floors.model, k, least[c]!);
        if (level > p) continue;
        if (placedDepth[c] === -1 || rests.at(b, level) === p) return true;
      }
    }
    this.#explainUnsupported(b, p);
    return false;
  }

  #explainUnsupported(b: number, p: number): void {
    const { least, conflict, model } = this.#floors;
    const { rowStart, neighbours, mirror, spanStart } = model;
    conflict.clear();
    conflict.touch(b);
    for (let entry = rowStart[b]!, end = rowStart[b + 1]!; entry < end; entry++) {
      const c = neighbours[entry]!;
      const back = mirror[entry]!;
      for (let k = spanStart[back]!, stop = spanStart[back + 1]!; k < stop; k++) {
        if (highOf(this.#floors.model, k, least[c]!) > p) this.#explainAbove(k, c, p + 1);
        else this.#floors.explainPlaced(c);
      }
    }
  }

  /** Adds that c lies so high that its span k ends at or above `level`. */
  #explainAbove(k: number, c: number, level: number): void {
    const { least, model } = this.#floors;
    const need = model.spanFrom[k]! < 0 ? Math.min(least[c]!, level - model.high[k]!) : least[c]!;
    this.#floors.explain(c, need);
  }

  /**
   * Whether the latest decision has lifted a body above a hole that it fits into, whatever becomes of what is unplaced.
   * If so, the conflict says why.
   */
  leavesHole(): boolean {
    const { placedDepth, changedCount } = this.#floors;
    for (let i = 0, count = changedCount; i < count; i++) {
      const b = this.#floors.changed(i);
      if (placedDepth[b] === -1 && this.#fitsLower(b)) return true;
    }
    return false;
  }

  #fitsLower(b: number): boolean {
    const { least, placedDepth, root, model } = this.#floors;
    const { rowStart, neighbours, mirror, spanStart, rests, fixed } = model;
    const p = least[b]!;
    let u = rests.at(b, model.base);
    if (u >= p || root[b] === p || fixed[b] === 1) return false;
    const begin = rowStart[b]!;
    const end = rowStart[b + 1]!;
    for (let before = -1; before !== u; ) {
      before = u;
      for (let entry = begin; entry < end; entry++) {
        const c = neighbours[entry]!;
        const placed = placedDepth[c] !== -1;
        const from = placed ? mirror[entry]! : entry;
        for (let k = spanStart[from]!, stop = spanStart[from + 1]!; k < stop; k++) {
          if (placed) {
            const high = highOf(this.#floors.model, k, least[c]!);
            if (u >= high || u <= lowOf(this.#floors.model, k, least[c]!)) continue;
            u = rests.at(b, high);
            if (u >= p) return false;
          } else if (highOf(this.#floors.model, k, u) > least[c]!) return false;
        }
      }
    }
    this.#explainHole(b, u);
    return true;
  }

  /** Why b lies above u, and nothing keeps it from u. */
  #explainHole(b: number, u: number): void {
    const { least, placedDepth, conflict, model } = this.#floors;
    const { rowStart, neighbours, spanStart } = model;
    this.#floors.failedSection = -1;
    this.#floors.failedBody = b;
    conflict.clear();
    this.#floors.explain(b, u + 1);
    for (let entry = rowStart[b]!, end = rowStart[b + 1]!; entry < end; entry++) {
      const c = neighbours[entry]!;
      let need = -Infinity;
      for (let k = spanStart[entry]!, stop = spanStart[entry + 1]!; k < stop; k++) {
        need = Math.max(need, highOf(this.#floors.model, k, u));
      }
      if (least[c]! >= need) this.#floors.explain(c, need);
      else if (placedDepth[c] !== -1) this.#floors.explainPlaced(c);
    }
  }
}
