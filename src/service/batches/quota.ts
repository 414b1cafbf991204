import type { BatchState } from "../../fleet/index.js";
import { ServiceError } from "../faults.js";

export interface QuotaLimits {
  /** Batches of one caller that are not over. */
  readonly batches: number;
  /** Problems of one caller that have no answer yet; whoever has more waits. */
  readonly problems: number;
}

/** Milliseconds after which somebody may come again whose batches are not over, and between two looks at them. */
const RETRY_MS = 5_000;
const LOOK_MS = 200;

/** What callers have under way, of what came over this server. */
export class Quota {
  readonly #limits: QuotaLimits;
  readonly #stateOf: (id: string) => Promise<BatchState | null>;
  readonly #open = new Map<string, Set<string>>();

  /** @param stateOf how a batch stands; null where there is none any more */
  constructor(limits: QuotaLimits, stateOf: (id: string) => Promise<BatchState | null>) {
    this.#limits = limits;
    this.#stateOf = stateOf;
  }

  /** A caller begins a batch, or goes on with it. @throws ServiceError where he has too many */
  async begin(caller: string, id: string): Promise<void> {
    const { batches } = this.#limits;
    const own = this.#open.get(caller) ?? new Set();
    this.#open.set(caller, own);
    if (!own.has(id) && own.size >= batches) await this.#unanswered(caller);
    if (!own.has(id) && own.size >= batches) {
      const message = `${batches} batches of yours are not over, which is the limit of this server`;
      throw new ServiceError({ reason: "TOO_MANY_BATCHES", message, retryAfterMs: RETRY_MS });
    }
    own.add(id);
  }

  /** Waits while the caller has too many problems without an answer. */
  async room(caller: string, isOver: () => boolean): Promise<void> {
    while (!isOver() && (await this.#unanswered(caller)) > this.#limits.problems) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  /** Problems without an answer; batches that are over are forgotten. */
  async #unanswered(caller: string): Promise<number> {
    const own = this.#open.get(caller) ?? new Set();
    let count = 0;
    for (const id of own) {
      const state = await this.#stateOf(id);
      if (state === null || isOver(state)) own.delete(id);
      else count += state.submitted - state.answered;
    }
    return count;
  }
}

/** Nothing will change any more. */
export function isOver({ isSealed, isCancelled, submitted, answered }: BatchState): boolean {
  return isCancelled || (isSealed && answered >= submitted);
}
