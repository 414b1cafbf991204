import { scorerOf } from "../guidance/guide.js";
import { ROOT_FEATURES, rootFeatures } from "../guidance/root-features.js";
import { type Branching, type Gate, RULE_POLICY, type SearchPolicy } from "../policy/search-policy.js";
import type { SearchModel } from "../state/model.js";
import { Turns } from "./turns.js";

/** Members that take turns among themselves. */
interface Side {
  /** Where they stand in `members`. */
  readonly from: number;
  readonly count: number;
  readonly turns: Turns;
}

/**
 * Which members have the attempts: those of the policy or those of the rules. Without a gate they are the policy's. A
 * gate decides for each question, from what is known before anything is placed; where it says the rules, the search is
 * the one that `RULE_POLICY` would make.
 */
export class Sides {
  /** Of the policy, then of the rules. */
  readonly members: readonly Branching[];
  readonly #policy: Side;
  readonly #rules: Side;
  readonly #gate: Gate | null;
  #chosen: Side;
  #member = 0;

  /** @param lane which of `lanes` portfolios it belongs to: each begins with another member */
  constructor({ members, guidance, gate }: SearchPolicy, seed: number, lane: number, lanes: number) {
    const sideOf = (from: number, count: number, bandit: { readonly explore: number } | null): Side => {
      return { from, count, turns: new Turns(count, Math.floor((lane * count) / lanes), bandit, seed) };
    };
    this.members = [...members, ...RULE_POLICY.members];
    this.#policy = sideOf(0, members.length, guidance?.turns ?? null);
    this.#rules = sideOf(members.length, RULE_POLICY.members.length, null);
    this.#gate = gate ?? null;
    this.#chosen = this.#policy;
  }

  /** Turns to a question about this capacity, in units. */
  begin(model: SearchModel, capacity: number): void {
    this.#chosen = this.#gate === null || isOpen(this.#gate, model, capacity) ? this.#policy : this.#rules;
  }

  /** Whether the policy's members have the attempts. */
  get followsPolicy(): boolean {
    return this.#chosen === this.#policy;
  }

  /** Members that have attempts: so many are a round. */
  get count(): number {
    return this.#chosen.count;
  }

  /** Whose attempt is next: where it stands in `members`. */
  next(): number {
    this.#member = this.#chosen.turns.next();
    return this.#chosen.from + this.#member;
  }

  /** Tells how far the latest attempt has come: the greatest share of buffers that it had placed. */
  reward(share: number): void {
    this.#chosen.turns.reward(this.#member, share);
  }
}

/** Whether a gate lets the policy decide about a question. */
export function isOpen({ model: data }: Gate, model: SearchModel, capacity: number): boolean {
  const odds = new Float64Array(1);
  scorerOf(data, ROOT_FEATURES.length).score(rootFeatures(model, capacity), 1, odds);
  return odds[0]! > 0;
}
