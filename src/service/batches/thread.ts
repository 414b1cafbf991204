import { parentPort, workerData } from "node:worker_threads";
import type { Address } from "../../fleet/host/address.js";
import { connectFleet } from "../../fleet/host/connect.js";
import { NICE, stepBack } from "../workers/priority.js";
import { type BatchAsk, BatchDesk, type BatchEnding, type BatchSetting } from "./batch-desk.js";

// The entry of the thread that speaks with the queue: questions come and go in any order, each with a number.

/** What the thread is made with. */
export interface BatchData extends BatchSetting {
  readonly address: Address;
  /** Authorities of the queue's certificate, PEM. */
  readonly ca: string | undefined;
  /** Of telaplan. */
  readonly version: string;
}

export type BatchQuestion = BatchAsk & { readonly id: number };

/** What the thread tells: the first message says whether it is connected. */
export type BatchTold =
  | { readonly kind: "ready" }
  | { readonly kind: "unready"; readonly name: string; readonly message: string }
  | { readonly kind: "trouble"; readonly message: string }
  | (BatchEnding & { readonly id: number });

/** Milliseconds that a server which starts waits for its queue. */
const START_MS = 3_000;

const port = parentPort!;
const { address, ca, version, ...setting } = workerData as BatchData;
const tell = (told: BatchTold): void => port.postMessage(told);

// Where the system does not let it, the workers have said so.
stepBack(NICE.search);
try {
  const onError = ({ message }: Error): void => tell({ kind: "trouble", message });
  const fleet = await connectFleet({ address, version, ...(ca !== undefined && { ca }), timeoutMs: START_MS, onError });
  const desk = new BatchDesk(fleet, setting);
  port.on("message", ({ id, ...ask }: BatchQuestion) => {
    void desk.answer(ask as BatchAsk).then((ending) => tell({ id, ...ending }));
  });
  tell({ kind: "ready" });
} catch (error) {
  const { name, message } = error as Error;
  tell({ kind: "unready", name, message });
}
