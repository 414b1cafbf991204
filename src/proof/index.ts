export { prove, proveSync } from "./after.js";
export { type ProofOptions, proofSteps } from "./prove.js";
