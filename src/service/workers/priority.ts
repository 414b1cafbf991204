import { platform, setPriority } from "node:os";

/** Steps below the process's own priority. */
const NICE = 5;

/**
 * Lets the thread that serves the network go before this one where cores are short: it needs little, and refusals,
 * health checks and answers at a deadline wait for it. On Linux the priority is the thread's own; elsewhere nothing is
 * done.
 */
export function stepBack(): void {
  if (platform() === "linux") setPriority(0, NICE);
}
