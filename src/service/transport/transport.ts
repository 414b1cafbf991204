import {
  createSecureServer,
  createServer,
  type Http2SecureServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { Socket } from "node:net";
import { type Server, ServerCredentials } from "@grpc/grpc-js";
import { Arrivals } from "./arrivals.js";
import { Budget } from "./budget.js";
import type { CallKind } from "./call-stream.js";
import { Connection, type ConnectionRules, type Dismissal } from "./connection.js";
import { type DoorLimits, Doors, LOCAL_PEER, type Place } from "./doors.js";
import { Unpacker } from "./unpack.js";

/** How often calls and connections are looked after. */
const TICK_MS = 500;

/** The share of all bytes that one connection may hold before it is read from no more. */
const CONNECTION_SHARE = 0.25;

/** Cancelled calls that may come at once, in seconds of the rate. */
const RESET_BURST_S = 10;

/**
 * Where Node ends a connection for its cancelled calls, over what we ask a client to connect anew for: that is for
 * clients that do not listen.
 */
const HARD_RESETS = 4;

/** What Node allows, at once and a second, where it cannot be told: in versions before 24, or in some of them. */
const NODE_RESETS = { burst: 1_000, perSecond: 33 };

/** Cancelled calls that are on their way when a client is asked to connect anew. */
const RESETS_UNDER_WAY = 50;

/** Characters of a method's path that are told. */
const MOST_CHARACTERS = 200;

/** Milliseconds for a TLS handshake. */
const HANDSHAKE_MS = 10_000;

export interface TransportLimits
  extends DoorLimits,
    Omit<ConnectionRules, "arrivals" | "unpacker" | "kindOf" | "resets" | "onUntaken"> {
  /** Cancelled calls a second, after ten times as many at once, above which a connection takes no more calls. */
  readonly maxResets: number;
  /** Bytes of messages that arrive, or that are answered and not yet taken. */
  readonly maxTransferBytes: number;
  /** Calls of one connection at one time. */
  readonly maxStreams: number;
}

/** Who wants to know what happens. */
export interface TransportWatch {
  /** A connection was not let in. */
  refused(peer: string, limit: string): void;
  /** A connection was sent away. */
  dismissed(peer: string, why: Dismissal): void;
  /** For want of room a message was refused, or a connection ended. */
  shed(what: "message" | "connection"): void;
  /** An answer waited too long for its client, and its call was broken off. */
  untaken(): void;
  /** A connection came to nothing: TLS could not be agreed on, or it does not speak HTTP/2 as it should. */
  unspoken(why: "handshake" | "protocol", peer: string, error: Error): void;
  /** There is no such method; `path` is the caller's text. */
  unknownMethod(path: string, peer: string): void;
}

/** What is looked at inside a server of grpc-js. */
interface Insides {
  readonly http2Servers: ReadonlyMap<Http2Server, unknown>;
  readonly handlers: ReadonlyMap<string, unknown>;
}

/** What of grpc-js' credentials of a server is used. */
interface SecureCredentials {
  _getConstructorOptions(): object | null;
  _getSecureContextOptions(): object | null;
  _addWatcher(watcher: (options: object | null) => void): void;
}

/**
 * The network side: sockets, HTTP/2 sessions and the streams of calls are made here, under limits, and then handed to
 * grpc-js, which speaks gRPC over them.
 */
export class Transport {
  readonly arrivals = new Arrivals();
  readonly #limits: TransportLimits;
  readonly #watch: TransportWatch;
  readonly #budget: Budget;
  readonly #rules: ConnectionRules;
  readonly #connections = new Map<ServerHttp2Session, Connection>();
  readonly #kinds = new Map<string, CallKind>();
  #doors: Doors | null = null;
  #ticks: NodeJS.Timeout | undefined;

  constructor(limits: TransportLimits, watch: TransportWatch) {
    this.#limits = limits;
    this.#watch = watch;
    const inAll = limits.maxTransferBytes;
    const ofConnection = CONNECTION_SHARE * inAll;
    this.#budget = new Budget({ inAll, ofConnection }, (what) => watch.shed(what));
    this.#rules = {
      ...limits,
      arrivals: this.arrivals,
      resets: softResets(limits),
      unpacker: new Unpacker(limits.maxMessageBytes),
      onUntaken: () => watch.untaken(),
      kindOf: (path) => this.#kinds.get(path) ?? null,
    };
  }

  /** Bytes of messages between the network and the methods. */
  get heldBytes(): number {
    return this.#budget.held;
  }

  get connections(): number {
    return this.#doors?.connections ?? 0;
  }

  /** Methods whose messages are deserialised from the tickets of `arrivals`. */
  addMethods(methods: Iterable<{ readonly path: string; readonly requestStream: boolean }>): void {
    for (const { path, requestStream } of methods) this.#kinds.set(path, { isOurs: true, isStream: requestStream });
  }

  /**
   * Listens for calls that grpc-js is to answer, and resolves to the port; 0 for a socket. Rejects with the system's
   * error.
   */
  async listen(server: Server, place: Place, tls: ServerCredentials | null): Promise<number> {
    const grpc = insidesOf(server);
    const http2 = this.#http2Server(tls as SecureCredentials | null);
    http2.on("session", (session: ServerHttp2Session) => {
      this.#welcome(session);
      grpc.http2.emit("session", session);
    });
    http2.on("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
      const connection = this.#connections.get(stream.session as ServerHttp2Session);
      const { remoteAddress = LOCAL_PEER, remotePort } = stream.session?.socket ?? {};
      const path = headers[":path"] ?? "";
      if (!grpc.methods.has(path)) {
        this.#watch.unknownMethod(path.slice(0, MOST_CHARACTERS), `${remoteAddress}:${remotePort ?? ""}`);
      }
      if (connection === undefined) stream.destroy();
      else grpc.http2.emit("stream", connection.open(stream, headers), headers);
    });
    const enter = (socket: Socket): void => void http2.emit("connection", socket);
    const onRefused = (peer: string, limit: string): void => this.#watch.refused(peer, limit);
    this.#doors = new Doors(this.#limits, tls === null, enter, onRefused);
    const port = await this.#doors.open(place);
    this.#ticks = setInterval(() => {
      const now = Date.now();
      for (const connection of this.#connections.values()) connection.tick(now);
    }, TICK_MS);
    this.#ticks.unref();
    return port;
  }

  /** Lets nobody in any more. */
  close(): void {
    this.#doors?.close();
  }

  /** Ends every connection, also those that have not said a word. */
  destroy(): void {
    clearInterval(this.#ticks);
    this.#doors?.close();
    this.#doors?.destroy();
  }

  #http2Server(tls: SecureCredentials | null): Http2Server | Http2SecureServer {
    const { maxStreams } = this.#limits;
    const hard = hardResets(this.#limits);
    const options = {
      // As grpc-js has it: Node does badly where it meets this limit, and ours come first.
      maxSessionMemory: Number.MAX_SAFE_INTEGER,
      maxSendHeaderBlockLength: Number.MAX_SAFE_INTEGER,
      settings: { maxConcurrentStreams: maxStreams },
      streamResetBurst: hard.burst,
      streamResetRate: hard.perSecond,
      unknownProtocolTimeout: 1_000,
    };
    if (tls === null) return createServer(options);
    const context = tls._getSecureContextOptions() ?? {};
    const handshakeTimeout = HANDSHAKE_MS;
    const server = createSecureServer({ ...options, ...tls._getConstructorOptions(), ...context, handshakeTimeout });
    tls._addWatcher((renewed) => renewed !== null && server.setSecureContext(renewed));
    server.on("secureConnection", (socket: Socket) => socket.on("error", () => {}));
    server.on("tlsClientError", (error: Error, socket: Socket) =>
      this.#watch.unspoken("handshake", socket.remoteAddress ?? LOCAL_PEER, error),
    );
    return server;
  }

  #welcome(session: ServerHttp2Session): void {
    const peer = session.socket.remoteAddress ?? LOCAL_PEER;
    const dismissed = (why: Dismissal): void => this.#watch.dismissed(peer, why);
    this.#connections.set(session, new Connection(session, peer, this.#rules, this.#budget, dismissed));
    session.once("close", () => this.#connections.delete(session));
    session.on("error", (error) => this.#watch.unspoken("protocol", peer, error));
  }
}

/** Cancelled calls above which Node ends a connection, with all its calls. */
function hardResets({ maxResets }: TransportLimits): ConnectionRules["resets"] {
  const [major = 0] = process.versions.node.split(".").map(Number);
  if (major < 24) return NODE_RESETS;
  return { burst: HARD_RESETS * RESET_BURST_S * maxResets, perSecond: HARD_RESETS * maxResets };
}

/** Those above which a client is asked to connect anew: all calls that are open then may still be cancelled. */
function softResets(limits: TransportLimits): ConnectionRules["resets"] {
  const { maxResets, maxStreams } = limits;
  const hard = hardResets(limits);
  return {
    burst: Math.max(1, Math.min(RESET_BURST_S * maxResets, hard.burst - maxStreams - RESETS_UNDER_WAY)),
    perSecond: Math.min(maxResets, hard.perSecond),
  };
}

/**
 * What grpc-js listens to of an HTTP/2 server. It makes such servers itself, with limits that cannot be set; one that
 * never listens takes the events of ours.
 */
function insidesOf(server: Server): { readonly http2: Http2Server; readonly methods: ReadonlyMap<string, unknown> } {
  server.createConnectionInjector(ServerCredentials.createInsecure());
  const { http2Servers, handlers } = server as unknown as Partial<Insides>;
  const made = [...(http2Servers?.keys() ?? [])].at(-1);
  if (made === undefined || handlers === undefined || made.listenerCount("stream") === 0) {
    throw new Error("this version of grpc-js keeps its HTTP/2 servers or its methods elsewhere");
  }
  return { http2: made, methods: handlers };
}
