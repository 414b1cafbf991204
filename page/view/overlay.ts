/** All that lies over the rectangles: axes, levels, marks, names, the cursor of time, and the load below. */
import { formatBytes, formatCount } from "../../src/draw/units.js";
import { shownName } from "../../src/picture/shown-name.js";
import type { Place } from "../scene/raster.js";
import type { Scene, Sheet } from "../scene/scene.js";
import { byteTicks, ticks } from "../scene/ticks.js";
import { drawCurve, hatch, mostByPixel } from "./curve.js";
import type { Box, Cell } from "./layout.js";
import { Names, type Owns } from "./names.js";
import { FONT, type Inks } from "./theme.js";

/** What is marked, and how. */
export interface Marks {
  /** Buffers; −1 for none. */
  readonly hovered: number;
  readonly pinned: number;
  readonly found: readonly number[];
  readonly core: ReadonlySet<number>;
  /** Null where there is no cursor. */
  readonly cursor: number | null;
  readonly showsWaste: boolean;
  readonly showsPeak: boolean;
  readonly showsLinks: boolean;
}

/** What one frame is drawn from. Places are in CSS pixels here. */
export interface Frame {
  readonly scene: Scene;
  readonly cells: readonly Cell[];
  readonly places: readonly Place[];
  readonly inks: Inks;
  readonly marks: Marks;
  /** By buffer. */
  readonly fill: Uint32Array;
  /** Rectangles with room for names. */
  readonly roomy: readonly number[];
  readonly owns: Owns;
}

/** Outlines of what was searched for, at most. */
const MOST_FOUND = 3_000;
const MOST_LINKS = 400;
const MOST_TIES = 2_000;

export class Overlay {
  readonly #names = new Names();

  draw(canvas: CanvasRenderingContext2D, frame: Frame): void {
    const { scene, cells, places } = frame;
    for (const [i, cell] of cells.entries()) {
      const sheet = scene.sheets[cell.sheet]!;
      const place = places[i]!;
      drawTitle(canvas, frame, cell, sheet);
      drawAxes(canvas, frame, cell, place);
      clipped(canvas, cell.plot, () => {
        drawReserved(canvas, frame, place, sheet);
        if (sheet.hasPlan) this.#drawNames(canvas, frame, place, sheet);
        else drawLoad(canvas, frame, cell.plot, place, sheet, place.low, place.high);
        if (sheet.hasPlan) drawMarks(canvas, frame, place, sheet);
        if (sheet.hasPlan && frame.marks.showsWaste) drawWaste(canvas, frame, place, sheet);
      });
      drawLevels(canvas, frame, cell, place, sheet);
      if (cell.strip !== null) drawStrip(canvas, frame, cell.strip, place, sheet);
      drawCursor(canvas, frame, cell, place);
    }
    if (frame.marks.showsLinks && scene.pictures.length === 2) drawLinks(canvas, frame);
  }

  #drawNames(canvas: CanvasRenderingContext2D, frame: Frame, place: Place, { first, last }: Sheet): void {
    const { scene, roomy, fill } = frame;
    const boxes = roomy
      .filter((r) => r >= first && r < last)
      .map((r) => {
        const buffer = scene.buffer[r]!;
        const bytes = scene.to[r]! - scene.from[r]!;
        const box = seen(boxOf(scene, r, place), place);
        const inset = scene.fixed[buffer] === 1 ? 6 : 0;
        return { box, buffer, name: scene.idOf(buffer), fill: fill[buffer]!, size: formatBytes(bytes), inset };
      });
    this.#names.draw(canvas, boxes, frame.owns);
  }
}

export function boxOf(scene: Scene, r: number, place: Place): Box {
  const left = xOf(scene.lower[r]!, place);
  const top = yOf(scene.to[r]!, place);
  return { left, top, width: xOf(scene.upper[r]!, place) - left, height: yOf(scene.from[r]!, place) - top };
}

export function xOf(time: number, { left, width, begin, end }: Place): number {
  return left + ((time - begin) / (end - begin)) * width;
}

export function yOf(address: number, { top, height, low, high }: Place): number {
  return top + height - ((address - low) / (high - low)) * height;
}

/** The part of a box that is in its place. */
function seen({ left, top, width, height }: Box, place: Place): Box {
  const [l, t] = [Math.max(left, place.left), Math.max(top, place.top)];
  const right = Math.min(left + width, place.left + place.width);
  return { left: l, top: t, width: right - l, height: Math.min(top + height, place.top + place.height) - t };
}

