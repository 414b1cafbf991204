/** The panels of `shortage.ts`: of each memory its load over time, and above it the plan, where there is one. */
import { piecesOf } from "../model/lifetimes.js";
import type { Model } from "../model/model.js";
import type { Problem } from "../problem/index.js";
import { addressAxisRoom, drawAddressAxis, drawLevels, drawTimeAxis, type LevelLine } from "./axes.js";
import { lifespan, MARGIN } from "./frame.js";
import { type Panel, panelHeading } from "./memories.js";
import { drawPieces, tiesOf } from "./pieces.js";
import { DETAIL_LIMIT, half, nameInside, THINNEST } from "./rectangles.js";
import { drawBanks, drawReserved, reservedPattern } from "./reserved.js";
import { position, type Scale } from "./scale.js";
import { areaOf, type Steps } from "./step-curve.js";
import { element, escapeXml, px } from "./svg.js";
import { INK, LIMIT, MUTED } from "./theme.js";
import { formatBytes, formatCount } from "./units.js";

/** Pixels between a plan and its load, and between memories. */
export const GAP = { load: 26, memory: 40 };
/** Of a plan with its load, the share of the load. */
const LOAD_SHARE = 0.3;
/** Pixels: an excess that is lower would not be seen. */
const LEAST_EXCESS = 3;
/** A capacity above this many loads or peaks would squeeze them, and is only named. */
const FARTHEST_CAPACITY = 1.5;

/** Names over red stripes. */
const ON_RED = {
  fill: "#fff",
  stroke: LIMIT,
  "stroke-width": 3,
  "paint-order": "stroke",
  "text-anchor": "middle",
  "pointer-events": "none",
};
const EXCESS = "excess";
/** How what is told is drawn, here and in the legend. */
export const LOOKS = {
  load: { fill: "#bfd3e6", stroke: "#55789b", "stroke-width": 0.9 },
  excess: { fill: `url(#${EXCESS})`, stroke: LIMIT, "stroke-width": 0.9 },
  core: { fill: "none", stroke: INK, "stroke-width": 2.2 },
  coreLoad: { fill: "#7298c0", stroke: INK, "stroke-width": 2.2 },
} as const;

/** All that is drawn. */
export interface Sheet {
  readonly panels: readonly Drawn[];
  readonly core: ReadonlySet<number>;
  readonly hasPlan: boolean;
  readonly isListed: boolean;
}

/** A memory with its plan, if there is one, and its load. */
export interface Drawn {
  readonly panel: Panel;
  readonly load: Steps;
  readonly core: Steps;
  readonly capacity: number;
  readonly most: number;
}

