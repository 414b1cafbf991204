import type { Term } from "../../problem/index.js";

/**
 * A problem with constraints, as the oracles compute with it: numbers in units, and for every two buffers the
 * differences of their offsets that are forbidden. All of it is read here from the raw problem, naively, and nothing is
 * taken from the planner's model: a mistake there is not repeated in its judge.
 */
export interface Reading {
  /**
   * Bytes a unit. Some best plan has every offset at a multiple: once it is chosen who lies above whom, the lowest
   * offsets are sums of sizes, distances and fixed places, rounded up to alignments and banks.
   */
  readonly unit: number;
  readonly memories: readonly ReadMemory[];
  readonly parts: readonly Part[];
  readonly ties: readonly Tie[];
  readonly couples: readonly Couple[];
  /** Null where the problem says nothing of time. */
  readonly timing: Timing | null;
  /** What is to be least, in this order. */
  readonly terms: readonly Term[];
  /** Units for `moved` and `peak`, picoseconds for `time`; Infinity where there is none. */
  readonly limits: Readonly<Record<Term, number>>;
}

export interface ReadMemory {
  readonly id: string | null;
  readonly base: number;
  /** Nothing needs to lie higher: the end of the memory, or what is enough for any plan that there is. */
  readonly end: number;
  readonly reserved: readonly Span[];
  /** 0 where it has none. */
  readonly bank: number;
}

export interface Part {
  readonly size: number;
  /** Each memory that it may lie in. */
  readonly choices: readonly { readonly memory: number; readonly cost: number; readonly alignment: number }[];
  /** Null where it may move. */
  readonly fixed: number | null;
  /** Null where it has none, or nobody asks whether it moved. */
  readonly hint: number | null;
  readonly withinBank: boolean;
}

/** Buffer `b` lies `at` above buffer `a`, in the same memory. */
export interface Tie {
  readonly a: number;
  readonly b: number;
  readonly at: number;
}

/** What two buffers, a < b, may not do in one memory. Spans are of offset(b) − offset(a), both ends left out. */
export interface Couple {
  readonly a: number;
  readonly b: number;
  readonly never: readonly Span[];
  /** Forbidden, but for the differences `places`. */
  readonly unlessInPlace: readonly Span[];
  readonly places: readonly number[];
  /** Due within this span. */
  readonly share: Span;
  readonly cost: number;
  /** They lie in no common bank. */
  readonly banks: boolean;
}

/** How long operators take. In picoseconds, whole numbers. */
export interface Timing {
  /** By operator, in the order in which they run. */
  readonly compute: readonly number[];
  /** By buffer; an operator may be there twice. */
  readonly accesses: readonly (readonly AccessTimes[])[];
}

export interface AccessTimes {
  readonly operator: number;
  /** By memory: how long it is busy if the buffer lies there. */
  readonly ps: readonly number[];
}

/** Numbers from `from` to `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Where every buffer lies, in units, and in which memory. */
export interface Layout {
  readonly offsets: readonly number[];
  readonly memories: readonly number[];
}
