import { parentPort, workerData } from "node:worker_threads";
import { runTask, type WorkerTask } from "./tasks.js";

// The entry of a worker thread: the task comes with it, reports go to the thread that made it.
runTask(workerData as WorkerTask, (message) => parentPort!.postMessage(message));
