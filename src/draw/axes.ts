import { byteTicks, position, roundTicks, type Scale } from "./scale.js";
import { element, label, px } from "./svg.js";
import { GRID, MUTED } from "./theme.js";
import { formatBytes, formatCount, greatestUnit } from "./units.js";

/** A value worth a line of its own across a panel. */
export interface LevelLine {
  readonly name: string;
  /** Counted from where the memory begins. */
  readonly bytes: number;
  readonly colour: string;
  /** An SVG dash array, or "none". */
  readonly dashes: string;
}

/** Pixels between the marks of a byte axis, at least. */
const BYTE_TICK_ROOM = 34;
/** Pixels that a letter of 11 px is wide, generously. */
const LETTER = 6.5;
/** Pixels that the two lines of a level's label take. */
const LEVEL_ROOM = 29;

/** A mark of a byte axis, with what is written beside it. */
interface Mark {
  readonly bytes: number;
  readonly text: string;
}

function marksOf(bytes: Scale): Mark[] {
  const ticks = byteTicks(bytes.min, bytes.max, Math.floor((bytes.from - bytes.to) / BYTE_TICK_ROOM));
  // All in the unit of the step: 1,152 MiB between 1,024 and 1,280 MiB, not 1.13 GiB.
  const unit = greatestUnit((ticks[1] ?? 1) - (ticks[0] ?? 0));
  return ticks.map((tick) => ({ bytes: tick, text: tick === 0 ? "0" : formatBytes(tick, unit) }));
}

/** Pixels that the texts of a byte axis need at its left. */
export function addressAxisRoom(bytes: Scale): number {
  return 8 + LETTER * Math.max(0, ...marksOf(bytes).map(({ text }) => text.length));
}

/** Grid lines with their bytes on the left, and the panel's name over them, if it is not empty. */
export function drawAddressAxis(bytes: Scale, left: number, right: number, name: string): string {
  const marks = marksOf(bytes);
  const lines = marks.map((mark) => `M${px(left)} ${px(position(bytes, mark.bytes))}H${px(right)}`).join("");
  const texts = marks.map((mark) => label(mark.text, { x: left - 8, y: position(bytes, mark.bytes) + 3.5 }));
  return (
    element("path", { d: lines, stroke: GRID, "stroke-width": 1 }) +
    element("g", { fill: MUTED, "font-size": 11, "text-anchor": "end" }, texts.join("")) +
    (name === "" ? "" : nameOf(name, left, bytes))
  );
}

function nameOf(name: string, left: number, bytes: Scale): string {
  const at = { x: left - 8, y: bytes.to - 8 };
  return label(name, { ...at, fill: MUTED, "font-size": 11, "font-weight": 600, "text-anchor": "end" });
}

/** The baseline at `y`, with marks at round times. */
export function drawTimeAxis(time: Scale, y: number): string {
  const widest = Math.max(formatCount(time.min).length, formatCount(time.max).length);
  const ticks = roundTicks(time.min, time.max, Math.floor((time.to - time.from) / (widest * LETTER + 28)));
  const marks = ticks.map((tick) => `M${px(position(time, tick))} ${px(y)}v5`).join("");
  const texts = ticks.map((tick) => label(formatCount(tick), { x: position(time, tick), y: y + 18 }));
  return (
    element("path", {
      d: `M${px(time.from)} ${px(y)}H${px(time.to)}${marks}`,
      stroke: MUTED,
      "stroke-width": 1,
      fill: "none",
    }) +
    element("g", { fill: MUTED, "font-size": 11, "text-anchor": "middle" }, texts.join("")) +
    label("time", {
      x: (time.from + time.to) / 2,
      y: y + 36,
      fill: MUTED,
      "font-size": 11,
      "font-weight": 600,
      "text-anchor": "middle",
    })
  );
}

/**
 * Lines across a panel whose memory begins at `base`, named on the right. Names that would lie on one another are moved
 * down.
 */
export function drawLevels(
  bytes: Scale,
  base: number,
  levels: readonly LevelLine[],
  left: number,
  right: number,
): string {
  let free = Number.NEGATIVE_INFINITY;
  let markup = "";
  for (const level of levels.slice().sort((a, b) => b.bytes - a.bytes)) {
    const y = position(bytes, base + level.bytes);
    const at = Math.max(y, free);
    free = at + LEVEL_ROOM;
    const line = { d: `M${px(left)} ${px(y)}H${px(right)}L${px(right + 8)} ${px(at)}`, stroke: level.colour };
    markup += element("path", { ...line, "stroke-width": 1.2, "stroke-dasharray": level.dashes, fill: "none" });
    const text = { x: right + 12, fill: level.colour, "font-size": 11 };
    markup += label(level.name, { ...text, y: at + 0.5, "font-weight": 600 });
    markup += label(formatBytes(level.bytes), { ...text, y: at + 13.5 });
  }
  return markup;
}
