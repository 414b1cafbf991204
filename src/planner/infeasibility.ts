import { alignUp, contention, type ProblemArrays } from "../problem/index.js";
import { findCollision } from "./collision.js";

/** Why no plan exists. */
export interface Infeasibility {
  /**
   * - `size`: a buffer alone is larger than the memory;
   * - `fixed`: a buffer is fixed at bytes that are not in the memory;
   * - `collision`: two buffers are fixed at the same bytes and live together;
   * - `load`: buffers that live together have more bytes than the memory;
   * - `stack`: buffers that live together do not fit on top of each other, in any order, for their alignments and fixed
   *   offsets;
   * - `search`: the exact search tried whatever could be a plan.
   */
  readonly cause: "size" | "fixed" | "collision" | "load" | "stack" | "search";
  /** Positions in `problem.buffers` of those that cannot go together, ascending. Perhaps not all of them are needed. */
  readonly buffers: readonly number[];
  /** Ids of buffers that `pinUnchanged` pinned, where that is the cause: the reason holds with these pins alone. */
  readonly pinned?: readonly string[];
  /** One sentence for people, with ids and numbers. */
  readonly message: string;
}

/** What messages need of a problem: names, by position, and the times at which slots begin. */
export interface Names {
  readonly idOf: (buffer: number) => string;
  readonly lowerOf: (buffer: number) => number;
}

/** Ids that a message lists at most. */
const LISTED = 4;

/**
 * The first reason that shows without any planning, or null: a buffer beyond the memory, two fixed ones that collide,
 * too great a load.
 */
export function obviousInfeasibility(arrays: ProblemArrays, names: Names): Infeasibility | null {
  const { count, base, capacity, size, alignment, fixedOffset, hasFixed } = arrays;
  for (let b = 0; b < count; b++) {
    const bytes = size[b]!;
    const fixed = fixedOffset[b]!;
    const lowest = base === 0 ? 0 : alignUp(base, alignment[b]!) - base;
    if (fixed < 0 ? lowest + bytes > capacity : bytes > capacity) {
      const from = lowest > 0 && fixed < 0 ? ` from its first aligned offset, ${base + lowest}, on` : "";
      return beyond("size", b, `of ${bytes} bytes does not fit${from}, the capacity is ${capacity}`, names);
    }
    if (fixed >= 0 && (fixed < base || fixed - base + bytes > capacity)) {
      const limits = capacity === Infinity ? `begins at ${base}` : `is [${base}, ${base + capacity})`;
      return beyond("fixed", b, `is fixed at [${fixed}, ${fixed + bytes}), the memory ${limits}`, names);
    }
  }
  const pair = hasFixed ? findCollision(arrays) : null;
  if (pair !== null) {
    const [a, b] = pair;
    const range = (buffer: number): string =>
      `${quote(names.idOf(buffer))} at [${fixedOffset[buffer]}, ${fixedOffset[buffer]! + size[buffer]!})`;
    const message = `two fixed buffers collide while both live: ${range(a)} and ${range(b)}`;
    return { cause: "collision", buffers: [a, b], message };
  }
  return capacity === Infinity ? null : overload(arrays, names);
}

function overload(arrays: ProblemArrays, names: Names): Infeasibility | null {
  const { capacity, slotCount } = arrays;
  const live = contention(arrays);
  let slot = 0;
  for (let other = 1; other < slotCount; other++) if (live[other]! > live[slot]!) slot = other;
  const load = live[slot] ?? 0;
  if (load <= capacity) return null;
  const buffers = liveAt(arrays, slot);
  const excess = load - capacity;
  const needed = `${load} bytes, ${excess} more than the capacity of ${capacity}`;
  const message = `${who(buffers, slot, arrays, names)} need ${needed}`;
  return { cause: "load", buffers, message };
}

/** The buffers live in a slot have no stack within the capacity; the lowest is `height` bytes high. */
export function stackInfeasibility(arrays: ProblemArrays, slot: number, height: number, names: Names): Infeasibility {
  const buffers = liveAt(arrays, slot);
  const least = `cannot lie on top of each other in fewer than ${height} bytes, for their alignments and fixed offsets`;
  const message = `${who(buffers, slot, arrays, names)} ${least}; the capacity is ${arrays.capacity}`;
  return { cause: "stack", buffers, message };
}

/** The exact search has tried all plans of these buffers. */
export function searchInfeasibility(buffers: readonly number[], bound: number, capacity: number): Infeasibility {
  const message =
    `the exact search has proved that no plan of ${buffers.length} buffers peaks below ${bound} bytes; ` +
    `the capacity is ${capacity}`;
  return { cause: "search", buffers, message };
}

/** Buffers live in a slot that have bytes, ascending. */
function liveAt({ count, size, start, end }: ProblemArrays, slot: number): number[] {
  const live: number[] = [];
  for (let b = 0; b < count; b++) if (size[b]! > 0 && start[b]! <= slot && slot < end[b]!) live.push(b);
  return live;
}

/** "12 buffers live at t = 55 ("a", "b", "c", "d" and 8 more)"; the time is that at which the last of them begins. */
function who(buffers: readonly number[], slot: number, { start }: ProblemArrays, { idOf, lowerOf }: Names): string {
  const last = buffers.reduce((latest, b) => (start[b]! > start[latest]! ? b : latest), buffers[0]!);
  const ids = buffers.slice(0, LISTED).map((b) => quote(idOf(b)));
  const more = buffers.length > LISTED ? ` and ${buffers.length - LISTED} more` : "";
  const time = start[last]! <= slot ? lowerOf(last) : Number.NaN;
  const noun = buffers.length === 1 ? "buffer" : "buffers";
  return `${buffers.length} ${noun} live at t = ${time} (${ids.join(", ")}${more})`;
}

function beyond(cause: "size" | "fixed", buffer: number, text: string, { idOf }: Names): Infeasibility {
  return { cause, buffers: [buffer], message: `buffer ${quote(idOf(buffer))} ${text}` };
}

function quote(id: string): string {
  return JSON.stringify(id);
}
