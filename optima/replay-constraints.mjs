// Holds the planner to certified problems with constraints.

/**
 * @import { CertifiedConstraints } from "./constraint-records.mjs"
 */
import { must } from "../bench/must.mjs";
import { planSync } from "../dist/constrained/index.js";
import { termsOfPlan } from "../dist/oracle/index.js";
import { CONSTRAINT_FAMILIES, drawConstrained } from "./constraint-families.mjs";
import { hashOf, optimumOf } from "./constraint-records.mjs";

/**
 * The problem of a record.
 *
 * @param {CertifiedConstraints} record
 * @throws Error where another one is drawn from its seed than the one that was certified
 */
export function problemOf({ family, seed, hash }) {
  const found = must(
    CONSTRAINT_FAMILIES.find(({ name }) => name === family),
    `family ${family}`,
  );
  const problem = must(drawConstrained(found, seed), `problem of ${family}, seed ${seed}`);
  if (hashOf(problem) !== hash)
    throw new Error(`${family}, seed ${seed}: drawn is ${hashOf(problem)}, certified ${hash}`);
  return problem;
}

/**
 * What is wrong with the planner's answer, in words. Its status and terms have to be those that were proved, its plan
 * has to keep all constraints and come to these terms.
 *
 * @param {CertifiedConstraints} record
 */
export function faultsOf(record) {
  const problem = problemOf(record);
  const { status, terms, offsets, memories } = planSync(problem);
  const told = optimumOf({ status, terms });
  /** @type {string[]} */
  const faults = [];
  const proved = record.optimum === "infeasible" ? "infeasible" : "optimal";
  if (status !== proved || told !== record.optimum)
    faults.push(`${status} ${told}, and it is ${proved} ${record.optimum}`);
  if (offsets === null) return faults;
  const sums = termsOfPlan(problem, offsets, memories);
  if (sums === null) faults.push("its plan breaks a constraint");
  else {
    const real = optimumOf({ status, terms: terms.map(({ term }) => ({ term, value: sums[term] })) });
    if (real !== told) faults.push(`it says ${told}, and its plan comes to ${real}`);
  }
  return faults;
}
