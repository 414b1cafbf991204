/** An address that a server cannot listen on. */
export class ListenError extends Error {
  override readonly name = "ListenError";

  constructor(
    /** The flag that names the address. */
    readonly flag: "--listen" | "--metrics",
    readonly address: string,
    /** The system's code, as in `EADDRINUSE`; null where none is known. */
    readonly code: string | null,
    override readonly cause: Error,
  ) {
    super(`${flag}: cannot listen on ${address}: ${cause.message}`);
  }
}

/** What a server said when it could not listen, with the code that it gave or that its text tells. */
export function listenError(flag: ListenError["flag"], address: string, cause: Error): ListenError {
  return new ListenError(flag, address, codeOf(cause), cause);
}

/** grpc-js puts the system's errors into its message, and says nothing of a code. */
function codeOf(cause: NodeJS.ErrnoException): string | null {
  const { code, message } = cause;
  if (code !== undefined) return code;
  if (/^Name resolution failed/.test(message)) return "ENOTFOUND";
  return /\b(?:listen|bind|getaddrinfo) (E[A-Z_]+)\b/.exec(message)?.[1] ?? null;
}
