import type { Model, Pair } from "../model/model.js";
import { type Cut, cutOfCore, GIVEN, type Items, KEPT } from "./items.js";
import type { HardAnswer, HardOracle, HardQuestion } from "./oracle.js";
import type { Scene } from "./scene.js";

export type Settled =
  | { readonly status: "fits"; readonly offsets: Float64Array; readonly memories: Int32Array }
  /** One item of the cut has to be given up, for plans within the peak that was asked. */
  | { readonly status: "refuted"; readonly cut: Cut }
  | { readonly status: "open" };

export interface SettleOptions {
  /** Decisions for each question. */
  readonly steps: number;
  readonly shouldStop?: () => boolean;
}

/** Asks whether a choice of soft items has a plan, memory by memory; answers are kept for when they come up again. */
export class Settler {
  readonly #model: Model;
  readonly #scene: Scene;
  readonly #items: Items;
  readonly #oracle: HardOracle;
  readonly #known = new Map<string, HardAnswer>();

  constructor(scene: Scene, items: Items, oracle: HardOracle) {
    this.#model = scene.model;
    this.#scene = scene;
    this.#items = items;
    this.#oracle = oracle;
  }

  /**
   * @param state what is kept and given up, as `leastCover` says it
   * @param mostPeak the sum of all peaks at most
   */
  *settle(state: Uint8Array, mostPeak: number, options: SettleOptions): Generator<undefined, Settled> {
    const { model } = this;
    const memoryOf = this.#memories(state);
    const isOnly = model.memories.length === 1;
    const questions = model.memories.map(({ capacity }, memory) => {
      return this.#question(state, memoryOf, memory, isOnly ? Math.min(mostPeak, capacity) : capacity, options);
    });
    const answers: Extract<HardAnswer, { status: "fits" }>[] = [];
    for (const question of questions) {
      const answer = yield* this.#ask(question);
      if (answer.status === "open") return answer;
      if (answer.status === "refuted") {
        return { status: "refuted", cut: cutOfCore(model, this.#items, question.memory, answer.core) };
      }
      answers.push(answer);
    }
    const named = new Set<number>();
    let total = questions.reduce((sum, question, m) => sum + this.#peak(question, answers[m]!.offsets), 0);
    for (let m = 0; m < questions.length && total > mostPeak; ) {
      const peak = this.#peak(questions[m]!, answers[m]!.offsets);
      const answer: HardAnswer =
        peak === 0
          ? { status: "refuted", core: { bodies: [], avoided: [], pinned: [] } }
          : yield* this.#ask({ ...questions[m]!, most: peak - 1 });
      if (answer.status === "open") return answer;
      if (answer.status === "fits") {
        answers[m] = answer;
        total += this.#peak(questions[m]!, answer.offsets) - peak;
        continue;
      }
      for (const item of cutOfCore(model, this.#items, m, answer.core).items) named.add(item);
      m++;
    }
    if (total > mostPeak) {
      const weights = new Float64Array(named.size).fill(1);
      return { status: "refuted", cut: { items: Int32Array.from(named), weights, need: 1 } };
    }
    const offsets = new Float64Array(model.bodies.length);
    for (const [m, { bodies }] of questions.entries()) {
      bodies.forEach((b, row) => {
        offsets[b] = answers[m]!.offsets[row]!;
      });
    }
    return { status: "fits", offsets, memories: memoryOf };
  }

  get model(): Model {
    return this.#model;
  }

  /** The memory that each body keeps. */
  #memories(state: Uint8Array): Int32Array {
    const { firstOf } = this.#items;
    return Int32Array.from(this.#model.bodies, ({ choices }, b) => {
      if (firstOf[b]! < 0) return choices[0]!.memory;
      return choices.find((_, i) => state[firstOf[b]! + i] === KEPT)!.memory;
    });
  }

  #question(
    state: Uint8Array,
    memoryOf: Int32Array,
    memory: number,
    most: number,
    { steps, shouldStop }: SettleOptions,
  ): HardQuestion {
    const { shared, hints } = this.#scene;
    const bodies = Int32Array.from(memoryOf.keys()).filter((b) => memoryOf[b] === memory);
    const avoided = new Set<Pair>();
    for (const [item, { a, b, pairs }] of shared.pairs.entries()) {
      if (state[item] !== GIVEN && memoryOf[a] === memory && memoryOf[b] === memory) {
        for (const pair of pairs) avoided.add(pair);
      }
    }
    const pinned: number[] = [];
    for (const b of bodies) {
      for (const { buffer } of hints[b]!) if (state[this.#items.itemOfHint.get(buffer)!] !== GIVEN) pinned.push(buffer);
    }
    return { memory, bodies, avoided, pinned, most, steps, ...(shouldStop && { shouldStop }) };
  }

  *#ask(question: HardQuestion): Generator<undefined, HardAnswer> {
    const { memory, bodies, avoided, pinned, most } = question;
    const pairs = Array.from(avoided, (pair) => this.#items.itemOfPair.get(pair as never));
    const key = [memory, most, bodies.join(), pairs.join(), pinned.join()].join("|");
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const answer: HardAnswer =
      bodies.length === 0
        ? { status: "fits", offsets: new Float64Array(0) }
        : yield* this.#oracle.fits(this.#model, question);
    if (answer.status !== "open") this.#known.set(key, answer);
    return answer;
  }

  #peak({ memory, bodies }: HardQuestion, offsets: Float64Array): number {
    const { base } = this.#model.memories[memory]!;
    let peak = 0;
    bodies.forEach((b, row) => {
      peak = Math.max(peak, offsets[row]! + this.#model.bodies[b]!.size - base);
    });
    return peak;
  }
}
