import { ListenError } from "../service/index.js";
import { Unavailable } from "./input/options.js";

/** What the system's codes mean for whoever starts a server, and what to do. */
const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: "the port is in use; end what listens there, or take another one (0 is any that is free)",
  EACCES: "the port is not for everybody; take one from 1024 on",
  EADDRNOTAVAIL: "the host is no address of this machine",
  ENOTFOUND: "the host's name is not known",
  EAI_AGAIN: "the host's name is not known",
};

/** The error of a server that cannot listen as one sentence; undefined for any other error. */
export function listenFault(error: unknown): Unavailable | undefined {
  if (!(error instanceof ListenError)) return undefined;
  const reason = REASONS[error.code];
  if (reason === undefined) return undefined;
  return new Unavailable(`${error.flag}: cannot listen on ${error.address}: ${reason}`);
}
