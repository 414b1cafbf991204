import type { Screen } from "./progress.js";

const CLEAR = "\r\u001b[2K";

/** What a long run is at, on one line of a terminal that it rewrites. Elsewhere each new stage is one line, or nothing is said. */
export class StageLine {
  #stage = "";
  #shown = false;

  /** @param quiet says nothing where there is no terminal */
  constructor(
    private readonly screen: Screen,
    private readonly quiet: boolean,
  ) {}

  update(stage: string, done: number, of: number): void {
    if (this.screen.isTTY === true) {
      this.screen.write(CLEAR + `${stage}: ${done} of ${of}`.slice(0, (this.screen.columns || 80) - 1));
      this.#shown = true;
    } else if (!this.quiet && stage !== this.#stage) this.screen.write(`${stage}\n`);
    this.#stage = stage;
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#shown) this.screen.write(CLEAR);
    this.#shown = false;
  }
}
