import { rmSync } from "node:fs";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Temporary files that are there. */
const temporaries = new Set<string>();

/** Sees to it that a temporary file does not outlive the process, until `release`. */
export function guard(temporary: string): void {
  if (temporaries.size === 0) {
    // First in the line: a listener that takes itself away at the first signal still counts.
    for (const signal of SIGNALS) process.prependListener(signal, onSignal);
    process.on("exit", clean);
  }
  temporaries.add(temporary);
}

export function release(temporary: string): void {
  temporaries.delete(temporary);
  if (temporaries.size > 0) return;
  for (const signal of SIGNALS) process.removeListener(signal, onSignal);
  process.removeListener("exit", clean);
}

/**
 * Leaves nothing behind where the signal ends the process. Where somebody else listens it does not: the file is written
 * to its end.
 */
function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  clean();
  process.removeListener(signal, onSignal);
  process.kill(process.pid, signal);
}

function clean(): void {
  for (const temporary of temporaries) rmSync(temporary, { force: true });
}
