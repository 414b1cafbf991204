/** What is known of a tensor before the model runs. */
export interface Known {
  /** The number of the type of its elements. */
  readonly type: number;
  readonly shape: readonly number[];
  /** It follows from constants and shapes alone, so that it is computed before the model runs and needs no place. */
  readonly isFixed: boolean;
  /** Its elements, where it is fixed and they are few enough to be shapes, axes or indices; else null. */
  readonly content: readonly number[] | null;
}

/** What an operator makes of its inputs; the content is null where it is not known. */
export interface Result {
  readonly type: number;
  readonly shape: readonly number[];
  readonly content: readonly number[] | null;
}

export function result(type: number, shape: readonly number[], content: readonly number[] | null = null): Result {
  return { type, shape, content };
}

/**
 * Thrown where what an operator gives is known only when the model runs, or not known here at all: the file itself may
 * say it.
 */
export class NotStatic extends Error {
  override readonly name: string = "NotStatic";
}
