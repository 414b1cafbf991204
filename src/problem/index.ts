export { arraysOf, type ProblemArrays, toArrays } from "./arrays.js";
export {
  areSound,
  checkColumns,
  emptyColumns,
  idOf,
  type PackedColumns,
  packColumns,
  toColumns,
  unpackColumns,
} from "./columns.js";
export {
  type Alias,
  type Apart,
  type Free,
  type Gap,
  type InPlace,
  type Memory,
  type MemoryChoice,
  type Operator,
  TERMS,
  type Term,
} from "./constraints.js";
export { contention, loadBound } from "./contention.js";
export { alignUp, gcd, lcm } from "./divisors.js";
export { type Culprit, InputError } from "./errors.js";
export { finish } from "./finish.js";
export { hasHints, isHinted, withoutHints } from "./hints.js";
export { checkKeys, ignoredKeys, isConstrained } from "./keys.js";
export { bufferCount, columnsBehind, openedProblems, problemOver } from "./lazy.js";
export { termsFor } from "./objective.js";
export {
  type Buffer,
  fixedOffsetOf,
  isSolid,
  MAX_BYTES,
  type Problem,
} from "./problem.js";
export type { Ids, ProblemColumns } from "./problem-columns.js";
export { markSections } from "./sections.js";
export { shown, validate, validateBesidesConstraints } from "./validate.js";
