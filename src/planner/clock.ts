/** The time since a call came: the only clock that the planner reads. */
export class Clock {
  readonly #startedAt = performance.now();

  get elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }

  /** Milliseconds by the clock that all threads of a process share. */
  static machineMs(): number {
    return performance.timeOrigin + performance.now();
  }
}
