import type { ClientDuplexStream } from "@grpc/grpc-js";
import type { Problem } from "../problem/index.js";
import { checkNames } from "./checks.js";
import {
  type Asked,
  askedBy,
  PLAN_OPTIONS,
  type RemoteOptions,
  type RemoteResult,
  remoteResult,
  toWireRequest,
} from "./convert.js";
import { PlannerError, remoteError } from "./errors.js";
import type { PlanManyRequest } from "./generated/telaplan/v1/PlanManyRequest.js";
import type { PlanManyResponse__Output } from "./generated/telaplan/v1/PlanManyResponse.js";
import type { PlanRequest } from "./generated/telaplan/v1/PlanRequest.js";

interface Waiting {
  readonly asked: Asked;
  readonly resolve: (result: RemoteResult) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One call of PlanMany: any number of problems at one time, answered as they are ready.
 *
 * If the call ends before all is answered, what is open rejects with its error: of code UNAVAILABLE where the server
 * goes down, and then the same requests can be made in a new session.
 */
export class ManySession {
  readonly #call: ClientDuplexStream<PlanManyRequest, PlanManyResponse__Output>;
  readonly #waiting = new Map<string, Waiting>();
  #lastId = 0;
  #failure: unknown;
  #isEnded = false;
  readonly #ended: Promise<void>;

  /** @param toError makes a PlannerError of what the call ended with */
  constructor(
    call: ClientDuplexStream<PlanManyRequest, PlanManyResponse__Output>,
    toError: (error: unknown) => unknown,
  ) {
    this.#call = call;
    call.on("data", (response: PlanManyResponse__Output) => this.#receive(response));
    this.#ended = new Promise((resolve) => {
      call.on("error", (error) => {
        this.#fail(toError(error));
        resolve();
      });
      call.on("end", () => {
        this.#fail(new PlannerError("UNAVAILABLE", "the call has ended", null, [], null, null));
        resolve();
      });
    });
  }

  /** Requests that are not answered yet. */
  get open(): number {
    return this.#waiting.size;
  }

  async plan(problem: Problem, options: RemoteOptions = {}): Promise<RemoteResult> {
    checkNames(options, PLAN_OPTIONS);
    return this.send(toWireRequest(problem, options));
  }

  /** The same with a message of the .proto. */
  send(plan: PlanRequest): Promise<RemoteResult> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#isEnded) {
      const error = new PlannerError("FAILED_PRECONDITION", "the session has been ended", null, [], null, null);
      return Promise.reject(error);
    }
    const requestId = (++this.#lastId).toString(36);
    return new Promise((resolve, reject) => {
      this.#waiting.set(requestId, { asked: askedBy(plan), resolve, reject });
      this.#call.write({ requestId, plan });
    });
  }

  /** Says that no more will come, and resolves when everything is answered and the call has ended. */
  end(): Promise<void> {
    this.#isEnded = true;
    this.#call.end();
    return this.#ended;
  }

  /** Gives up what is open. */
  cancel(): void {
    this.#call.cancel();
  }

  #receive({ requestId, result, error }: PlanManyResponse__Output): void {
    const waiting = this.#waiting.get(requestId);
    this.#waiting.delete(requestId);
    if (waiting === undefined) return;
    if (error) {
      waiting.reject(remoteError({ code: error.code, message: error.message, details: error.details as never }));
      return;
    }
    try {
      waiting.resolve(remoteResult(result!, waiting.asked));
    } catch (reason) {
      waiting.reject(reason);
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
