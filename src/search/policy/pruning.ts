/**
 * The switches of the pruning: everything that the searches leave out because it leads to no plan, or to none that is
 * needed. All are on by default. Whatever is off, a plan is valid and a proof is a proof; it only takes more steps.
 * Tests hold that, ablations use it.
 */
export interface Pruning {
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
  /**
   * Where alignments or fixed offsets restrict, a section fails whose open buffers no order stacks within the capacity.
   */
  readonly stacks: boolean;
  /** Provers remember what they have refuted, and do without `holes`. */
  readonly nogoods: boolean;
  /** Local improvement takes turns with the searches. */
  readonly walks: boolean;
}

export const ALL_PRUNING: Pruning = {
  backjumping: true,
  twins: true,
  restLevels: true,
  holes: true,
  failureWeights: true,
  stacks: true,
  nogoods: true,
  walks: true,
};