function clipped(canvas: CanvasRenderingContext2D, { left, top, width, height }: Box, draw: () => void): void {
  canvas.save();
  canvas.beginPath();
  canvas.rect(left, top, width, height);
  canvas.clip();
  draw();
  canvas.restore();
}

function drawTitle(canvas: CanvasRenderingContext2D, { scene, inks }: Frame, { title }: Cell, sheet: Sheet): void {
  const { facts } = sheet;
  const two = scene.pictures.length === 2 ? [sheet.picture === 0 ? "before" : "after"] : [];
  const memory = facts.memory === "" ? [] : [shownName(facts.memory, 32)];
  const name = [...two, ...memory].join(" · ");
  const peak = facts.peak === null ? `${formatBytes(facts.loadBytes)} live at most` : `peak ${formatBytes(facts.peak)}`;
  const said = [peak, ...(facts.capacity === null ? [] : [`capacity ${formatBytes(facts.capacity)}`])].join(" · ");
  canvas.textBaseline = "middle";
  canvas.textAlign = "left";
  canvas.font = `600 ${FONT}`;
  canvas.fillStyle = inks.ink;
  const y = title.top + title.height / 2;
  canvas.fillText(name, title.left, y, title.width / 2);
  const after = name === "" ? 0 : Math.min(title.width / 2, canvas.measureText(name).width) + 10;
  canvas.font = FONT;
  canvas.fillStyle = inks.muted;
  canvas.fillText(said, title.left + after, y, title.width - after);
}

function drawAxes(canvas: CanvasRenderingContext2D, { inks }: Frame, { plot, strip }: Cell, place: Place): void {
  const bottom = strip === null ? plot.top + plot.height : strip.top + strip.height;
  canvas.font = FONT;
  canvas.fillStyle = inks.muted;
  canvas.strokeStyle = inks.frame;
  canvas.lineWidth = 1;
  canvas.textAlign = "right";
  canvas.textBaseline = "middle";
  for (const address of byteTicks(place.low, place.high, plot.height / 60)) {
    const y = Math.round(yOf(address, place)) + 0.5;
    if (y < plot.top || y > plot.top + plot.height) continue;
    canvas.fillText(formatBytes(address), plot.left - 7, y, 60);
    line(canvas, plot.left - 4, y, plot.left, y);
  }
  canvas.textAlign = "center";
  canvas.textBaseline = "top";
  for (const time of ticks(place.begin, place.end, plot.width / 90)) {
    const x = Math.round(xOf(time, place)) + 0.5;
    if (x < plot.left || x > plot.left + plot.width) continue;
    line(canvas, x, bottom, x, bottom + 4);
    const text = formatCount(Number(time.toPrecision(12)));
    const half = canvas.measureText(text).width / 2;
    canvas.fillText(text, Math.min(x, plot.left + plot.width + 8 - half), bottom + 6);
  }
  canvas.strokeRect(plot.left - 0.5, plot.top - 0.5, plot.width + 1, plot.height + 1);
}

function line(canvas: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  canvas.beginPath();
  canvas.moveTo(x0, y0);
  canvas.lineTo(x1, y1);
  canvas.stroke();
}

/** Ranges in which nothing may lie, and banks where they can be told apart. */
function drawReserved(canvas: CanvasRenderingContext2D, { inks }: Frame, place: Place, { facts }: Sheet): void {
  canvas.fillStyle = hatch(canvas, inks.muted);
  for (const { from, to } of facts.reserved) {
    const [top, bottom] = [yOf(to, place), yOf(from, place)];
    canvas.fillRect(place.left, top, place.width, Math.max(1, bottom - top));
  }
  const height = facts.bank === 0 ? 0 : (facts.bank / (place.high - place.low)) * place.height;
  if (height < 8) return;
  canvas.strokeStyle = inks.frame;
  canvas.setLineDash([6, 4]);
  for (let at = Math.ceil(place.low / facts.bank) * facts.bank; at < place.high; at += facts.bank) {
    const y = Math.round(yOf(at, place)) + 0.5;
    line(canvas, place.left, y, place.left + place.width, y);
  }
  canvas.setLineDash([]);
}

function drawLoad(
  canvas: CanvasRenderingContext2D,
  { inks }: Frame,
  box: Box,
  { begin, end }: Place,
  { facts }: Sheet,
  low: number,
  high: number,
): void {
  const most = mostByPixel(facts.load, begin, end, Math.max(1, Math.round(box.width)));
  const capacity = facts.capacity ?? Infinity;
  drawCurve(canvas, box, most, { fill: inks.load, excess: inks.excess, low, high, capacity });
}

