import { parentPort, workerData } from "node:worker_threads";
import { MissingPackage } from "./packages.js";
import { ORACLES } from "./registry.js";
import type { OracleReport, OracleTask } from "./thread.js";

// The entry of a worker thread: one problem for one oracle, one report back.
const { name, problem, options } = workerData as OracleTask;
try {
  report({ kind: "result", result: await ORACLES[name].solve(problem, options) });
} catch (error) {
  if (!(error instanceof MissingPackage)) throw error;
  report({ kind: "missing", module: error.module });
}

function report(message: OracleReport): void {
  parentPort!.postMessage(message);
}
