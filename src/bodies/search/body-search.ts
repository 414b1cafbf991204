import type { BodyProblem } from "../body-problem.js";
import { BodyExperience, type BodyRule } from "./experience.js";
import { BodyFloors } from "./floors.js";
import { type BodyModel, modelOf } from "./model.js";
import { roomFor } from "./room.js";
import { ALL_BODY_RULES, type BodyRules } from "./rules.js";
import { BodyTree } from "./tree.js";

export interface BodySearchOptions {
  /** Bytes from the base that the bodies are to fit in; those of the problem are a limit too. */
  readonly capacity: number;
  /** A whole number. */
  readonly seed: number;
  readonly rules?: BodyRules;
  /** Of the same problem by the same rules, where it is known already. */
  readonly model?: BodyModel;
}

/** `found`: a plan is in `offsets`; `refuted`: there is none; `open`: neither is known yet. */
export type BodyOutcome = "found" | "refuted" | "open";

const MEMBERS: readonly BodyRule[] = [
  { bodies: "area", slackFactor: 100, countWaste: false },
  { bodies: "conflicts", slackFactor: 30, countWaste: false },
  { bodies: "size", slackFactor: 100, countWaste: true },
  { bodies: "area", slackFactor: 0, countWaste: true },
  { bodies: "size", slackFactor: 4, countWaste: true },
  { bodies: "conflicts", slackFactor: 4, countWaste: true },
];
const PROVER: BodyRule = { bodies: "size", slackFactor: 30, countWaste: true };

/** Steps of the first attempt; each round of attempts is longer than the one before by `GROWTH`. */
const FIRST_BUDGET = (count: number): number => 50 + 2 * count;
const GROWTH = 1.1;

/** Steps of the prover for each of the others: small problems end with a proof, large ones with a plan. */
const PROVER_SHARE = (count: number): number => Math.max(0.25, Math.min(3, 10_800 / count / count));

/**
 * One question, *is there a plan of the bodies within this capacity?*, asked in several ways in turn: members with
 * short reasons and rules of their own look for a plan and start anew with what their failures taught them; a prover
 * with full reasons is never restarted, so that it ends with a proof where there is no plan.
 */
export class BodySearch {
  readonly model: BodyModel;
  readonly #rules: BodyRules;
  readonly #top: number;
  readonly #seed: number;
  readonly #floors: BodyFloors;
  readonly #members: (BodyTree | null)[] = MEMBERS.map(() => null);
  #prover: BodyTree | null = null;
  #outcome: BodyOutcome = "open";
  #offsets: Float64Array | null = null;
  #core: Int32Array | null = null;
  #attempt = 0;
  #growth = 1;
  #turn: "member" | "prover" = "member";
  /** Steps left of this turn; 0 where it has not begun. */
  #left = 0;

  constructor(problem: BodyProblem, options: BodySearchOptions) {
    const { capacity, seed, rules = ALL_BODY_RULES, model = modelOf(problem, rules) } = options;
    this.model = model;
    this.#rules = rules;
    this.#seed = seed;
    this.#top = problem.base + Math.min(capacity, problem.capacity, roomFor(problem, model));
    this.#floors = new BodyFloors(model);
  }

  /** By body, absolute; null unless a plan was found. */
  get offsets(): Float64Array | null {
    return this.#offsets;
  }

  /** Bodies that have no plan within the capacity even alone, ascending; null unless that was refuted. */
  get core(): Int32Array | null {
    return this.#core;
  }

  get steps(): number {
    return this.#members.reduce((sum, tree) => sum + (tree?.steps ?? 0), this.#prover?.steps ?? 0);
  }

  get backtracks(): number {
    return this.#members.reduce((sum, tree) => sum + (tree?.backtracks ?? 0), this.#prover?.backtracks ?? 0);
  }

  /** Tries at most `steps` more decisions. */
  run(steps: number): BodyOutcome {
    for (let left = steps; left > 0 && this.#outcome === "open"; ) {
      const begins = this.#left === 0;
      if (begins) this.#left = this.#budget();
      const tree = this.#turn === "member" ? this.#memberTree(begins) : this.#proverTree();
      const before = tree.steps;
      const outcome = tree.run(Math.min(left, this.#left));
      const used = tree.steps - before;
      left -= used;
      this.#left -= used;
      if (outcome === "placed") {
        this.#outcome = "found";
        this.#offsets = tree.floors.least.slice();
      } else if (outcome === "exhausted" && tree.complete) {
        this.#outcome = "refuted";
        this.#core = tree.core();
      }
      if (this.#outcome === "open" && (outcome === "exhausted" || this.#left <= 0)) this.#passOn();
    }
    return this.#outcome;
  }

  #budget(): number {
    const { count } = this.model;
    const share = this.#turn === "prover" ? PROVER_SHARE(count) : 1;
    return Math.ceil(FIRST_BUDGET(count) * this.#growth * share);
  }

  #passOn(): void {
    this.#left = 0;
    if (this.#turn === "member") {
      this.#turn = "prover";
      return;
    }
    this.#turn = "member";
    this.#attempt++;
    if (this.#attempt % MEMBERS.length === 0) this.#growth *= GROWTH;
  }

  #memberTree(begins: boolean): BodyTree {
    const member = this.#attempt % MEMBERS.length;
    this.#members[member] ??= this.#tree(MEMBERS[member]!, this.#floors, this.#seed + member, false);
    const tree = this.#members[member]!;
    if (begins) tree.begin(this.#top);
    return tree;
  }

  #proverTree(): BodyTree {
    if (this.#prover === null) {
      this.#prover = this.#tree(PROVER, new BodyFloors(this.model), this.#seed, true);
      this.#prover.begin(this.#top);
    }
    return this.#prover;
  }

  #tree(rule: BodyRule, floors: BodyFloors, seed: number, fullReasons: boolean): BodyTree {
    const experience = new BodyExperience(this.model, rule, this.#rules.failureWeights, seed);
    return new BodyTree(floors, experience, this.#rules, fullReasons);
  }
}
