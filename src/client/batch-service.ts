import type { ClientOptions } from "@grpc/grpc-js";
import type { Problem } from "../problem/index.js";
import type { CallSettings, Cancellable } from "./call.js";
import { checkNames, wireInteger } from "./checks.js";
import { type Asked, askedBy, type RemoteResult, remoteResult, toWireProblem } from "./convert.js";
import { channelCredentials, type TlsOptions } from "./credentials.js";
import { invalidArgument, PlannerError, remoteError } from "./errors.js";
import type { Batch__Output } from "./generated/telaplan/v1/Batch.js";
import type { BatchServiceClient } from "./generated/telaplan/v1/BatchService.js";
import type { WatchBatchResponse__Output } from "./generated/telaplan/v1/WatchBatchResponse.js";
import { stubClasses } from "./stub.js";

/** How a batch stands. */
export type RemoteBatch = Batch__Output;

/** A problem of a batch, with a name that its answer is told with; absent: its place. */
export interface BatchEntry {
  readonly name?: string;
  readonly problem: Problem;
}

/** How all problems of a batch are planned. */
export interface SubmitBatchOptions {
  /** Absent: the server makes one. With it, a submission that was cut off is gone on with. */
  readonly batchId?: string;
  readonly minimize?: boolean;
  /** Of each problem. */
  readonly timeLimitMs?: number;
  readonly stepLimit?: number;
  readonly seed?: number;
  readonly policy?: "learned" | "rules";
  readonly priority?: "batch" | "interactive";
}

/** An answer of a batch. Exactly one of `result` and `error` is there. */
export interface BatchAnswered {
  readonly index: number;
  readonly name: string;
  readonly result?: RemoteResult;
  readonly error?: PlannerError;
  /** With it, a later `watchBatch` goes on behind this answer. */
  readonly cursor: number;
}

const SUBMIT_OPTIONS: readonly (keyof SubmitBatchOptions | keyof CallSettings)[] = [
  "batchId",
  "minimize",
  "timeLimitMs",
  "stepLimit",
  "seed",
  "policy",
  "priority",
  "deadlineMs",
  "signal",
  "headers",
];

const PRIORITIES = { batch: "BATCH_PRIORITY_BATCH", interactive: "BATCH_PRIORITY_INTERACTIVE" } as const;

/** Buffers of the problems that go in one message. */
const MESSAGE_BUFFERS = 2_000;

/** What a client lends: how a call is begun, and what its errors become. */
export interface Lent {
  begin<Call extends Cancellable>(settings: CallSettings, start: (...rest: Parameters<BatchStart<Call>>) => Call): Call;
  toError(error: unknown): unknown;
}

type BatchStart<Call> = (metadata: import("@grpc/grpc-js").Metadata, options: import("./call.js").CallDeadline) => Call;

/** Makes the stub of BatchService. */
export function batchStub(address: string, tls: TlsOptions | undefined, settings: ClientOptions): BatchServiceClient {
  const Stub = stubClasses().BatchService;
  return new Stub(address, channelCredentials(tls), settings) as unknown as BatchServiceClient;
}

/**
 * Submits problems as they come, and seals the batch. Rejects with a PlannerError; what was submitted by then stays,
 * and the same call with the same `batchId` goes on.
 */
export async function submitBatch(
  stub: BatchServiceClient,
  entries: AsyncIterable<BatchEntry> | Iterable<BatchEntry>,
  options: SubmitBatchOptions & CallSettings,
  { begin, toError }: Lent,
): Promise<RemoteBatch> {
  checkNames(options, SUBMIT_OPTIONS);
  const open = openingOf(options);
  let settle!: { resolve: (batch: RemoteBatch) => void; reject: (error: unknown) => void };
  const sealed = new Promise<RemoteBatch>((resolve, reject) => {
    settle = { resolve, reject };
  });
  sealed.catch(() => {});
  let isOver = false;
  const call = begin(options, (metadata, settings) =>
    stub.submitBatch(metadata, settings, (error, response) => {
      isOver = true;
      call.emit("drain");
      if (error) settle.reject(toError(error));
      else settle.resolve(response!.batch!);
    }),
  );
  try {
    let problems: { name: string; problem: ReturnType<typeof toWireProblem> }[] = [];
    let buffers = 0;
    let isFirst = true;
    const flush = async (): Promise<void> => {
      const message = { ...(isFirst && { open }), problems };
      isFirst = false;
      problems = [];
      buffers = 0;
      if (!call.write(message) && !isOver) await new Promise((resolve) => call.once("drain", resolve));
    };
    for await (const { name = "", problem } of entries) {
      problems.push({ name, problem: toWireProblem(problem) });
      buffers += problem.buffers.length;
      if (buffers >= MESSAGE_BUFFERS) await flush();
      if (isOver) break;
    }
    if (!isOver && (isFirst || problems.length > 0)) await flush();
    call.end();
  } catch (error) {
    call.cancel();
    throw error;
  }
  return sealed;
}

function openingOf(options: SubmitBatchOptions) {
  const { batchId = "", minimize = false, timeLimitMs, stepLimit, seed, policy = "", priority = "batch" } = options;
  if (!Object.hasOwn(PRIORITIES, priority)) {
    throw invalidArgument("priority", `priority must be "batch" or "interactive", got ${JSON.stringify(priority)}`);
  }
  const limits = {
    ...(timeLimitMs !== undefined && { timeLimitMs: wireInteger("timeLimitMs", timeLimitMs) }),
    ...(stepLimit !== undefined && { stepLimit: wireInteger("stepLimit", stepLimit) }),
  };
  return {
    batchId,
    objective: minimize ? ("OBJECTIVE_MINIMIZE" as const) : ("OBJECTIVE_FIT" as const),
    limits,
    ...(seed !== undefined && { seed: wireInteger("seed", seed) }),
    policy,
    priority: PRIORITIES[priority],
  };
}

/** Answers as they come. @returns how the batch stands at the end */
export async function* watchBatch(
  stub: BatchServiceClient,
  { batchId, cursor = 0, problem }: WatchBatchOptions,
  settings: CallSettings,
  { begin, toError }: Lent,
): AsyncGenerator<BatchAnswered, RemoteBatch> {
  const request = { batchId, cursor: wireInteger("cursor", cursor) };
  const call = begin(settings, (...rest) => stub.watchBatch(request, ...rest));
  try {
    for await (const message of call as AsyncIterable<WatchBatchResponse__Output>) {
      if (message.batch) return message.batch;
      const { index, name, result, error } = message.answer!;
      if (error) {
        const { code, message: text, details } = error;
        yield {
          index,
          name,
          cursor: message.cursor,
          error: remoteError({ code, message: text, details: details as never }),
        };
      } else
        yield { index, name, cursor: message.cursor, result: remoteResult(result!, askedOf(problem?.(index, name))) };
    }
  } catch (error) {
    throw toError(error);
  } finally {
    call.cancel();
  }
  throw new PlannerError("UNAVAILABLE", "the call has ended before the batch", null, [], null, null);
}

/** What is watched. */
export interface WatchBatchOptions {
  readonly batchId: string;
  /** The cursor of the last answer that was seen; absent: all. */
  readonly cursor?: number;
  /** The problem in that place, where the caller has it: memories of an answer are told by its names. */
  readonly problem?: (index: number, name: string) => Problem | undefined;
}

function askedOf(problem: Problem | undefined): Asked {
  return askedBy({ problem: problem === undefined ? { lower: [], upper: [], size: [] } : toWireProblem(problem) });
}
