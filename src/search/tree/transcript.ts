import type { Floors } from "../state/floors.js";

/** Refuted at once: floors and totals say it all. Other leaves are −2 and below. */
export const AT_ONCE = -1;

/** Numbers that a transcript keeps at most: some hundred megabytes. */
const MOST_NUMBERS = 4e7;

/** Numbers of an answer in a transcript. */
const ANSWER = 3;

/**
 * What a prover did, for a proof: of every state that it has refuted, how. A refutation is a number: that of a leaf
 * (`AT_ONCE`, `stackIn`, `nogoodIn`), or the place in `nodes` of a question whose answers are all refuted. Nodes that
 * were jumped over are never exhausted, so they leave nothing behind.
 */
export class Transcript {
  /** True once there was no room for more: then there is no proof. */
  full = false;
  /** What refutes the root, once the search is exhausted. */
  root = AT_ONCE;
  /** By nogood: what refutes the states that it does. */
  readonly nogoods: number[] = [];
  /**
   * Exhausted nodes: section, number of answers, and for each answer that is not refuted at once what was decided (a
   * buffer, or −1 − section for a waste), the waste's level, and what refutes it.
   */
  readonly nodes: number[] = [];
  readonly #floors: Floors;
  #most = MOST_NUMBERS;
  /** By depth: the answers of the open node, as in `nodes`, and how many numbers of them count. */
  readonly #open: number[][] = [];
  readonly #used: number[] = [];

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
    this.nodes.length = 0;
    this.nogoods.length = 0;
  }

  opened(depth: number): void {
    this.#open[depth] ??= [];
    this.#used[depth] = 0;
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
    const used = this.#used[depth]!;
    const { nodes } = this;
    if (nodes.length + used > this.#most) this.full = true;
    if (this.full) return AT_ONCE;
    const at = nodes.length;
    nodes.push(section, used / ANSWER);
    for (let i = 0; i < used; i++) nodes.push(answers[i]!);
    return at;
  }

  /** The decision at this depth is refuted. */
  answered(depth: number, what: number, level: number, refutation: number): void {
    if (refutation === AT_ONCE) return;
    const answers = this.#open[depth]!;
    const at = this.#used[depth]!;
    answers[at] = what;
    answers[at + 1] = level;
    answers[at + 2] = refutation;
    this.#used[depth] = at + ANSWER;
  }
}

/** The section whose stack refutes; −1 where something else does. */
export function stackIn(refutation: number): number {
  return refutation < AT_ONCE && refutation % 2 === 0 ? (-2 - refutation) / 2 : -1;
}

/** The nogood that refutes; −1 where something else does. */
export function nogoodIn(refutation: number): number {
  return refutation < AT_ONCE && refutation % 2 !== 0 ? (-3 - refutation) / 2 : -1;
}