function drawStrip(canvas: CanvasRenderingContext2D, frame: Frame, strip: Box, place: Place, sheet: Sheet): void {
  const { inks } = frame;
  const { facts } = sheet;
  const high =
    Math.max(
      1,
      facts.loadBytes,
      facts.capacity !== null && facts.capacity < 1.6 * facts.loadBytes ? facts.capacity : 0,
    ) * 1.1;
  drawLoad(canvas, frame, strip, place, sheet, 0, high);
  canvas.strokeStyle = inks.frame;
  canvas.lineWidth = 1;
  canvas.strokeRect(strip.left - 0.5, strip.top - 0.5, strip.width + 1, strip.height + 1);
  canvas.font = FONT;
  canvas.textAlign = "right";
  canvas.fillStyle = inks.muted;
  canvas.textBaseline = "middle";
  canvas.fillText("live", strip.left - 7, strip.top + strip.height / 2);
  const level = strip.top + strip.height - (facts.loadBytes / high) * strip.height;
  canvas.strokeStyle = inks.bound;
  canvas.setLineDash([4, 4]);
  line(canvas, strip.left, level, strip.left + strip.width, level);
  canvas.setLineDash([]);
}

/** Peak, capacity and bound, across the plot, each with its name at the right. */
function drawLevels(
  canvas: CanvasRenderingContext2D,
  { scene, inks }: Frame,
  { plot }: Cell,
  place: Place,
  sheet: Sheet,
): void {
  const { facts } = sheet;
  const { base, peak, capacity, bound } = facts;
  const picture = scene.pictures[sheet.picture]!;
  const lowest = picture.memories.length === 1 ? Math.max(picture.lowerBound, bound.bytes) : bound.bytes;
  const levels = [
    { name: "peak", bytes: peak, colour: inks.ink, dashes: [] as number[] },
    { name: "capacity", bytes: capacity, colour: inks.limit, dashes: [] },
    { name: "lower bound", bytes: lowest, colour: inks.bound, dashes: [5, 4] },
  ];
  const drawn = new Map<number, { names: string[]; colour: string; dashes: number[] }>();
  for (const { name, bytes, colour, dashes } of levels) {
    if (bytes === null) continue;
    const known = drawn.get(bytes);
    if (known === undefined) drawn.set(bytes, { names: [name], colour, dashes });
    else Object.assign(known, { names: [...known.names, name], ...(name === "capacity" && { colour }) });
  }
  canvas.font = `600 ${FONT}`;
  canvas.textAlign = "right";
  canvas.textBaseline = "bottom";
  let above = -Infinity;
  for (const [bytes, { names, colour, dashes }] of [...drawn].sort((a, b) => a[0] - b[0])) {
    const y = Math.round(yOf(base + bytes, place)) + 0.5;
    if (y < plot.top - 1 || y > plot.top + plot.height + 1) continue;
    canvas.strokeStyle = colour;
    canvas.lineWidth = 1.5;
    canvas.setLineDash(dashes);
    line(canvas, plot.left, y, plot.left + plot.width, y);
    canvas.setLineDash([]);
    const text = names.join(" = ");
    const width = canvas.measureText(text).width;
    // Names of levels that lie close together go one beside the other.
    const isClose = Math.abs(y - above) < 16;
    const x = plot.left + plot.width - 6 - (isClose ? 110 : 0);
    const at = y - 2 - 13 < plot.top ? y + 16 : y - 2;
    canvas.fillStyle = inks.paper;
    canvas.globalAlpha = 0.82;
    canvas.fillRect(x - width - 4, at - 14, width + 8, 15);
    canvas.globalAlpha = 1;
    canvas.fillStyle = colour;
    canvas.fillText(text, x, at);
    above = y;
  }
}

