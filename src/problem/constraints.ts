/**
 * What a problem can ask for besides lifetimes, sizes, alignments and fixed offsets: constraints on buffers and pairs,
 * several memories, and costs.
 */

/** A piece of a lifetime, half-open: [lower, upper), within the buffer's own. */
export interface Gap {
  readonly lower: number;
  readonly upper: number;
  /**
   * The bytes that are needed in it: [offset + from, offset + to), within the buffer. Without them none are, and the
   * content is lost.
   */
  readonly from?: number;
  readonly to?: number;
}

/** A memory that a buffer may lie in. */
export interface MemoryChoice {
  readonly id: string;
  /** Due if it lies there, an integer ≥ 0, default 0: the term `spill`. */
  readonly cost?: number;
}

/** One of several memories. Bytes of different ones never meet. */
export interface Memory {
  readonly id: string;
  /** Bytes, at least 0; absent or Infinity means unbounded. */
  readonly capacity?: number;
  /** Where it begins, in bytes; default 0. */
  readonly base?: number;
  /** The alignment of buffers that say none of their own; default 1. */
  readonly alignment?: number;
  /** Absolute bytes [from, to) at which nothing is ever placed. */
  readonly reserved?: readonly { readonly from: number; readonly to: number }[];
  /** Bytes of a bank: the memory is cut into banks from byte 0 on. */
  readonly bank?: number;
  /** Bytes a nanosecond (GB/s), above 0, may be a fraction. Without it bytes are moved in no time. */
  readonly bandwidth?: number;
  /** Nanoseconds before the bytes of each access, at least 0, may be a fraction; default 0. */
  readonly latency?: number;
}

/**
 * What runs at one time of the problem. It takes as long as it computes, or as the slowest memory needs for its
 * accesses: memories move bytes at the same time, the accesses of one memory come one after the other.
 */
export interface Operator {
  readonly id?: string;
  /** When it runs, in the unit of lifetimes. Several of one time run one after the other, as listed. */
  readonly time: number;
  /** Nanoseconds, at least 0, may be a fraction. */
  readonly compute: number;
  /** Ids of the buffers that it reads, each once; all that it reads. Without it, it reads what its lifetime says. */
  readonly reads?: readonly string[];
  /** Ids of the buffers that it writes, likewise. */
  readonly writes?: readonly string[];
}

/** `buffer` is part of `of`: it lies `at` bytes (default 0) above its offset, in the same memory, without conflict. */
export interface Alias {
  readonly buffer: string;
  readonly of: string;
  readonly at?: number;
}

/**
 * Buffers that share no byte of one memory whenever they live: every two of `buffers`, or every two of different
 * `groups`. One of `buffers` and `groups` is given.
 */
export interface Apart {
  readonly buffers?: readonly string[];
  readonly groups?: readonly (readonly string[])[];
  /** Bytes between the end of the lower and the offset of the higher at least; default 0. */
  readonly distance?: number;
  /**
   * It may be broken for this cost, an integer ≥ 0, once for each two that do not live together and share a byte: the
   * term `reuse`.
   */
  readonly cost?: number;
  /** They lie in no common bank instead, while they live together. */
  readonly banks?: boolean;
}

/** Buffers that may share bytes though they live together, as those of exclusive branches; not transitive. */
export interface Free {
  readonly buffers?: readonly string[];
  readonly groups?: readonly (readonly string[])[];
}

/** Two that live together may share bytes if `buffer` lies exactly `at` bytes (default 0) above the offset of `of`. */
export interface InPlace {
  readonly buffer: string;
  readonly of: string;
  readonly at?: number;
}

/**
 * What is to be least: the simulated time in picoseconds, costs of memories, costs of reuse, bytes that do not lie at
 * their hint, the greatest peak.
 */
export const TERMS = ["time", "spill", "reuse", "moved", "peak"] as const;
export type Term = (typeof TERMS)[number];
