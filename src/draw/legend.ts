import { widthOf } from "./heading.js";
import { element, label } from "./svg.js";
import { MUTED } from "./theme.js";

/** What a fill or a line stands for. */
export interface LegendEntry {
  readonly text: string;
  /** Attributes of the swatch. */
  readonly look: Readonly<Record<string, string | number>>;
}

const SWATCH = { width: 18, height: 10 };
const FONT_SIZE = 11;
const BETWEEN = 22;

/** Swatches with their texts in one row; `y` is the line that the texts stand on. */
export function drawLegend(entries: readonly LegendEntry[], left: number, y: number): string {
  let x = left;
  const drawn = entries.map(({ text, look }) => {
    const swatch = element("rect", { x, y: y - SWATCH.height + 1, ...SWATCH, ...look });
    const words = label(text, { x: x + SWATCH.width + 6, y, "font-size": FONT_SIZE, fill: MUTED });
    x += SWATCH.width + 6 + widthOf(text, FONT_SIZE) + BETWEEN;
    return swatch + words;
  });
  return element("g", {}, drawn.join("\n"));
}
