import type { ProblemArrays } from "../problem/index.js";

/**
 * Milliseconds that the simulator takes for a buffer of a plan: 0.25 to 0.6 µs. A run ends so much before its limit, so
 * that its plan is verified by then.
 */
const VERIFY_MS = 0.6e-3;

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

/** From this many buffers on, a limit of some seconds leaves hardly time for any rule. */
const HUGE = 250_000;

/** Milliseconds a buffer that the first rule of a huge problem may take beyond the limit. */
const OVERTIME_MS = 1.2e-3;

/**
 * How long, in milliseconds, the first rule may go on beyond the limit, verification left out: 1.2 s for a million
 * buffers, so that the whole is over within a second of the limit. What is dropped instead takes a third of that, and
 * lies several times as high. None up to 250,000 buffers.
 */
export function overtimeMs(count: number): number {
  return count > HUGE ? count * OVERTIME_MS : 0;
}
