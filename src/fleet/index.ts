/** Batches of problems, and workers that plan them, on one machine or many. */
export {
  type BatchResult,
  DEFAULT_MAX_QUEUE,
  Fleet,
  type SubmitOptions,
  type SubmitProgress,
  type Submitted,
} from "./batch/fleet.js";
export type { Answer } from "./job/answer.js";
export { failure, readAnswer } from "./job/answer.js";
export { DEFAULT_OPTIONS, type Job, type JobOptions, makeJob, readTask, type Task } from "./job/job.js";
export type { Names } from "./job/nameless.js";
export { MemoryQueue } from "./queue/memory.js";
export type { Priority, Queue, Taken } from "./queue/queue.js";
export { MemoryStore } from "./store/memory.js";
export { BatchError, type BatchState, type Counts, type SetAside, type Store, type WorkerInfo } from "./store/store.js";
export { FleetWorker, type JobRun, type WorkerEvent, type WorkerOptions } from "./work/worker.js";
