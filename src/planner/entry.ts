import { entryOf } from "../threads/index.js";

/** The code of the planner's threads. */
export const ENTRY = entryOf("planner/worker.js");
