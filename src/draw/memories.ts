/**
 * The plan of a problem with constraints: a panel for each memory that something lies in, one above the other, on one
 * time axis. Only the bytes that a buffer needs at a time are filled; `pieces.ts` draws them.
 */
import type { Model } from "../model/model.js";
import { InputError, type Memory, type Problem } from "../problem/index.js";
import { addressAxisRoom, drawAddressAxis, drawLevels, drawTimeAxis, type LevelLine } from "./axes.js";
import { frame, LINE, lifespan, MARGIN } from "./frame.js";
import { count, cut, DOT, linesOf, memoriesFact, memoryFacts, notesOf, termFact, widthOf } from "./heading.js";
import type { DrawOptions } from "./options.js";
import { drawPieces, tiesOf } from "./pieces.js";
import { drawBanks, drawReserved, reservedPattern } from "./reserved.js";
import type { Scale } from "./scale.js";
import { element, escapeXml, label, px } from "./svg.js";
import { INK, LIMIT, MUTED } from "./theme.js";
import { formatCount } from "./units.js";

/** Pixels between two panels: room for the lower one's heading. */
const GAP = 34;
/** Pixels that a panel has at least; the picture grows where they do not go into the height asked for. */
const LEAST = 120;
/** Pixels above the first panel where panels have headings of their own. */
const HEADING = 18;
/** A capacity above this many peaks would squeeze the plan, so it is only named. */
const FARTHEST_CAPACITY = 1.5;

const FACT_SIZE = 12;

/** A memory, and what lies in it. */
export interface Panel {
  readonly memory: Memory;
  /** Positions of buffers, in the order of the problem. */
  readonly buffers: readonly number[];
  readonly peak: number;
}

interface Sheet extends DrawOptions {
  readonly title: string;
  readonly width: number;
  readonly height: number;
}

/** @throws InputError where it is not said in which memory a buffer lies */
export function drawMemories(model: Model, offsets: ArrayLike<number>, sheet: Sheet): string {
  const { problem } = model;
  const { title, width, terms = [], lowerBound = 0 } = sheet;
  const isListed = problem.memories !== undefined;
  const all = panelsOf(problem, offsets, sheet);
  const panels = all.filter(({ buffers }) => buffers.length > 0);
  const peak = all.reduce((sum, panel) => sum + panel.peak, 0);
  const facts = [
    count(problem.buffers.length, "buffer", "buffers"),
    ...(isListed ? [memoriesFact(all.length, all.length - panels.length)] : []),
    ...terms.filter(({ term }) => term !== "peak").map(termFact),
    `peak ${formatCount(peak)} B`,
    ...(lowerBound === 0 ? [] : [`lower bound ${formatCount(lowerBound)} B`]),
    ...(isListed ? [] : memoryFacts(all[0]!.memory)),
  ];
  const notes = notesOf(model);
  const sayable = width - MARGIN.left - 12;
  const lines = [...linesOf(facts, FACT_SIZE, sayable), ...linesOf(notes, FACT_SIZE, sayable)];
  const top = MARGIN.top + (lines.length - 1) * LINE + (isListed ? HEADING : 0);
  const room = panels.length * LEAST + (panels.length - 1) * GAP + top + MARGIN.bottom;
  const height = Math.max(sheet.height, room);
  const middle = { x: width / 2, y: height / 2, "text-anchor": "middle", "font-size": 15, fill: MUTED };
  const body =
    panels.length === 0
      ? label("no buffers, nothing to place", middle)
      : drawPanels(model, offsets, panels, { width, height, top, isListed });
  return frame({ title, facts: [...facts, ...notes], lines, width, height, body });
}

function drawPanels(
  model: Model,
  offsets: ArrayLike<number>,
  panels: readonly Panel[],
  at: { readonly width: number; readonly height: number; readonly top: number; readonly isListed: boolean },
): string {
  const right = at.width - MARGIN.right;
  const bottom = at.height - MARGIN.bottom;
  const each = (bottom - at.top - (panels.length - 1) * GAP) / panels.length;
  const addresses = panels.map((panel, i): Scale => {
    const from = at.top + each + i * (each + GAP);
    return { ...addressRange(panel, offsets), from, to: from - each };
  });
  const left = Math.max(MARGIN.left, ...addresses.map((address) => 8 + addressAxisRoom(address)));
  const time: Scale = { ...lifespan(model.problem), from: left, to: right };
  const homes = new Int32Array(model.problem.buffers.length);
  for (const [p, { buffers }] of panels.entries()) for (const b of buffers) homes[b] = p;
  const plan = { problem: model.problem, offsets, ties: tiesOf(model, offsets, homes) };
  const drawn = panels.map((panel, i) => {
    const address = addresses[i]!;
    const { memory, buffers } = panel;
    return [
      drawAddressAxis(address, left, right, at.isListed ? "" : "address"),
      at.isListed ? panelHeading(panel, left, address.to - 9, right - left) : "",
      drawBanks(memory, address, left, right),
      drawReserved(memory, address, left, right),
      drawPieces(plan, buffers, time, address),
      drawLevels(address, memory.base ?? 0, levelsOf(panel), left, right),
      element("path", { d: `M${px(left)} ${px(address.from)}H${px(right)}`, stroke: MUTED, "stroke-width": 1 }),
    ]
      .filter((markup) => markup !== "")
      .join("\n");
  });
  const pattern = panels.some(({ memory }) => (memory.reserved ?? []).length > 0) ? [reservedPattern()] : [];
  return [...pattern, ...drawn, drawTimeAxis(time, bottom)].join("\n");
}

