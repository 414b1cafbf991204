import { compile } from "../model/compile.js";
import type { Model } from "../model/model.js";
import { InputError, isConstrained, type Problem } from "../problem/index.js";
import { simulate } from "../sim/index.js";
import { boundWords } from "./bound-words.js";
import { memoryBound, type PeakBoundFacts, plainBound } from "./cheap-bound.js";
import {
  bytesOf,
  type LivePiece,
  type LoadOverTime,
  memoryPositions,
  type Placed,
  piecesIn,
  summedLoad,
  tiedPieces,
  union,
} from "./live-load.js";
import { Relaxation } from "./relaxation.js";
import { type Hole, holesIn, type Occupied, WASTE_CAUSES, type WasteCause } from "./waste.js";
import { count, listed, percent, quote, shownBytes } from "./words.js";

/** As much of a plan as is looked at; what `plan` returns is one. */
export interface PlanToExplain {
  /** Absolute, in the order of `problem.buffers`; null where there is no plan. */
  readonly offsets: ArrayLike<number> | null;
  /** Ids, where a buffer may choose its memory. */
  readonly memories?: ArrayLike<string> | null;
  /** What is proved of the sum of the peaks; without it the cheap bounds are told. */
  readonly lowerBound?: number;
}

/** A buffer that lives at the time that is looked at. */
export interface LiveBuffer {
  /** Position in `problem.buffers`. */
  readonly buffer: number;
  readonly id: string;
  /** Absolute; null without a plan. */
  readonly offset: number | null;
  /** What it needs at this time: with a window less than its size. */
  readonly bytes: number;
  /** Of the live bytes, 0 to 1. Shares add up to 1 where no bytes are shared. */
  readonly share: number;
}

export interface Waste {
  /** The peak less the live bytes: the sum of the four, exactly. */
  readonly bytes: number;
  readonly byCause: Readonly<Record<WasteCause, number>>;
  /** All of it, from the bottom to the peak. */
  readonly holes: readonly Hole[];
}

/** Why the peak of one memory is as high as it is. Bytes and times are the problem's. */
export interface MemoryExplanation {
  /** "" where the problem lists no memories. */
  readonly memory: string;
  readonly capacity: number;
  readonly base: number;
  /** Greatest offset + size from the base; null without a plan. */
  readonly peak: number | null;
  /**
   * The time that is looked at: with a plan, of the times at which the byte below the peak is in use the one with the
   * most live bytes, else that with the most live bytes; the first of several. Null where nothing ever lives.
   */
  readonly time: number | null;
  /** Live bytes at that time. */
  readonly liveBytes: number;
  /** Who lives then, the largest first. */
  readonly live: readonly LiveBuffer[];
  /** The most bytes that live at any time: the load. */
  readonly loadBytes: number;
  readonly load: LoadOverTime;
  /** Null without a plan. */
  readonly waste: Waste | null;
  /** What no plan of this memory can be below, without a search. */
  readonly bound: PeakBoundFacts;
  /** All of it in a few sentences. */
  readonly message: string;
}

export interface PeakExplanation {
  /** One for each memory, in the order of the problem. */
  readonly memories: readonly MemoryExplanation[];
  /** What no sum of peaks can be below. */
  readonly bound: PeakBoundFacts;
}

/**
 * Explains the peak: when it is, who lives then, what is wasted and why, and what the bound rests on. Without a plan it
 * is about the load. Bytes that aliases share are counted once; without a plan, those that free buffers or such in
 * place may share are not known, and are counted for each. Where a buffer may choose its memory, only a plan says in
 * which it counts.
 *
 * @throws InputError for a malformed problem or a plan that does not suit it. A plan that breaks rules is explained as
 * it is.
 */
export function explainPeak(problem: Problem, plan: PlanToExplain | null = null): PeakExplanation {
  const model = compile(problem);
  const offsets = plan?.offsets ?? null;
  if (offsets !== null && offsets.length !== problem.buffers.length) {
    throw new InputError(`the plan has ${offsets.length} offsets for ${problem.buffers.length} buffers`, {
      field: "offsets",
    });
  }
  const ids = offsets === null ? null : (plan?.memories ?? null);
  const placed = { offsets, memoryOf: memoryPositions(problem, ids) };
  const constrained = isConstrained(problem);
  const memories = model.memories.map((_, m) => {
    const bound = constrained ? memoryBound(model, m) : plainBound(problem);
    return explainMemory(model, placed, m, bound);
  });
  const cheap = memories.reduce((sum, { bound }) => sum + bound.bytes, 0);
  const highest = memories.reduce((best, { bound }) => (bound.bytes > best.bytes ? bound : best), memories[0]!.bound);
  const proved = plan?.lowerBound ?? 0;
  const bound: PeakBoundFacts =
    proved > cheap ? { bytes: proved, restsOn: "search" } : { bytes: cheap, restsOn: highest.restsOn };
  return { memories, bound };
}

