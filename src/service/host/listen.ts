import { createServer } from "node:net";
import { type Server, ServerCredentials } from "@grpc/grpc-js";
import { parseAddress } from "./settings.js";

/** An address that the server cannot listen on. */
export class ListenError extends Error {
  override readonly name = "ListenError";
  /** The system's, as in EADDRINUSE or ENOTFOUND; empty where it gave none. */
  readonly code: string;

  constructor(
    readonly flag: "--listen" | "--metrics",
    /** HOST:PORT, as it was given. */
    readonly address: string,
    cause: Error,
  ) {
    super(`${flag}: cannot listen on ${address}: ${cause.message}`, { cause });
    this.code = (cause as NodeJS.ErrnoException).code ?? "";
  }
}

/** Listens for calls and returns the port. @throws ListenError */
export async function listen(server: Server, address: string, tls: ServerCredentials | null): Promise<number> {
  const { host, port } = parseAddress(address, "--listen");
  const target = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  try {
    await tryPort(host, port);
    return await new Promise((resolve, reject) => {
      server.bindAsync(target, tls ?? ServerCredentials.createInsecure(), (error, bound) => {
        if (error !== null) reject(error);
        else resolve(bound);
      });
    });
  } catch (error) {
    throw new ListenError("--listen", address, error as Error);
  }
}

/** Takes the port and gives it back: grpc-js tells only a text where it cannot have one, Node a code. */
function tryPort(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}