/** Whether the capacity is near enough to be a line. */
function isNear({ memory: { capacity = Infinity }, peak }: Panel): boolean {
  return capacity !== Infinity && capacity <= FARTHEST_CAPACITY * peak;
}

function addressRange(panel: Panel, offsets: ArrayLike<number>): Pick<Scale, "min" | "max"> {
  const { memory, buffers, peak } = panel;
  const { base = 0, capacity = 0 } = memory;
  const min = buffers.reduce((low, b) => Math.min(low, offsets[b]!), base);
  return { min, max: base + Math.max(1, (isNear(panel) ? Math.max(peak, capacity) : peak) * 1.02) };
}

function levelsOf(panel: Panel): LevelLine[] {
  const { memory, peak } = panel;
  if (!isNear(panel)) return [{ name: "peak", bytes: peak, colour: INK, dashes: "none" }];
  const capacity = memory.capacity!;
  if (capacity === peak) return [{ name: "peak = capacity", bytes: peak, colour: LIMIT, dashes: "none" }];
  return [
    { name: "peak", bytes: peak, colour: INK, dashes: "none" },
    { name: "capacity", bytes: capacity, colour: LIMIT, dashes: "none" },
  ];
}

/** The id and the facts of a memory in one line of at most `room` pixels; its tooltip has all where that is too few. */
export function panelHeading(
  { memory, peak, buffers }: Panel,
  x: number,
  y: number,
  room: number,
  hasPlan = true,
): string {
  const isOpen = memory.capacity === undefined || memory.capacity === Infinity;
  const [limit, ...rest] = isOpen ? ["no capacity", ...memoryFacts(memory)] : memoryFacts(memory);
  const height = hasPlan ? [`peak ${formatCount(peak)} B`] : [];
  const facts = [...height, limit, count(buffers.length, "buffer", "buffers"), ...rest].join(DOT);
  const id = cut(memory.id, FACT_SIZE, room / 3);
  const said = cut(`${DOT}${facts}`, FACT_SIZE, room - widthOf(id, FACT_SIZE));
  const name = element("tspan", { "font-weight": 600, fill: INK }, escapeXml(id));
  const whole = `${memory.id}${DOT}${facts}`;
  const title = whole === `${id}${said}` ? "" : element("title", {}, escapeXml(whole));
  return element("text", { x, y, "font-size": FACT_SIZE, fill: MUTED }, `${title}${name}${escapeXml(said)}`);
}

/** Every memory in the order of the problem, with its buffers. */
export function panelsOf(
  problem: Problem,
  offsets: ArrayLike<number>,
  { memories, capacity }: Pick<DrawOptions, "memories" | "capacity">,
): Panel[] {
  const { buffers, base } = problem;
  const only = capacity ?? problem.capacity;
  const listed: readonly Memory[] = problem.memories ?? [
    { id: "", ...(only !== undefined && { capacity: only }), ...(base !== undefined && { base }) },
  ];
  const positions = new Map(listed.map(({ id }, m) => [id, m]));
  const members: number[][] = listed.map(() => []);
  for (const [b, buffer] of buffers.entries()) {
    const choices = buffer.memories ?? [];
    const stated = buffer.memory ?? (choices.length === 1 ? choices[0]!.id : undefined);
    const id = memories?.[b] ?? stated ?? (listed.length === 1 ? listed[0]!.id : undefined);
    const m = id === undefined ? undefined : positions.get(id);
    if (m === undefined) {
      const text = id === undefined ? "it is not said in which memory it lies" : `there is no memory "${id}"`;
      throw new InputError(`buffer ${JSON.stringify(buffer.id)}: ${text}`, { bufferIndex: b, field: "memory" });
    }
    members[m]!.push(b);
  }
  return listed.map((memory, m) => {
    const inside = members[m]!;
    const tops = inside.reduce((high, b) => Math.max(high, offsets[b]! + buffers[b]!.size), 0);
    return { memory, buffers: inside, peak: Math.max(0, tops - (memory.base ?? 0)) };
  });
}
