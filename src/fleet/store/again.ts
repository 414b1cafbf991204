import { BatchError } from "./store.js";

/** Milliseconds between two attempts, and how many there are, where the server is away or two transactions collide. */
const RETRY_MS = 500;
const ATTEMPTS = 240;

/** Codes of PostgreSQL's errors after which the same may be tried again: connections, collisions, shutdowns, room. */
const PASSING = /^(08|40|57P0|53)/;

/** Tries again what failed because the server was away, or because two transactions met. */
export async function again<Result>(act: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act();
    } catch (error) {
      const { code = "", message } = error as { readonly code?: string; readonly message: string };
      const isPassing =
        PASSING.test(code) || /^E[A-Z]+$/.test(code) || /terminated|timeout|ended|closed/i.test(message);
      if (error instanceof BatchError || !isPassing || attempt === ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, code.startsWith("40") ? 5 * attempt : RETRY_MS));
    }
  }
}
