export type { Entry } from "./entry.js";
export { cores, nextTurn } from "./machine.js";
export { entryOf, Thread, type ThreadOptions } from "./thread.js";
