import { piecesOf } from "../model/lifetimes.js";
import type { Model } from "../model/model.js";
import { isSolid, type Problem } from "../problem/index.js";
import { memoriesOf } from "./constraint.js";

/** What is in use of one memory over time. Arrays of one length, in the order of time. */
export interface LoadOverTime {
  /** Times from which on something is otherwise, in the problem's unit. */
  readonly times: Float64Array;
  /** Bytes in use from then on; with a plan, one that several buffers share counts once. */
  readonly liveBytes: Float64Array;
  /** The highest byte in use + 1, counted from the base; null without a plan. */
  readonly tops: Float64Array | null;
}

/** What a buffer occupies for a piece of its life; bytes from its offset. */
export interface LivePiece {
  readonly buffer: number;
  readonly lower: number;
  readonly upper: number;
  readonly from: number;
  readonly to: number;
}

/** Where buffers lie: absolute offsets and memories by position; null where there is no plan. */
export interface Placed {
  readonly offsets: ArrayLike<number> | null;
  /** Position in the problem's list of memories; −1 where a buffer may choose and no plan says. */
  readonly memoryOf: Int32Array;
}

/** The pieces of the buffers in one memory. */
export function piecesIn({ buffers }: Problem, { memoryOf }: Placed, memory: number): LivePiece[] {
  return buffers.flatMap((buffer, b): LivePiece[] => {
    if (memoryOf[b] !== memory || !isSolid(buffer)) return [];
    if (buffer.gaps === undefined) {
      return [{ buffer: b, lower: buffer.lower, upper: buffer.upper, from: 0, to: buffer.size }];
    }
    return piecesOf(buffer).map((piece) => ({ buffer: b, ...piece }));
  });
}

/** Positions of the memories that buffers lie in: those of the plan, else the only ones there are. */
export function memoryPositions(problem: Problem, ids: ArrayLike<string> | null): Int32Array {
  const listed = problem.memories;
  const at = new Map(listed?.map(({ id }, m) => [id, m]));
  return Int32Array.from(problem.buffers, (_, b) => {
    if (listed === undefined) return 0;
    if (ids !== null) return at.get(ids[b]!) ?? -1;
    const own = memoriesOf(problem, b);
    return own.length === 1 ? (at.get(own[0]!) ?? -1) : -1;
  });
}

/** The pieces with those of one body as one: bytes that aliases share are there once. */
export function tiedPieces({ bodies, bodyOf }: Model, pieces: readonly LivePiece[]): LivePiece[] {
  const found: LivePiece[] = [];
  const tied = new Set<number>();
  for (const piece of pieces) {
    const body = bodyOf[piece.buffer]!;
    if (bodies[body]!.members.length === 1) found.push(piece);
    else tied.add(body);
  }
  for (const body of tied) {
    const { cells } = bodies[body]!;
    const times = [...new Set(cells.flatMap(({ lower, upper }) => [lower, upper]))].sort((a, b) => a - b);
    for (const [i, lower] of times.slice(0, -1).entries()) {
      const live = cells.filter((cell) => cell.lower <= lower && lower < cell.upper);
      const to = bytesOf(union(live));
      if (to > 0) found.push({ buffer: live[0]!.buffer, lower, upper: times[i + 1]!, from: 0, to });
    }
  }
  return found;
}

/** Sweeps over the pieces of a memory by their sums: no byte is shared, or nobody knows which. O(n log n). */
export function summedLoad(pieces: readonly LivePiece[]): LoadOverTime {
  const changes = pieces.flatMap(({ lower, upper, from, to }) => [
    { time: lower, bytes: to - from },
    { time: upper, bytes: from - to },
  ]);
  changes.sort((a, b) => a.time - b.time);
  const times: number[] = [];
  const live: number[] = [];
  let bytes = 0;
  for (const [i, change] of changes.entries()) {
    bytes += change.bytes;
    if (changes[i + 1]?.time === change.time) continue;
    times.push(change.time);
    live.push(bytes);
  }
  return { times: Float64Array.from(times), liveBytes: Float64Array.from(live), tops: null };
}

/** Half-open ranges of bytes, merged where they touch, in their order. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export function union(ranges: readonly Range[]): Range[] {
  const found: { from: number; to: number }[] = [];
  for (const { from, to } of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = found.at(-1);
    if (to <= from) continue;
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else found.push({ from, to });
  }
  return found;
}

export function bytesOf(ranges: readonly Range[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from, 0);
}
