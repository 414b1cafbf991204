import { parentPort, workerData } from "node:worker_threads";
import { NICE, stepBack } from "../workers/priority.js";
import { Desk, type SessionSetting } from "./desk.js";

// The entry of a session's thread: one message at a time, and one ending for each.

/** A message of the stream, and the stream's deadline in milliseconds since the epoch. */
export interface SessionJob {
  readonly bytes: Uint8Array;
  readonly callDeadline: number;
}

const port = parentPort!;
const setting = workerData as SessionSetting;
const cells = new Int32Array(setting.shared);
const desk = new Desk(setting, () => Atomics.load(cells, 0) !== 0);

// Where the system does not let it, the workers have said so.
stepBack(NICE.search);
port.on("message", ({ bytes, callDeadline }: SessionJob) => {
  void desk.answer(bytes, callDeadline).then((ending) => port.postMessage(ending));
});
