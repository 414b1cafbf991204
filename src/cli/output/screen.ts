import picocolors from "picocolors";

/** As much of a stream as says how wide it is shown. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/**
 * Columns that there are; Infinity where nobody looks, and where the terminal does not know its width, which it says as
 * 0.
 */
export function widthOf({ isTTY, columns }: Screen): number {
  return isTTY === true && columns ? columns : Number.POSITIVE_INFINITY;
}

/** Columns for paragraphs: those of the terminal, and elsewhere as many as a page has. */
export function proseWidth(screen: Screen): number {
  return Math.min(widthOf(screen), 120);
}

/** A stream that is written to. */
export interface Sheet extends Screen {
  write(text: string): unknown;
}

export type Colours = ReturnType<typeof picocolors.createColors>;

/** Escape codes only where a person looks and has not said no (https://no-color.org). */
export function coloursFor({ isTTY }: Screen): Colours {
  return picocolors.createColors(isTTY === true && !process.env.NO_COLOR && process.env.TERM !== "dumb");
}
