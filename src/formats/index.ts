/** Problems as files: MiniMalloc CSV, JSON and dsa-solver's JSON, in and out. */
export { type CapacitySource, type Document, format, formatBytes, type ParseOptions, parse } from "./document.js";
export { isSolution, parseSolution, type Solution } from "./dsa/solution.js";
export { FormatError } from "./errors.js";
export type { Ends, ModelOptions, OtherFile, OtherPlan, Stated } from "./fields.js";
export { capacityFromFileName, type Form, unpackedName, withCapacity } from "./file-name.js";
export { type Pairs, parsePairs, splitPairs, withPairs } from "./pairs.js";
export { serialize, statedIn, unsaidInCsv } from "./serialize.js";
