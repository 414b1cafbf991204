import { createHash } from "node:crypto";
import type { Metadata } from "@grpc/grpc-js";
import type { Party } from "../workers/party.js";

/** What of a call tells who makes it. */
export interface Known {
  readonly metadata: Metadata;
  getPeer(): string;
  getAuthContext(): { readonly sslPeerCertificate?: { readonly fingerprint256?: string } };
}

/** What a server has checked of its callers; what it has not is anybody's to claim. */
export interface Checked {
  readonly tokens: boolean;
  readonly certificates: boolean;
}

/**
 * Who makes a call: by his token, his certificate, or the address that he calls from; and over which connection. Shows
 * nothing of a token.
 */
export function partyOf(call: Known, { tokens, certificates }: Checked): Party {
  const connection = call.getPeer();
  const token = tokens ? call.metadata.get("authorization")[0]?.toString() : undefined;
  if (token !== undefined) {
    const digest = createHash("sha256")
      .update(token.replace(/^bearer +/i, ""))
      .digest("hex");
    return { caller: `token ${digest.slice(0, 16)}`, connection };
  }
  const fingerprint = certificates ? call.getAuthContext().sslPeerCertificate?.fingerprint256 : undefined;
  if (fingerprint !== undefined) return { caller: `certificate ${fingerprint}`, connection };
  // Without its port. A socket of this machine has no address.
  return { caller: connection.replace(/:\d+$/, ""), connection };
}
