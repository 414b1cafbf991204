import { isSolid, type Problem } from "../../problem/index.js";
import type { LoadScreen } from "./load-screen.js";

/**
 * The buffers of which a single change may be enough, the most promising first, and not more than can be asked about.
 *
 * Where a load is too great these are buffers without which it is not: half of them the smallest that are large enough,
 * since less is moved or computed again, half the largest. Else the tightest times count: the greatest share of the
 * capacity that is in use while a buffer lives, and of as great ones the larger buffer.
 *
 * @param among positions
 * @param most buffers at most
 */
export function promising(
  problem: Problem,
  screen: LoadScreen,
  among: Iterable<number>,
  costs: Readonly<Record<string, number>>,
  most: number,
): { readonly buffers: readonly number[]; readonly isAll: boolean } {
  const { buffers } = problem;
  const able = [...among].filter((b) => isSolid(buffers[b]!) && (!screen.isOver || screen.fitsWithout(b)));
  if (able.length <= most) return { buffers: able, isAll: true };
  const sizeOf = (b: number): number => buffers[b]!.size;
  const costOf = (b: number): number => costs[buffers[b]!.id] ?? Number.POSITIVE_INFINITY;
  if (!screen.isOver) {
    const share = tightness(problem, screen);
    able.sort((a, b) => share[b]! - share[a]! || sizeOf(b) - sizeOf(a) || a - b);
    return { buffers: able.slice(0, most), isAll: false };
  }
  const cheap = able.filter((b) => costOf(b) < Number.POSITIVE_INFINITY).sort((a, b) => costOf(a) - costOf(b) || a - b);
  able.sort((a, b) => sizeOf(a) - sizeOf(b) || a - b);
  const half = Math.ceil(most / 2);
  const ends = able.slice(0, half).flatMap((b, i) => [b, able[able.length - 1 - i]!]);
  return { buffers: [...new Set([...cheap.slice(0, half), ...ends])].slice(0, most), isAll: false };
}

/** Of each buffer the greatest share of a capacity that is in use while it lives; 0 where nothing is known. */
function tightness({ buffers }: Problem, { loads }: LoadScreen): Float64Array {
  const found = new Float64Array(buffers.length);
  for (const { times, bytes, capacity, pieces } of loads) {
    // From the tightest time on: who lives then and has no share yet has this one.
    const order = [...bytes.keys()].sort((a, b) => bytes[b]! - bytes[a]! || a - b);
    const starts = pieces.toSorted((a, b) => a.lower - b.lower);
    const left = new Set(starts);
    for (const at of order.slice(0, MOST_TIMES)) {
      const time = times[at]!;
      for (const piece of left) {
        if (piece.lower > time) break;
        if (piece.upper <= time) continue;
        found[piece.buffer] = Math.max(found[piece.buffer]!, bytes[at]! / capacity);
        left.delete(piece);
      }
    }
  }
  return found;
}

/** Times that are looked at; who lives at none of them comes last. */
const MOST_TIMES = 64;
