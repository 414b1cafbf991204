import { availableParallelism } from "node:os";

/** Cores that this process may use. */
export function cores(): number {
  return availableParallelism();
}

/** Fulfils when signals, messages and timers that wait have been heard. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
