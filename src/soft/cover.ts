import { TERMS, type Term } from "../problem/index.js";
import { type BoundCut, dualBound } from "./dual-bound.js";
import { type Cut, GIVEN, type Items, KEPT } from "./items.js";
import type { TimeGuide } from "./time-guide.js";

/** What a choice of items to give up is asked to be. */
export interface CoverQuestion {
  /** The term that is to be least; null where any choice within the caps will do. */
  readonly lowered: Term | null;
  /** The choice has to be below this in that term. */
  readonly below: number;
  readonly caps: Readonly<Partial<Record<Term, number>>>;
  /** Due whatever is given up. */
  readonly base: Readonly<Record<Term, number>>;
  /** Whether the first choice that meets all cuts will do: it is found without looking back. */
  readonly isFirst: boolean;
  /** Given where the time is lowered or capped. */
  readonly guide?: TimeGuide | null;
}

/** What is left to spend, in items looked at: some 20 ns each. */
export interface Budget {
  work: number;
}

export type CoverAnswer =
  /** The least choice; of several memories of a body exactly one is kept. */
  | { readonly status: "least"; readonly value: number; readonly state: Uint8Array }
  /** There is none. */
  | { readonly status: "none" }
  /** None is below `bound`; the best that was seen, if any was. */
  | { readonly status: "open"; readonly bound: number; readonly state: Uint8Array | null };

interface Frame {
  readonly candidates: Int32Array;
  next: number;
  readonly mark: number;
}

/**
 * The least-cost choice of items to give up that meets all cuts, within caps: branch and bound on the items of a cut
 * that is not yet met. A branch gives one up and keeps those before it, so no choice comes up twice.
 *
 * The time of a plan is no sum over items. Where it counts, bodies that the cuts leave a choice are decided too, one
 * after the other, until a guide knows the time.
 *
 * Pairs and hints of terms that are neither lowered nor capped are given up from the start: nobody asks for them.
 */
export function leastCover(
  items: Items,
  cuts: readonly Cut[],
  question: CoverQuestion,
  budget: Budget,
): Generator<undefined, CoverAnswer> {
  return new Cover(items, cuts, question, budget).run();
}

/** Work between two pauses. */
const PAUSE = 200_000;

class Cover {
  readonly #items: Items;
  readonly #cuts: readonly Cut[];
  readonly #question: CoverQuestion;
  readonly #state: Uint8Array;
  readonly #trail: number[] = [];
  /** What is due, by term, for sure: memories count the cheapest that is left of each body. */
  readonly #due: Record<Term, number>;
  #below: number;
  #best: Uint8Array | null = null;
  readonly #budget: Budget;
  /** Work of one look at all cuts. */
  readonly #look: number;
  readonly #guide: TimeGuide | null;