/** Outlines: what is fixed, part of something, cut by gaps, found, in the core, under the pointer, pinned. */
function drawMarks(canvas: CanvasRenderingContext2D, frame: Frame, place: Place, sheet: Sheet): void {
  const { first, last, picture } = sheet;
  const { scene, inks, marks } = frame;
  const isPart =
    scene.overlaps || scene.pictures[picture]!.pieces.buffer.length > 0 || scene.pictures[picture]!.fixed.length > 0;
  const found = new Set(marks.found.slice(0, MOST_FOUND));
  const partner = marks.pinned >= 0 ? scene.partner[marks.pinned]! : -1;
  const under = marks.hovered >= 0 ? scene.partner[marks.hovered]! : -1;
  if (isPart) drawKinds(canvas, frame, place, first, last);
  if (!scene.pictures[picture]!.fits) drawExcess(canvas, frame, place, sheet);
  if (found.size === 0 && marks.core.size === 0 && marks.hovered < 0 && marks.pinned < 0) return;
  for (let r = first; r < last; r++) {
    const b = scene.buffer[r]!;
    const isPinned = b === marks.pinned || b === partner;
    const isHovered = b === marks.hovered || b === under;
    if (!isPinned && !isHovered && !found.has(b) && !marks.core.has(b)) continue;
    const box = boxOf(scene, r, place);
    if (marks.core.has(b)) outline(canvas, box, inks.limit, 2, [5, 3]);
    if (found.has(b)) outline(canvas, box, inks.found, 2.5, []);
    if (isHovered) outline(canvas, box, inks.ink, 2, []);
    if (isPinned) {
      outline(canvas, box, inks.paper, 5, []);
      outline(canvas, box, inks.pin, 3, []);
    }
  }
}

/** Of a plan that is too high, what lies beyond the capacity. */
function drawExcess(canvas: CanvasRenderingContext2D, { scene, inks }: Frame, place: Place, sheet: Sheet): void {
  const { capacity, base } = sheet.facts;
  if (capacity === null) return;
  const level = yOf(base + capacity, place);
  for (let r = sheet.first; r < sheet.last; r++) {
    if (scene.to[r]! <= base + capacity) continue;
    const { left, top, width, height } = boxOf(scene, r, place);
    for (const fill of [inks.excess, hatch(canvas, inks.limit)]) {
      canvas.fillStyle = fill;
      canvas.fillRect(left, top, Math.max(1, width), Math.min(level, top + height) - top);
    }
  }
}

/** Fixed buffers are hatched at their left end; parts and what has gaps are outlined by dots. */
function drawKinds(
  canvas: CanvasRenderingContext2D,
  { scene, inks }: Frame,
  place: Place,
  first: number,
  last: number,
): void {
  let drawn = 0;
  for (let r = first; r < last && drawn < MOST_TIES; r++) {
    const b = scene.buffer[r]!;
    if (scene.upper[r]! <= place.begin || scene.lower[r]! >= place.end) continue;
    const box = boxOf(scene, r, place);
    if (box.width < 3 || box.height < 3) continue;
    if (scene.fixed[b] === 1) {
      canvas.fillStyle = hatch(canvas, inks.ink);
      canvas.fillRect(Math.max(box.left, place.left), box.top, Math.min(7, box.width), box.height);
      drawn++;
    }
    if (scene.whole[b] !== b) {
      outline(canvas, box, inks.ink, 1, [2, 2]);
      drawn++;
    }
  }
  const { pieces, offset, lower, upper, size, memoryOf } = scene.pictures[scene.locate(scene.buffer[first] ?? 0).at]!;
  const memory = scene.sheets[place.sheet]!.memory;
  let before = -1;
  for (const b of pieces.buffer) {
    if (b === before || memoryOf[b] !== memory || offset === null || drawn > MOST_TIES) continue;
    before = b;
    const [x, y] = [xOf(lower[b]!, place), yOf(offset[b]! + size[b]!, place)];
    const box = { left: x, top: y, width: xOf(upper[b]!, place) - x, height: yOf(offset[b]!, place) - y };
    outline(canvas, box, inks.muted, 1, [1.5, 3]);
    drawn++;
  }
}

function outline(canvas: CanvasRenderingContext2D, box: Box, colour: string, width: number, dashes: number[]): void {
  canvas.strokeStyle = colour;
  canvas.lineWidth = width;
  canvas.setLineDash(dashes);
  canvas.strokeRect(box.left + 0.5, box.top + 0.5, Math.max(2, box.width - 1), Math.max(2, box.height - 1));
  canvas.setLineDash([]);
}

