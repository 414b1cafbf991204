import { type Decision, Portfolio, type SearchModel, type SearchPolicy } from "../../search/index.js";

/** Whether decisions can be completed to a plan; `unknown` when the expert's steps ran out first. */
export type Completion = "yes" | "no" | "unknown";

/** The earliest decision whose prefix can no longer be completed. */
export interface FirstWrong {
  /** Its position in the path: what comes before it can be completed. */
  readonly at: number;
  /** False where a prefix counts as wrong because the expert ran out of steps on it. */
  readonly proved: boolean;
}

/**
 * Knows, by exact search within a budget, which decisions were wrong. Whether a prefix can be completed is monotone:
 * once it cannot, no longer prefix can. So the earliest wrong decision is found by bisection, in a logarithm of the
 * path's length.
 */
export class Expert {
  /** Steps that it has taken. */
  get steps(): number {
    return this.#portfolio.steps;
  }

  readonly #portfolio: Portfolio;
  readonly #capacity: number;
  readonly #budget: number;

  /**
   * @param capacity units
   * @param budget steps for each question
   */
  constructor(
    model: SearchModel,
    capacity: number,
    { policy, budget, seed }: { policy: SearchPolicy; budget: number; seed: number },
  ) {
    this.#portfolio = new Portfolio(model, { seed, policy });
    this.#capacity = capacity;
    this.#budget = budget;
  }

  canComplete(prefix: readonly Decision[]): Completion {
    this.#portfolio.begin(this.#capacity, prefix);
    const outcome = this.#portfolio.run(this.#budget);
    return outcome === "placed" ? "yes" : outcome === "exhausted" ? "no" : "unknown";
  }

  /**
   * The earliest wrong decision of a path that failed, or null where the budget does not tell.
   *
   * @param known so many decisions at the beginning can be completed, as a witness shows
   */
  firstWrong(path: readonly Decision[], known: number): FirstWrong | null {
    let right = known;
    let wrong = path.length;
    let proved = true;
    while (wrong - right > 1) {
      const middle = (right + wrong) >> 1;
      const verdict = this.canComplete(path.slice(0, middle));
      if (verdict === "yes") right = middle;
      else {
        wrong = middle;
        proved = verdict === "no";
      }
    }
    // Where even the witness's part is too hard, running out of steps on the next decision says nothing about it.
    if (!proved && right === known && this.canComplete(path.slice(0, known)) !== "yes") return null;
    return { at: right, proved };
  }
}
