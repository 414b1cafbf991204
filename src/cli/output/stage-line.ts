import type { Screen } from "./progress.js";

const CLEAR = "\r\u001b[2K";

/** Milliseconds of a stage after which it is told how long it will take: before that nobody can tell. */
const PATIENCE_MS = 2_000;

/**
 * What a long run is at, on one line of a terminal that it rewrites. Elsewhere each new stage is one line, or nothing
 * is said.
 */
export class StageLine {
  #stage = "";
  #sinceMs = 0;
  #doneBefore = 0;
  #shown = false;

  /**
   * @param quiet says nothing where there is no terminal
   * @param now milliseconds since any time, for tests
   */
  constructor(
    private readonly screen: Screen,
    private readonly quiet: boolean,
    private readonly now: () => number = () => performance.now(),
  ) {}

  update(stage: string, done: number, of: number): void {
    if (stage !== this.#stage) {
      // What an earlier run left done took no time in this one.
      [this.#sinceMs, this.#doneBefore] = [this.now(), done];
    }
    if (this.screen.isTTY === true) {
      const line = `${stage}: ${done} of ${of}${this.#timeLeft(done, of)}`;
      this.screen.write(CLEAR + line.slice(0, (this.screen.columns || 80) - 1));
      this.#shown = true;
    } else if (!this.quiet && stage !== this.#stage) this.screen.write(`${stage}\n`);
    this.#stage = stage;
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#shown) this.screen.write(CLEAR);
    this.#shown = false;
  }

  #timeLeft(done: number, of: number): string {
    const ms = this.now() - this.#sinceMs;
    const made = done - this.#doneBefore;
    if (ms < PATIENCE_MS) return "";
    const left = made > 0 && done < of ? `, some ${duration((ms / made) * (of - done))} left` : "";
    return `, ${duration(ms)}${left}`;
  }
}

/** `5 s`, `90 s`, `12 min`: as exact as anybody wants to know of a wait. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 100 ? `${Math.max(1, seconds)} s` : `${Math.round(seconds / 60)} min`;
}
