export { cores, nextTurn } from "./machine.js";
export { type Entry, entryOf, Thread, type ThreadOptions } from "./thread.js";
