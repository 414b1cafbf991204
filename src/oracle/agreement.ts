/** What a solver says of a problem's least peak, as `plan` and the oracles tell it. Bytes. */
export interface Opinion {
  readonly solver: string;
  /** Of a plan that was verified; null where it has none. */
  readonly peak: number | null;
  /** No plan peaks lower, says the solver. */
  readonly bound: number;
}

/** Two opinions that cannot both be right. */
export interface Finding {
  /** Whose plan peaks at `peak`. It passed the simulator, so it stands. */
  readonly planner: string;
  readonly peak: number;
  /** Who says that no plan peaks below `bound`, which is above `peak`: wrong, if the simulator is right. */
  readonly prover: string;
  readonly bound: number;
}

/**
 * Every contradiction among opinions about one problem. There is one kind: a plan below a bound. Two optima that differ are such a
 * pair, and so are a plan within the capacity and a proof that none fits.
 */
export function contradictions(opinions: readonly Opinion[]): Finding[] {
  return opinions.flatMap(({ solver: planner, peak }) =>
    peak === null
      ? []
      : opinions
          .filter(({ bound }) => peak < bound)
          .map(({ solver: prover, bound }) => ({ planner, peak, prover, bound })),
  );
}
