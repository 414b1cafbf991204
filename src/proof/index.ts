export { type ProveOptions, prove, proveSync } from "./after.js";
export { checkedProblem, type ProofOptions, proofSteps } from "./prove.js";
