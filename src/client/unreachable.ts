/** Why a server cannot be reached. */
export type Unreachable =
  | "refused"
  | "unknown-host"
  | "no-route"
  | "hangs-up"
  | "no-tls"
  | "no-grpc"
  | "bad-certificate";

/** grpc-js tells errors of the way in its text alone, without a code. The first sign that is found counts. */
const SIGNS: readonly (readonly [RegExp, Unreachable])[] = [
  [/ECONNREFUSED/, "refused"],
  [/Name resolution failed|ENOTFOUND|EAI_AGAIN/, "unknown-host"],
  [/ETIMEDOUT|EHOSTUNREACH|ENETUNREACH/, "no-route"],
  [/Failed to connect|ECONNRESET|socket hang up/, "hangs-up"],
  [/wrong version number|packet length too long/, "no-tls"],
  [/Protocol error/, "no-grpc"],
  [/certificate|altnames|ERR_TLS|unable to verify/i, "bad-certificate"],
];

/** What the message of an error with code UNAVAILABLE tells of the way to the server; null for anything else. */
export function unreachableFor(message: string): Unreachable | null {
  return SIGNS.find(([sign]) => sign.test(message))?.[1] ?? null;
}
