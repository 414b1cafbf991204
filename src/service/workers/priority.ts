import { getPriority, platform, setPriority } from "node:os";

/**
 * Steps below the process's own priority. A thread that is left for quick jobs goes before those that search: its jobs
 * take milliseconds, and somebody waits for each.
 */
export const NICE = { quick: 2, search: 5 } as const;

/** The lowest priority that there is. */
const LOWEST = 19;

/**
 * Lets the thread that serves the network go before this one where cores are short: it needs little, and refusals,
 * health checks and answers at a deadline wait for it. On Linux the priority is the thread's own; elsewhere nothing is
 * done.
 *
 * @param steps below what the process has, which may be low by itself
 * @returns a warning where the system does not let it: the thread works all the same. Null where all is well.
 */
export function stepBack(steps: number, system = { platform, getPriority, setPriority }): string | null {
  if (system.platform() !== "linux") return null;
  try {
    const own = system.getPriority(0);
    const lower = Math.min(LOWEST, own + steps);
    if (lower > own) system.setPriority(0, lower);
    return null;
  } catch (error) {
    return `worker threads keep the priority of the process: ${(error as Error).message}`;
  }
}
