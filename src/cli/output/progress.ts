import { formatCount } from "../../draw/units.js";
import type { Progress } from "../../planner/types.js";
import { termText } from "./notes.js";
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

  update({
    peak,
    lowerBound,
    terms,
    steps,
    elapsedMs,
  }: Pick<Progress, "peak" | "lowerBound" | "terms" | "steps" | "elapsedMs">): void {
    if (elapsedMs < PATIENCE_MS || (this.#line.isShown && elapsedMs - this.#lastMs < INTERVAL_MS)) return;
    const found = peak === null ? "no plan yet" : `peak ${formatCount(peak)}`;
    const facts = [
      // What is minimised says more than a peak that nobody asked for.
      ...(peak !== null && terms.length > 0 ? terms.map(termText) : [found, `bound ${formatCount(lowerBound)}`]),
      `${formatCount(steps)} steps`,
      `${(elapsedMs / 1000).toFixed(1)} s`,
    ];
    this.#line.show(`${this.#title}  ${facts.join("  ")}`);
    this.#lastMs = elapsedMs;
  }

  /** What is done after the run, and for how long. */
  say(what: string, steps: number, elapsedMs: number): void {
    if (elapsedMs < PATIENCE_MS || (this.#line.isShown && Math.abs(elapsedMs - this.#lastMs) < INTERVAL_MS)) return;
    this.#line.show(`${this.#title}  ${what}  ${formatCount(steps)} steps  ${(elapsedMs / 1000).toFixed(1)} s`);
    this.#lastMs = elapsedMs;
  }

  /** Takes the line away. */
  clear(): void {
    this.#line.clear();
  }
}
