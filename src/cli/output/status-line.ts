import type { Sheet } from "./screen.js";

const CLEAR = "\r\u001b[2K";

/** One line on a terminal, written over and over and taken away at the end. On anything else nothing is written. */
export class StatusLine {
  readonly #sheet: Sheet;
  #isShown = false;

  constructor(sheet: Sheet) {
    this.#sheet = sheet;
  }

  /** True where somebody can see the line; if not, there is no need to report. */
  get isVisible(): boolean {
    return this.#sheet.isTTY === true;
  }

  /** True from the first text until it is taken away. */
  get isShown(): boolean {
    return this.#isShown;
  }

  /** Writes the text in place of the one before, cut to the terminal's width. */
  show(text: string): void {
    if (!this.isVisible) return;
    // A terminal that does not know its width says 0; a line that wraps could not be taken back.
    this.#sheet.write(CLEAR + text.slice(0, (this.#sheet.columns || 80) - 1));
    this.#isShown = true;
  }

  /** Takes the line away, if there is one. */
  clear(): void {
    if (this.#isShown) this.#sheet.write(CLEAR);
    this.#isShown = false;
  }
}
