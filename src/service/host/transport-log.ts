import { setLogger } from "@grpc/grpc-js";
import type { Logger } from "pino";

/**
 * Takes what grpc-js itself has to say into the log, as warnings: it would print on standard error, and of a header
 * that it cannot read it prints the value. That may be a token.
 */
export function logTransport(log: Logger): void {
  const tell = (...parts: unknown[]): void =>
    log.warn({ transport: withoutValues(parts.map(String).join(" ")) }, "transport");
  setLogger({ error: tell, info: tell, debug: tell });
}

/** The message without the value of a header. */
export function withoutValues(message: string): string {
  return message.replace(/(Failed to add metadata entry [^\s:]+): .*/s, "$1: it cannot be read (value not shown)");
}
