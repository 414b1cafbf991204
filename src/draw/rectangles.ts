import { type Buffer, fixedOffsetOf, isSolid } from "../problem/index.js";
import { COLOUR_COUNT, palette } from "./palette.js";
import { position, type Scale } from "./scale.js";
import { escapeXml, label, px } from "./svg.js";
import { INK } from "./theme.js";
import { formatBytes, formatCount } from "./units.js";

/** Above this many buffers most rectangles are too small to point at: names where they fit, no tooltips or outlines. */
export const DETAIL_LIMIT = 6_000;
/** Pixels; thinner would vanish in most viewers. */
export const THINNEST = 0.35;
/** Pixels: an outline around less would hide the fill. */
const OUTLINED = 2.5;

/** One of no bytes, or with no time to live, is all outline: a dashed line. */
export const DASHED = ` stroke="${INK}" stroke-width=".9" stroke-dasharray="3 2"`;

/** Buffers as rectangles: time across, address up. Returns markup, grouped by colour, with the names on top. */
export function drawBuffers(
  buffers: readonly Buffer[],
  offsets: ArrayLike<number>,
  time: Scale,
  address: Scale,
): string {
  return buffers.length > DETAIL_LIMIT
    ? drawCoarse(buffers, offsets, time, address)
    : drawDetailed(buffers, offsets, time, address);
}

function drawDetailed(buffers: readonly Buffer[], offsets: ArrayLike<number>, time: Scale, address: Scale): string {
  const groups: string[][] = Array.from({ length: COLOUR_COUNT }, () => []);
  const names: string[] = [];
  for (let b = 0; b < buffers.length; b++) {
    const buffer = buffers[b]!;
    const offset = offsets[b]!;
    const x = position(time, buffer.lower);
    const y = position(address, offset + buffer.size);
    const width = Math.max(THINNEST, position(time, buffer.upper) - x);
    const height = Math.max(THINNEST, position(address, offset) - y);
    const outline = isSolid(buffer) ? outlineOf(buffer, width, height) : DASHED;
    groups[b % COLOUR_COUNT]!.push(
      `<rect x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}"${outline}>` +
        `<title>${escapeXml(tooltip(buffer, offset))}</title></rect>`,
    );
    names.push(nameInside(buffer, x, y, width, height));
  }
  const outline = `stroke="#475569" stroke-width="${buffers.length > 1_500 ? 0.3 : 0.6}"`;
  const rectangles = groups
    .map((group, colour) => (group.length === 0 ? "" : `<g fill="${palette[colour]}">${group.join("\n")}</g>`))
    .filter((group) => group !== "");
  return `<g ${outline}>\n${rectangles.join("\n")}\n</g>\n${namesOnTop(names.filter((name) => name !== ""))}`;
}

export function outlineOf(buffer: Buffer, width: number, height: number): string {
  if (Math.min(width, height) < OUTLINED) return ' stroke="none"';
  return fixedOffsetOf(buffer) >= 0 ? ` stroke="${INK}" stroke-width="1.6"` : "";
}

/**
 * One path a colour. Edges are put on a grid of half a pixel, and what falls on the same cells is drawn once, so that
 * the file grows with the picture and not with the problem.
 */
function drawCoarse(buffers: readonly Buffer[], offsets: ArrayLike<number>, time: Scale, address: Scale): string {
  const paths: string[][] = Array.from({ length: COLOUR_COUNT }, () => []);
  const drawn = new Set<string>();
  const names: string[] = [];
  for (let b = 0; b < buffers.length; b++) {
    const buffer = buffers[b]!;
    const offset = offsets[b]!;
    const left = half(position(time, buffer.lower));
    const top = half(position(address, offset + buffer.size));
    const width = Math.max(0.5, half(position(time, buffer.upper)) - left);
    const height = Math.max(0.5, half(position(address, offset)) - top);
    const shape = `M${left} ${top}h${width}v${height}h${-width}z`;
    if (drawn.has(shape)) continue;
    drawn.add(shape);
    paths[b % COLOUR_COUNT]!.push(shape);
    const name = nameInside(buffer, left, top, width, height);
    if (name !== "") names.push(name);
  }
  const rectangles = paths.map((path, colour) => {
    return path.length === 0 ? "" : `<path fill="${palette[colour]}" d="${path.join("")}"/>\n`;
  });
  return rectangles.join("") + namesOnTop(names);
}

