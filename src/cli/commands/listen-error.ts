import type { ListenError } from "../../service/index.js";
import { Unavailable } from "../errors.js";

/** What the system's codes mean for whoever starts a server, and what to do. */
const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: "the port is in use; end what listens there, or take another one (0 is any that is free)",
  EACCES: "the port is not for everybody; take one from 1024 on",
  EADDRNOTAVAIL: "the host is no address of this machine",
  ENOTFOUND: "the host's name is not known",
  EAI_AGAIN: "the host's name is not known",
};

/** The same of a socket. */
const SOCKET_REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: "something listens there, or it is no socket; end or remove it, or take another path",
  EACCES: "the folder is not writable",
  ENOENT: "there is no such folder",
  ENOTDIR: "there is no such folder",
};

/** A server that cannot listen, in a sentence that says what to do; undefined where the reason is not known. */
export function cannotListen({ flag, address, code }: ListenError): Unavailable | undefined {
  const reasons = address.startsWith("unix:") ? SOCKET_REASONS : REASONS;
  const reason = Object.hasOwn(reasons, code) ? reasons[code] : undefined;
  return reason === undefined ? undefined : new Unavailable(`${flag}: cannot listen on ${address}: ${reason}`);
}