/** The bytes below the peak that nobody has at the time of the peak, by cause. */
function drawWaste(canvas: CanvasRenderingContext2D, { inks }: Frame, place: Place, { facts }: Sheet): void {
  if (facts.time === null || facts.waste === null) return;
  const { times } = facts.load;
  const next = Array.from(times as ArrayLike<number>).find((time) => time > facts.time!) ?? facts.time + 1;
  const x = xOf(facts.time, place);
  const width = Math.max(6, xOf(next, place) - x);
  for (const { from, to, cause } of facts.waste.holes) {
    const [top, bottom] = [yOf(to, place), yOf(from, place)];
    canvas.fillStyle = hatch(canvas, inks.waste);
    canvas.fillRect(x, top, width, Math.max(1.5, bottom - top));
    outline(canvas, { left: x, top, width, height: bottom - top }, inks.waste, 1.2, []);
    if (bottom - top < 12) continue;
    const text = `${formatBytes(to - from)} ${cause}`;
    canvas.font = FONT;
    const isRight = x + width + 8 + canvas.measureText(text).width > place.left + place.width;
    canvas.textAlign = isRight ? "right" : "left";
    canvas.textBaseline = "middle";
    const at = isRight ? x - 6 : x + width + 6;
    const room = canvas.measureText(text).width;
    canvas.fillStyle = inks.paper;
    canvas.globalAlpha = 0.85;
    canvas.fillRect(isRight ? at - room - 3 : at - 3, (top + bottom) / 2 - 8, room + 6, 16);
    canvas.globalAlpha = 1;
    canvas.fillStyle = inks.waste;
    canvas.fillText(text, at, (top + bottom) / 2);
  }
}

function drawCursor(
  canvas: CanvasRenderingContext2D,
  { inks, marks, scene }: Frame,
  { plot, strip, sheet }: Cell,
  place: Place,
): void {
  const bottom = strip === null ? plot.top + plot.height : strip.top + strip.height;
  const upright = (time: number, colour: string, dashes: number[], name: string): void => {
    if (time < place.begin || time > place.end) return;
    const x = Math.round(xOf(time, place)) + 0.5;
    canvas.strokeStyle = colour;
    canvas.lineWidth = 1.5;
    canvas.setLineDash(dashes);
    line(canvas, x, plot.top, x, bottom);
    canvas.setLineDash([]);
    canvas.fillStyle = colour;
    canvas.font = `600 ${FONT}`;
    const isRight = x > plot.left + plot.width - 80;
    canvas.textAlign = isRight ? "right" : "left";
    canvas.textBaseline = "bottom";
    canvas.fillText(name, isRight ? x - 4 : x + 4, bottom - 2);
  };
  const { time } = scene.sheets[sheet]!.facts;
  if (marks.showsPeak && time !== null && time !== marks.cursor) upright(time, inks.muted, [2, 3], "peak");
  if (marks.cursor !== null) upright(marks.cursor, inks.cursor, [], `t = ${formatCount(marks.cursor)}`);
}

/** Lines from where buffers were to where they are. */
function drawLinks(canvas: CanvasRenderingContext2D, { scene, places, inks, marks }: Frame): void {
  const at = new Map<number, { x: number; y: number }>();
  for (const place of places) {
    const { first, last } = scene.sheets[place.sheet]!;
    for (let r = first; r < last; r++) {
      const b = scene.buffer[r]!;
      if (scene.partner[b]! < 0 || at.has(b)) continue;
      const { left, top, width, height } = seen(boxOf(scene, r, place), place);
      if (width > 0 && height > 0) at.set(b, { x: left + width / 2, y: top + height / 2 });
    }
  }
  const start = scene.starts[1]!;
  const moved = [...at.keys()].filter((b) => b < start && isMoved(scene, b));
  const chosen = moved.toSorted((a, b) => scene.sizeOf(b) - scene.sizeOf(a)).slice(0, MOST_LINKS);
  for (const b of chosen) {
    const [p, q] = [at.get(b)!, at.get(scene.partner[b]!)];
    if (q === undefined) continue;
    const isMarked = [marks.hovered, marks.pinned].some((mark) => mark === b || mark === scene.partner[b]);
    canvas.strokeStyle = isMarked ? inks.pin : inks.found;
    canvas.globalAlpha = isMarked ? 1 : chosen.length > 60 ? 0.18 : 0.45;
    canvas.lineWidth = isMarked ? 2.5 : 1.2;
    const bend =
      Math.abs(q.x - p.x) > Math.abs(q.y - p.y)
        ? [(p.x + q.x) / 2, p.y, (p.x + q.x) / 2, q.y]
        : [p.x, (p.y + q.y) / 2, q.x, (p.y + q.y) / 2];
    canvas.beginPath();
    canvas.moveTo(p.x, p.y);
    canvas.bezierCurveTo(bend[0]!, bend[1]!, bend[2]!, bend[3]!, q.x, q.y);
    canvas.stroke();
  }
  canvas.globalAlpha = 1;
}

function isMoved(scene: Scene, b: number): boolean {
  const other = scene.partner[b]!;
  const memory = (c: number): string | undefined => {
    const { picture, index } = scene.locate(c);
    return picture.memories[picture.memoryOf[index]!]?.memory;
  };
  return scene.offsetOf(b) !== scene.offsetOf(other) || memory(b) !== memory(other);
}