function explainMemory(model: Model, placed: Placed, memory: number, bound: PeakBoundFacts): MemoryExplanation {
  const { problem } = model;
  const { id, capacity, base } = model.memories[memory]!;
  const { offsets } = placed;
  const pieces = piecesIn(problem, placed, memory);
  const load = offsets === null ? summedLoad(tiedPieces(model, pieces)) : replayedLoad(problem, placed, memory);
  let peak: number | null = null;
  if (offsets !== null) {
    peak = 0;
    for (const [b, { size }] of problem.buffers.entries()) {
      if (placed.memoryOf[b] === memory) peak = Math.max(peak, offsets[b]! + size - base);
    }
  }
  const at = timeToTell(load, peak);
  const time = at < 0 ? null : load.times[at]!;
  const here = time === null ? [] : pieces.filter(({ lower, upper }) => lower <= time && time < upper);
  const liveBytes = at < 0 ? 0 : load.liveBytes[at]!;
  const waste = peak === null ? null : wasteOf(model, placed, memory, here, peak);
  const told = {
    memory: id ?? "",
    capacity,
    base,
    peak,
    time,
    liveBytes,
    live: liveBuffers(problem, here, offsets, liveBytes),
    loadBytes: load.liveBytes.reduce((most, bytes) => Math.max(most, bytes), 0),
    load,
    waste,
    bound,
  };
  return { ...told, message: messageOf(told) };
}

/** The simulator knows which bytes are in use. */
function replayedLoad(problem: Problem, { offsets, memoryOf }: Placed, memory: number): LoadOverTime {
  const own = [...problem.buffers.keys()].filter((b) => memoryOf[b] === memory);
  const part = new Relaxation(problem).part(own, new Set());
  const id = problem.memories?.[memory]?.id;
  const { timeline } = simulate(
    part,
    own.map((b) => offsets![b]!),
    {
      timeline: true,
      maxViolations: 0,
      ...(id !== undefined && isConstrained(part) && { memories: own.map(() => id) }),
    },
  );
  return {
    times: Float64Array.from(timeline!, ({ time }) => time),
    liveBytes: Float64Array.from(timeline!, ({ liveBytes }) => liveBytes),
    tops: Float64Array.from(timeline!, ({ top }) => top),
  };
}

/** Position in the load of the time to look at; −1 where nothing lives. */
function timeToTell({ times, liveBytes, tops }: LoadOverTime, peak: number | null): number {
  const highest = tops === null ? 0 : tops.reduce((most, top) => Math.max(most, top), 0);
  const reached = peak === null ? 0 : Math.min(peak, highest);
  let best = -1;
  for (let i = 0; i < times.length; i++) {
    if (liveBytes[i] === 0 || (tops !== null && tops[i]! < reached)) continue;
    if (best < 0 || liveBytes[i]! > liveBytes[best]!) best = i;
  }
  return best;
}

function liveBuffers(
  { buffers }: Problem,
  pieces: readonly LivePiece[],
  offsets: Placed["offsets"],
  liveBytes: number,
): LiveBuffer[] {
  const live = pieces.map(({ buffer, from, to }): LiveBuffer => {
    const offset = offsets === null ? null : offsets[buffer]!;
    return { buffer, id: buffers[buffer]!.id, offset, bytes: to - from, share: (to - from) / liveBytes };
  });
  return live.sort((a, b) => b.bytes - a.bytes || a.buffer - b.buffer);
}

function wasteOf(model: Model, { offsets }: Placed, memory: number, pieces: readonly LivePiece[], peak: number): Waste {
  const { base, reserved } = model.memories[memory]!;
  const occupied = pieces.map(({ buffer, from, to }): Occupied => {
    const body = model.bodies[model.bodyOf[buffer]!]!;
    const step = body.choices.find((choice) => choice.memory === memory)?.modulus ?? 1;
    const at = offsets![buffer]!;
    return { buffer, from: at + from, to: at + to, isFixed: body.fixedOffset >= 0, step, size: body.size };
  });
  const holes = holesIn(base, base + peak, occupied, reserved);
  const byCause = Object.fromEntries(WASTE_CAUSES.map((cause) => [cause, 0])) as Record<WasteCause, number>;
  for (const { cause, from, to } of holes) byCause[cause] += to - from;
  return { bytes: peak - bytesOf(union(occupied)), byCause, holes };
}

function messageOf(told: Omit<MemoryExplanation, "message">): string {
  const { memory, peak, time, liveBytes, live, waste, bound } = told;
  const where = memory === "" ? "" : `memory ${quote(memory)}: `;
  if (time === null) return `${where}nothing lives at any time`;
  const largest = listed(
    live.map(({ id, bytes, share }) => `${quote(id)} ${count(bytes)} (${percent(share)})`),
    4,
  );
  const noun = live.length === 1 ? "buffer" : "buffers";
  const height = peak === null ? "the most bytes live" : `the peak of ${shownBytes(peak)} is`;
  const who = `${height} at t = ${time}: ${count(live.length)} ${noun} with ${shownBytes(liveBytes)}: ${largest}`;
  const causes = WASTE_CAUSES.filter((cause) => (waste?.byCause[cause] ?? 0) > 0).map(
    (cause) => `${count(waste!.byCause[cause])} ${cause === "fixed" ? "fixed offsets" : cause}`,
  );
  const lost = causes.length === 0 ? "" : `; ${shownBytes(waste!.bytes)} are wasted: ${listed(causes)}`;
  return `${where}${who}${lost}; ${boundWords(bound)}`;
}
