import { chmodSync, lstatSync, unlinkSync } from "node:fs";
import { connect, createServer } from "node:net";
import { type Server, ServerCredentials } from "@grpc/grpc-js";
import { parseAddress, socketPathOf } from "./settings.js";

/** An address that the server cannot listen on. */
export class ListenError extends Error {
  override readonly name = "ListenError";
  /** The system's, as in EADDRINUSE or ENOTFOUND; empty where it gave none. */
  readonly code: string;

  constructor(
    readonly flag: "--listen" | "--metrics" | "--admin",
    /** HOST:PORT or unix:PATH, as it was given. */
    readonly address: string,
    cause: Error,
  ) {
    super(`${flag}: cannot listen on ${address}: ${cause.message}`, { cause });
    this.code = (cause as NodeJS.ErrnoException).code ?? "";
  }
}

/** Listens for calls and returns the port, 0 for a socket of this machine. @throws ListenError */
export async function listen(server: Server, address: string, tls: ServerCredentials | null): Promise<number> {
  const path = socketPathOf(address);
  const credentials = tls ?? ServerCredentials.createInsecure();
  try {
    if (path !== null) {
      await removeStale(path);
      await tryPlace({ path });
      await bind(server, `unix:${path}`, credentials);
      // Whoever may write to it may call.
      chmodSync(path, 0o600);
      return 0;
    }
    const { host, port } = parseAddress(address, "--listen");
    await tryPlace({ host, port });
    return await bind(server, host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`, credentials);
  } catch (error) {
    throw new ListenError("--listen", address, error as Error);
  }
}

function bind(server: Server, target: string, credentials: ServerCredentials): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(target, credentials, (error, bound) => {
      if (error !== null) reject(error);
      else resolve(bound);
    });
  });
}

/** Takes the place and gives it back: grpc-js tells only a text where it cannot have one, Node a code. */
function tryPlace(at: { readonly path: string } | { readonly host: string; readonly port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(at, () => probe.close(() => resolve()));
  });
}

/** Removes the socket of a server that was killed; one that somebody listens on stays, and so does any other file. */
async function removeStale(path: string): Promise<void> {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isSocket()) return;
  const code = await new Promise<string | undefined>((resolve) => {
    const caller = connect({ path }, () => {
      caller.destroy();
      resolve(undefined);
    });
    caller.once("error", (error: NodeJS.ErrnoException) => resolve(error.code));
  });
  if (code === "ECONNREFUSED") unlinkSync(path);
}
