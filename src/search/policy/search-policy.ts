import type { ScorerData } from "../../scoring/index.js";

/** How a section-first member branches. Every choice is complete; they differ in luck. */
export interface Branching {
  /** Which buffer of a section is tried first: greatest area, lifetime or size. */
  readonly buffers: "area" | "lifetime" | "size";
  /** Added to a section's number of candidates, times slack / capacity. */
  readonly slackFactor: number;
  /** Whether the waste child counts as a candidate. */
  readonly countWaste: boolean;
  /** Whether sections and buffers that often fail go first (dom/wdeg). */
  readonly weights: boolean;
  /** Whether the member follows the policy's guidance, where there is any; default false. */
  readonly guided?: boolean;
}

/**
 * Models that guide members, as plain data. Each is asked on its own ground only, and where one is absent the
 * member's branching decides. Scores are log-odds up to a constant: what a model gives a candidate is its share of the
 * exponentials.
 */
export interface Guidance {
  /** Which child of a node is tried first: scores rows of `CHILD_FEATURES`. */
  readonly children?: Chooser;
  /**
   * Which decision of a conflict set is gone back to: scores rows of `TARGET_FEATURES`. Asked only where at least the
   * share `fullSections` of the sections has the load bound as its load: with slack, a wrong decision is often made
   * good further down.
   */
  readonly targets?: Chooser & { readonly fullSections: number };
  /** The order in which buffers are tried before anything has failed: scores rows of `BUFFER_FEATURES`. */
  readonly preorder?: { readonly model: ScorerData };
  /** Members whose attempts come furthest have more of them. */
  readonly turns?: { readonly explore: number };
}

export interface Chooser {
  readonly model: ScorerData;
  /**
   * Scale of the (Gumbel) noise on the scores: at 1 the choice is a draw from the model's distribution, at 0 its best.
   */
  readonly temperature: number;
  /** The branching's choice stands unless the noisy score of another is better by this much. */
  readonly confidence: number;
}

/**
 * Says, before anything is placed, whether a question is one that the policy is good at. The model scores one row of
 * `ROOT_FEATURES`: above 0 the policy's members have the attempts, else those of the rules.
 */
export interface Gate {
  readonly model: ScorerData;
}

/** How a portfolio shares its steps. Absent fields are as the planner has them. */
export interface Effort {
  /** Length of the attempts, times that of the planner. */
  readonly attempt?: number;
  /** By how much each round of attempts is longer than the one before. */
  readonly growth?: number;
  /** Steps of the prover, times those of the planner; 0 for no prover. */
  readonly prover?: number;
}

/**
 * What guides the searches, as plain data that the planner is given and hands on to its threads. It can cost or save
 * time, never a plan's validity or a proof's truth.
 */
export interface SearchPolicy {
  readonly name: string;
  /**
   * The section-first members of the portfolio that look for plans, in the order of their first attempts; at least one.
   */
  readonly members: readonly Branching[];
  /** The members that prove, one a thread, in turn; at least one. */
  readonly provers: readonly Branching[];
  /** What members that are `guided` follow. */
  readonly guidance?: Guidance;
  /** Where the members and the opening decide, and where the rules do; absent: they do everywhere. */
  readonly gate?: Gate;
  /** How the steps are shared, beside what the planner does by itself: 1 for each of these is the same. */
  readonly effort?: Effort;
  /**
   * An attempt by this branching goes first, and ends with so many failures: what is easy without guidance stays so.
   */
  readonly opening?: { readonly rule: Branching; readonly failures: number };
}

/** The policy without learning. */
export const RULE_POLICY: SearchPolicy = {
  name: "rules",
  members: [
    { buffers: "area", slackFactor: 100, countWaste: false, weights: true },
    { buffers: "lifetime", slackFactor: 30, countWaste: false, weights: true },
    { buffers: "size", slackFactor: 100, countWaste: true, weights: true },
    { buffers: "area", slackFactor: 0, countWaste: true, weights: true },
    { buffers: "size", slackFactor: 4, countWaste: true, weights: true },
    { buffers: "lifetime", slackFactor: 4, countWaste: true, weights: true },
  ],
  provers: [
    { buffers: "area", slackFactor: 0, countWaste: true, weights: true },
    { buffers: "lifetime", slackFactor: 4, countWaste: true, weights: true },
    { buffers: "size", slackFactor: 0, countWaste: true, weights: true },
  ],
};
