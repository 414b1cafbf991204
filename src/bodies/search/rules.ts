/**
 * Every pruning rule of the body search has a switch. All are on by default; whatever is off, a plan is valid and a
 * proof is a proof, it only takes more steps. Tests hold that.
 */
export interface BodyRules {
  /** Jump over decisions that a failure does not rest on; off: take back one decision at a time. */
  readonly jumps: boolean;
  /** Bodies that are alike go up in index order only. */
  readonly twins: boolean;
  /** A wasted floor rises to where a body can come to rest; off: to the next offset. */
  readonly restLevels: boolean;
  /** Offsets are multiples of what all distances have in common. */
  readonly unit: boolean;
  /** Sections of more than two bodies, and of bodies that are apart; off: each body and each pair alone. */
  readonly cliques: boolean;
  /** Sections and bodies that fail often are branched on first. */
  readonly failureWeights: boolean;
  /** A body is placed only where it rests on something, or something may come under it. */
  readonly supports: boolean;
  /** A state is refused in which a body lies above a hole that it fits into. */
  readonly holes: boolean;
  /** What was refuted is remembered. */
  readonly nogoods: boolean;
}

export const ALL_BODY_RULES: BodyRules = {
  jumps: true,
  twins: true,
  restLevels: true,
  unit: true,
  cliques: true,
  failureWeights: true,
  supports: true,
  holes: true,
  nogoods: true,
};
