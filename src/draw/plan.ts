import { compile } from "../model/compile.js";
import {
  contention,
  InputError,
  isConstrained,
  isSolid,
  loadBound,
  type Problem,
  type ProblemArrays,
  toArrays,
} from "../problem/index.js";
import { addressAxisRoom, drawAddressAxis, drawLevels, drawTimeAxis, type LevelLine } from "./axes.js";
import { drawContention } from "./curve.js";
import { frame, lifespan, MARGIN } from "./frame.js";
import { drawMemories } from "./memories.js";
import type { DrawOptions } from "./options.js";
import { drawBuffers } from "./rectangles.js";
import type { Scale } from "./scale.js";
import { element, label, px } from "./svg.js";
import { BOUND, INK, LIMIT, MUTED } from "./theme.js";
import { formatCount } from "./units.js";

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
 * to nothing outside itself. A problem with constraints has a panel for each memory instead, see `memories.ts`.
 *
 * @param offsets bytes, in the order of `problem.buffers`; a plan that breaks the rules is drawn as it is.
 * @throws InputError where the problem is invalid, `offsets` has not one number ≥ 0 a buffer, or it is not said in
 *   which memory a buffer lies.
 */
export function drawPlan(problem: Problem, offsets: ArrayLike<number>, options: DrawOptions = {}): string {
  const { title = "Memory plan", width: wantedWidth = 1200, height: wantedHeight = 760 } = options;
  const width = Math.max(480, wantedWidth);
  const height = Math.max(320, wantedHeight);
  if (isConstrained(problem)) {
    const model = compile(problem);
    checkOffsets(problem, offsets);
    return drawMemories(model, offsets, { ...options, title, width, height });
  }
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
  const middle = { x: width / 2, y: height / 2, "text-anchor": "middle", "font-size": 15, fill: MUTED };
  const body =
    buffers.length === 0
      ? label("no buffers, nothing to place", middle)
      : panels({ problem, arrays, offsets, capacity, bound, peak, width, height });
  return frame({ title, facts, width, height, body });
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
