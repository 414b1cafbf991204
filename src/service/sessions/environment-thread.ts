import { parentPort, workerData } from "node:worker_threads";
import { NICE, stepBack } from "../workers/priority.js";
import type { SessionSetting } from "./desk.js";
import { EnvironmentDesk } from "./environment-desk.js";
import type { SessionJob } from "./thread.js";

// The entry of an environment's thread: one message at a time, and one ending for each.

const port = parentPort!;
const { limits } = workerData as SessionSetting;
const desk = new EnvironmentDesk(limits);

stepBack(NICE.search);
port.on("message", ({ bytes }: SessionJob) => port.postMessage(desk.answer(bytes)));
