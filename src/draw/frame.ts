import type { Problem } from "../problem/index.js";
import { escapeXml, label, px } from "./svg.js";
import { FONT, INK, MUTED, PAPER, PAPER_EDGE } from "./theme.js";

/** Pixels around the panels. */
export const MARGIN = { left: 92, right: 124, top: 68, bottom: 48 };

/** Pixels from one line of the heading to the next. */
export const LINE = 16;

/** What every picture has around its panels. */
export interface Frame {
  readonly title: string;
  /** Said below the title, and in the description. */
  readonly facts: readonly string[];
  /** The lines below the title; one of all facts if absent. */
  readonly lines?: readonly string[];
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Markup. */
  readonly body: string;
}

/** The whole file: the paper, the heading and what is drawn. */
export function frame({ title, facts, lines = [facts.join("  ·  ")], width, height, body }: Frame): string {
  const heading =
    label(title, { x: MARGIN.left, y: 30, "font-size": 17, "font-weight": 600, fill: INK }) +
    lines.map((line, i) => label(line, { x: MARGIN.left, y: 50 + i * LINE, "font-size": 12, fill: MUTED })).join("");
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${px(width)}" height="${px(height)}" ` +
    `viewBox="0 0 ${px(width)} ${px(height)}" role="img" font-family="${FONT}">\n` +
    `<title>${escapeXml(title)}</title>\n<desc>${escapeXml(facts.join(", "))}</desc>\n` +
    `<rect x=".5" y=".5" width="${px(width - 1)}" height="${px(height - 1)}" rx="8" ` +
    `fill="${PAPER}" stroke="${PAPER_EDGE}"/>\n` +
    `${heading}\n${body}\n</svg>\n`
  );
}

/** First start and last end, or a unit of time where nothing lives at any. Nobody asks where there is no buffer. */
export function lifespan({ buffers }: Problem): { min: number; max: number } {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const { lower, upper } of buffers) {
    if (lower < min) min = lower;
    if (upper > max) max = upper;
  }
  return { min, max: Math.max(max, min + 1) };
}
