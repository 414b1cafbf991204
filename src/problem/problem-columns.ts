/**
 * A problem as telaplan itself has it: one column a field, one row a buffer, in the order of `problem.buffers`. It is
 * made once where a problem comes in, and validated there. Times and bytes are integers within ±(2^53 − 1).
 */
export interface ProblemColumns {
  readonly count: number;
  /** Bytes; Infinity where the problem has none. */
  readonly capacity: number;
  /** Bytes: where the memory begins. */
  readonly base: number;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Bytes. */
  readonly size: Float64Array;
  /** Bytes, 1 where absent. */
  readonly alignment: Float64Array;
  /** Bytes, absolute; −1 where the buffer is free to move. */
  readonly fixedOffset: Float64Array;
  /** Null where buffers are called by their position. */
  readonly ids: Ids | null;
}

/** What buffers are called, in the order of the rows: a list, or what finds each where it is asked for. */
export interface Ids {
  readonly length: number;
  at(row: number): string | undefined;
}
