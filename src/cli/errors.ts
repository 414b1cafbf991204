/** A command line that makes no sense. The message names the option and what it was given. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/**
 * What was asked for cannot be had, for a reason outside telaplan: a server that is down, a port in use. The message is
 * one sentence.
 */
export class Unavailable extends Error {
  override readonly name = "Unavailable";
}
