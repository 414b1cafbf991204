import { constants, type IncomingHttpHeaders, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import { type Fault, SHUTTING_DOWN } from "../faults.js";
import type { Budget, Share } from "./budget.js";
import { type CallKind, type CallRules, CallStream } from "./call-stream.js";
import { Pace } from "./pace.js";

/** Milliseconds that a client has to say its first word of HTTP/2. */
const GREETING_MS = 10_000;

/** Pings too close together that a client may send before it is sent away. */
const PING_STRIKES = 20;

/** The greatest stream number: a GOAWAY with it says that calls under way are still taken. */
const ALL_STREAMS = 2 ** 31 - 1;

/** What calls are closed with that the server ends; any other code is the client's. */
const OUR_CODES: ReadonlySet<number> = new Set([constants.NGHTTP2_NO_ERROR, constants.NGHTTP2_ENHANCE_YOUR_CALM]);

export interface ConnectionRules extends CallRules {
  /** Cancelled calls, at once and a second, above which a client is asked to connect anew. */
  readonly resets: { readonly burst: number; readonly perSecond: number };
  /** Milliseconds after which a connection takes no more calls; Infinity for never. */
  readonly maxConnectionAgeMs: number;
  /** Milliseconds that its calls may go on from then; Infinity for as long as they like. */
  readonly maxConnectionAgeGraceMs: number;
  /** Milliseconds between pings of a client. */
  readonly minPingMs: number;
  /** The kind of a method, by its path; null for one that there is not. */
  readonly kindOf: (path: string) => CallKind | null;
}

/** Why a connection was sent away. */
export type Dismissal = "age" | "resets" | "pings" | "memory" | "silent";

/** One HTTP/2 connection: how long it lives, and what its client may do. */
export class Connection {
  readonly #session: ServerHttp2Session;
  readonly #rules: ConnectionRules;
  readonly #share: Share;
  readonly #calls = new Set<CallStream>();
  readonly #resets: Pace;
  readonly #onDismissed: (why: Dismissal) => void;
  readonly #bornAt = Date.now();
  readonly #ageMs: number;
  #hasGreeted = false;
  #isDismissed = false;
  #lastPingAt = Number.NEGATIVE_INFINITY;
  #strikes = 0;

  constructor(
    session: ServerHttp2Session,
    peer: string,
    rules: ConnectionRules,
    budget: Budget,
    onDismissed: (why: Dismissal) => void,
  ) {
    this.#session = session;
    this.#rules = rules;
    this.#onDismissed = onDismissed;
    this.#resets = new Pace(rules.resets.burst, rules.resets.perSecond);
    this.#share = budget.share(peer, (why) => this.#drop(why));
    // Those that were made together are not to end together.
    this.#ageMs = rules.maxConnectionAgeMs * (0.9 + 0.2 * Math.random());
    session.once("remoteSettings", () => {
      this.#hasGreeted = true;
    });
    session.on("ping", () => this.#pinged());
    session.once("close", () => budget.forget(this.#share));
  }

  /** The stream of a call as grpc-js is to see it. */
  open(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): CallStream {
    this.#strikes = 0;
    const kind = this.#rules.kindOf(String(headers[":path"])) ?? { isOurs: false, isStream: false };
    const packing = String(headers["grpc-encoding"] ?? "identity");
    const call = new CallStream(stream, this.#share, this.#rules, kind, packing);
    this.#calls.add(call);
    stream.once("close", () => {
      this.#calls.delete(call);
      if (!OUR_CODES.has(stream.rstCode ?? constants.NGHTTP2_NO_ERROR)) this.#cancelled();
    });
    return call;
  }

  /** To be called every second or so. */
  tick(now: number): void {
    for (const call of this.#calls) call.tick(now);
    const age = now - this.#bornAt;
    if (!this.#hasGreeted && age > GREETING_MS) {
      this.#onDismissed("silent");
      this.#session.destroy();
    } else if (age > this.#ageMs) {
      if (!this.#isDismissed) this.#dismiss("age", "max_age");
      else if (age > this.#ageMs + this.#rules.maxConnectionAgeGraceMs) this.#endCalls();
    }
  }

  /** The client cancelled a call, as it does when it has waited long enough. */
  #cancelled(): void {
    if (this.#resets.take()) return;
    this.#dismiss("resets", "too many cancelled calls (--max-resets)");
  }

  #pinged(): void {
    const now = performance.now();
    const isEarly = now - this.#lastPingAt < this.#rules.minPingMs;
    this.#lastPingAt = now;
    // The text is the one that gRPC's clients know: they ping less often from then on.
    if (isEarly && ++this.#strikes > PING_STRIKES) {
      this.#dismiss("pings", "too_many_pings", constants.NGHTTP2_ENHANCE_YOUR_CALM);
    }
  }

  /** Takes no more calls; those under way go on. The client makes another connection for more. */
  #dismiss(why: Dismissal, text: string, code: number = constants.NGHTTP2_NO_ERROR): void {
    if (this.#isDismissed || this.#session.destroyed) return;
    this.#isDismissed = true;
    this.#onDismissed(why);
    try {
      this.#session.goaway(code, ALL_STREAMS, Buffer.from(text));
      this.#session.close();
    } catch {
      this.#session.destroy();
    }
  }

  #endCalls(): void {
    const fault: Fault = { ...SHUTTING_DOWN, message: "the connection is too old; call again on another" };
    for (const call of this.#calls) call.abort(fault);
  }

  /** Ends the connection and all its calls: it holds more than any other, and memory is needed. */
  #drop(why: string): void {
    this.#onDismissed("memory");
    this.#session.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM, 0, Buffer.from(why));
    this.#session.destroy();
  }
}
