/** What stands in for `in-threads.ts` in a browser, where the entry of threads has a fault and nobody asks for one. */
import { ENTRY } from "./entry.js";

export type { Remains, Verified, WholeRun } from "./elsewhere.js";

/** As of `in-threads.ts`; none can run. */
export const runInThread = none;

/** As of `in-threads.ts`; none can join. */
export const searchInThreads = none;

/** As of `in-threads.ts`; none can be started. */
export const warmWorker = none;

function none(): never {
  throw new Error(`internal fault: ${ENTRY.fault}`);
}
