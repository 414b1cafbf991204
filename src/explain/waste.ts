import type { Range } from "./live-load.js";

/**
 * Why bytes below the peak are not in use:
 * - `reserved`: nothing may lie there, or what is left below a reserved range is too small for what lies above it;
 * - `fixed`: what lies above is fixed there;
 * - `alignment`: what lies above cannot come down by so little;
 * - `fragmentation`: what lies above could come down now, and is held up by what lives at other times, by a rule, or
 *   by the plan. So is a hole with nothing above it.
 */
export const WASTE_CAUSES = ["alignment", "fixed", "reserved", "fragmentation"] as const;
export type WasteCause = (typeof WASTE_CAUSES)[number];

/** Bytes that are not in use, [from, to), absolute. */
export interface Hole extends Range {
  readonly cause: WasteCause;
  /** Position of the buffer that lies next above it; null where none does. */
  readonly above: number | null;
}

/** Bytes that a buffer occupies, absolute, and how it may move. */
export interface Occupied extends Range {
  readonly buffer: number;
  readonly isFixed: boolean;
  /** It moves by multiples of so many bytes. */
  readonly step: number;
  /** Bytes of it and of what is tied to it. */
  readonly size: number;
}

/**
 * The holes below a peak, in their order; what is due to different causes is told apart. Together they are all bytes
 * from `base` to `end` that nothing occupies.
 *
 * @param reserved ascending, apart from each other
 */
export function holesIn(base: number, end: number, occupied: readonly Occupied[], reserved: readonly Range[]): Hole[] {
  const holes: Hole[] = [];
  const upwards = occupied.toSorted((a, b) => a.from - b.from || b.to - a.to);
  let at = base;
  for (const next of upwards) {
    if (next.from > at) holes.push(...causesOf(at, Math.min(next.from, end), next, reserved));
    at = Math.max(at, next.to);
  }
  if (at < end) holes.push(...causesOf(at, end, null, reserved));
  return holes;
}

/** One hole, [from, to), cut by its causes: below a buffer, or below nothing. */
function causesOf(from: number, to: number, above: Occupied | null, reserved: readonly Range[]): Hole[] {
  const found: Hole[] = [];
  const add = (low: number, high: number, cause: WasteCause): void => {
    if (low < high) found.push({ from: low, to: high, cause, above: above?.buffer ?? null });
  };
  let at = from;
  for (const range of reserved) {
    if (range.to <= at || range.from >= to) continue;
    const isTooSmall = above !== null && !above.isFixed && above.size > range.from - at;
    add(at, range.from, isTooSmall ? "reserved" : causeBelow(above));
    add(Math.max(at, range.from), Math.min(to, range.to), "reserved");
    at = Math.min(to, range.to);
  }
  if (above === null || above.isFixed) add(at, to, causeBelow(above));
  else {
    // By whole steps it could come down; the rest is padding, which lies at the bottom then as now at the top.
    const padding = (to - at) % above.step;
    add(at, to - padding, "fragmentation");
    add(to - padding, to, "alignment");
  }
  return found;
}

function causeBelow(above: Occupied | null): WasteCause {
  return above?.isFixed === true ? "fixed" : "fragmentation";
}
