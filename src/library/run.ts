/** What a call of the library runs. */
export { plan, planSync } from "../constrained/index.js";
export { prove, proveSync } from "../proof/index.js";
