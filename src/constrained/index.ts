export { plan, planSync } from "./plan.js";
