import { brute } from "./brute.js";
import { cpsat } from "./cpsat.js";
import { glpk } from "./glpk.js";
import { jslp } from "./jslp.js";
import type { Oracle, OracleName } from "./oracle.js";

export const ORACLES: Readonly<Record<OracleName, Oracle>> = { glpk, jslp, cpsat, brute };
