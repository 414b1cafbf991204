export { type BundledInstance, bundled, type HardSuiteOptions, hardSuite } from "./bundled.js";
export { constraintFamilies } from "./constrained/families.js";
export type { Family, GeneratedInstance } from "./instance.js";
export { tieredNetwork } from "./networks/tiers.js";
export { type OptionSpec, type Options, optionFromText } from "./options.js";
export { families, generate, hardFamilies } from "./registry.js";
