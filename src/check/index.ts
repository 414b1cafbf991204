export { type Claim, ProofChecker, ProofError } from "./checker.js";
export { type CheckedBuffer, type CheckedProblem, problemHash } from "./problem.js";
export { canStack, type Stacked } from "./stack.js";
