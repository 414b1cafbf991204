import { createHash, timingSafeEqual, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext, getCiphers, type SecureContextOptions } from "node:tls";
import { ServerCredentials } from "@grpc/grpc-js";
import { illegalInToken, isShownPath } from "../../proto/index.js";
import type { ServiceSettings } from "./settings.js";

/**
 * A file of TLS or tokens that cannot be used. The message names the flag and the file, and shows nothing of what is in
 * it.
 */
export class CredentialsError extends Error {
  override readonly name = "CredentialsError";
}

/** @throws CredentialsError */
export function readCredential(path: string, flag: string): Buffer {
  if (!isShownPath(path)) {
    throw new CredentialsError(`${flag}: must be the path of a file, and seems to be what belongs into the file`);
  }
  try {
    return readFileSync(path);
  } catch (error) {
    throw new CredentialsError(`${flag}: cannot read ${path}: ${(error as Error).message}`);
  }
}

type TlsSettings = Pick<ServiceSettings, "tlsCert" | "tlsKey" | "tlsClientCa" | "tlsCiphers">;

/**
 * Certificates that can be read again while the server runs: connections that are made from then on get the new ones.
 */
export class TlsCredentials extends ServerCredentials {
  readonly #settings: TlsSettings;
  /** When the certificate is valid no more, in milliseconds since the epoch. */
  expiresAt: number;

  constructor(settings: TlsSettings) {
    super({ requestCert: settings.tlsClientCa !== null, rejectUnauthorized: true }, contextOf(settings));
    this.#settings = settings;
    this.expiresAt = expiryOf(settings);
  }

  /** Reads the files again. @throws CredentialsError, and keeps what it had */
  reload(): void {
    const context = contextOf(this.#settings);
    this.expiresAt = expiryOf(this.#settings);
    this.updateSecureContextOptions(context);
  }

  override _equals(other: ServerCredentials): boolean {
    return this === other;
  }
}

function contextOf({ tlsCert, tlsKey, tlsClientCa, tlsCiphers }: TlsSettings): SecureContextOptions {
  checkCiphers(tlsCiphers);
  const context: SecureContextOptions = {
    cert: readCredential(tlsCert!, "--tls-cert"),
    key: readCredential(tlsKey!, "--tls-key"),
    minVersion: "TLSv1.2",
    ciphers: tlsCiphers,
    ...(tlsClientCa !== null && { ca: readCredential(tlsClientCa, "--tls-client-ca") }),
  };
  try {
    createSecureContext(context);
  } catch (error) {
    throw new CredentialsError(`--tls-cert, --tls-key: not usable together: ${(error as Error).message}`);
  }
  return context;
}

/** Of the server's own certificate, which comes first in its chain. */
function expiryOf({ tlsCert }: TlsSettings): number {
  return Date.parse(new X509Certificate(readCredential(tlsCert!, "--tls-cert")).validTo);
}

/** OpenSSL passes over what it does not know, so each suite is asked for by itself. */
function checkCiphers(list: string): void {
  const known = getCiphers();
  for (const name of list.split(":")) {
    if (known.includes(name.toLowerCase())) continue;
    throw new CredentialsError(`--tls-ciphers: there is no cipher suite ${JSON.stringify(name)}`);
  }
}

/** Bytes of a token's digest that are shown. */
const MARK_BYTES = 4;

/** Bearer tokens from a file: one a line; empty lines and those that begin with # do not count. */
export class Tokens {
  #digests: readonly Buffer[] = [];

  /** @param flag that named the file, for errors */
  constructor(
    readonly path: string,
    readonly flag = "--tokens",
  ) {
    this.reload();
  }

  /** Reads the file again. @throws CredentialsError, and keeps what it had */
  reload(): void {
    const lines = readCredential(this.path, this.flag).toString("utf8").split(/\r?\n/);
    const tokens: string[] = [];
    for (const [i, line] of lines.entries()) {
      const token = line.trim();
      if (token === "" || token.startsWith("#")) continue;
      const illegal = illegalInToken(token);
      if (illegal !== null) {
        const where = `${this.path}, line ${i + 1}: character ${illegal.position} of the token is ${illegal.kind}`;
        throw new CredentialsError(`${this.flag}: ${where}; no caller can send it (visible ASCII, one token a line)`);
      }
      tokens.push(token);
    }
    if (tokens.length === 0) throw new CredentialsError(`${this.flag}: ${this.path} holds no token`);
    this.#digests = tokens.map(digestOf);
  }

  /**
   * The mark of the token that an `authorization` header carries, which tells tokens apart and shows nothing of them;
   * null where it carries none that is known. Every token is compared, each in constant time.
   */
  markOf(header: string | undefined): string | null {
    const token = /^bearer +(\S+)$/i.exec(header ?? "")?.[1];
    const given = digestOf(token ?? "");
    let accepted = false;
    // Digests have one length, so the comparison tells nothing of how far two tokens agree.
    for (const known of this.#digests) if (timingSafeEqual(known, given)) accepted = true;
    return accepted && token !== undefined ? given.toString("hex", 0, MARK_BYTES) : null;
  }
}

function digestOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
