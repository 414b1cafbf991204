/** Which part of a problem an input error is about, so that a reader of files can point at line and column. */
export interface Culprit {
  /** Position in `problem.buffers`; absent when the problem as a whole is at fault. */
  readonly bufferIndex?: number;
  /** The offending field as `Buffer` or `Problem` names it. */
  readonly field?: string;
  /** Position in the list that `field` is, where one entry of it is at fault. */
  readonly entry?: number;
  /** The field of that entry. */
  readonly key?: string;
  /** Position in a list of edits, where one of them is at fault. */
  readonly edit?: number;
}

/** Bad input, never an internal fault. The message names the culprit and its value. */
export class InputError extends Error {
  override readonly name = "InputError";
  constructor(
    message: string,
    readonly culprit: Culprit = {},
  ) {
    super(message);
  }
}
