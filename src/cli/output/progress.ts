import { formatCount } from "../../draw/units.js";
import type { Progress } from "../../planner/types.js";

/** The part of a terminal's stream that the line needs. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Milliseconds: a run that is over before this shows nothing, so that short ones do not flicker. */
const PATIENCE_MS = 150;
/** Milliseconds between two pictures of the line. */
const INTERVAL_MS = 80;
const CLEAR = "\r\u001b[2K";

/** One line on a terminal, written over and over and taken away at the end. On anything but a terminal it writes nothing. */
export class ProgressLine {
  private shown = false;
  private lastMs = 0;

  constructor(
    private readonly screen: Screen,
    private readonly title: string,
  ) {}

  /** True where somebody can see the line; if not, there is no need to report. */
  get visible(): boolean {
    return this.screen.isTTY === true;
  }

  update({ incumbent, lowerBound, steps, elapsedMs }: Omit<Progress, "offsets" | "peak">): void {
    if (!this.visible || elapsedMs < PATIENCE_MS || (this.shown && elapsedMs - this.lastMs < INTERVAL_MS)) return;
    const facts = [
      incumbent === null ? "no plan yet" : `peak ${formatCount(incumbent)}`,
      `bound ${formatCount(lowerBound)}`,
      `${formatCount(steps)} steps`,
      `${(elapsedMs / 1000).toFixed(1)} s`,
    ];
    const line = `${this.title}  ${facts.join("  ")}`;
    // A terminal that does not know its width says 0; a line that wraps could not be taken back.
    this.screen.write(CLEAR + line.slice(0, (this.screen.columns || 80) - 1));
    this.shown = true;
    this.lastMs = elapsedMs;
  }

  /** Takes the line away. */
  clear(): void {
    if (this.shown) this.screen.write(CLEAR);
    this.shown = false;
  }
}
