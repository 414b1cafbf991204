import {
  type ChannelOptions,
  type ClientOptions,
  loadPackageDefinition,
  type Metadata,
  type ServiceClientConstructor,
} from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { type Problem, shown } from "../problem/index.js";
import { PROTO_FILE, PROTO_FOLDER } from "../proto/index.js";
import type { SimulationReport } from "../sim/index.js";
import { checkNames, flag, whole, wholes } from "./checks.js";
import {
  PLAN_OPTIONS,
  type RemoteOptions,
  type RemoteResult,
  toReport,
  toResult,
  toWireProblem,
  toWireRequest,
} from "./convert.js";
import { channelCredentials, checkToken, metadataOf, type TlsOptions } from "./credentials.js";
import { PlannerError, refusal, toPlannerError } from "./errors.js";
import type { GetCapabilitiesResponse__Output } from "./generated/telaplan/v1/GetCapabilitiesResponse.js";
import type { Incumbent__Output } from "./generated/telaplan/v1/Incumbent.js";
import type { PlannerServiceClient } from "./generated/telaplan/v1/PlannerService.js";
import type { PlanResponse__Output } from "./generated/telaplan/v1/PlanResponse.js";
import type { PlanStreamResponse__Output } from "./generated/telaplan/v1/PlanStreamResponse.js";
import type { VerifyResponse__Output } from "./generated/telaplan/v1/VerifyResponse.js";
import { ManySession } from "./many.js";

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

