import type { Problem } from "../problem/index.js";
import { brute } from "./brute.js";
import { cpsat } from "./cpsat.js";
import { atTheDoor, unanswered } from "./door.js";
import { countPairs } from "./frame.js";
import { glpk } from "./glpk.js";
import { jslp } from "./jslp.js";
import type { Oracle, OracleName, OracleOptions } from "./oracle.js";

/** The oracles, each with as many pairs of live buffers as its model can hold: jslp keeps a dense matrix of twice their square. */
export const ORACLES: Readonly<Record<OracleName, Oracle>> = {
  glpk: atTheDoor(upTo(100_000, glpk)),
  jslp: atTheDoor(upTo(5_000, jslp)),
  cpsat: atTheDoor(upTo(200_000, cpsat)),
  brute: atTheDoor(upTo(66, brute)),
};

/** The oracle, which says that it has no answer where the problem is beyond it, instead of dying of it. */
function upTo(mostPairs: number, oracle: Oracle): Oracle {
  return {
    name: oracle.name,
    async solve(problem: Problem, options?: OracleOptions) {
      const pairs = countPairs(problem);
      if (pairs <= mostPairs) return oracle.solve(problem, options);
      return unanswered(problem, `its model takes up to ${mostPairs} pairs of live buffers, and here are ${pairs}`);
    },
  };
}
