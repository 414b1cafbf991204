/**
 * Buffers of one memory as the bytes that they need: a gap is blank, a window a lower rectangle, and a dotted line
 * shows the whole that they are pieces of. A part of another buffer (an alias) has its colour, and is outlined within
 * it. A thick edge is where an output takes the place of its input.
 */
import { type Piece, piecesOf } from "../model/lifetimes.js";
import type { Model } from "../model/model.js";
import type { Buffer, Problem } from "../problem/index.js";
import { type Box, Names } from "./names.js";
import { COLOUR_COUNT, palette } from "./palette.js";
import { DASHED, DETAIL_LIMIT, half, outlineOf, THINNEST, tooltip } from "./rectangles.js";
import { position, type Scale } from "./scale.js";
import { element, escapeXml, px } from "./svg.js";
import { INK, MUTED } from "./theme.js";
import { formatCount } from "./units.js";

/** Of buffers that may share bytes while both live, so that both are seen. */
const SEE_THROUGH = ' fill-opacity=".6"';
const PART = ` stroke="${INK}" stroke-width="1.1" fill-opacity=".35"`;

/** A problem and its plan, with what its buffers are to each other. */
export interface PlanToDraw {
  readonly problem: Problem;
  readonly offsets: ArrayLike<number>;
  readonly ties: Ties;
}

/** @param buffers positions of those that lie in this memory */
export function drawPieces(plan: PlanToDraw, buffers: readonly number[], time: Scale, address: Scale): string {
  const { problem, ties } = plan;
  // What lies within something else comes after it.
  const isPart = (b: number): boolean => ties.wholeOf[b] !== b;
  const size = (b: number): number => problem.buffers[b]!.size;
  const parts = buffers.filter(isPart).toSorted((a, b) => size(b) - size(a));
  const order = [...buffers.filter((b) => !isPart(b)), ...parts];
  const boxOf = ({ lower, upper, from, to }: Piece, offset: number): Box => {
    const [x, y] = [position(time, lower), position(address, offset + to)];
    const width = Math.max(THINNEST, position(time, upper) - x);
    return { x, y, width, height: Math.max(THINNEST, position(address, offset + from) - y) };
  };
  if (buffers.length > DETAIL_LIMIT) return drawCoarse(plan, order, boxOf);
  return drawDetailed(plan, order, boxOf) + drawInPlace(plan, new Set(buffers), boxOf);
}

type BoxOf = (piece: Piece, offset: number) => Box;

/** What buffers are to each other. */
export interface Ties {
  readonly indexOf: ReadonlyMap<string, number>;
  /** The buffer that each is part of, directly or not; itself where it is part of none. */
  readonly wholeOf: Int32Array;
  /** Those that share bytes with another that lives at the same time, and may: branches, and outputs in place. */
  readonly shared: ReadonlySet<number>;
}

/**
 * Aliases, names and shared bytes of a plan.
 *
 * @param homes by buffer, a number of the memory that it lies in
 */
export function tiesOf({ problem, pairs }: Model, offsets: ArrayLike<number>, homes: ArrayLike<number>): Ties {
  const { buffers, aliases = [] } = problem;
  const indexOf = new Map(buffers.map(({ id }, b) => [id, b]));
  const wholeOf = Int32Array.from(buffers, (_, b) => b);
  for (const { buffer, of } of aliases) {
    const [part, whole] = [indexOf.get(buffer), indexOf.get(of)];
    if (part !== undefined && whole !== undefined && wholeOf[part] === part) wholeOf[part] = whole;
  }
  const above = wholeOf.slice();
  for (let b = 0; b < above.length; b++) {
    // Two that are part of each other would go round.
    for (let steps = 0; above[wholeOf[b]!] !== wholeOf[b] && steps < buffers.length; steps++) {
      wholeOf[b] = above[wholeOf[b]!]!;
    }
  }
  const shared = new Set<number>();
  for (const pair of pairs) {
    if (pair.rule !== "free" && pair.rule !== "inplace") continue;
    const { a, b } = pair;
    if (pair.rule === "inplace" && offsets[a] !== offsets[b]! + pair.at) continue;
    const [p, q] = [buffers[a]!, buffers[b]!];
    const [low, high] = [offsets[a]!, offsets[b]!];
    if (homes[a] !== homes[b] || p.lower >= q.upper || q.lower >= p.upper) continue;
    if (low < high + q.size && high < low + p.size) shared.add(a).add(b);
  }
  return { indexOf, wholeOf, shared };
}

