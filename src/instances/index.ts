export { type BundledInstance, bundled, type HardSuiteOptions, hardSuite } from "./bundled.js";
export type { ColumnInstance } from "./columns.js";
export { csvOfColumns } from "./columns-csv.js";
export { constraintFamilies } from "./constrained/families.js";
export type { Family, GeneratedInstance } from "./instance.js";
export { tieredNetwork } from "./networks/tiers.js";
export { type OptionSpec, type Options, optionFromText } from "./options.js";
export { families, generate, generateColumns, hardFamilies, trainingFamilies } from "./registry.js";
