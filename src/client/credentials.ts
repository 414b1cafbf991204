import { readFileSync } from "node:fs";
import { type ChannelCredentials, credentials, Metadata } from "@grpc/grpc-js";
import { type IllegalCharacter, illegalInHeader, illegalInToken, isShownPath } from "../proto/index.js";
import { checkNames } from "./checks.js";
import { invalidArgument, type PlannerError } from "./errors.js";

// What is refused here may be secret: errors name the option and the character, never the value. grpc-js would print
// it.

/**
 * Absent: plaintext. `true`: TLS with the system's authorities. Paths are PEM files; `cert` and `key` are the client's
 * own.
 */
export type TlsOptions = true | { readonly ca?: string; readonly cert?: string; readonly key?: string };

/** @throws PlannerError for a file that cannot be read, and for certificates and keys that cannot be used */
export function channelCredentials(tls: TlsOptions | undefined): ChannelCredentials {
  if (tls === undefined) return credentials.createInsecure();
  if (tls === true) return credentials.createSsl();
  if (tls === null || typeof tls !== "object")
    throw invalidArgument("tls", "tls must be true, or paths: ca, cert, key");
  checkNames(tls, ["ca", "cert", "key"], "tls.");
  if ((tls.cert === undefined) !== (tls.key === undefined)) {
    throw invalidArgument("tls", "tls.cert and tls.key: both are needed, or neither");
  }
  const [ca, key, cert] = [readPem("tls.ca", tls.ca), readPem("tls.key", tls.key), readPem("tls.cert", tls.cert)];
  try {
    return credentials.createSsl(ca, key, cert);
  } catch (error) {
    throw invalidArgument("tls", `tls.ca, tls.cert, tls.key: not usable together: ${(error as Error).message}`);
  }
}

function readPem(option: string, path: string | undefined): Buffer | null {
  if (path === undefined) return null;
  if (typeof path !== "string" || !isShownPath(path)) {
    throw invalidArgument(
      option,
      `${option} must be the path of a PEM file, and seems to be what belongs into the file`,
    );
  }
  try {
    return readFileSync(path);
  } catch (error) {
    const { message } = error as Error;
    throw invalidArgument(
      option,
      `${option}: cannot read ${path}: ${/^E[A-Z]+: ([^,]+)/.exec(message)?.[1] ?? message}`,
    );
  }
}

/** Checks a bearer token. @throws PlannerError */
export function checkToken(token: string): void {
  if (typeof token !== "string" || token === "") throw invalidArgument("token", "token must be text that is not empty");
  const illegal = illegalInToken(token);
  if (illegal !== null) throw illegalIn("token", illegal, "a token is visible ASCII");
}

/** The headers of a call. @throws PlannerError for names and values that cannot be sent */
export function metadataOf(headers: Readonly<Record<string, string>>, token: string | undefined): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[0-9a-z_.-]+$/i.test(name)) {
      throw invalidArgument(
        "headers",
        `headers: a name is made of letters, digits, "-", "_" and "."; ${described(name)}`,
      );
    }
    const option = `headers[${JSON.stringify(name)}]`;
    if (name.toLowerCase().endsWith("-bin"))
      throw invalidArgument(option, `${option}: headers of bytes (-bin) are not sent`);
    if (typeof value !== "string") throw invalidArgument(option, `${option} must be text`);
    const illegal = illegalInHeader(value);
    if (illegal !== null) throw illegalIn(option, illegal, "a header is printable ASCII");
    metadata.set(name, value);
  }
  if (token !== undefined) metadata.set("authorization", `Bearer ${token}`);
  return metadata;
}

/** A name that is no name may be a value that slipped: it is told by its length. */
function described(name: string): string {
  return name === "" ? "one is empty" : `one of ${name.length} characters is not`;
}

function illegalIn(option: string, { position, kind }: IllegalCharacter, rule: string): PlannerError {
  return invalidArgument(option, `${option}: character ${position} is ${kind}; ${rule}`);
}