function drawDetailed({ problem, offsets, ties }: PlanToDraw, order: readonly number[], boxOf: BoxOf): string {
  const { buffers } = problem;
  const { wholeOf, shared } = ties;
  const rectangles: string[] = [];
  const hulls: string[] = [];
  const largest = new Map<number, Box>();
  const within = new Map<number, Box[]>();
  for (const b of order) {
    const buffer = buffers[b]!;
    const offset = offsets[b]!;
    const whole = wholeOf[b]!;
    const isPart = whole !== b;
    const hull = boxOf({ lower: buffer.lower, upper: buffer.upper, from: 0, to: buffer.size }, offset);
    const boxes = piecesOf(buffer).map((piece) => boxOf(piece, offset));
    const title = `<title>${escapeXml(told(buffer, offset, isPart ? buffers[whole]!.id : null))}</title>`;
    const fill = ` fill="${palette[whole % COLOUR_COUNT]}"`;
    const opacity = shared.has(b) || buffer.clock !== undefined ? SEE_THROUGH : "";
    for (const box of boxes) {
      const look = isPart ? PART : outlineOf(buffer, box.width, box.height) + opacity;
      rectangles.push(`<rect ${sides(box)}${fill}${look}>${title}</rect>`);
    }
    if (boxes.length === 0) rectangles.push(`<rect ${sides(hull)}${fill}${DASHED}>${title}</rect>`);
    else if ((buffer.gaps ?? []).length > 0) hulls.push(`<rect ${sides(hull)}/>`);
    if (isPart) within.set(whole, [...(within.get(whole) ?? []), hull]);
    largest.set(b, boxes.toSorted((p, q) => q.width * q.height - p.width * p.height)[0] ?? hull);
  }
  // The last ones lie on top: they choose where their names go.
  const names = new Names();
  const texts = order.toReversed().flatMap((b) => names.put(buffers[b]!, largest.get(b)!, within.get(b)) ?? []);
  const dots = { fill: "none", stroke: MUTED, "stroke-width": 0.8, "stroke-dasharray": "1.5 2.5" };
  const outline = { stroke: "#475569", "stroke-width": order.length > 1_500 ? 0.3 : 0.6 };
  const inert = { "pointer-events": "none" };
  return [
    hulls.length === 0 ? "" : element("g", { ...dots, ...inert }, hulls.join("\n")),
    element("g", outline, rectangles.join("\n")),
    texts.length === 0 ? "" : element("g", { fill: INK, "text-anchor": "middle", ...inert }, texts.join("\n")),
  ]
    .filter((markup) => markup !== "")
    .join("\n");
}

/** One path a colour, on a grid of half a pixel, as `rectangles.ts` draws that many buffers. */
function drawCoarse({ problem, offsets, ties }: PlanToDraw, order: readonly number[], boxOf: BoxOf): string {
  const { buffers } = problem;
  const paths: string[][] = palette.map(() => []);
  const drawn = new Set<string>();
  const largest = new Map<number, Box>();
  for (const b of order) {
    for (const piece of piecesOf(buffers[b]!)) {
      const box = boxOf(piece, offsets[b]!);
      const { x, y, width, height } = box;
      const known = largest.get(b);
      if (known === undefined || width * height > known.width * known.height) largest.set(b, box);
      const [left, top] = [half(x), half(y)];
      const [across, down] = [Math.max(0.5, half(x + width) - left), Math.max(0.5, half(y + height) - top)];
      const shape = `M${left} ${top}h${across}v${down}h${-across}z`;
      if (drawn.has(shape)) continue;
      drawn.add(shape);
      paths[ties.wholeOf[b]! % COLOUR_COUNT]!.push(shape);
    }
  }
  // The last ones lie on top: they choose where their names go.
  const names = new Names();
  const texts = [...largest].reverse().flatMap(([b, box]) => names.put(buffers[b]!, box) ?? []);
  const look = { fill: INK, "text-anchor": "middle", "pointer-events": "none" };
  return [
    ...paths.map((path, colour) => (path.length === 0 ? "" : `<path fill="${palette[colour]}" d="${path.join("")}"/>`)),
    texts.length === 0 ? "" : element("g", look, texts.join("\n")),
  ]
    .filter((markup) => markup !== "")
    .join("\n");
}

/** A thick edge where the later of two begins, at the exact distance that lets them share bytes. */
function drawInPlace({ problem, offsets, ties }: PlanToDraw, inside: ReadonlySet<number>, boxOf: BoxOf): string {
  const { buffers, inplace = [] } = problem;
  const edges = inplace.flatMap(({ buffer, of, at = 0 }) => {
    const [out, from] = [ties.indexOf.get(buffer), ties.indexOf.get(of)];
    if (out === undefined || from === undefined || !inside.has(out) || !inside.has(from)) return [];
    if (offsets[out] !== offsets[from]! + at) return [];
    const { lower, upper, size } = buffers[out]!;
    const { x, y, height } = boxOf({ lower, upper, from: 0, to: size }, offsets[out]!);
    const title = element("title", {}, escapeXml(`${buffer} in place of ${of}`));
    return [element("path", { d: `M${px(x)} ${px(y)}v${px(height)}` }, title)];
  });
  return edges.length === 0 ? "" : `\n${element("g", { stroke: INK, "stroke-width": 3 }, edges.join(""))}`;
}

function sides({ x, y, width, height }: Box): string {
  return `x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}"`;
}

/** The tooltip: that of a plain picture, and what else is asked of the buffer. */
function told(buffer: Buffer, offset: number, whole: string | null): string {
  const { gaps = [], hint = -1, exclusive = false, withinBank = false } = buffer;
  const lines = [tooltip(buffer, offset)];
  for (const { lower, upper, from = 0, to = 0 } of gaps) {
    const bytes = to > from ? `only bytes [${formatCount(from)}, ${formatCount(to)})` : "no bytes";
    lines.push(`${bytes} in [${formatCount(lower)}, ${formatCount(upper)})`);
  }
  if (whole !== null) lines.push(`part of ${whole}`);
  if (exclusive) lines.push("exclusive");
  if (withinBank) lines.push("within one bank");
  if (hint >= 0 && hint !== offset) lines.push(`moved from ${formatCount(hint)}`);
  return lines.join("\n");
}
