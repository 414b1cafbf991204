import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Session } from "node:inspector/promises";
import type { Logger } from "pino";
import type { CallFacts } from "../calls/facts.js";
import type { Tokens } from "./credentials.js";
import { ListenError } from "./listen.js";
import { shown } from "./record.js";
import { isLoopback, parseAddress } from "./settings.js";

export interface AdminOptions {
  readonly log: Logger;
  /** Null for none: then only this machine can reach the port. */
  readonly tokens: Tokens | null;
  readonly underWay: ReadonlySet<CallFacts>;
  /** Numbers of queues and workers. */
  readonly state: () => object;
}

/** An answer: a status, and what is sent as JSON. */
type Answer = readonly [code: number, body: object];

const LEVELS = ["fatal", "error", "warn", "info", "debug", "silent"];

/** Seconds of a CPU profile. */
const PROFILE = { usual: 5, most: 60 };

/** Bytes of a request's body at most: the name of a level. */
const MOST_BYTES = 64;

/**
 * Serves operators: what runs now, the level of the log, a CPU profile of the thread that serves the network. Resolves
 * when it listens. @throws ListenError
 */
export function serveAdmin(options: AdminOptions, address: string): Promise<Server> {
  const { host, port } = parseAddress(address, "--admin");
  const doors: Readonly<
    Record<string, (request: IncomingMessage, query: URLSearchParams) => Promise<Answer> | Answer>
  > = {
    "GET /calls": () => callsUnderWay(options),
    "GET /log-level": () => [200, { level: options.log.level }],
    "PUT /log-level": (request) => setLevel(request, options.log),
    "POST /profile": (_, query) => profile(query),
  };
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://admin");
    const refusal = refusalOf(request, options.tokens);
    const door = doors[`${request.method} ${pathname}`] ?? (() => [404, { doors: Object.keys(doors) }] as const);
    const answer = refusal ?? door(request, searchParams);
    Promise.resolve(answer).then(
      ([code, body]) => send(response, code, body),
      (error: Error) => send(response, 500, { error: error.message }),
    );
    if (refusal === null) options.log.info({ door: `${request.method} ${pathname}` }, "admin");
  });
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(new ListenError("--admin", address, error)));
    server.listen(port, host, () => resolve(server));
  });
}

function send(response: ServerResponse, code: number, body: object): void {
  response.writeHead(code, { "content-type": "application/json" }).end(`${JSON.stringify(body)}\n`);
}

/**
 * Null where the request may come in. Without tokens it has to come from a program of this machine: pages in a browser
 * on it reach loopback too, and say where they are from, or name a host that is none of ours.
 */
function refusalOf({ headers }: IncomingMessage, tokens: Tokens | null): Answer | null {
  if (tokens !== null) {
    return tokens.markOf(headers.authorization) === null ? [401, { error: "a bearer token is needed" }] : null;
  }
  const host = (headers.host ?? "").replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
  if (headers.origin === undefined && isLoopback(host)) return null;
  return [403, { error: "for programs of this machine alone" }];
}

function callsUnderWay({ underWay, state }: AdminOptions): Answer {
  const calls = Array.from(underWay, ({ requestId, method, caller, since, request, outcomes }) => ({
    requestId,
    method,
    caller,
    forMs: Date.now() - since,
    ...shown(request),
    ...(Object.keys(outcomes).length > 0 && { requests: outcomes }),
  }));
  return [200, { ...state(), calls }];
}

async function setLevel(request: IncomingMessage, log: Logger): Promise<Answer> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += chunk;
    if (text.length > MOST_BYTES) break;
  }
  const level = text.trim();
  if (!LEVELS.includes(level)) return [400, { error: `the level is one of ${LEVELS.join(", ")}` }];
  log.level = level;
  return [200, { level }];
}

let profiling = false;

/** A profile as Chrome's developer tools read it. */
async function profile(query: URLSearchParams): Promise<Answer> {
  const seconds = Number(query.get("seconds") ?? PROFILE.usual);
  if (!(seconds > 0 && seconds <= PROFILE.most)) return [400, { error: `seconds are from 0 to ${PROFILE.most}` }];
  if (profiling) return [409, { error: "a profile is being taken" }];
  profiling = true;
  const session = new Session();
  try {
    session.connect();
    await session.post("Profiler.enable");
    await session.post("Profiler.start");
    await new Promise((resolve) => setTimeout(resolve, 1000 * seconds).unref());
    return [200, (await session.post("Profiler.stop")).profile];
  } finally {
    session.disconnect();
    profiling = false;
  }
}
