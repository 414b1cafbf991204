/**
 * The domain: buffers with known lifetimes, to be laid out in one memory.
 *
 * Lifetimes are half-open everywhere: a buffer occupies its bytes at the times `lower ≤ t < upper`, so two buffers are
 * live together exactly if both live at all and `a.lower < b.upper && b.lower < a.upper`.
 *
 * A buffer of no bytes, or one that never lives (`lower = upper`), meets no other. It is placed all the same, at some
 * offset within the memory that suits its alignment.
 */

import type { Alias, Apart, Free, Gap, InPlace, Memory, MemoryChoice, Operator, Term } from "./constraints.js";

/** One buffer. All numbers are integers within ±(2^53 − 1). */
export interface Buffer {
  /** Non-empty, unique within the problem. */
  readonly id: string;
  /** First time at which the buffer is live, in the caller's unit of time. */
  readonly lower: number;
  /** First time at which it is live no more; at least `lower`, and equal to it for a buffer that never lives. */
  readonly upper: number;
  /** Bytes, at least 0. */
  readonly size: number;
  /** The offset must be a multiple of this, in bytes; 1 if absent. */
  readonly alignment?: number;
  /** Fixed offset in bytes: the buffer lies here and nowhere else. −1 is the same as absent. */
  readonly offset?: number;
  /**
   * Where the buffer lay before, in bytes; −1 is the same as absent. No plan is refused for it. As few bytes as can be
   * lie elsewhere: the term `moved`, which counts unless `minimize` names other terms alone.
   */
  readonly hint?: number;
  /** Pieces of its lifetime in which it needs no bytes, or only some. They do not overlap. */
  readonly gaps?: readonly Gap[];
  /**
   * Id of the memory that it lies in; may be absent where there is only one. Where the time of the plan is minimised or
   * limited, a buffer that names none may lie in any.
   */
  readonly memory?: string;
  /** Memories of which it lies in exactly one. Instead of `memory`. */
  readonly memories?: readonly MemoryChoice[];
  /** How often it is read whole over its life, an integer ≥ 0; by default once, or once by each operator naming it. */
  readonly reads?: number;
  /** How often it is written whole, likewise. */
  readonly writes?: number;
  /** It shares no byte with any other buffer of its memory, whenever they live. */
  readonly exclusive?: boolean;
  /** It lies within one bank of its memory. */
  readonly withinBank?: boolean;
  /**
   * Lifetime by vector clocks, where time is only a partial order: the buffer ends before another begins if `upper` is
   * not above the other's `lower` in any entry. `lower` and `upper` of the buffer then are the sums of the entries.
   * All buffers of a problem have one, or none has.
   */
  readonly clock?: { readonly lower: readonly number[]; readonly upper: readonly number[] };
}

/** Buffers and the memory that they share. No buffers at all is a valid problem. */
export interface Problem {
  readonly buffers: readonly Buffer[];
  /** Bytes of memory, at least 0; absent or Infinity means unbounded. */
  readonly capacity?: number;
  /**
   * Where the memory begins, in bytes, at least 0; default 0. Offsets are absolute: they lie in [base, base +
   * capacity), and so do fixed ones and hints; alignment is that of the absolute offset. Peaks and bounds are sizes,
   * and count from the base.
   */
  readonly base?: number;
  /** Several memories, instead of `capacity` and `base`. */
  readonly memories?: readonly Memory[];
  readonly aliases?: readonly Alias[];
  readonly apart?: readonly Apart[];
  readonly free?: readonly Free[];
  readonly inplace?: readonly InPlace[];
  /**
   * What runs when, for the time that a plan takes. Without it, every time at which a lifetime begins or ends is an
   * operator that computes nothing.
   */
  readonly operators?: readonly Operator[];
  /** Terms that are minimised one after the other. */
  readonly minimize?: readonly Term[];
  /** The most that a term may be, which is then no longer minimised unless `minimize` names it too. */
  readonly limits?: Readonly<Partial<Record<Term, number>>>;
}

/** The offset where the buffer is fixed, in bytes; −1 where it is free to move. */
export function fixedOffsetOf({ offset }: Buffer): number {
  return offset ?? -1;
}

/** Whether a buffer can meet others: it has bytes and lives at some time. */
export function isSolid({ size, lower, upper }: Buffer): boolean {
  return size > 0 && upper > lower;
}

/** The largest integer that every part of telaplan computes with exactly: 2^53 − 1. */
export const MAX_BYTES = Number.MAX_SAFE_INTEGER;