/** Red with light stripes: it is told from the rest without its colour, too. */
export function excessPattern(): string {
  const tile = { id: EXCESS, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" };
  const ground = element("rect", { width: 6, height: 6, fill: LIMIT });
  const line = element("path", { d: "M0 0V6", stroke: "#f3b8b1", "stroke-width": 2.4 });
  return element("defs", {}, element("pattern", tile, ground + line));
}

/** The panels of all memories, one above the other, on one time axis. */
export function drawSheet(
  model: Model,
  offsets: ArrayLike<number> | null,
  sheet: Sheet,
  at: { readonly width: number; readonly height: number; readonly top: number },
): string {
  const { panels, hasPlan, isListed } = sheet;
  const right = at.width - MARGIN.right;
  const bottom = at.height - MARGIN.bottom;
  const each = (bottom - at.top - (panels.length - 1) * GAP.memory) / panels.length;
  const loadHeight = hasPlan ? (each - GAP.load) * LOAD_SHARE : each;
  const scales = panels.map((drawn, i) => {
    const end = at.top + each + i * (each + GAP.memory);
    const top = end - each;
    const load: Scale = { min: 0, max: highestLoad(drawn), from: end, to: end - loadHeight };
    const address: Scale = { ...addressesOf(drawn, offsets), from: end - loadHeight - GAP.load, to: top };
    return { load, address, top };
  });
  const shown = scales.flatMap(({ load, address }) => (hasPlan ? [load, address] : [load]));
  const left = Math.max(MARGIN.left, ...shown.map((scale) => 8 + addressAxisRoom(scale)));
  const time: Scale = { ...lifespan(model.problem), from: left, to: right };
  const homes = new Int32Array(model.problem.buffers.length).fill(-1);
  for (const [p, { panel }] of panels.entries()) for (const b of panel.buffers) homes[b] = p;
  const plan = offsets === null ? null : { problem: model.problem, offsets, ties: tiesOf(model, offsets, homes) };
  const markup = panels.map((drawn, i) => {
    const { load, address, top } = scales[i]!;
    const { panel } = drawn;
    return [
      isListed ? panelHeading(panel, left, top - 9, right - left, hasPlan) : "",
      ...(plan === null
        ? []
        : [
            drawAddressAxis(address, left, right, isListed ? "" : "address"),
            drawBanks(panel.memory, address, left, right),
            drawReserved(panel.memory, address, left, right),
            drawPieces(plan, panel.buffers, time, address),
            drawOverflow(plan, drawn, time, address),
            drawCore(
              plan,
              panel.buffers.filter((b) => sheet.core.has(b)),
              time,
              address,
            ),
            drawLevels(address, panel.memory.base ?? 0, levelsOf(drawn.capacity, panel.peak, "peak"), left, right),
          ]),
      drawLoad(drawn, time, load, { left, right, isNamed: !isListed || hasPlan }),
    ]
      .filter((text) => text !== "")
      .join("\n");
  });
  const hasReserved = hasPlan && panels.some(({ panel }) => (panel.memory.reserved ?? []).length > 0);
  return [...(hasReserved ? [reservedPattern()] : []), ...markup, drawTimeAxis(time, bottom)].join("\n");
}

function isNear(capacity: number, most: number): boolean {
  return capacity <= FARTHEST_CAPACITY * most;
}

function highestLoad({ capacity, most }: Drawn): number {
  return Math.max(1, (isNear(capacity, most) ? Math.max(capacity, most) : most) * 1.08);
}

function addressesOf({ panel, capacity }: Drawn, offsets: ArrayLike<number> | null): Pick<Scale, "min" | "max"> {
  const { base = 0 } = panel.memory;
  const min = offsets === null ? base : panel.buffers.reduce((low, b) => Math.min(low, offsets[b]!), base);
  const top = isNear(capacity, panel.peak) ? Math.max(capacity, panel.peak) : panel.peak;
  return { min, max: base + Math.max(1, top * 1.02) };
}

function levelsOf(capacity: number, most: number, name: string): LevelLine[] {
  const over = most > capacity ? ` +${formatBytes(most - capacity)}` : "";
  const level = { name: `${name}${over}`, bytes: most, colour: INK, dashes: "none" };
  if (!isNear(capacity, most)) return [level];
  return [level, { name: "capacity", bytes: capacity, colour: LIMIT, dashes: "none" }];
}

interface Across {
  readonly left: number;
  readonly right: number;
  readonly isNamed: boolean;
}

function drawLoad({ load, core, capacity, most }: Drawn, time: Scale, bytes: Scale, at: Across): string {
  const told = `${formatCount(most)} B live at most`;
  const [area, marked] = [areaOf(load, 0, time, bytes), areaOf(core, 0, time, bytes)];
  const excess = capacity < most ? areaOf(load, capacity, time, bytes, LEAST_EXCESS) : "";
  const beyond = `${formatCount(most - capacity)} B beyond the capacity`;
  return [
    drawAddressAxis(bytes, at.left, at.right, at.isNamed ? "live bytes" : ""),
    element("path", { d: area, ...LOOKS.load }, element("title", {}, told)),
    marked === "" ? "" : element("path", { d: marked, ...LOOKS.coreLoad, "stroke-width": 1.1 }),
    excess === "" ? "" : element("path", { d: excess, ...LOOKS.excess }, element("title", {}, beyond)),
    drawLevels(bytes, 0, levelsOf(capacity, most, "live"), at.left, at.right),
    element("path", { d: `M${px(at.left)} ${px(bytes.from)}H${px(at.right)}`, stroke: MUTED, "stroke-width": 1 }),
  ]
    .filter((text) => text !== "")
    .join("\n");
}

interface TooHigh {
  readonly problem: Problem;
  readonly offsets: ArrayLike<number>;
}

/** What of buffers lies above the capacity, as one path. */
function drawOverflow({ problem, offsets }: TooHigh, drawn: Drawn, time: Scale, address: Scale): string {
  const { panel, capacity } = drawn;
  const limit = (panel.memory.base ?? 0) + capacity;
  const shapes = new Set<string>();
  const names: string[] = [];
  for (const b of panel.buffers) {
    const buffer = problem.buffers[b]!;
    for (const { lower, upper, from, to } of piecesOf(buffer)) {
      const [bottom, high] = [offsets[b]! + from, offsets[b]! + to];
      const low = Math.max(limit, bottom);
      if (high <= low) continue;
      shapes.add(shapeOf(lower, upper, low, high, time, address, LEAST_EXCESS));
      // The red lies over a name in the middle.
      if (2 * low > bottom + high) continue;
      const [x, y] = [position(time, lower), position(address, high)];
      names.push(nameInside(buffer, x, y, position(time, upper) - x, position(address, bottom) - y));
    }
  }
  if (shapes.size === 0) return "";
  const told = `${formatCount(panel.peak - capacity)} B beyond the capacity`;
  return (
    element("path", { d: [...shapes].join(""), ...LOOKS.excess }, element("title", {}, told)) +
    (names.join("") === "" || panel.buffers.length > DETAIL_LIMIT ? "" : element("g", ON_RED, names.join("\n")))
  );
}

/** Outlines of the buffers that cannot go together. */
function drawCore({ problem, offsets }: TooHigh, core: readonly number[], time: Scale, address: Scale): string {
  const shapes = core.flatMap((b) =>
    piecesOf(problem.buffers[b]!).map(({ lower, upper, from, to }) =>
      shapeOf(lower, upper, offsets[b]! + from, offsets[b]! + to, time, address, THINNEST),
    ),
  );
  if (shapes.length === 0) return "";
  const ids = core.map((b) => problem.buffers[b]!.id).join("\n");
  const title = element("title", {}, escapeXml(`cannot go together\n${ids}`));
  return element("path", { d: [...new Set(shapes)].join(""), ...LOOKS.core, "pointer-events": "none" }, title);
}

function shapeOf(
  lower: number,
  upper: number,
  low: number,
  high: number,
  time: Scale,
  address: Scale,
  least: number,
): string {
  const [x, bottom] = [half(position(time, lower)), half(position(address, low))];
  const across = Math.max(0.5, half(position(time, upper)) - x);
  const up = Math.max(0.5, least, bottom - half(position(address, high)));
  return `M${px(x)} ${px(bottom)}v${px(-up)}h${px(across)}v${px(up)}z`;
}
