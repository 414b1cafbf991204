import { planSync } from "../../src/planner/index.js";
import { finish, type Problem } from "../../src/problem/index.js";
import { proofSteps } from "../../src/proof/index.js";
import { RULE_POLICY } from "../../src/search/index.js";
import type { Case } from "./checkers.js";

/** The proof of what the planner says of a problem; the reason where there is none. */
export function proofOf(problem: Problem, minimize = false): Case | string {
  const result = planSync(problem, { minimize, stepLimit: 200_000 });
  const options = { prover: RULE_POLICY.provers[0]!, seed: 0, stepLimit: 200_000 };
  const { note, lines } = finish(proofSteps(problem, result, options));
  return note.written ? { problem, proof: lines } : note.reason;
}

/** The same, where there has to be one. */
export function certain(problem: Problem, minimize = false): Case {
  const made = proofOf(problem, minimize);
  if (typeof made === "string") throw new Error(`no proof: ${made}`);
  return made;
}

/** What the first line of a proof says. */
interface Head {
  readonly format?: string;
  readonly hash?: string;
  readonly least?: number;
  readonly plan?: readonly number[];
}

/** The first line of a proof, changed. */
export function withHead({ problem, proof }: Case, change: Head): Case {
  const [format, hash, least, plan] = JSON.parse(proof[0]!) as unknown[];
  const head = { format, hash, least, plan, ...change };
  const line = [head.format, head.hash, head.least, ...(head.plan === undefined ? [] : [head.plan])];
  return { problem, proof: [JSON.stringify(line), ...proof.slice(1)] };
}
