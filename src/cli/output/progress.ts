import { formatCount } from "../../draw/units.js";
import type { Progress } from "../../planner/types.js";
import type { Sheet } from "./screen.js";
import { StatusLine } from "./status-line.js";

/** Milliseconds: a run that is over before this shows nothing, so that short ones do not flicker. */
const PATIENCE_MS = 150;
/** Milliseconds between two pictures of the line. */
const INTERVAL_MS = 80;

/** What a search has found so far, on a line of a terminal. */
export class ProgressLine {
  readonly #line: StatusLine;
  readonly #title: string;
  #lastMs = 0;

  constructor(sheet: Sheet, title: string) {
    this.#line = new StatusLine(sheet);
    this.#title = title;
  }

  /** True where somebody can see the line; if not, there is no need to report. */
  get visible(): boolean {
    return this.#line.isVisible;
  }

  update({ peak, lowerBound, steps, elapsedMs }: Pick<Progress, "peak" | "lowerBound" | "steps" | "elapsedMs">): void {
    if (elapsedMs < PATIENCE_MS || (this.#line.isShown && elapsedMs - this.#lastMs < INTERVAL_MS)) return;
    const facts = [
      peak === null ? "no plan yet" : `peak ${formatCount(peak)}`,
      `bound ${formatCount(lowerBound)}`,
      `${formatCount(steps)} steps`,
      `${(elapsedMs / 1000).toFixed(1)} s`,
    ];
    this.#line.show(`${this.#title}  ${facts.join("  ")}`);
    this.#lastMs = elapsedMs;
  }

  /** Takes the line away. */
  clear(): void {
    this.#line.clear();
  }
}
