export { arraysOf, type ProblemArrays, toArrays } from "./arrays.js";
export {
  checkColumns,
  emptyColumns,
  idOf,
  type PackedColumns,
  type ProblemColumns,
  packColumns,
  toColumns,
  unpackColumns,
} from "./columns.js";
export { contention, loadBound } from "./contention.js";
export { alignUp, gcd, lcm } from "./divisors.js";
export { type Culprit, InputError } from "./errors.js";
export { finish } from "./finish.js";
export { checkKeys, ignoredKeys } from "./keys.js";
export {
  type Alias,
  type Apart,
  type Buffer,
  type Free,
  fixedOffsetOf,
  type Gap,
  type InPlace,
  isSolid,
  MAX_BYTES,
  type Memory,
  type MemoryChoice,
  type Problem,
  TERMS,
  type Term,
} from "./problem.js";
export { markSections } from "./sections.js";
export { shown, validate } from "./validate.js";
