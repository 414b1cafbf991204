import { parentPort } from "node:worker_threads";
import { runTask } from "./run-task.js";
import type { WorkerTask } from "./tasks.js";

// The entry of a worker thread: one task after the other comes as a message, reports go back. A task that fails is the
// thread's end.
parentPort!.on("message", (task: WorkerTask) => void runTask(task, (message) => parentPort!.postMessage(message)));
