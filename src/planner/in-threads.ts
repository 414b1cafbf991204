/** What a run asks of other threads. */
export { type Remains, runInThread, type Verified, type WholeRun } from "./elsewhere.js";
export { searchInThreads } from "./threads.js";
export { warmWorker } from "./worker-pool.js";
