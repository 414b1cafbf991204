export { type Contradiction, contradictions, type Opinion } from "./agreement.js";
export { termsOfPlan } from "./constrained/answer.js";
export {
  ORACLE_NAMES,
  type Oracle,
  type OracleName,
  type OracleOptions,
  type OracleResult,
  type OracleTerm,
} from "./oracle.js";
export { MissingPackage } from "./packages.js";
export { ORACLES } from "./registry.js";
export { shrink } from "./shrink.js";
export { type SolverThreadOptions, solveInThread } from "./thread.js";
