import type { Metadata } from "@grpc/grpc-js";

/** What becomes known of one request on its way. What is absent did not come to be known. */
export interface RequestFacts {
  /** Of the request's message. */
  bytes: number;
  /** Of its problem. */
  buffers?: number;
  /** Where the answer came from: stored here or elsewhere, that of an equal run under way, or a run of its own. */
  cache?: "hit" | "elsewhere" | "shared" | "miss";
  /** Milliseconds that its jobs waited for a worker. */
  queueMs?: number;
  /** Of the plan, as its enum has it. */
  status?: number;
}

/** What becomes known of a call. Whoever serves it adds to this; who logs, counts or lists calls reads it. */
export class CallFacts {
  /** As in telaplan.v1.PlannerService/Plan. */
  readonly method: string;
  /** When it came, in milliseconds since the epoch. */
  readonly since = Date.now();
  requestId = "";
  /** Who calls: a token's mark, a certificate's name, or an address without its port. */
  caller = "";
  /** The server's span of it, as a `traceparent` for whoever goes on with it; absent where it belongs to no trace. */
  traceparent?: string;
  /** Of a call with one request. */
  readonly request: RequestFacts = { bytes: 0 };
  /** Of a call with many: how they ended, each reason or OK with its count. */
  readonly outcomes: Record<string, number> = {};

  constructor(method: string) {
    this.method = method;
  }

  /** One of many requests ended so: OK, or the reason of its error. */
  count(outcome: string): void {
    this.outcomes[outcome] = (this.outcomes[outcome] ?? 0) + 1;
  }
}

const KNOWN = new WeakMap<Metadata, CallFacts>();

/** Ties facts to a call, by the headers that its handler is given. */
export function keepFacts(headers: Metadata, facts: CallFacts): void {
  KNOWN.set(headers, facts);
}

/** Those of a call. */
export function factsOf({ metadata }: { readonly metadata: Metadata }): CallFacts {
  return KNOWN.get(metadata) ?? new CallFacts("");
}
