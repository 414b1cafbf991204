import type { ChannelOptions, ClientOptions, Metadata } from "@grpc/grpc-js";
import type { TermResult } from "../planner/index.js";
import { type Problem, shown } from "../problem/index.js";
import type { SimulationReport } from "../sim/index.js";
import {
  type BatchAnswered,
  type BatchEntry,
  batchStub,
  type Lent,
  type RemoteBatch,
  type SubmitBatchOptions,
  submitBatch,
  type WatchBatchOptions,
  watchBatch,
} from "./batch-service.js";
import {
  CALL_SETTINGS,
  type CallDeadline,
  type CallSettings,
  type Cancellable,
  cancelOnAbort,
  deadlineIn,
} from "./call.js";
import { checkNames, wireFlag, wireInteger, wireIntegers } from "./checks.js";
import {
  askedBy,
  memoriesOf,
  namesIn,
  PLAN_OPTIONS,
  type RemoteOptions,
  type RemoteResult,
  remoteResult,
  termsOf,
  toWireProblem,
  toWireRequest,
} from "./convert.js";
import { channelCredentials, checkToken, metadataOf, type TlsOptions } from "./credentials.js";
import { invalidArgument, PlannerError, toPlannerError } from "./errors.js";
import type { BatchServiceClient } from "./generated/telaplan/v1/BatchService.js";
import type { GetCapabilitiesResponse__Output } from "./generated/telaplan/v1/GetCapabilitiesResponse.js";
import type { Incumbent__Output } from "./generated/telaplan/v1/Incumbent.js";
import type { PlannerServiceClient } from "./generated/telaplan/v1/PlannerService.js";
import type { PlanResponse__Output } from "./generated/telaplan/v1/PlanResponse.js";
import type { PlanStreamResponse__Output } from "./generated/telaplan/v1/PlanStreamResponse.js";
import type { VerifyResponse__Output } from "./generated/telaplan/v1/VerifyResponse.js";
import { ManySession } from "./many.js";
import { NEAR_OPTIONS, planNear, type RemoteNear } from "./near.js";
import { toReport } from "./report.js";
import { RemoteSession } from "./session.js";
import { stubClasses } from "./stub.js";

/** How a server is reached. */
export interface PlannerClientOptions {
  /**
   * Absent: plaintext. `true`: TLS with the system's authorities. Paths are PEM files; `cert` and `key` are the
   * client's own.
   */
  readonly tls?: TlsOptions;
  /** Bearer token, of visible ASCII. It is sent in plaintext where there is no TLS. */
  readonly token?: string;
  /** Milliseconds that a call may take where it says nothing itself; absent: no deadline. */
  readonly deadlineMs?: number;
  /** Over `SERVICE_CONFIG`. */
  readonly serviceConfig?: object;
  /** Options of grpc-js, over everything. */
  readonly channel?: ChannelOptions;
}

/**
 * What a client does by itself: it spreads calls over all addresses that the name stands for, and tries a call again on
 * another one where a server went away. Calls are free of effects, so that nothing is lost by planning twice.
 */
export const SERVICE_CONFIG = {
  loadBalancingConfig: [{ round_robin: {} }],
  methodConfig: [
    {
      name: [{ service: "telaplan.v1.PlannerService" }],
      retryPolicy: {
        maxAttempts: 5,
        initialBackoff: "0.05s",
        maxBackoff: "1s",
        backoffMultiplier: 2,
        retryableStatusCodes: ["UNAVAILABLE"],
      },
    },
  ],
};

const MOST_ATTEMPTS = SERVICE_CONFIG.methodConfig[0]!.retryPolicy.maxAttempts;

const CLIENT_OPTIONS = ["tls", "token", "deadlineMs", "serviceConfig", "channel"];
const VERIFY_OPTIONS = [...CALL_SETTINGS, "maxViolations", "timeline", "memories"];
const ALL_PLAN_OPTIONS = [...PLAN_OPTIONS, ...CALL_SETTINGS];