  constructor(items: Items, cuts: readonly Cut[], question: CoverQuestion, budget: Budget) {
    this.#budget = budget;
    this.#guide = question.guide ?? null;
    const own = this.#guide === null ? 1 : 1 + items.firstOf.length / 8;
    this.#look = cuts.reduce((sum, cut) => sum + cut.items.length, own);
    this.#items = items;
    this.#cuts = cuts;
    this.#question = question;
    this.#state = new Uint8Array(items.count);
    this.#below = question.below;
    this.#due = { ...question.base };
    for (let item = 0; item < items.count; item++) {
      if (items.memory[item]! >= 0) {
        if (items.firstOf[items.subject[item]!] === item) this.#due.spill += this.#cheapest(item);
      } else if (!this.#isAsked(items.term[item]!)) this.#state[item] = GIVEN;
    }
    this.#guide?.begin(this.#state);
  }

  *run(): Generator<undefined, CoverAnswer> {
    const frames: Frame[] = [];
    const { isFirst } = this.#question;
    const root = this.#bound();
    let pause = PAUSE;
    for (let isDown = true; ; ) {
      if (isDown) {
        this.#budget.work -= 2 * this.#look;
        pause -= 2 * this.#look;
        if (pause < 0) {
          pause = PAUSE;
          yield;
        }
        if (this.#budget.work < 0 || (isFirst && this.#best !== null)) {
          return { status: "open", bound: Math.min(root, this.#below), state: this.#best };
        }
        const cut = this.#isHopeless() ? null : this.#tightest();
        const body = cut === "met" ? this.#undecided() : -1;
        if (body >= 0) frames.push({ candidates: this.#memoriesOf(body), next: 0, mark: this.#trail.length });
        else if (cut === "met") this.#keep();
        else if (cut !== null) frames.push({ candidates: this.#candidates(cut), next: 0, mark: this.#trail.length });
      }
      const frame = frames.at(-1);
      if (frame === undefined) break;
      this.#undoTo(frame.mark);
      isDown = false;
      if (frame.next === frame.candidates.length) {
        frames.pop();
        continue;
      }
      const at = frame.next++;
      isDown = true;
      for (let i = 0; i < at && isDown; i++) isDown = this.#set(frame.candidates[i]!, KEPT);
      if (isDown) isDown = this.#set(frame.candidates[at]!, GIVEN);
    }
    if (this.#best === null) return { status: "none" };
    return { status: "least", value: this.#below, state: this.#best };
  }

  #isAsked(term: Term): boolean {
    return term === this.#question.lowered || this.#question.caps[term] !== undefined;
  }

  #value(): number {
    const { lowered } = this.#question;
    if (lowered === "time" && this.#guide !== null) return Math.max(this.#due.time, this.#guide.bound());
    return lowered === null ? 0 : this.#due[lowered];
  }

  #isHopeless(): boolean {
    const { caps } = this.#question;
    if (this.#guide !== null && this.#guide.bound() > (caps.time ?? Number.POSITIVE_INFINITY)) return true;
    for (const term of TERMS)
      if (term !== "peak" && this.#due[term] > (caps[term] ?? Number.POSITIVE_INFINITY)) return true;
    return (this.#question.isFirst ? this.#value() : this.#bound()) >= this.#below;
  }

  /** What the lowered term is at least, in this node. */
  #bound(): number {
    const { lowered } = this.#question;
    if (lowered === null || lowered === "peak" || lowered === "time") return this.#value();
    const open: BoundCut[] = [];
    for (const { items, weights, need } of this.#cuts) {
      let left = need;
      const free: number[] = [];
      const heavy: number[] = [];
      for (let i = 0; i < items.length; i++) {
        const state = this.#state[items[i]!]!;
        if (state === GIVEN) left -= weights[i]!;
        else if (state === 0) {
          free.push(items[i]!);
          heavy.push(weights[i]!);
        }
      }
      if (left > 0) open.push({ items: free, weights: heavy, need: left });
    }
    return this.#value() + dualBound(open, (item) => this.#price(item, lowered));
  }

  /** What giving an undecided item up adds to the term. */
  #price(item: number, term: Term): number {
    const { memory, cost, subject, firstOf } = this.#items;
    if (this.#items.term[item] !== term) return 0;
    if (memory[item]! < 0) return cost[item]!;
    const first = firstOf[subject[item]!]!;
    return Math.max(0, this.#cheapest(first, item) - this.#cheapest(first));
  }

  /** The cheapest memory that a body has left, by its first item. */
  #cheapest(first: number, without = -1): number {
    const { memory, cost, subject } = this.#items;
    let least = Number.POSITIVE_INFINITY;
    for (let i = first; i < this.#items.count && memory[i]! >= 0 && subject[i] === subject[first]; i++) {
      if (i !== without && this.#state[i] !== GIVEN) least = Math.min(least, cost[i]!);
    }
    return least;
  }

  /** The unmet cut with the fewest items to choose from; null where one cannot be met. */
  #tightest(): Cut | null | "met" {
    let fewest = Number.POSITIVE_INFINITY;
    let found: Cut | "met" = "met";
    for (const cut of this.#cuts) {
      let [given, free, count] = [0, 0, 0];
      for (let i = 0; i < cut.items.length; i++) {
        const state = this.#state[cut.items[i]!]!;
        if (state === GIVEN) given += cut.weights[i]!;
        else if (state === 0) {
          free += cut.weights[i]!;
          count++;
        }
      }
      if (given >= cut.need) continue;
      if (given + free < cut.need) return null;
      if (count < fewest) {
        fewest = count;
        found = cut;
      }
    }
    return found;
  }

  /** The undecided items of a cut, what costs least for its weight first. */
  #candidates({ items, weights }: Cut): Int32Array {
    const { lowered } = this.#question;
    const free = Array.from(items.keys()).filter((i) => this.#state[items[i]!] === 0);
    const price = free.map((i) => (lowered === null ? 0 : this.#price(items[i]!, lowered)) / weights[i]!);
    const order = Array.from(free.keys()).sort(
      (x, y) => price[x]! - price[y]! || weights[free[y]!]! - weights[free[x]!]!,
    );
    return Int32Array.from(order, (x) => items[free[x]!]!);
  }

  /** A body to decide for the sake of time; −1 where what is left may be chosen by cost alone. */
  #undecided(): number {
    const guide = this.#guide;
    if (guide === null) return -1;
    const body = guide.undecided();
    const { lowered, caps } = this.#question;
    if (body < 0 || lowered === "time" || caps.time === undefined) return body;
    guide.begin(this.#complete());
    const time = guide.time();
    guide.begin(this.#state);
    return time <= caps.time ? -1 : body;
  }

  /** The memories that a body has left, what the dual calls the dearest first: it is the first to be given up. */
  #memoriesOf(body: number): Int32Array {
    const { memory, subject, firstOf } = this.#items;
    const found: number[] = [];
    for (let i = firstOf[body]!; i < this.#state.length && memory[i]! >= 0 && subject[i] === body; i++) {
      if (this.#state[i] === 0) found.push(i);
    }
    const cost = (item: number): number => this.#guide!.cost(body, memory[item]!);
    return Int32Array.from(found.sort((a, b) => (cost(a) === cost(b) ? a - b : cost(b) - cost(a))));
  }

  /** A state that meets all cuts: what is undecided is kept, of a body's memories the cheapest. */
  #keep(): void {
    this.#best = this.#complete();
    this.#below = this.#question.lowered === "time" && this.#guide !== null ? this.#guide.time() : this.#value();
  }

  #complete(): Uint8Array {
    const { memory, cost, subject, firstOf } = this.#items;
    const best = this.#state.slice();
    for (let item = 0; item < best.length; item++) {
      if (memory[item]! < 0) {
        if (best[item] === 0) best[item] = KEPT;
      } else if (firstOf[subject[item]!] === item) {
        let chosen = -1;
        let i = item;
        for (; i < best.length && memory[i]! >= 0 && subject[i] === subject[item]; i++) {
          if (this.#state[i] !== GIVEN && (chosen < 0 || cost[i]! < cost[chosen]!)) chosen = i;
        }
        while (--i >= item) best[i] = i === chosen ? KEPT : GIVEN;
      }
    }
    return best;
  }

  /** Decides an item; false where that contradicts what was decided. */
  #set(item: number, state: number): boolean {
    const { memory, cost, subject, firstOf } = this.#items;
    if (this.#state[item] !== 0) return this.#state[item] === state;
    const body = subject[item]!;
    const isMemory = memory[item]! >= 0;
    const before = isMemory ? this.#cheapest(firstOf[body]!) : 0;
    this.#state[item] = state;
    this.#trail.push(item);
    if (!isMemory) {
      if (state === GIVEN) this.#due[this.#items.term[item]!] += cost[item]!;
      return true;
    }
    const first = firstOf[body]!;
    if (state === KEPT) {
      for (let i = first; i < this.#state.length && memory[i]! >= 0 && subject[i] === body; i++) {
        if (this.#state[i] !== 0) continue;
        this.#state[i] = GIVEN;
        this.#trail.push(i);
      }
    }
    this.#guide?.update(body, this.#state);
    const now = this.#cheapest(first);
    if (now === Number.POSITIVE_INFINITY) return false;
    this.#due.spill += now - before;
    return true;
  }

  #undoTo(mark: number): void {
    const { memory, cost, subject, firstOf } = this.#items;
    while (this.#trail.length > mark) {
      const item = this.#trail.pop()!;
      if (memory[item]! < 0) {
        if (this.#state[item] === GIVEN) this.#due[this.#items.term[item]!] -= cost[item]!;
        this.#state[item] = 0;
        continue;
      }
      const first = firstOf[subject[item]!]!;
      const before = this.#cheapest(first);
      this.#state[item] = 0;
      this.#guide?.update(subject[item]!, this.#state);
      if (before !== Number.POSITIVE_INFINITY) this.#due.spill += this.#cheapest(first) - before;
      // What left a body no memory was never added.
    }
  }
}
