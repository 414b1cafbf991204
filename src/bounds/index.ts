export { stackBound } from "./stack.js";
