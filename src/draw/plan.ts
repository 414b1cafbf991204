import {
  contention,
  InputError,
  isSolid,
  loadBound,
  type Problem,
  type ProblemArrays,
  toArrays,
} from "../problem/index.js";
import { addressAxisRoom, drawAddressAxis, drawLevels, drawTimeAxis, type LevelLine } from "./axes.js";
import { drawContention } from "./curve.js";
import { drawBuffers } from "./rectangles.js";
import type { Scale } from "./scale.js";
import { element, escapeXml, label, px } from "./svg.js";
import { BOUND, FONT, INK, LIMIT, MUTED, PAPER, PAPER_EDGE } from "./theme.js";
import { formatCount } from "./units.js";

export interface DrawOptions {
  /** Heading; "Memory plan" if absent. */
  readonly title?: string;
  /** Pixels, default 1200, at least 480. */
  readonly width?: number;
  /** Pixels, default 760, at least 320. */
  readonly height?: number;
  /** Bytes, over the problem's own; drawn as a line unless it is far above the plan. */
  readonly capacity?: number;
  /** Proved lower bound in bytes; counts where it is better than the load bound. */
  readonly lowerBound?: number;
}

const MARGIN = { left: 92, right: 124, top: 68, bottom: 48 };
/** Pixels between the two panels: room for the lower one's heading. */
const GAP = 40;
/** Share of the height that the contention takes. */
const LOWER_SHARE = 0.22;
/** A capacity above this many peaks would squeeze the plan, so it is only named in the heading. */
const FARTHEST_CAPACITY = 1.5;

/**
 * A plan as an SVG picture: buffers as rectangles, time across and address up, and below them the bytes that are live
 * at once. Addresses are absolute and begin at the problem's base, peak, bound and capacity are sizes. Buffers of no
 * bytes, or with no time to live, are dashed lines. The paper is light whatever the page around it, and the file refers
 * to nothing outside itself.
 *
 * @param offsets bytes, in the order of `problem.buffers`; a plan that breaks the rules is drawn as it is.
 * @throws InputError where the problem is invalid or `offsets` has not one number ≥ 0 a buffer.
 */
export function drawPlan(problem: Problem, offsets: ArrayLike<number>, options: DrawOptions = {}): string {
  const { title = "Memory plan", width: wantedWidth = 1200, height: wantedHeight = 760 } = options;
  const width = Math.max(480, wantedWidth);
  const height = Math.max(320, wantedHeight);
  const { buffers, base = 0 } = problem;
  const given = options.capacity ?? problem.capacity;
  const capacity = given === Infinity ? undefined : given;
  const arrays = toArrays(problem);
  checkOffsets(problem, offsets);
  const bound = Math.max(loadBound(arrays), options.lowerBound ?? 0);
  const peak = peakOf(problem, offsets);

  const empty = buffers.reduce((sum, buffer) => sum + (isSolid(buffer) ? 0 : 1), 0);
  const facts = [
    `${formatCount(buffers.length)} ${buffers.length === 1 ? "buffer" : "buffers"}` +
      (empty === 0 ? "" : `, ${formatCount(empty)} of them empty`),
    `peak ${formatCount(peak)} B`,
    `lower bound ${formatCount(bound)} B`,
  ];
  if (capacity !== undefined) facts.push(`capacity ${formatCount(capacity)} B`);
  if (base > 0) facts.push(`from address ${formatCount(base)} on`);
  const heading =
    label(title, { x: MARGIN.left, y: 30, "font-size": 17, "font-weight": 600, fill: INK }) +
    label(facts.join("  ·  "), { x: MARGIN.left, y: 50, "font-size": 12, fill: MUTED });
  const middle = { x: width / 2, y: height / 2, "text-anchor": "middle", "font-size": 15, fill: MUTED };
  const body =
    buffers.length === 0
      ? label("no buffers, nothing to place", middle)
      : panels({ problem, arrays, offsets, capacity, bound, peak, width, height });

  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${px(width)}" height="${px(height)}" ` +
    `viewBox="0 0 ${px(width)} ${px(height)}" role="img" font-family="${FONT}">\n` +
    `<title>${escapeXml(title)}</title>\n<desc>${escapeXml(facts.join(", "))}</desc>\n` +
    `<rect x=".5" y=".5" width="${px(width - 1)}" height="${px(height - 1)}" rx="8" ` +
    `fill="${PAPER}" stroke="${PAPER_EDGE}"/>\n` +
    `${heading}\n${body}\n</svg>\n`
  );
}

