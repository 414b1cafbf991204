import type { Server, ServerCredentials } from "@grpc/grpc-js";
import type { Place, Transport } from "../transport/index.js";
import { parseAddress, type ServiceSettings, socketModeOf, socketPathOf } from "./settings.js";
import { ownerOf } from "./socket-owner.js";

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

type ListenSettings = Pick<ServiceSettings, "listen" | "socketMode" | "socketOwner">;

/**
 * Listens for calls and returns the port, 0 for a socket of this machine.
 *
 * @throws ListenError, SettingsError
 */
export async function listen(
  transport: Transport,
  server: Server,
  settings: ListenSettings,
  tls: ServerCredentials | null,
): Promise<number> {
  const place = placeOf(settings);
  try {
    return await transport.listen(server, place, tls);
  } catch (error) {
    throw new ListenError("--listen", settings.listen, error as Error);
  }
}

function placeOf({ listen: address, socketMode, socketOwner }: ListenSettings): Place {
  const path = socketPathOf(address);
  if (path === null) return parseAddress(address, "--listen");
  return { path, mode: socketModeOf(socketMode), owner: socketOwner === null ? null : ownerOf(socketOwner) };
}
