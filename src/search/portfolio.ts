import { CanonicalSearch } from "./canonical-search.js";
import type { SearchModel } from "./model.js";
import { ALL_RULES, RULE_POLICY, type SearchPolicy, type SearchRules } from "./rules.js";
import { type SearchOutcome, SectionSearch } from "./section-search.js";

/** A search that can be begun anew at any capacity and run in slices. */
interface Member {
  readonly steps: number;
  readonly backtracks: number;
  readonly complete: boolean;
  readonly floors: { readonly offset: ArrayLike<number> };
  begin(capacity: number): void;
  run(budget: number): SearchOutcome;
}

/** Between the seeds of two lanes. */
const LANE_SEED = 1_000_003;

/** Steps of the first attempt: a few descents. Each round of attempts is longer than the one before by `GROWTH`. */
const FIRST_BUDGET = (count: number): number => 400 + 2 * count;
const GROWTH = 1.3;

/** For each step that the others are given, the prover is given this many. */
const PROVER_SHARE = 0.25;

export interface PortfolioOptions {
  readonly seed: number;
  /** Which of how many portfolios that share the work this is; default 0 of 1. */
  readonly lane?: number;
  readonly lanes?: number;
  readonly rules?: SearchRules;
  readonly policy?: SearchPolicy;
}

/**
 * One question, *is there a plan within this capacity?*, asked of several searches in turn.
 *
 * The attempts of a round are equally long, and each member starts its attempt anew with what its failures taught it: bad luck with
 * one rule costs a round, not the run. Members that look for a plan use short explanations; one more, the prover, uses full
 * ones and is never restarted, so that it ends with a proof when there is no plan.
 */
export class Portfolio {
  restarts = 0;
  readonly model: SearchModel;
  readonly #members: (Member | null)[];
  readonly #rules: SearchRules;
  readonly #policy: SearchPolicy;
  readonly #seed: number;
  readonly #lane: number;
  /** The member that the first attempt is made with. */
  readonly #firstMember: number;
  #prover: SectionSearch | null = null;
  #capacity = 0;
  #attempt = 0;
  #turn: "begin" | "member" | "prover" = "begin";
  #left = 0;
  #winner: Member | null = null;

  constructor(model: SearchModel, options: PortfolioOptions) {
    const { seed, lane = 0, lanes = 1, rules = ALL_RULES, policy = RULE_POLICY } = options;
    this.model = model;
    this.#rules = rules;
    this.#policy = policy;
    const count = policy.members.length + (rules.canonical ? 1 : 0);
    this.#seed = lane === 0 ? seed : seed + LANE_SEED * lane;
    this.#lane = lane;
    this.#firstMember = Math.floor((lane * count) / lanes);
    this.#members = new Array(count).fill(null);
  }

  get steps(): number {
    return this.#sum((member) => member.steps);
  }

  get backtracks(): number {
    return this.#sum((member) => member.backtracks);
  }

  /** Units. Valid after `placed`. */
  get offsets(): ArrayLike<number> {
    return this.#winner!.floors.offset;
  }

  /** Turns to another capacity, in units. What failures taught the members is kept. */
  begin(capacity: number): void {
    this.#capacity = capacity;
    this.#attempt = 0;
    this.#turn = "begin";
    this.#winner = null;
    this.#prover?.begin(capacity);
  }

  /** Tries at most `budget` more decisions. `exhausted` is a proof. */
  run(budget: number): SearchOutcome {
    for (let left = budget; left > 0; ) {
      if (this.#turn === "begin") this.#beginAttempt();
      const member = this.#turn === "member" ? this.#currentMember() : this.#provingMember();
      const before = member.steps;
      const outcome = member.run(Math.min(left, this.#left));
      const used = member.steps - before;
      left -= used;
      this.#left -= used;
      if (outcome === "placed") this.#winner = member;
      if (outcome === "placed" || (outcome === "exhausted" && member.complete)) return outcome;
      if (outcome === "exhausted" || this.#left <= 0) this.#passOn();
    }
    return "paused";
  }

  /** After a member's attempt the prover has its share, then comes the next member. */
  #passOn(): void {
    if (this.#turn === "member") {
      this.#turn = "prover";
      this.#left = Math.ceil(this.#budget() * PROVER_SHARE);
    } else {
      this.#turn = "begin";
      this.#attempt++;
    }
  }

  #beginAttempt(): void {
    this.#turn = "member";
    this.#left = this.#budget();
    this.#currentMember().begin(this.#capacity);
    if (this.#attempt > 0) this.restarts++;
  }

  #budget(): number {
    const round = Math.floor(this.#attempt / this.#members.length);
    return Math.ceil(FIRST_BUDGET(this.model.count) * GROWTH ** round);
  }

  #currentMember(): Member {
    const index = (this.#firstMember + this.#attempt) % this.#members.length;
    let member = this.#members[index]!;
    if (member === null) {
      const rule = this.#policy.members[index];
      const [rules, seed] = [this.#rules, this.#seed];
      if (rule === undefined) member = new CanonicalSearch(this.model, rules);
      else member = new SectionSearch(this.model, { rule, fullReasons: false, rules, seed });
      this.#members[index] = member;
    }
    return member;
  }

  #provingMember(): SectionSearch {
    if (this.#prover === null) {
      const { provers } = this.#policy;
      const rule = provers[this.#lane % provers.length]!;
      this.#prover = new SectionSearch(this.model, { rule, fullReasons: true, rules: this.#rules, seed: this.#seed });
      this.#prover.begin(this.#capacity);
    }
    return this.#prover;
  }

  #sum(count: (member: Member) => number): number {
    let sum = this.#prover === null ? 0 : count(this.#prover);
    for (const member of this.#members) if (member !== null) sum += count(member);
    return sum;
  }
}
