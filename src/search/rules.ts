/**
 * Every pruning rule of the searches has a switch. All are on by default; whatever is off, a plan is valid and a proof is
 * a proof, it only takes more steps. Tests hold that, ablations use it.
 */
export interface SearchRules {
  /** Jump over decisions that a failure does not rest on; off: take back one decision at a time. */
  readonly backjumping: boolean;
  /** Equal buffers with equal sections go up in index order only. */
  readonly twins: boolean;
  /** A wasted floor rises to where a buffer can come to rest; off: by one unit. */
  readonly restLevels: boolean;
  /** A waste that an unplaced buffer would fit into is refused. */
  readonly holes: boolean;
  /** Sections and buffers that fail often are branched on first. */
  readonly failureWeights: boolean;
  /** Where alignments or fixed offsets restrict, a section fails whose open buffers no order stacks within the capacity. */
  readonly stacks: boolean;
  /** Provers remember what they have refuted, and do without the hole rule. */
  readonly nogoods: boolean;
  /** Local improvement takes turns with the searches. */
  readonly walks: boolean;
}

export const ALL_RULES: SearchRules = {
  backjumping: true,
  twins: true,
  restLevels: true,
  holes: true,
  failureWeights: true,
  stacks: true,
  nogoods: true,
  walks: true,
};

/** How a section-first member branches. Every choice is complete; they differ in luck. */
export interface BranchingRule {
  /** Which buffer of a section is tried first: greatest area, lifetime or size. */
  readonly buffers: "area" | "lifetime" | "size";
  /** Added to a section's number of candidates, times slack / capacity. */
  readonly slackFactor: number;
  /** Whether the waste child counts as a candidate. */
  readonly countWaste: boolean;
  /** Whether sections and buffers that often fail go first (dom/wdeg). */
  readonly weights: boolean;
}

/**
 * What guides the searches, as plain data that the planner is given and hands on to its threads. It can cost or save time,
 * never a plan's validity or a proof's truth.
 */
export interface SearchPolicy {
  readonly name: string;
  /** The section-first members of the portfolio that look for plans, in the order of their first attempts; at least one. */
  readonly members: readonly BranchingRule[];
  /** The members that prove, one a thread, in turn; at least one. */
  readonly provers: readonly BranchingRule[];
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
