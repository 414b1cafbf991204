/**
 * A problem with constraints, as everything behind the door computes with it: rigid bodies of cells, and rules for
 * pairs of buffers.
 *
 * A body is one buffer, or several that aliases tie together. A cell says that at these times the body occupies these
 * bytes, relative to its offset:
 *
 *      bytes                      body 0: a[0,6) of 4 bytes, of which only [0, 2) are needed in [2, 4);
 *        4 ┌────┐  ┌────┐                 v[4,6) of 2 bytes is tied to it at a + 2, and lies within a's bytes
 *          │    │  │ v  │
 *        2 │ a  └──┤────┤          cells: a: [0, 2) × [0, 4)   a: [2, 4) × [0, 2)   a: [4, 6) × [0, 4)
 *          │       │    │                 v: [4, 6) × [2, 4)
 *        0 └───────┴────┘ time
 *          0  2    4    6
 *
 * Two cells of different bodies that live together must not share a byte, unless a rule says otherwise.
 */
import type { Problem, Term } from "../problem/index.js";

/** One memory. */
export interface MemoryFacts {
  /** Null where the problem names none. */
  readonly id: string | null;
  /** Bytes; Infinity where it has no end. */
  readonly capacity: number;
  readonly base: number;
  /** Absolute, ascending, apart from each other. */
  readonly reserved: readonly Range[];
  /** Bytes of a bank; 0 where it has none. */
  readonly bank: number;
}

/** Half-open: [from, to). */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A buffer as a part of its body. */
export interface Member {
  /** Position in `problem.buffers`. */
  readonly buffer: number;
  /** Bytes from the body's offset to the buffer's. */
  readonly at: number;
}

/** What a body occupies at some time. */
export interface Cell {
  readonly buffer: number;
  readonly lower: number;
  readonly upper: number;
  /** Bytes from the body's offset. */
  readonly from: number;
  readonly to: number;
}

/** A memory that a body may lie in, what that costs, and where the alignments let it lie there. */
export interface Choice {
  readonly memory: number;
  readonly cost: number;
  /** The offset is `residue` modulo `modulus`, 0 ≤ residue < modulus. */
  readonly modulus: number;
  readonly residue: number;
}

export interface Body {
  /** At least one. The first has `at` 0 or more; no member lies below the body's offset. */
  readonly members: readonly Member[];
  /** Without those of no bytes or no time. */
  readonly cells: readonly Cell[];
  /** Bytes from the body's offset to the highest top of its members, which counts for capacity and peak. */
  readonly size: number;
  /** Absolute; −1 where it may move. */
  readonly fixedOffset: number;
  /** At least one, ascending by memory. */
  readonly choices: readonly Choice[];
}

/** Two buffers and what holds between them besides their lifetimes. The smaller position first, but for `inplace`. */
export type Pair =
  /** No shared byte of one memory at any time, and `distance` bytes between them at least. */
  | { readonly rule: "apart"; readonly a: number; readonly b: number; readonly distance: number }
  /** No conflict from living together. */
  | { readonly rule: "free"; readonly a: number; readonly b: number }
  /** Living together they may share bytes where offset(a) = offset(b) + at. */
  | { readonly rule: "inplace"; readonly a: number; readonly b: number; readonly at: number }
  /** While they live together, they lie in no common bank. */
  | { readonly rule: "banks"; readonly a: number; readonly b: number }
  /** `cost` is due if they do not live together and share a byte. */
  | { readonly rule: "reuse"; readonly a: number; readonly b: number; readonly cost: number };

/** Which operators access which body, and how long that takes in each memory. Times are in picoseconds. */
export interface Timing {
  /** By operator, in the order in which they run. */
  readonly computePs: Float64Array;
  /** By operator, in the problem's unit: ascending. */
  readonly times: Float64Array;
  /** By body, in compressed rows: the operators that access it, ascending. */
  readonly start: Int32Array;
  readonly operator: Int32Array;
  /** All accesses of a row's entry together, at entry · memories + memory. */
  readonly ps: Float64Array;
  /** How many memories there are. */
  readonly memories: number;
}

export interface Model {
  readonly problem: Problem;
  readonly memories: readonly MemoryFacts[];
  readonly bodies: readonly Body[];
  /** The body that each buffer belongs to, and its bytes above the body's offset. */
  readonly bodyOf: Int32Array;
  readonly atOf: Float64Array;
  readonly pairs: readonly Pair[];
  /** Buffers that share no byte with any other of their memory. */
  readonly exclusive: Uint8Array;
  /** Buffers that lie within one bank. */
  readonly withinBank: Uint8Array;
  /** Null where the problem says nothing of time. */
  readonly timing: Timing | null;
  /** What is minimised, in this order; empty where any plan will do. */
  readonly terms: readonly Term[];
  readonly limits: Readonly<Partial<Record<Term, number>>>;
}

/** Whether two buffers live together at some time, by lifetimes (or clocks) and gaps without a window. */
export type Together = (a: number, b: number) => boolean;