/** Options of one call. */
export interface CallSettings {
  /** Milliseconds that the call may take in all. The best plan so far arrives a little before. */
  readonly deadlineMs?: number;
  /** Cancels the call. */
  readonly signal?: AbortSignal;
  /** Headers, as in `{ "x-request-id": "…", traceparent: "…" }`. */
  readonly headers?: Readonly<Record<string, string>>;
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

const CLIENT_OPTIONS = ["tls", "token", "deadlineMs", "serviceConfig", "channel"];
const CALL_SETTINGS = ["deadlineMs", "signal", "headers"];
const VERIFY_OPTIONS = [...CALL_SETTINGS, "maxViolations", "timeline"];
const ALL_PLAN_OPTIONS = [...PLAN_OPTIONS, ...CALL_SETTINGS];

/** Bytes of an answer that are taken: offsets of as many buffers as any server takes. */
const MOST_BYTES = 64 * 2 ** 20;

let stub: ServiceClientConstructor | undefined;

/** The stub's class, made once from the .proto that is part of this package. */
function stubClass(): ServiceClientConstructor {
  if (stub !== undefined) return stub;
  const definition = loadSync(PROTO_FILE, {
    includeDirs: [PROTO_FOLDER],
    longs: Number,
    enums: String,
    defaults: true,
    oneofs: true,
  });
  const loaded = loadPackageDefinition(definition) as unknown as {
    telaplan: { v1: { PlannerService: ServiceClientConstructor } };
  };
  stub = loaded.telaplan.v1.PlannerService;
  return stub;
}

/** A better plan or bound on the way. */
export interface RemoteIncumbent extends Omit<Incumbent__Output, "offsets"> {
  /** Null where only the bound is new, or where offsets were left out. */
  readonly offsets: Float64Array | null;
}

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
  readonly #address: string;
  readonly #token: string | undefined;
  readonly #deadlineMs: number | undefined;

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
    const settings: ClientOptions = {
      "grpc.service_config": JSON.stringify(serviceConfig),
      "grpc.max_receive_message_length": MOST_BYTES,
      "grpc.keepalive_time_ms": 60_000,
      ...channel,
    };
    const secrets = channelCredentials(tls);
    try {
      this.stub = new (stubClass())(address, secrets, settings) as unknown as PlannerServiceClient;
    } catch (error) {
      throw refusal("address", `address ${JSON.stringify(address)}: ${(error as Error).message}`);
    }
  }

  async plan(problem: Problem, options: RemoteOptions & CallSettings = {}): Promise<RemoteResult> {
    checkNames(options, ALL_PLAN_OPTIONS);
    const request = toWireRequest(problem, options);
    return this.#unary(
      options,
      (response: PlanResponse__Output) => toResult(response, options),
      (...rest) => this.stub.plan(request, ...rest),
    );
  }

  /** Every better plan or bound as it is found; the last message is the result. Leaving the loop cancels the call. */
  async *planStream(problem: Problem, options: RemoteOptions & CallSettings = {}): AsyncGenerator<StreamedPlan, void> {
    checkNames(options, ALL_PLAN_OPTIONS);
    const request = { plan: toWireRequest(problem, options) };
    const call = this.stub.planStream(request, this.metadata(options), this.callOptions(options));
    const release = cancelOnAbort(call, options.signal);
    try {
      for await (const message of call as AsyncIterable<PlanStreamResponse__Output>) {
        if (message.result) yield { result: toResult(message.result, options) };
        else if (message.incumbent) {
          const { offsets, ...facts } = message.incumbent;
          yield { incumbent: { ...facts, offsets: offsets.length > 0 ? Float64Array.from(offsets) : null } };
        }
      }
    } catch (error) {
      throw this.#toError(error);
    } finally {
      release();
      call.cancel();
    }
  }

  /** Many problems over one call. Close the session with `end`. */
  planMany(options: CallSettings = {}): ManySession {
    checkNames(options, CALL_SETTINGS);
    const call = this.stub.planMany(
      this.metadata(options),
      this.callOptions({ ...options, deadlineMs: options.deadlineMs }),
    );
    cancelOnAbort(call, options.signal);
    return new ManySession(call, this.#toError);
  }

  async verify(
    problem: Problem,
    offsets: ArrayLike<number>,
    options: CallSettings & { readonly maxViolations?: number; readonly timeline?: boolean } = {},
  ): Promise<SimulationReport> {
    checkNames(options, VERIFY_OPTIONS);
    const { maxViolations, timeline = false } = options;
    const request = {
      problem: toWireProblem(problem),
      offsets: wholes("offsets", offsets),
      timeline: flag("timeline", timeline),
      // The server takes some thousand. What does not fit into the field would come out as another number.
      ...(maxViolations !== undefined && {
        maxViolations: Math.max(-1, Math.min(whole("maxViolations", maxViolations), 2 ** 31 - 1)),
      }),
    };
    return this.#unary(
      options,
      ({ report }: VerifyResponse__Output) => toReport(report!, timeline),
      (...rest) => this.stub.verify(request, ...rest),
    );
  }

  async capabilities(options: CallSettings = {}): Promise<GetCapabilitiesResponse__Output> {
    checkNames(options, CALL_SETTINGS);
    return this.#unary(
      options,
      (response: GetCapabilitiesResponse__Output) => response,
      (...rest) => this.stub.getCapabilities({}, ...rest),
    );
  }

  close(): void {
    this.stub.close();
  }

  /** The headers of a call, for use with `stub`. */
  metadata({ headers = {} }: CallSettings = {}): Metadata {
    return metadataOf(headers, this.#token);
  }

  /** The deadline of a call, for use with `stub`. */
  callOptions({ deadlineMs = this.#deadlineMs }: CallSettings = {}): { deadline?: number } {
    if (deadlineMs === undefined) return {};
    if (typeof deadlineMs === "number" && !Number.isNaN(deadlineMs)) return { deadline: Date.now() + deadlineMs };
    throw refusal("deadlineMs", `deadlineMs must be a number of milliseconds, got ${shown(deadlineMs)}`);
  }

  readonly #toError = (error: unknown): unknown => toPlannerError(error, this.#address);

  #unary<Response, Result>(
    settings: CallSettings,
    convert: (response: Response) => Result,
    start: (
      metadata: Metadata,
      options: { deadline?: number },
      callback: (error: Error | null, response?: Response) => void,
    ) => Cancellable,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (settings.signal?.aborted)
        return reject(new PlannerError("CANCELLED", "cancelled before it began", null, [], null, null));
      const call = start(this.metadata(settings), this.callOptions(settings), (error, response) => {
        if (error !== null) return reject(this.#toError(error));
        try {
          resolve(convert(response!));
        } catch (fault) {
          reject(fault);
        }
      });
      cancelOnAbort(call, settings.signal);
    });
  }
}

/** As much of a call of grpc-js as it takes to end it. */
interface Cancellable {
  cancel(): void;
  /** Every call emits it once, however it ends. */
  once(event: "status", listener: () => void): unknown;
}

/**
 * Cancels the call when the signal comes, or at once if it has come. The signal is let go when the call is over: it may
 * outlive many.
 *
 * @returns what lets it go earlier.
 */
function cancelOnAbort(call: Cancellable, signal: AbortSignal | undefined): () => void {
  if (signal === undefined) return () => {};
  const cancel = (): void => call.cancel();
  const release = (): void => signal.removeEventListener("abort", cancel);
  if (signal.aborted) cancel();
  else {
    signal.addEventListener("abort", cancel, { once: true });
    call.once("status", release);
  }
  return release;
}
