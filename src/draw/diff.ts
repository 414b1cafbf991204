import type { BufferPlace, PlanDiff } from "../changes/index.js";
import { addressAxisRoom, drawAddressAxis, drawLevels, drawTimeAxis } from "./axes.js";
import { frame, MARGIN } from "./frame.js";
import { DOT } from "./heading.js";
import { nameInside, THINNEST } from "./rectangles.js";
import { position, type Scale } from "./scale.js";
import { element, escapeXml, label } from "./svg.js";
import { BOUND, INK, LIMIT, MUTED } from "./theme.js";
import { formatCount } from "./units.js";

export interface DiffOptions {
  /** Heading; "Two plans" if absent. */
  readonly title?: string;
  /** Pixels. */
  readonly width?: number;
  readonly height?: number;
}

/** Pixels between two panels. */
const GAP = 34;

/** Fills of the second plan's buffers; what is gone has none. */
const FILLS = { kept: "#e2e7ee", changed: "#bcd0f5", moved: "#f4cf8a", new: "#a9dcb4" } as const;

interface Drawn {
  readonly id: string;
  readonly before: BufferPlace | null;
  readonly after: BufferPlace | null;
  readonly kind: keyof typeof FILLS | "gone";
}

/**
 * Two plans in one SVG picture, the second over the first: filled are the buffers of the second plan, in a colour that
 * says what came of them; dashed is where those that moved, or are gone, lay in the first. There is a panel for each
 * memory. Addresses are absolute.
 *
 * @param kept where the buffers lie that did not change, by id; `diff` has the others
 */
export function drawDiff(diff: PlanDiff, kept: ReadonlyMap<string, BufferPlace>, options: DiffOptions = {}): string {
  const { title = "Two plans", width = 1200, height = 760 } = options;
  const drawn: Drawn[] = [
    ...Array.from(kept, ([id, place]): Drawn => ({ id, before: place, after: place, kind: "kept" })),
    ...diff.buffers.map(({ id, before, after, changes }): Drawn => {
      const kind = after === null ? "gone" : before === null ? "new" : changes.includes("moved") ? "moved" : "changed";
      return { id, before, after, kind };
    }),
  ];
  const { peak, sums } = diff;
  const told = (["moved", "new", "gone", "grown", "shrunk"] as const).filter((kind) => sums[kind].buffers > 0);
  const facts = [
    `peak ${formatCount(peak.before)} B → ${formatCount(peak.after)} B`,
    ...told.map((kind) => `${formatCount(sums[kind].buffers)} ${kind} (${formatCount(sums[kind].bytes)} B)`),
    `${formatCount(sums.kept.buffers)} where they were`,
    "dashed: where it lay before",
  ];
  const middle = { x: width / 2, y: height / 2, "text-anchor": "middle", "font-size": 15, fill: MUTED };
  const body = drawn.length === 0 ? label("no buffers", middle) : panels(diff, drawn, width, height);
  return frame({ title, facts, lines: [facts.join(DOT)], width, height, body });
}

function panels({ peak, memories }: PlanDiff, drawn: readonly Drawn[], width: number, height: number): string {
  const places = drawn.flatMap(({ before, after }) => [before, after]).filter((place) => place !== null);
  const names: readonly (string | null)[] = memories.length === 0 ? [null] : memories.map(({ id }) => id);
  const isIn = (place: BufferPlace | null, name: string | null): place is BufferPlace =>
    place !== null && (names.length === 1 || place.memory === name);
  const [min, max] = [least(places.map(({ lower }) => lower)), most(places.map(({ upper }) => upper))];
  const room = (height - MARGIN.top - MARGIN.bottom - GAP * (names.length - 1)) / names.length;
  const scales = names.map((name, i): Scale => {
    const own = places.filter((place) => isIn(place, name));
    const top = MARGIN.top + i * (room + GAP);
    const highest = Math.max(1, most(own.map(({ offset, size }) => offset + size)) * 1.02);
    return {
      min: own.length === 0 ? 0 : least(own.map(({ offset }) => offset)),
      max: highest,
      from: top + room,
      to: top,
    };
  });
  const left = Math.max(MARGIN.left, ...scales.map((scale) => 8 + addressAxisRoom(scale)));
  const right = width - MARGIN.right;
  const time: Scale = { min, max: Math.max(max, min + 1), from: left, to: right };
  const markup = scales.map((address, i) => {
    const name = names[i]!;
    const own = drawn.map(({ before, after, ...rest }) => {
      return { ...rest, before: isIn(before, name) ? before : null, after: isIn(after, name) ? after : null };
    });
    const peaks = name === null ? peak : memories[i]!;
    const levels = [
      { name: "peak before", bytes: peaks.before ?? 0, colour: BOUND, dashes: "4 4" },
      { name: "peak after", bytes: peaks.after ?? 0, colour: LIMIT, dashes: "none" },
    ].filter(({ bytes }) => bytes <= address.max - address.min);
    const rectangles = own.flatMap((each) => rectangleOf(each, time, address));
    return [
      drawAddressAxis(address, left, right, name ?? "address"),
      element("g", { stroke: "#475569", "stroke-width": 0.6, "font-size": 10 }, rectangles.join("\n")),
      element("g", { "font-size": 10 }, own.flatMap((each) => outlineOf(each, time, address)).join("\n")),
      drawLevels(address, address.min, levels, left, right),
    ].join("\n");
  });
  return `${markup.join("\n")}\n${drawTimeAxis(time, height - MARGIN.bottom)}`;
}

function boxOf({ offset, size, lower, upper }: BufferPlace, time: Scale, address: Scale) {
  const [x, y] = [position(time, lower), position(address, offset + size)];
  const width = Math.max(THINNEST, position(time, upper) - x);
  return { x, y, width, height: Math.max(THINNEST, position(address, offset) - y) };
}

function rectangleOf({ id, after, kind }: Drawn, time: Scale, address: Scale): string[] {
  if (after === null || kind === "gone") return [];
  const { x, y, width, height } = boxOf(after, time, address);
  const tooltip = element("title", {}, escapeXml(`${id}\n${kind}\n${placeText(after)}`));
  const name = nameInside({ id, size: after.size, lower: after.lower, upper: after.upper }, x, y, width, height);
  const text = { fill: INK, stroke: "none", "text-anchor": "middle", "pointer-events": "none" };
  return [
    element("rect", { x, y, width, height, fill: FILLS[kind] }, tooltip) +
      (name === "" ? "" : element("g", text, name)),
  ];
}

/** Where a buffer lay that is no longer there. */
function outlineOf({ id, before, after, kind }: Drawn, time: Scale, address: Scale): string[] {
  if (before === null || kind === "kept" || kind === "new") return [];
  if (kind === "changed" && after !== null && before.size === after.size) return [];
  const colour = kind === "gone" ? LIMIT : "#8a5a00";
  const line = { fill: "none", stroke: colour, "stroke-width": 1.2, "stroke-dasharray": "4 3" };
  const tooltip = element("title", {}, escapeXml(`${id}\n${kind}, before\n${placeText(before)}`));
  return [element("rect", { ...boxOf(before, time, address), ...line }, tooltip)];
}

function placeText({ offset, size, lower, upper }: BufferPlace): string {
  const bytes = `size ${formatCount(size)}\noffset ${formatCount(offset)}, top ${formatCount(offset + size)}`;
  return `live [${formatCount(lower)}, ${formatCount(upper)})\n${bytes}`;
}

function least(values: readonly number[]): number {
  return values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
}

function most(values: readonly number[]): number {
  return values.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);
}