interface Picture {
  readonly problem: Problem;
  readonly arrays: ProblemArrays;
  readonly offsets: ArrayLike<number>;
  readonly capacity: number | undefined;
  /** Bytes. */
  readonly bound: number;
  readonly peak: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** The plan above, the contention below, on one time axis. */
function panels({ problem, arrays, offsets, capacity, bound, peak, width, height }: Picture): string {
  const { buffers, base = 0 } = problem;
  const right = width - MARGIN.right;
  const lowerBottom = height - MARGIN.bottom;
  const lowerTop = lowerBottom - (height - MARGIN.top - MARGIN.bottom - GAP) * LOWER_SHARE;
  const upperBottom = lowerTop - GAP;

  const near = capacity !== undefined && capacity <= FARTHEST_CAPACITY * peak;
  const highest = near ? Math.max(peak, capacity) : peak;
  const lowest = buffers.reduce((low, _, b) => Math.min(low, offsets[b]!), base);
  const address: Scale = {
    min: lowest,
    max: base + Math.max(1, highest * 1.02),
    from: upperBottom,
    to: MARGIN.top,
  };
  const live = contention(arrays);
  const greatest = live.reduce((most, bytes) => Math.max(most, bytes), 0);
  const load: Scale = { min: 0, max: Math.max(1, greatest * 1.08), from: lowerBottom, to: lowerTop };
  const left = Math.max(MARGIN.left, 8 + addressAxisRoom(address), 8 + addressAxisRoom(load));
  const time: Scale = { ...lifespan(problem), from: left, to: right };

  const levels: LevelLine[] = [{ name: "peak", bytes: peak, colour: INK, dashes: "none" }];
  if (near) {
    if (capacity === peak) levels[0] = { name: "peak = capacity", bytes: peak, colour: LIMIT, dashes: "none" };
    else levels.push({ name: "capacity", bytes: capacity, colour: LIMIT, dashes: "none" });
  }
  const loadLevel: LevelLine = { name: "load bound", bytes: greatest, colour: BOUND, dashes: "4 4" };
  if (bound < peak) levels.push(bound > greatest ? { ...loadLevel, name: "lower bound", bytes: bound } : loadLevel);

  return [
    drawAddressAxis(address, left, right, "address"),
    drawAddressAxis(load, left, right, "live bytes"),
    drawBuffers(buffers, offsets, time, address),
    drawContention(problem, arrays, time, load),
    drawLevels(address, base, levels, left, right),
    drawLevels(load, 0, [loadLevel], left, right),
    drawTimeAxis(time, lowerBottom),
    element("path", { d: `M${px(left)} ${px(upperBottom)}H${px(right)}`, stroke: MUTED, "stroke-width": 1 }),
  ].join("\n");
}

/** First start and last end, or a unit of time where nothing lives at any. Nobody asks where there is no buffer. */
function lifespan({ buffers }: Problem): { min: number; max: number } {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const { lower, upper } of buffers) {
    if (lower < min) min = lower;
    if (upper > max) max = upper;
  }
  return { min, max: Math.max(max, min + 1) };
}

function peakOf({ buffers, base = 0 }: Problem, offsets: ArrayLike<number>): number {
  let peak = 0;
  for (let b = 0; b < buffers.length; b++) peak = Math.max(peak, offsets[b]! + buffers[b]!.size - base);
  return peak;
}

function checkOffsets({ buffers }: Problem, offsets: ArrayLike<number>): void {
  if (offsets.length !== buffers.length) {
    throw new InputError(`a plan needs one offset a buffer: got ${offsets.length} for ${buffers.length} buffers`);
  }
  for (let b = 0; b < buffers.length; b++) {
    const offset = offsets[b]!;
    if (!(Number.isFinite(offset) && offset >= 0)) {
      const text = `buffer ${JSON.stringify(buffers[b]!.id)}: offset must be a number ≥ 0, got ${offset}`;
      throw new InputError(text, { bufferIndex: b, field: "offset" });
    }
  }
}