/** Bytes of an answer that are taken: offsets of as many buffers as any server takes. */
const MOST_BYTES = 64 * 2 ** 20;

/** A better plan or bound on the way. */
export interface RemoteIncumbent extends Omit<Incumbent__Output, "offsets" | "memoryIndex" | "terms"> {
  /** Null where only the bound is new, or where offsets were left out. */
  readonly offsets: Float64Array | null;
  /** The id of the memory of each buffer; null where the problem lists no memories, and where there are no offsets. */
  readonly memories: readonly string[] | null;
  /** What is minimised, in order, as far as it is known; empty for a problem without constraints. */
  readonly terms: readonly TermResult[];
}

/** Options of `verify`, besides those of every call. */
export interface VerifyOptions {
  /** How many violations the report lists at most; absent: 100. All are counted in any case. */
  readonly maxViolations?: number;
  readonly timeline?: boolean;
  /** The id of the memory that each buffer lies in; needed where a buffer has a choice. */
  readonly memories?: ArrayLike<string>;
}

/** Whether it is the connection that failed: whatever a server says of itself has a reason. */
function isBroken(error: unknown): boolean {
  return error instanceof PlannerError && error.code === "UNAVAILABLE" && error.reason === null;
}

function memoryAt(names: readonly string[], id: string, b: number): number {
  const position = names.indexOf(id);
  if (position >= 0) return position;
  throw invalidArgument(`memories[${b}]`, `memories[${b}]: there is no memory ${shown(id)}`, "INVALID_PROBLEM");
}

/** What the server can do, and what it takes. */
export type Capabilities = GetCapabilitiesResponse__Output;

/** One message of `planStream`. */
export type StreamedPlan =
  | { readonly incumbent: RemoteIncumbent; readonly result?: undefined }
  | { readonly result: RemoteResult; readonly incumbent?: undefined };

/**
 * A client of `telaplan serve`. Every method rejects with a PlannerError.
 *
 * @example
 * const client = new PlannerClient("localhost:50051");
 * const { status, offsets } = await client.plan(problem, { minimize: true, deadlineMs: 1000 });
 * client.close();
 */
export class PlannerClient {
  /** The generated stub, for what the methods do not offer. Its messages are typed from the .proto. */
  readonly stub: PlannerServiceClient;
  /** The same of BatchService. */
  readonly batches: BatchServiceClient;
  readonly #address: string;
  readonly #token: string | undefined;
  readonly #deadlineMs: number | undefined;
  /** Whether a call is begun again when its connection breaks after the headers of its answer. */
  readonly #restarts: boolean;

  /**
   * @param address `HOST:PORT`, or any target that grpc-js knows, as in `dns:///planner:50051` and
   * `ipv4:10.0.0.1:50051,10.0.0.2:50051`
   * @throws PlannerError with code INVALID_ARGUMENT for an option that cannot be used
   */
  constructor(address: string, options: PlannerClientOptions = {}) {
    const { tls, token, deadlineMs, serviceConfig = SERVICE_CONFIG, channel } = options;
    checkNames(options, CLIENT_OPTIONS);
    if (token !== undefined) checkToken(token);
    this.#address = address;
    this.#token = token;
    this.#deadlineMs = deadlineMs;
    this.#restarts = serviceConfig === SERVICE_CONFIG;
    const settings: ClientOptions = {
      "grpc.service_config": JSON.stringify(serviceConfig),
      "grpc.max_receive_message_length": MOST_BYTES,
      "grpc.keepalive_time_ms": 60_000,
      ...channel,
    };
    const secrets = channelCredentials(tls);
    try {
      this.stub = new (stubClasses().PlannerService)(address, secrets, settings) as unknown as PlannerServiceClient;
      this.batches = batchStub(address, tls, settings);
    } catch (error) {
      throw invalidArgument("address", `address ${JSON.stringify(address)}: ${(error as Error).message}`);
    }
  }

