/** Runs work that is cut into pieces to its end, without a pause. */
export function finish<Result>(work: Generator<unknown, Result, unknown>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}
