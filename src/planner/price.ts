import type { ProblemArrays } from "../problem/index.js";

/**
 * Milliseconds that the simulator takes for a buffer of a plan: 0.25 to 0.6 µs. A run ends so much before its limit, so
 * that its plan is verified by then.
 */
const VERIFY_MS = 0.8e-3;

/** Milliseconds that `drop` takes for a buffer and a level of its tree over the slots: 0.02 to 0.04 µs. */
const DROP_MS = 0.04e-3;

/** What it takes to verify a plan of so many buffers, in milliseconds; it may take less. */
export function verifyMs(count: number): number {
  return count * VERIFY_MS;
}

/** What it takes to drop all buffers on top of each other, in milliseconds; it may take less. */
export function dropMs({ count, slotCount }: Pick<ProblemArrays, "count" | "slotCount">): number {
  return count * (1 + Math.log2(1 + slotCount)) * DROP_MS;
}
