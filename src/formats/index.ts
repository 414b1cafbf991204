/** Problems and plans as files: read from the forms of `registry.ts`, written as those of `targets/registry.ts`. */
export { type CapacitySource, type Document, format, formatBytes, type ParseOptions, parse } from "./document.js";
export { isSolution, parseSolution, type Solution } from "./dsa/solution.js";
export { FormatError } from "./errors.js";
export type { Ends, ModelOptions, OtherFile, OtherPlan, Stated } from "./fields.js";
export { capacityFromFileName, type Form, unpackedName, withCapacity } from "./file-name.js";
export type { FileForm, FileSource } from "./form.js";
export { type Pairs, parsePairs, splitPairs, withPairs } from "./pairs.js";
export { serialize, statedIn, unsaidInCsv } from "./serialize.js";
export { type Converted, checkTarget, convert, lossNotes, planFor, writeAs } from "./targets/convert.js";
export { misnamed, possibleTargets, TARGET_NAMES, TARGETS, targetNamed, targetOfFileName } from "./targets/registry.js";
export type { Plan, Target } from "./targets/target.js";
