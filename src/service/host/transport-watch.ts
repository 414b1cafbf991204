import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import type { Server } from "@grpc/grpc-js";

/** What is told of what never becomes a call. */
export interface TransportEvents {
  /** A connection that came to nothing: TLS could not be agreed on, or it speaks no HTTP/2. */
  refused(why: "handshake" | "protocol", peer: string, error: string): void;
  /** A method that the server does not have; `path` is the caller's text. */
  unknownMethod(path: string, peer: string): void;
}

/** What is used of Node's HTTP/2 servers. */
interface Http2Server {
  on(event: "tlsClientError", told: (error: Error, socket: Socket) => void): void;
  on(event: "sessionError", told: (error: Error, session: { readonly socket?: Socket }) => void): void;
  on(event: "stream", told: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void): void;
}

/** What is looked at inside grpc-js. */
interface Insides {
  readonly http2Servers: ReadonlyMap<Http2Server, unknown>;
  readonly handlers: ReadonlyMap<string, unknown>;
}

/** Characters of a method's path that are shown. */
const MOST_CHARACTERS = 200;

/**
 * Watches what grpc-js answers by itself, below all interceptors, and tells nobody of. It has no door to its HTTP/2
 * servers: this looks where it keeps them, after it was bound.
 *
 * @returns whether there was anything to watch; a test holds that there is in the version that is installed
 */
export function watchTransport(server: Server, events: TransportEvents): boolean {
  const { http2Servers, handlers } = server as unknown as Partial<Insides>;
  if (http2Servers === undefined || handlers === undefined || http2Servers.size === 0) return false;
  for (const http2 of http2Servers.keys()) {
    http2.on("tlsClientError", (error, socket) => events.refused("handshake", peerOf(socket), textOf(error)));
    http2.on("sessionError", (error, { socket }) => events.refused("protocol", peerOf(socket), textOf(error)));
    http2.on("stream", (stream, headers) => {
      const path = headers[":path"] ?? "";
      if (!handlers.has(path)) events.unknownMethod(path.slice(0, MOST_CHARACTERS), peerOf(stream.session?.socket));
    });
  }
  return true;
}

function peerOf(socket: Pick<Socket, "remoteAddress" | "remotePort"> | undefined): string {
  try {
    return socket?.remoteAddress === undefined ? "unknown" : `${socket.remoteAddress}:${socket.remotePort}`;
  } catch {
    // The socket of a session that is gone throws.
    return "unknown";
  }
}

function textOf(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? error.message;
}
