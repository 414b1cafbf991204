import type { Floors } from "../state/floors.js";

/** Refuted at once: floors and totals say it all. Other leaves are −2 and below. */
export const AT_ONCE = -1;

/** Numbers that a transcript keeps at most: some hundred megabytes. */
const MOST_NUMBERS = 4e7;

/** Why a state is refuted: a stack of a section that is too high, a nogood, or the answers to a question. */
export type Refutation =
  | { readonly kind: "at once" }
  | { readonly kind: "stack"; readonly section: number }
  | { readonly kind: "nogood"; readonly nogood: number }
  | { readonly kind: "node"; readonly section: number; readonly answers: readonly Answer[] };

/** A decision that was not refuted at once: a buffer, or −1 − section with the waste's level; and what refuted it. */
export interface Answer {
  readonly what: number;
  readonly level: number;
  readonly refutation: number;
}

/**
 * What a prover did, for a proof: of every state that it has refuted, how. A refutation is a number, which `at` reads.
 * Nodes that were jumped over are never exhausted, so they leave nothing behind.
 */
export class Transcript {
  /** True once there was no room for more: then there is no proof. */
  full = false;
  /** What refutes the root, once the search is exhausted. */
  root = AT_ONCE;
  /** By nogood: what refutes the states that it does. */
  readonly nogoods: number[] = [];
  readonly #floors: Floors;
  #most = MOST_NUMBERS;
  /** Exhausted nodes: section, number of answers, and for each what, level, refutation. */
  readonly #nodes: number[] = [];
  /** By depth: the answers of the open node, as in `#nodes`. */
  readonly #open: number[][] = [];

  constructor(floors: Floors) {
    this.#floors = floors;
  }

  /** At most so many numbers, and never more than there is memory for. */
  keep(mostNumbers: number): void {
    this.#most = Math.min(MOST_NUMBERS, mostNumbers);
  }

  begin(): void {
    this.full = false;
    this.root = AT_ONCE;
    this.#nodes.length = 0;
    this.nogoods.length = 0;
  }

  opened(depth: number): void {
    const answers = this.#open[depth];
    if (answers === undefined) this.#open[depth] = [];
    else answers.length = 0;
  }

  /** What the latest decision failed of at once; the state is as it left it. */
  failed(): number {
    const { failedSection: s, failedBuffer, open, members, least, total, capacity, model } = this.#floors;
    if (failedBuffer >= 0 || s < 0) return AT_ONCE;
    let floor = Infinity;
    const begin = model.sectionStart[s]!;
    for (let i = begin; i < begin + open[s]!; i++) floor = Math.min(floor, least[members[i]!]!);
    return floor + total[s]! > capacity ? AT_ONCE : -2 - 2 * s;
  }

  refutedBy(nogood: number): number {
    return -3 - 2 * nogood;
  }

  exhausted(depth: number, section: number): number {
    const answers = this.#open[depth]!;
    if (this.#nodes.length + answers.length > this.#most) this.full = true;
    if (this.full) return AT_ONCE;
    const at = this.#nodes.length;
    this.#nodes.push(section, answers.length / 3, ...answers);
    return at;
  }

  /** The decision at this depth is refuted. */
  answered(depth: number, what: number, level: number, refutation: number): void {
    if (refutation !== AT_ONCE) this.#open[depth]!.push(what, level, refutation);
  }

  at(refutation: number): Refutation {
    if (refutation === AT_ONCE) return { kind: "at once" };
    if (refutation < 0) {
      const code = -2 - refutation;
      return code % 2 === 0 ? { kind: "stack", section: code / 2 } : { kind: "nogood", nogood: (code - 1) / 2 };
    }
    const nodes = this.#nodes;
    const answers: Answer[] = [];
    for (let i = refutation + 2, left = nodes[refutation + 1]!; left > 0; i += 3, left--) {
      answers.push({ what: nodes[i]!, level: nodes[i + 1]!, refutation: nodes[i + 2]! });
    }
    return { kind: "node", section: nodes[refutation]!, answers };
  }
}
