export { compiled, Thread, type ThreadOptions } from "./thread.js";
