import type { Timing } from "../model/model.js";
import { sharing } from "./peak-bound.js";
import { roomBelow } from "./room.js";
import type { Scene } from "./scene.js";

/**
 * The choice of memories without offsets: every body lies in one memory in which it fits by itself, and at no time do
 * the bodies of a memory need more bytes than it has. Whatever time that takes at least, every plan takes.
 *
 *     least Σ_o max(compute_o, max_m Σ_b ps_bom · x_bm)
 *     where Σ_m x_bm = 1,  Σ_b bytes_bs · x_bm ≤ room_m  for each memory m and time slot s,  x_bm ∈ {0, 1}
 */
export interface TimeRelaxation {
  readonly timing: Timing;
  readonly bodies: number;
  readonly memories: number;
  /** At body · memories + memory. */
  readonly allowed: Uint8Array;
  /** Bytes that bodies may take, by memory; Infinity where it has no end. */
  readonly rooms: Float64Array;
  /** Slots of time: from one run of beginnings to the first end after it. All that is there at some time is in one. */
  readonly slots: number;
  /** The first operator that does not run before anything begins in the slot, by slot. */
  readonly firstOperator: Int32Array;
  /** By body, in compressed rows: the slots [from, to) in which it takes so many bytes. */
  readonly cellStart: Int32Array;
  readonly cellFrom: Int32Array;
  readonly cellTo: Int32Array;
  readonly cellBytes: Float64Array;
}

export function timeRelaxation(scene: Scene, timing: Timing): TimeRelaxation {
  const { times } = timing;
  const { model } = scene;
  const { bodies, limits } = model;
  const memories = model.memories.length;
  const allowed = new Uint8Array(bodies.length * memories);
  for (const [b, { choices }] of bodies.entries()) {
    const fits = choices.filter(({ memory }) => {
      const { places, rowOf } = scene.memories[memory]!;
      return Number.isFinite(places.next(rowOf[b]!, 0));
    });
    // Where a body fits nowhere there is no plan, and any bound holds.
    for (const { memory } of fits.length > 0 ? fits : choices) allowed[b * memories + memory] = 1;
  }
  const rooms = Float64Array.from(model.memories, (memory) => {
    return roomBelow(memory, Math.min(memory.capacity, limits.peak ?? Number.POSITIVE_INFINITY));
  });
  // Bodies that may share bytes with others are left out: what they need is not known.
  const shares = sharing(model);
  const cells = bodies.map((body, b) => (shares[b] === 1 ? [] : body.cells));
  const { bounds, indexOf } = slotsOf(cells.flat());
  const cellStart = new Int32Array(bodies.length + 1);
  const from: number[] = [];
  const to: number[] = [];
  const bytes: number[] = [];
  for (const [b, own] of cells.entries()) {
    for (const cell of own) {
      const [first, last] = [indexOf(cell.lower), indexOf(cell.upper)];
      if (first === last) continue;
      from.push(first);
      to.push(last);
      bytes.push(cell.to - cell.from);
    }
    cellStart[b + 1] = from.length;
  }
  return {
    timing,
    bodies: bodies.length,
    memories,
    allowed,
    rooms,
    slots: bounds.length,
    firstOperator: Int32Array.from(bounds, (lower) => {
      const at = times.findIndex((time) => time >= lower);
      return at < 0 ? times.length : at;
    }),
    cellStart,
    cellFrom: Int32Array.from(from),
    cellTo: Int32Array.from(to),
    cellBytes: Float64Array.from(bytes),
  };
}

/** Slots, by the first time at which something begins in them: a run of beginnings up to the first end is one. */
function slotsOf(cells: readonly { readonly lower: number; readonly upper: number }[]) {
  const begins = new Set(cells.map(({ lower }) => lower));
  const ends = new Set(cells.map(({ upper }) => upper));
  const times = [...new Set([...begins, ...ends])].sort((a, b) => a - b);
  const bounds: number[] = [];
  /** By time, how many slots have ended. */
  const before = new Map<number, number>();
  let since = Number.NaN;
  for (const time of times) {
    if (ends.has(time) && !Number.isNaN(since)) {
      bounds.push(since);
      since = Number.NaN;
    }
    before.set(time, bounds.length);
    if (begins.has(time) && Number.isNaN(since)) since = time;
  }
  return { bounds, indexOf: (time: number): number => before.get(time)! };
}
