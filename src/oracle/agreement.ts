import type { OracleResult, OracleTerm } from "./oracle.js";

/** What a solver says of a problem's least peak, as `plan` and the oracles tell it. Bytes, from the base. */
export interface Opinion {
  readonly solver: string;
  readonly status: OracleResult["status"];
  /** Of a plan within the capacity that was verified; null where it has none. */
  readonly peak: number | null;
  /** No plan peaks lower, says the solver. */
  readonly bound: number;
  /** Of a problem with constraints: they say more than peak and bound, which are not looked at then. */
  readonly terms?: readonly OracleTerm[];
}

/** Two opinions that cannot both be right. */
export interface Contradiction {
  /** Whose plan peaks at `peak`. It passed the simulator, so it stands. */
  readonly planner: string;
  readonly peak: number;
  /** Who is wrong, if the simulator is right. */
  readonly prover: string;
  /** What the prover says, in words that follow "says that". */
  readonly claim: string;
}

/**
 * Every contradiction among opinions about one problem. There are two kinds: a plan below a bound, which two optima
 * that differ are, too, and a plan where there shall be none.
 */
export function contradictions(opinions: readonly Opinion[]): Contradiction[] {
  if (opinions.some(({ terms = [] }) => terms.length > 0)) return contradictionsInTerms(opinions);
  return opinions.flatMap(({ solver: planner, peak }) =>
    peak === null
      ? []
      : opinions
          .filter(({ bound, status }) => peak < bound || status === "infeasible")
          .map(({ solver: prover, bound }) => {
            const claim = peak < bound ? `none is below ${bound} bytes` : "there is none";
            return { planner, peak, prover, claim };
          }),
  );
}

/** The same where several terms are minimised one after the other. */
function contradictionsInTerms(opinions: readonly Opinion[]): Contradiction[] {
  return opinions.flatMap(({ solver: planner, peak, terms = [] }) =>
    peak === null
      ? []
      : opinions.flatMap(({ solver: prover, status, terms: proved = [] }) => {
          const below = status === "infeasible" ? null : tooLow(terms, proved);
          if (below === undefined) return [];
          const claim = below === null ? "there is none" : `no ${below.term} is below ${below.bound}`;
          return [{ planner, peak, prover, claim }];
        }),
  );
}

/**
 * The first term of a plan that is below what is proved. A bound holds for plans that are as good in all terms before.
 */
function tooLow(terms: readonly OracleTerm[], proved: readonly OracleTerm[]): OracleTerm | undefined {
  for (const [i, { value }] of terms.entries()) {
    const claim = proved[i];
    if (claim === undefined) return undefined;
    if (value < claim.bound) return claim;
    if (value > claim.value) return undefined;
  }
  return undefined;
}
