import { isConstrained, type Problem, validate, validateBesidesConstraints } from "../problem/index.js";
import { infeasibleAnyhow, unanswered } from "./answer.js";
import { brute } from "./brute.js";
import { constraintsIn, nothing } from "./constrained/answer.js";
import { bruteConstrained, cpsatConstrained } from "./constrained/solvers.js";
import { cpsat } from "./cpsat.js";
import { glpk } from "./glpk.js";
import { jslp } from "./jslp.js";
import type { Oracle, OracleName, OracleOptions, OracleResult } from "./oracle.js";
import { countPairs } from "./raw.js";

/**
 * The oracles, each with as many pairs of live buffers as its model can hold: jslp keeps a dense matrix of twice their
 * square.
 */
export const ORACLES: Readonly<Record<OracleName, Oracle>> = {
  glpk: upTo(100_000, glpk),
  jslp: upTo(5_000, jslp),
  cpsat: upTo(200_000, cpsat, cpsatConstrained),
  brute: upTo(66, brute, bruteConstrained),
};

/**
 * The oracle, which is only asked what has a plan at some capacity, and says that it has no answer where the problem is
 * beyond it, instead of dying of it.
 *
 * @param constrained solves problems with constraints
 */
function upTo(mostPairs: number, oracle: Oracle, constrained: Oracle["solve"] = refuse): Oracle {
  return {
    name: oracle.name,
    async solve(problem: Problem, options?: OracleOptions) {
      if (isConstrained(problem)) return constrained(problem, options);
      validate(problem);
      const refused = infeasibleAnyhow(problem);
      if (refused !== null) return refused;
      const pairs = countPairs(problem);
      if (pairs <= mostPairs) return oracle.solve(problem, options);
      return unanswered(problem, `its model takes up to ${mostPairs} pairs of live buffers, and here are ${pairs}`);
    },
  };
}

async function refuse(problem: Problem): Promise<OracleResult> {
  validateBesidesConstraints(problem);
  return nothing(`its model has no ${constraintsIn(problem).join(", no ")}; cpsat and brute have`);
}
