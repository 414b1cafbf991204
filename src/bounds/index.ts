export { type StackBound, stackBound, stackBoundSteps, stacksWithin } from "./stack.js";