  /** With `previous`, the problem is planned near an earlier plan. */
  async plan(problem: Problem, options: RemoteOptions & RemoteNear & CallSettings = {}): Promise<RemoteResult> {
    checkNames(options, [...ALL_PLAN_OPTIONS, ...NEAR_OPTIONS]);
    if (options.previous !== undefined) return planNear(problem, options, (near, how) => this.plan(near, how));
    if (options.pinUnchanged === true) throw invalidArgument("pinUnchanged", "pinUnchanged needs previous");
    const request = toWireRequest(problem, options);
    const asked = askedBy(request);
    return this.#unary(
      options,
      (response: PlanResponse__Output) => remoteResult(response, asked),
      (...rest) => this.stub.plan(request, ...rest),
    );
  }

  /** Every better plan or bound as it is found; the last message is the result. Leaving the loop cancels the call. */
  async *planStream(problem: Problem, options: RemoteOptions & CallSettings = {}): AsyncGenerator<StreamedPlan, void> {
    checkNames(options, ALL_PLAN_OPTIONS);
    const request = { plan: toWireRequest(problem, options) };
    const asked = askedBy(request.plan);
    const call = this.#begin(options, (...rest) => this.stub.planStream(request, ...rest));
    try {
      for await (const message of call as AsyncIterable<PlanStreamResponse__Output>) {
        if (message.result) yield { result: remoteResult(message.result, asked) };
        else if (message.incumbent) {
          const { offsets, memoryIndex, terms, ...facts } = message.incumbent;
          const found = {
            offsets: offsets.length > 0 ? Float64Array.from(offsets) : null,
            memories: memoriesOf(memoryIndex, asked),
            terms: termsOf(terms),
          };
          yield { incumbent: { ...facts, ...found } };
        }
      }
    } catch (error) {
      throw this.#toError(error);
    } finally {
      call.cancel();
    }
  }

  /** Many problems over one call. Close the session with `end`. */
  planMany(options: CallSettings = {}): ManySession {
    checkNames(options, CALL_SETTINGS);
    const call = this.#begin(options, (...rest) => this.stub.planMany(...rest));
    return new ManySession(call, this.#toError);
  }

  /** A problem that the server keeps, and plans again after each edit. Close the session with `end`. */
  session(problem: Problem, options: RemoteOptions & CallSettings = {}): RemoteSession {
    checkNames(options, ALL_PLAN_OPTIONS);
    const start = () => this.#begin(options, (...rest) => this.stub.planSession(...rest));
    return new RemoteSession(problem, options, start, this.#toError);
  }

  async verify(
    problem: Problem,
    offsets: ArrayLike<number>,
    options: CallSettings & VerifyOptions = {},
  ): Promise<SimulationReport> {
    checkNames(options, VERIFY_OPTIONS);
    const { maxViolations, timeline = false, memories } = options;
    const wireProblem = toWireProblem(problem);
    const names = namesIn(wireProblem);
    const request = {
      problem: wireProblem,
      offsets: wireIntegers("offsets", offsets),
      ...(memories && { memoryIndex: Array.from(memories, (id, b) => memoryAt(names.memories, id, b)) }),
      timeline: wireFlag("timeline", timeline),
      // The server takes some thousand. What does not fit into the field would come out as another number.
      ...(maxViolations !== undefined && {
        maxViolations: Math.max(-1, Math.min(wireInteger("maxViolations", maxViolations), 2 ** 31 - 1)),
      }),
    };
    return this.#unary(
      options,
      ({ report }: VerifyResponse__Output) => toReport(report!, timeline, names),
      (...rest) => this.stub.verify(request, ...rest),
    );
  }

  async capabilities(options: CallSettings = {}): Promise<Capabilities> {
    checkNames(options, CALL_SETTINGS);
    return this.#unary(
      options,
      (response: Capabilities) => response,
      (...rest) => this.stub.getCapabilities({}, ...rest),
    );
  }

  /** Submits problems as they come, and seals the batch: workers plan them in their own time. */
  submitBatch(
    entries: AsyncIterable<BatchEntry> | Iterable<BatchEntry>,
    options: SubmitBatchOptions & CallSettings = {},
  ): Promise<RemoteBatch> {
    return submitBatch(this.batches, entries, options, this.#lent);
  }

  /** Answers of a batch as they come, until it is over; returns how it stands then. Leaving the loop ends the call. */
  watchBatch(options: WatchBatchOptions, settings: CallSettings = {}): AsyncGenerator<BatchAnswered, RemoteBatch> {
    checkNames(settings, CALL_SETTINGS);
    return watchBatch(this.batches, options, settings, this.#lent);
  }

  async getBatch(batchId: string, options: CallSettings = {}): Promise<RemoteBatch> {
    checkNames(options, CALL_SETTINGS);
    const convert = ({ batch }: { readonly batch: RemoteBatch | null }): RemoteBatch => batch!;
    return this.#unary(options, convert, (...rest) => this.batches.getBatch({ batchId }, ...rest));
  }

  async cancelBatch(batchId: string, options: CallSettings = {}): Promise<RemoteBatch> {
    checkNames(options, CALL_SETTINGS);
    const convert = ({ batch }: { readonly batch: RemoteBatch | null }): RemoteBatch => batch!;
    return this.#unary(options, convert, (...rest) => this.batches.cancelBatch({ batchId }, ...rest));
  }

  close(): void {
    this.stub.close();
    this.batches.close();
  }

  /** The headers of a call, for use with `stub`. */
  metadata({ headers = {} }: CallSettings = {}): Metadata {
    return metadataOf(headers, this.#token);
  }

  /** The deadline of a call, for use with `stub`. */
  callOptions({ deadlineMs = this.#deadlineMs }: CallSettings = {}): CallDeadline {
    return deadlineIn(deadlineMs);
  }

  readonly #toError = (error: unknown): unknown => toPlannerError(error, this.#address);

  get #lent(): Lent {
    return { begin: (settings, start) => this.#begin(settings, start), toError: this.#toError };
  }

  /** Starts a call with its headers and its deadline; the signal cancels it. */
  #begin<Call extends Cancellable>(
    settings: CallSettings,
    start: (metadata: Metadata, options: CallDeadline) => Call,
  ): Call {
    const call = start(this.metadata(settings), this.callOptions(settings));
    cancelOnAbort(call, settings.signal);
    return call;
  }

  /**
   * One message, one answer. gRPC tries again until the headers of an answer are there, and never after them. A server
   * that dies between them and the message would lose the call, so it is begun again here: planning twice does no harm.
   */
  #unary<Response, Result>(
    settings: CallSettings,
    convert: (response: Response) => Result,
    start: (
      metadata: Metadata,
      options: CallDeadline,
      callback: (error: Error | null, response?: Response) => void,
    ) => Cancellable,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (settings.signal?.aborted)
        return reject(new PlannerError("CANCELLED", "cancelled before it began", null, [], null, null));
      const options = this.callOptions(settings);
      let attempts = 0;
      const attempt = (): void => {
        let hasHeaders = false;
        const answered = (error: Error | null, response?: Response): void => {
          const failure = error === null ? null : this.#toError(error);
          const isOver = settings.signal?.aborted || attempts >= MOST_ATTEMPTS;
          if (this.#restarts && hasHeaders && isBroken(failure) && !isOver) attempt();
          else if (failure !== null) reject(failure);
          else {
            try {
              resolve(convert(response!));
            } catch (reason) {
              reject(reason);
            }
          }
        };
        attempts++;
        const call = start(this.metadata(settings), options, answered);
        call.once("metadata", () => {
          hasHeaders = true;
        });
        cancelOnAbort(call, settings.signal);
      };
      attempt();
    });
  }
}
