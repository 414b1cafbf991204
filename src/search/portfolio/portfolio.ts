import { Experience } from "../guidance/experience.js";
import { Guide, type GuideObserver } from "../guidance/guide.js";
import type { Decision } from "../guidance/nodes.js";
import { ALL_PRUNING, type Pruning } from "../policy/pruning.js";
import { RULE_POLICY, type SearchPolicy } from "../policy/search-policy.js";
import { Floors } from "../state/floors.js";
import type { SearchModel } from "../state/model.js";
import { type Stacks, stacksFor } from "../state/stacks.js";
import { type SearchOutcome, SectionSearch } from "../tree/section-search.js";
import { Sides } from "./sides.js";

/** Between the seeds of two lanes, and between those of members and of what guides them. */
const LANE_SEED = 1_000_003;
const GUIDE_SEED = 15_485_863;

/**
 * Steps of the first attempt: a few descents, up to 60 buffers hardly more than one. Each round of attempts is longer
 * than the one before by `GROWTH`.
 */
const FIRST_BUDGET = (count: number): number => (count <= 60 ? 50 + count : 100 + 2 * count);
const GROWTH = 1.05;

/**
 * Steps of the prover for each of the others: three up to 60 buffers, a quarter from 208 on. Small problems end with a
 * proof, large ones with a plan. Of certified optima of 12 to 30 plain buffers, the sum of steps is 117,000 with three
 * everywhere, 420,000 with a quarter.
 */
const PROVER_SHARE = (count: number): number => Math.max(0.25, Math.min(3, 10_800 / count / count));

/**
 * Where this share of the capacity is left over in the mean section, the prover has no more steps than the others:
 * there mostly is a plan. Of the 52 certified instances of 40 to 60 buffers with so much room at their stack bound, 2
 * have none.
 */
const ROOMY = 0.2;
const ROOMY_SHARE = 1;

export interface PortfolioOptions {
  readonly seed: number;
  /** Which of how many portfolios that share the work this is; default 0 of 1. */
  readonly lane?: number;
  readonly lanes?: number;
  readonly pruning?: Pruning;
  readonly policy?: SearchPolicy;
  /** Told of the choices that the policy's models make; none by default. */
  readonly observer?: GuideObserver;
}

/**
 * One question, *is there a plan within this capacity?*, asked in several ways in turn.
 *
 * The attempts of a round are equally long, and each member starts its attempt anew with what its failures taught it:
 * bad luck with one branching costs a round, not the run. Members that look for a plan use short explanations; one
 * more, the prover, uses full ones and is never restarted, so that it ends with a proof when there is no plan.
 */
export class Portfolio {
  restarts = 0;
  readonly model: SearchModel;
  /** All members that look for a plan use it in turn: one attempt ends before the next begins. */
  readonly #sections: SectionSearch;
  readonly #experiences: (Experience | null)[];
  /** All searches ask about the same capacity at a time, so what one has learned of a stack serves the others. */
  readonly #stacks: Stacks | null;
  readonly #pruning: Pruning;
  readonly #policy: SearchPolicy;
  readonly #seed: number;
  readonly #lane: number;
  readonly #guide: Guide | null;
  readonly #sides: Sides;
  /** The policy's first look is still to be had. */
  #opening = false;
  /** Decisions that are given. */
  #prefix: readonly Decision[] = [];
  #prover: SectionSearch | null = null;
  #capacity = 0;
  #proverShare = 1;
  #attempt = 0;
  /** How much longer the attempts of this round are than those of the first. */
  #growth = 1;
  #turn: "begin" | "member" | "prover" = "begin";
  #left = 0;
  #winner: Floors | null = null;

