import type { Timing } from "../model/model.js";

/** The time of a plan in picoseconds, kept up to date as bodies come and go: how busy each memory is, by operator. */
export class TimeTally {
  readonly #timing: Timing;
  /** At operator · memories + memory. */
  readonly #busy: Float64Array;
  readonly #longest: Float64Array;
  total = 0;

  constructor(timing: Timing) {
    this.#timing = timing;
    this.#busy = new Float64Array(timing.computePs.length * timing.memories);
    this.#longest = new Float64Array(timing.computePs.length);
    this.clear();
  }

  /** Leaves the operators without accesses. */
  clear(): void {
    this.#busy.fill(0);
    this.#longest.set(this.#timing.computePs);
    this.total = 0;
    for (const ps of this.#longest) this.total += ps;
  }

  add(body: number, memory: number): void {
    this.#change(body, memory, 1);
  }

  remove(body: number, memory: number): void {
    this.#change(body, memory, -1);
  }

  /** What the total would be if the body, which is there, lay in another memory. */
  withMove(body: number, from: number, to: number): number {
    const { computePs, start, operator, ps, memories } = this.#timing;
    let total = this.total;
    if (from === to) return total;
    for (let i = start[body]!; i < start[body + 1]!; i++) {
      const o = operator[i]!;
      let longest = computePs[o]!;
      for (let m = 0; m < memories; m++) {
        let busy = this.#busy[o * memories + m]!;
        if (m === from) busy -= ps[i * memories + m]!;
        else if (m === to) busy += ps[i * memories + m]!;
        if (busy > longest) longest = busy;
      }
      total += longest - this.#longest[o]!;
    }
    return total;
  }

  #change(body: number, memory: number, sign: number): void {
    const { computePs, start, operator, ps, memories } = this.#timing;
    for (let i = start[body]!; i < start[body + 1]!; i++) {
      const o = operator[i]!;
      this.#busy[o * memories + memory]! += sign * ps[i * memories + memory]!;
      let longest = computePs[o]!;
      for (let m = 0; m < memories; m++) longest = Math.max(longest, this.#busy[o * memories + m]!);
      this.total += longest - this.#longest[o]!;
      this.#longest[o] = longest;
    }
  }
}
