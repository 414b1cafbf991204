import type { ServerInterceptor } from "@grpc/grpc-js";

type Call = Pick<Parameters<ServerInterceptor>[1], "getAuthContext" | "getPeer">;

/** Characters of a certificate's name that are shown. */
const MOST_CHARACTERS = 64;

/**
 * Who calls, in a word for logs: the mark of a token, the name of a certificate that was checked, or an address. A port
 * says nothing: each connection has another.
 */
export function callerOf(tokenMark: string | null, call: Call): string {
  if (tokenMark !== null) return `token:${tokenMark}`;
  const name: unknown = call.getAuthContext().sslPeerCertificate?.subject?.CN;
  if (typeof name === "string") return `cert:${name.slice(0, MOST_CHARACTERS)}`;
  const peer = call.getPeer();
  return peer === "unknown" ? "local" : peer.replace(/:\d+$/, "");
}
