/**
 * Why there is no plan, as a picture: for each memory the bytes that are live over time against its capacity, with what
 * is beyond it in red, and the buffers marked that cannot go together. Where there is a plan that is only too high, it
 * is drawn above the load, and what lies beyond the capacity is red there as well. Red is hatched and the marks are
 * outlines, so that nothing is told by colour alone.
 */
import { compile } from "../model/compile.js";
import { piecesOf } from "../model/lifetimes.js";
import type { Model } from "../model/model.js";
import type { Problem } from "../problem/index.js";
import { frame, LINE, MARGIN } from "./frame.js";
import { count, linesOf, memoryFacts, widthOf } from "./heading.js";
import { drawLegend, type LegendEntry } from "./legend.js";
import { type Panel, panelsOf } from "./memories.js";
import { type Drawn, drawSheet, excessPattern, GAP, LOOKS, type Sheet } from "./shortage-panels.js";
import { sumOf } from "./step-curve.js";
import { label } from "./svg.js";
import { MUTED } from "./theme.js";
import { formatCount } from "./units.js";

/** What lives over time in one memory. */
export interface MemoryLoad {
  /** "" where the problem lists no memories. */
  readonly memory: string;
  /** Bytes; Infinity is no end. */
  readonly capacity: number;
  readonly load: { readonly times: ArrayLike<number>; readonly liveBytes: ArrayLike<number> };
}

export interface ShortageOptions {
  /** Heading; "No plan" if absent. */
  readonly title?: string;
  /** Pixels, as of `drawPlan`. */
  readonly width?: number;
  readonly height?: number;
  /** Each memory, in the order of the problem. */
  readonly memories: readonly MemoryLoad[];
  /** A plan that is too high; null where none is known. */
  readonly plan?: { readonly offsets: ArrayLike<number>; readonly memories: ArrayLike<string> | null } | null;
  /** Positions of the buffers that cannot go together; [] where that is not known. */
  readonly core?: readonly number[];
  /** Why there is no plan, in words. */
  readonly message?: string;
}

/** Pixels of a legend with its room, and of the heading of a memory. */
const ROOM = { legend: 24, heading: 18 };
/** Pixels that a panel has at least. */
const LEAST = { plan: 140, load: 90 };
const FONT_SIZE = 12;

/** @throws InputError where the problem is invalid */
export function drawShortage(problem: Problem, options: ShortageOptions): string {
  const { title = "No plan", message = "" } = options;
  const width = Math.max(480, options.width ?? 1200);
  const model = compile(problem);
  const sheet = sheetOf(model, options);
  const facts = factsOf(problem, options, sheet);
  const room = width - MARGIN.left - 12;
  const lines = [...linesOf(facts, FONT_SIZE, room), ...wrapped(message, room)];
  const legendAt = MARGIN.top + (lines.length - 1) * LINE + 4;
  const top = legendAt + ROOM.legend + (sheet.isListed ? ROOM.heading : 0);
  const each = LEAST.load + (sheet.hasPlan ? LEAST.plan + GAP.load : 0);
  const least = sheet.panels.length * (each + GAP.memory) + top + MARGIN.bottom;
  const height = Math.max(320, options.height ?? 760, least);
  const middle = { x: width / 2, y: height / 2, "text-anchor": "middle", "font-size": 15, fill: MUTED };
  const body =
    sheet.panels.length === 0
      ? label("nothing is known to live in any memory", middle)
      : [
          excessPattern(),
          drawLegend(legendOf(sheet), MARGIN.left, legendAt),
          drawSheet(model, options.plan?.offsets ?? null, sheet, { width, height, top }),
        ].join("\n");
  return frame({ title, facts: [...facts, ...(message === "" ? [] : [message])], lines, width, height, body });
}

function sheetOf(model: Model, { memories, plan = null, core = [] }: ShortageOptions): Sheet {
  const { problem } = model;
  const marked = new Set(core);
  const panels = homesOf(problem, plan).map((panel, m): Drawn => {
    const { capacity, load } = memories[m]!;
    const pieces = panel.buffers.filter((b) => marked.has(b)).flatMap((b) => loadPieces(problem, b));
    const most = Array.from(load.liveBytes).reduce((high, bytes) => Math.max(high, bytes), 0);
    return { panel, load: { times: load.times, values: load.liveBytes }, core: sumOf(pieces), capacity, most };
  });
  return {
    panels: panels.filter(({ panel }) => panel.buffers.length > 0),
    core: marked,
    hasPlan: plan !== null,
    isListed: problem.memories !== undefined,
  };
}

/** Every memory with its buffers. Without a plan those that may choose are in none. */
function homesOf(problem: Problem, plan: NonNullable<ShortageOptions["plan"]> | null): Panel[] {
  if (plan !== null) return panelsOf(problem, plan.offsets, { memories: plan.memories });
  const { memories, buffers, capacity, base } = problem;
  const listed = memories ?? [
    { id: "", ...(capacity !== undefined && { capacity }), ...(base !== undefined && { base }) },
  ];
  const members = new Map(listed.map(({ id }) => [id, [] as number[]]));
  for (const [b, buffer] of buffers.entries()) {
    const choices = buffer.memories?.map(({ id }) => id) ?? [buffer.memory ?? listed[0]!.id];
    if (choices.length === 1) members.get(choices[0]!)?.push(b);
  }
  return listed.map((memory) => ({ memory, buffers: members.get(memory.id)!, peak: 0 }));
}

function loadPieces({ buffers }: Problem, b: number): { lower: number; upper: number; bytes: number }[] {
  return piecesOf(buffers[b]!).map(({ lower, upper, from, to }) => ({ lower, upper, bytes: to - from }));
}

function factsOf(problem: Problem, { core = [] }: ShortageOptions, { panels, hasPlan }: Sheet): string[] {
  const drawn = panels.reduce((sum, { panel }) => sum + panel.buffers.length, 0);
  const undrawn = problem.buffers.length - drawn;
  const peak = panels.reduce((sum, { panel }) => sum + panel.peak, 0);
  const only = panels.length === 1 && problem.memories === undefined ? panels[0]! : null;
  return [
    count(problem.buffers.length, "buffer", "buffers"),
    ...(only === null ? [] : [`most live bytes ${formatCount(only.most)} B`, ...memoryFacts(only.panel.memory)]),
    ...(hasPlan ? [`peak of the closest plan ${formatCount(peak)} B`] : []),
    ...(core.length === 0 ? [] : [`${count(core.length, "buffer", "buffers")} marked`]),
    ...(undrawn === 0 ? [] : [`not drawn: ${count(undrawn, "buffer", "buffers")} that may choose a memory`]),
  ];
}

function legendOf({ panels, core, hasPlan }: Sheet): LegendEntry[] {
  const isOver = panels.some(({ most, capacity, panel }) => most > capacity || (hasPlan && panel.peak > capacity));
  const isMarked = core.size > 0;
  return [
    { text: "live bytes", look: LOOKS.load },
    ...(isOver ? [{ text: "beyond the capacity", look: LOOKS.excess }] : []),
    ...(isMarked && hasPlan ? [{ text: "cannot go together", look: LOOKS.core }] : []),
    ...(isMarked ? [{ text: hasPlan ? "their live bytes" : "cannot go together", look: LOOKS.coreLoad }] : []),
  ];
}

/** A text in lines of at most `room` pixels, broken between words. */
function wrapped(text: string, room: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ").filter((part) => part !== "")) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && widthOf(longer, FONT_SIZE) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
