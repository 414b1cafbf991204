import { Unavailable } from "../errors.js";

/** What the system's codes mean for whoever starts a server, and what to do. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/EADDRINUSE/, "the port is in use; end what listens there, or take another one (0 is any that is free)"],
  [/EACCES/, "the port is not for everybody; take one from 1024 on"],
  [/EADDRNOTAVAIL/, "the host is no address of this machine"],
  [/ENOTFOUND|EAI_AGAIN|[Nn]ame resolution/, "the host's name is not known"],
];

/** The error of a server that cannot listen as one sentence; undefined for any other error. */
export function listenFault(error: unknown, listen: string, metrics: string | null): Unavailable | undefined {
  const { code = "", message } = error as NodeJS.ErrnoException;
  const reason = REASONS.find(([pattern]) => pattern.test(`${code} ${message}`))?.[1];
  if (reason === undefined) return undefined;
  // Node's own server, which the metrics have, gives a code; grpc-js puts everything into the message.
  const what = code === "" ? `--listen: cannot listen on ${listen}` : `--metrics: cannot listen on ${metrics}`;
  return new Unavailable(`${what}: ${reason}`);
}
