import { parentPort } from "node:worker_threads";
import { runTask, type WorkerTask } from "./tasks.js";

// The entry of a worker thread: one task after the other comes as a message, reports go back.
parentPort!.on("message", (task: WorkerTask) => runTask(task, (message) => parentPort!.postMessage(message)));
