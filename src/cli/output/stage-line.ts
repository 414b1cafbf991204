import type { Sheet } from "./screen.js";
import { StatusLine } from "./status-line.js";

/** Milliseconds of a stage after which it is told how long it will take: before that nobody can tell. */
const PATIENCE_MS = 2_000;

/**
 * What a long run is at, on a line of a terminal. Elsewhere each new stage is one line that stays, or nothing is said.
 */
export class StageLine {
  readonly #sheet: Sheet;
  readonly #line: StatusLine;
  readonly #isQuiet: boolean;
  readonly #now: () => number;
  #stage = "";
  #sinceMs = 0;
  #doneBefore = 0;

  /**
   * @param isQuiet says nothing where there is no terminal
   * @param now milliseconds since any time, for tests
   */
  constructor(sheet: Sheet, isQuiet: boolean, now: () => number = () => performance.now()) {
    this.#sheet = sheet;
    this.#line = new StatusLine(sheet);
    this.#isQuiet = isQuiet;
    this.#now = now;
  }

  /** @param unit of the two numbers, as it is to stand behind them */
  update(stage: string, done: number, of: number, unit = ""): void {
    const isNew = stage !== this.#stage;
    // What an earlier run left done took no time in this one.
    if (isNew) [this.#stage, this.#sinceMs, this.#doneBefore] = [stage, this.#now(), done];
    if (this.#line.isVisible) this.#line.show(`${stage}: ${done} of ${of}${unit}${this.#timeLeft(done, of)}`);
    else if (isNew && !this.#isQuiet) this.#sheet.write(`${stage}\n`);
  }

  /** Takes the line away. */
  clear(): void {
    this.#line.clear();
  }

  #timeLeft(done: number, of: number): string {
    const ms = this.#now() - this.#sinceMs;
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
