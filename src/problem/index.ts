export { type ProblemArrays, toArrays } from "./arrays.js";
export { contention, loadBound } from "./contention.js";
export { type Culprit, InputError } from "./errors.js";
export { type Buffer, MAX_BYTES, type Problem } from "./problem.js";
export { validate } from "./validate.js";
