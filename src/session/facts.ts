/** No plan of the buffers that live in [from, to) peaks below `bound` bytes. */
export interface Fact {
  readonly from: number;
  readonly to: number;
  /** Bytes from the base. */
  readonly bound: number;
  /** Those that live at `from` alone cannot be stacked lower. */
  readonly isStack: boolean;
}

/** Facts that are kept at most. */
const MOST = 16;

/**
 * What runs have proved beyond the load. A bound outlasts every edit that makes no buffer of it less: what is added,
 * grows or lives longer never lowers the least peak.
 */
export class Facts {
  #facts: Fact[] = [];

  /** The one with the greatest bound; null where there is none. */
  get strongest(): Fact | null {
    let found: Fact | null = null;
    for (const fact of this.#facts) if (found === null || fact.bound > found.bound) found = fact;
    return found;
  }

  add(fact: Fact): void {
    this.#facts = this.#facts.filter(
      ({ from, to, bound }) => !(fact.bound >= bound && fact.from >= from && fact.to <= to),
    );
    this.#facts.push(fact);
    if (this.#facts.length > MOST) {
      this.#facts.sort((a, b) => b.bound - a.bound);
      this.#facts.pop();
    }
  }

  /** Forgets what a buffer that lived in [from, to) may have been part of: it is less now, or gone. */
  forget(from: number, to: number): void {
    this.#facts = this.#facts.filter((fact) => fact.to <= from || fact.from >= to);
  }
}