  constructor(model: SearchModel, options: PortfolioOptions) {
    const { seed, lane = 0, lanes = 1, pruning = ALL_PRUNING, policy = RULE_POLICY, observer = null } = options;
    this.model = model;
    this.#pruning = pruning;
    this.#policy = policy;
    this.#seed = lane === 0 ? seed : seed + LANE_SEED * lane;
    this.#lane = lane;
    const { guidance } = policy;
    this.#guide = guidance === undefined ? null : new Guide(model, guidance, this.#seed + GUIDE_SEED, observer);
    this.#sides = new Sides(policy, this.#seed, lane, lanes);
    this.#experiences = this.#sides.members.map(() => null);
    this.#stacks = stacksFor(model, pruning);
    this.#sections = new SectionSearch(new Floors(model, pruning.holes, this.#stacks), this.#experience(0), {
      fullReasons: false,
      pruning,
      guide: this.#guide,
    });
  }

  get steps(): number {
    return this.#sections.steps + (this.#prover?.steps ?? 0);
  }

  get backtracks(): number {
    return this.#sections.backtracks + (this.#prover?.backtracks ?? 0);
  }

  /** Whether the policy decides about the question that is asked: its gate may leave it to the rules. */
  get followsPolicy(): boolean {
    return this.#sides.followsPolicy;
  }

  /** Units. Valid after `placed`. */
  get offsets(): ArrayLike<number> {
    return this.#winner!.offset;
  }

  /**
   * Turns to another capacity, in units, or to another question about it: is there a plan with the decisions of
   * `prefix`? What failures taught the members is kept.
   */
  begin(capacity: number, prefix: readonly Decision[] = []): void {
    this.#capacity = capacity;
    this.#prefix = prefix;
    const share = PROVER_SHARE(this.model.count);
    const usual = room(this.model, capacity) > ROOMY ? Math.min(ROOMY_SHARE, share) : share;
    this.#proverShare = usual * (this.#policy.effort?.prover ?? 1);
    this.#attempt = 0;
    this.#growth = 1;
    this.#sides.begin(this.model, capacity);
    this.#opening = this.#policy.opening !== undefined && this.#sides.followsPolicy;
    this.#turn = "begin";
    this.#winner = null;
    this.#prover?.begin(capacity, undefined, prefix);
  }

  /** Tries at most `budget` more decisions. `exhausted` is a proof. */
  run(budget: number): SearchOutcome {
    for (let left = budget; left > 0; ) {
      if (this.#turn === "begin") this.#beginAttempt();
      const search = this.#turn === "member" ? this.#sections : this.#provingSearch();
      const before = search.steps;
      const outcome = search.run(Math.min(left, this.#left));
      const used = search.steps - before;
      left -= used;
      this.#left -= used;
      if (outcome === "placed") this.#winner = search.floors;
      if (outcome === "placed" || (outcome === "exhausted" && search.complete)) return outcome;
      const over = outcome === "exhausted" || this.#left <= 0 || this.#sections.failuresLeft < 0;
      if (over) this.#passOn();
    }
    return "paused";
  }

  /** After a member's attempt the prover has its share, then comes the next member. */
  #passOn(): void {
    this.#sections.failuresLeft = Infinity;
    if (this.#opening) {
      this.#opening = false;
      this.#turn = "begin";
    } else if (this.#turn === "member") {
      this.#sides.reward(1 - this.#sections.fewestOpen / this.model.count);
      this.#turn = "prover";
      this.#left = Math.ceil(this.#budget() * this.#proverShare);
      if (this.#left === 0) this.#passOn();
    } else {
      this.#turn = "begin";
      this.#attempt++;
      if (this.#attempt % this.#sides.count === 0) this.#growth *= this.#policy.effort?.growth ?? GROWTH;
    }
  }

  #beginAttempt(): void {
    this.#turn = "member";
    this.#left = this.#budget();
    const { opening } = this.#policy;
    if (this.#opening && opening !== undefined) {
      const experience = new Experience(this.model, opening.rule, { pruning: this.#pruning, seed: this.#seed });
      this.#sections.begin(this.#capacity, experience, this.#prefix);
      this.#sections.failuresLeft = opening.failures;
      return;
    }
    this.#sections.begin(this.#capacity, this.#experience(this.#sides.next()), this.#prefix);
    if (this.#attempt > 0) this.restarts++;
  }

  #budget(): number {
    return Math.ceil(FIRST_BUDGET(this.model.count) * this.#growth * (this.#policy.effort?.attempt ?? 1));
  }

  #experience(member: number): Experience {
    const branching = this.#sides.members[member]!;
    const ranks = branching.guided === true ? (this.#guide?.ranks ?? null) : null;
    this.#experiences[member] ??= new Experience(this.model, branching, {
      pruning: this.#pruning,
      seed: this.#seed,
      ranks,
    });
    return this.#experiences[member]!;
  }

  #provingSearch(): SectionSearch {
    if (this.#prover === null) {
      const { provers } = this.#policy;
      const [pruning, seed] = [this.#pruning, this.#seed];
      const experience = new Experience(this.model, provers[this.#lane % provers.length]!, { pruning, seed });
      const floors = new Floors(this.model, pruning.holes && !pruning.nogoods, this.#stacks);
      this.#prover = new SectionSearch(floors, experience, { fullReasons: true, pruning });
      this.#prover.begin(this.#capacity, undefined, this.#prefix);
    }
    return this.#prover;
  }
}

/** What the loads leave over in the mean section, as a share of the capacity. */
function room({ sectionCount, bufferStart, size, count }: SearchModel, capacity: number): number {
  let load = 0;
  for (let b = 0; b < count; b++) load += size[b]! * (bufferStart[b + 1]! - bufferStart[b]!);
  return 1 - load / sectionCount / capacity;
}
