/**
 * The domain: buffers with known lifetimes, to be laid out in one memory.
 *
 * Lifetimes are half-open everywhere: a buffer occupies its bytes at the times `lower ≤ t < upper`, so two buffers are live
 * together exactly if `a.lower < b.upper && b.lower < a.upper`.
 */

/** One buffer. All numbers are integers within ±(2^53 − 1). */
export interface Buffer {
  /** Non-empty, unique within the problem. */
  readonly id: string;
  /** First time at which the buffer is live, in the caller's unit of time. */
  readonly lower: number;
  /** First time at which it is live no more; greater than `lower`. */
  readonly upper: number;
  /** Bytes, at least 1. */
  readonly size: number;
  /** The offset must be a multiple of this, in bytes; 1 if absent. */
  readonly alignment?: number;
  /** Fixed offset in bytes: the buffer lies here and nowhere else. */
  readonly offset?: number;
  /** Where the caller would like the buffer to lie, in bytes. A wish: no plan is refused for it. */
  readonly hint?: number;
}

/** Buffers and the memory that they share. No buffers at all is a valid problem. */
export interface Problem {
  readonly buffers: readonly Buffer[];
  /** Bytes of memory, at least 0; absent means unbounded. */
  readonly capacity?: number;
}

/** The largest integer that every part of telaplan computes with exactly: 2^53 − 1. */
export const MAX_BYTES = Number.MAX_SAFE_INTEGER;
