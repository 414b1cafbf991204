import { type Problem, validate } from "../problem/index.js";
import { infeasibleAnyhow, unanswered } from "./answer.js";
import { brute } from "./brute.js";
import { cpsat } from "./cpsat.js";
import { glpk } from "./glpk.js";
import { jslp } from "./jslp.js";
import type { Oracle, OracleName, OracleOptions } from "./oracle.js";
import { countPairs } from "./raw.js";

/**
 * The oracles, each with as many pairs of live buffers as its model can hold: jslp keeps a dense matrix of twice their
 * square.
 */
export const ORACLES: Readonly<Record<OracleName, Oracle>> = {
  glpk: upTo(100_000, glpk),
  jslp: upTo(5_000, jslp),
  cpsat: upTo(200_000, cpsat),
  brute: upTo(66, brute),
};

/**
 * The oracle, which is only asked what has a plan at some capacity, and says that it has no answer where the problem is
 * beyond it, instead of dying of it.
 */
function upTo(mostPairs: number, oracle: Oracle): Oracle {
  return {
    name: oracle.name,
    async solve(problem: Problem, options?: OracleOptions) {
      validate(problem);
      const refused = infeasibleAnyhow(problem);
      if (refused !== null) return refused;
      const pairs = countPairs(problem);
      if (pairs <= mostPairs) return oracle.solve(problem, options);
      return unanswered(problem, `its model takes up to ${mostPairs} pairs of live buffers, and here are ${pairs}`);
    },
  };
}