/** As texts that the pointer goes through; nothing where there are none. */
function namesOnTop(names: readonly string[]): string {
  if (names.length === 0) return "";
  return `<g fill="${INK}" text-anchor="middle" pointer-events="none">\n${names.join("\n")}\n</g>\n`;
}

export function half(value: number): number {
  return Math.round(value * 2) / 2;
}

export function tooltip(buffer: Buffer, offset: number): string {
  const { id, lower, upper, size, alignment = 1 } = buffer;
  const lines = [
    id,
    `live [${formatCount(lower)}, ${formatCount(upper)})`,
    `size ${formatCount(size)} (${formatBytes(size)})`,
    `offset ${formatCount(offset)}, top ${formatCount(offset + size)}`,
  ];
  if (alignment > 1) lines.push(`alignment ${formatCount(alignment)}`);
  if (fixedOffsetOf(buffer) >= 0) lines.push("fixed");
  return lines.join("\n");
}

const FONT_SIZES = [12, 10.5, 9];

/** Characters of a name that is too long which have to remain, for it to be shown shortened. */
const LEAST_SHOWN = 8;

/**
 * The buffer's name in the middle of its rectangle, with its size below where there is room; upwards in a tall narrow
 * one. A name that is too long loses its middle; there is none where too little of it would be left.
 */
export function nameInside(buffer: Buffer, x: number, y: number, width: number, height: number): string {
  const across = x + width / 2;
  const middle = y + height / 2;
  const name = sizeFor(buffer.id, width, height) === undefined ? shortened(buffer.id, width, height) : buffer.id;
  const fontSize = FONT_SIZES.find((size) => height >= size + 3 && fits(name, size, width));
  if (fontSize === undefined) {
    const upward = FONT_SIZES.find((size) => width >= size + 3 && fits(name, size, height));
    if (upward === undefined) return "";
    const turn = `rotate(-90 ${px(across)} ${px(middle)})`;
    return label(name, { x: across, y: middle + upward * 0.35, "font-size": upward, transform: turn });
  }
  const size = formatBytes(buffer.size);
  const small = fontSize - 1.5;
  if (height < fontSize + small + 8 || !fits(size, small, width)) {
    return label(name, { x: across, y: middle + fontSize * 0.35, "font-size": fontSize });
  }
  return (
    label(name, { x: across, y: middle - 1.5, "font-size": fontSize }) +
    label(size, { x: across, y: middle + small + 0.5, "font-size": small, "fill-opacity": ".65" })
  );
}

/** The largest size in which a text goes into a rectangle, along it or upwards. */
function sizeFor(text: string, width: number, height: number): number | undefined {
  return FONT_SIZES.find(
    (size) => (height >= size + 3 && fits(text, size, width)) || (width >= size + 3 && fits(text, size, height)),
  );
}

/** A name without its middle, as long as it may be in the smallest letters; the name where too little would be left. */
function shortened(name: string, width: number, height: number): string {
  const smallest = FONT_SIZES.at(-1)!;
  if (Math.min(width, height) < smallest + 3) return name;
  const count = Math.floor((Math.max(width, height) - 6) / (smallest * LETTER)) - 1;
  const letters = Array.from(name);
  if (count < LEAST_SHOWN || count >= letters.length) return name;
  const head = Math.ceil(count / 2);
  return `${letters.slice(0, head).join("")}…${letters.slice(letters.length - (count - head)).join("")}`;
}

/** A generous mean width of a letter, as a share of the size of the font. */
const LETTER = 0.62;

/** Whether a line of text goes into so many pixels. */
function fits(text: string, fontSize: number, room: number): boolean {
  return text.length * fontSize * LETTER <= room - 6;
}
