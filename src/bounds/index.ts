export { type StackBound, stackBound, stackBoundSteps } from "./stack.js";
