export { type ProofOptions, proofSteps } from "./prove.js";
