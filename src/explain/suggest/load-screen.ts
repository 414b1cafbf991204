import { type Piece, piecesOf } from "../../model/lifetimes.js";
import { type Buffer, isSolid, type Problem } from "../../problem/index.js";
import { memoriesOf } from "../constraint.js";
import { type LivePiece, summedLoad } from "../live-load.js";
import { sharingIds } from "../load-core.js";
import { allApplied } from "./apply.js";
import { firstFrom } from "./buffer-levers.js";
import type { SuggestedChange } from "./change.js";

/** The bytes that are sure to be needed of one memory, over time. */
export interface MemoryLoad {
  readonly memory: string;
  readonly capacity: number;
  /** Ascending: `bytes[i]` are needed in [times[i], times[i + 1]). */
  readonly times: Float64Array;
  readonly bytes: Float64Array;
  readonly pieces: readonly LivePiece[];
  /** Positions in `times` with more bytes than the capacity, the most first. */
  readonly over: readonly number[];
}

/** What changes do to the load of one memory: pieces that are gone, and pieces that are there instead. */
export interface Effect {
  readonly gone: readonly Piece[];
  readonly come: readonly Piece[];
  /** Whether some come where none were. */
  readonly isMoved: boolean;
}

const NOTHING: Effect = { gone: [], come: [], isMoved: false };

/** Kinds with which bytes are needed at times, or in memories, at which they were not. */
const MOVING: ReadonlySet<string> = new Set(["shift", "move"]);

/**
 * Tells in little time, and without any plan, that changes cannot be enough: the load is still too great. Counted is
 * only what surely lies in one memory and shares no byte, so that a load is never taken for more than it is.
 */
export class LoadScreen {
  readonly loads: readonly MemoryLoad[];
  readonly #problem: Problem;
  readonly #at: ReadonlyMap<string, number>;
  readonly #sharing: ReadonlySet<string>;

  constructor(problem: Problem) {
    this.#problem = problem;
    this.#at = new Map(problem.buffers.map(({ id }, b) => [id, b]));
    this.#sharing = sharingIds(problem);
    this.loads = problem.buffers.some(({ clock }) => clock !== undefined) ? [] : this.#loads();
  }

  /** Whether any load is too great as it is. */
  get isOver(): boolean {
    return this.loads.some(({ over }) => over.length > 0);
  }

  /** Whether some load is still too great with these changes. */
  refutes(changes: readonly SuggestedChange[]): boolean {
    if (this.loads.length === 0) return false;
    const isMoving = changes.some(({ kind }) => MOVING.has(kind));
    if (!this.isOver && !isMoving) return false;
    const effects = this.effects(changes);
    const raised = new Map(
      changes.flatMap((change) => (change.kind === "capacity" ? [[change.memory, change.to] as const] : [])),
    );
    return this.loads.some((load) => {
      const capacity = raised.get(load.memory) ?? load.capacity;
      return isBeyond(load, capacity, effects.get(load.memory) ?? NOTHING);
    });
  }

  /** Whether all loads would do if a buffer were not there. If not, no single change of it helps. */
  fitsWithout(b: number): boolean {
    const buffer = this.#problem.buffers[b]!;
    const memory = this.#sureMemory(this.#problem, b);
    return this.loads.every((load) => {
      const gone = memory === load.memory && isSolid(buffer) ? piecesOf(buffer) : [];
      return !isBeyond(load, load.capacity, { ...NOTHING, gone });
    });
  }

  /** Bytes that the load of some memory is too great by at its worst. */
  get excessBytes(): number {
    return Math.max(
      0,
      ...this.loads.map(({ over, bytes, capacity }) => (over.length > 0 ? bytes[over[0]!]! - capacity : 0)),
    );
  }

  /**
   * Whether more than so many buffers must be changed, whatever else is: at one time so many of the largest are still
   * too few, and at times at which no buffer of the ones before lives it takes others.
   */
  needsMoreThan(most: number): boolean {
    return this.loads.some(({ over, times, bytes, capacity, pieces }) => {
      let count = 0;
      let until = Number.NEGATIVE_INFINITY;
      for (const at of over.toSorted((a, b) => a - b)) {
        const time = times[at]!;
        if (time < until) continue;
        const live = pieces.filter(({ lower, upper }) => lower <= time && time < upper);
        live.sort((a, b) => b.to - b.from - (a.to - a.from));
        let excess = bytes[at]! - capacity;
        for (let i = 0; excess > 0; i++, count++) excess -= live[i]!.to - live[i]!.from;
        if (count > most) return true;
        // A buffer with gaps has pieces later on.
        for (const { buffer } of live) until = Math.max(until, this.#problem.buffers[buffer]!.upper);
      }
      return false;
    });
  }

  /** What changes do, by the id of the memory; "" where the problem lists none. */
  effects(changes: readonly SuggestedChange[]): Map<string, Effect> {
    const own = changes.filter((change) => OF_BUFFERS.has(change.kind));
    const hosts = changes.filter((change) => change.kind === "inplace" || change.kind === "view");
    const named = new Set([...own, ...hosts].flatMap((change) => ("buffer" in change ? [change.buffer] : [])));
    const positions = [...named].map((id) => this.#at.get(id)!);
    const { memories, minimize, limits } = this.#problem;
    const before: Problem = {
      buffers: positions.map((b) => this.#problem.buffers[b]!),
      ...(memories && { memories }),
      ...(minimize && { minimize }),
      ...(limits && { limits }),
    };
    const after = allApplied(before, own);
    const found = new Map<string, { gone: Piece[]; come: Piece[]; isMoved: boolean }>();
    const into = (memory: string): { gone: Piece[]; come: Piece[]; isMoved: boolean } => {
      const effect = found.get(memory) ?? { gone: [], come: [], isMoved: false };
      found.set(memory, effect);
      return effect;
    };
    const isMoved = changes.some(({ kind }) => MOVING.has(kind));
    for (const [memory, pieces] of this.#surePieces(before)) into(memory).gone.push(...pieces);
    const hosted = new Map(hosts.flatMap((change) => ("of" in change ? [[change.buffer, change.of] as const] : [])));
    for (const [memory, pieces] of this.#surePieces(after, (id) => this.#hostOf(hosted.get(id), after))) {
      const effect = into(memory);
      effect.come.push(...pieces);
      effect.isMoved ||= isMoved;
    }
    return found;
  }

  /** When the buffer lives whose bytes another one takes; null where there is none, or nobody is sure. */
  #hostOf(id: string | undefined, after: Problem): Piece | "unsure" | null {
    if (id === undefined) return null;
    const host = after.buffers.find((buffer) => buffer.id === id) ?? this.#problem.buffers[this.#at.get(id)!]!;
    if (host.gaps !== undefined || this.#sharing.has(id)) return "unsure";
    return { lower: host.lower, upper: host.upper, from: 0, to: host.size };
  }

  *#surePieces(
    problem: Problem,
    hostOf: (id: string) => Piece | "unsure" | null = () => null,
  ): Generator<[string, Piece[]]> {
    for (const [b, buffer] of problem.buffers.entries()) {
      const memory = this.#sureMemory(problem, b);
      if (memory === null || !isSolid(buffer)) continue;
      const host = hostOf(buffer.id);
      if (host === "unsure") continue;
      const pieces = piecesOf(buffer);
      yield [memory, host === null ? pieces : pieces.flatMap((piece) => outside(piece, host))];
    }
  }

  /** Id of the only memory that a buffer can lie in; null where it may choose, or shares its bytes. */
  #sureMemory(problem: Problem, b: number): string | null {
    if (this.#sharing.has(problem.buffers[b]!.id)) return null;
    if (problem.memories === undefined) return "";
    const own = memoriesOf(problem, b);
    return own.length === 1 ? own[0]! : null;
  }

  #loads(): MemoryLoad[] {
    const { buffers, memories, capacity } = this.#problem;
    const byMemory = new Map<string, LivePiece[]>();
    for (const [b, buffer] of buffers.entries()) {
      const memory = this.#sureMemory(this.#problem, b);
      if (memory === null || !isSolid(buffer)) continue;
      const list = byMemory.get(memory) ?? [];
      byMemory.set(memory, list);
      for (const piece of wholePieces(buffer)) list.push({ ...piece, buffer: b });
    }
    return (memories ?? [{ id: "", capacity }]).flatMap(({ id, capacity: most = Number.POSITIVE_INFINITY }) => {
      if (most === Number.POSITIVE_INFINITY) return [];
      const pieces = byMemory.get(id) ?? [];
      const { times, liveBytes: bytes } = summedLoad(pieces);
      const over = [...bytes.keys()].filter((at) => bytes[at]! > most).sort((a, b) => bytes[b]! - bytes[a]! || a - b);
      return [{ memory: id, capacity: most, times, bytes, pieces, over }];
    });
  }
}

/** Kinds that change a buffer, its life or its memory, and nothing else. */
const OF_BUFFERS: ReadonlySet<string> = new Set(["shrink", "end", "start", "shift", "split", "move"]);

function wholePieces(buffer: Buffer): Piece[] {
  if (buffer.gaps !== undefined) return piecesOf(buffer);
  return [{ lower: buffer.lower, upper: buffer.upper, from: 0, to: buffer.size }];
}

/** What is left of a piece at the times at which a host does not live. */
function outside(piece: Piece, host: Piece): Piece[] {
  const parts = [
    { ...piece, upper: Math.min(piece.upper, host.lower) },
    { ...piece, lower: Math.max(piece.lower, host.upper) },
  ];
  return parts.filter(({ lower, upper }) => lower < upper);
}

function isBeyond(load: MemoryLoad, capacity: number, effect: Effect): boolean {
  const { times, bytes, over } = load;
  const { gone, come, isMoved } = effect;
  if (gone.length + come.length > MOST_PIECES) return isBeyondAtStarts(load, capacity, effect);
  const isOverWithin = (at: number): boolean => {
    const [from, to] = [times[at]!, times[at + 1]!];
    if (bytes[at]! + changeAt(from, gone, come) > capacity) return true;
    // Within the span the sum changes where a new piece begins or ends; old ones do so at its ends.
    return come.some(({ lower, upper }) =>
      [lower, upper].some((time) => from < time && time < to && bytes[at]! + changeAt(time, gone, come) > capacity),
    );
  };
  for (const at of over) {
    if (bytes[at]! <= capacity) break;
    if (isOverWithin(at)) return true;
  }
  if (!isMoved) return false;
  return come.some(({ lower, upper }) => {
    for (let at = Math.max(0, firstFrom(times, lower + 1) - 1); at < times.length && times[at]! < upper; at++) {
      if (isOverWithin(at)) return true;
    }
    return false;
  });
}

/** Pieces up to which each time is looked at by itself. */
const MOST_PIECES = 24;

/** The same of many pieces in one sweep, at the times at which a span begins only. */
function isBeyondAtStarts({ times, bytes }: MemoryLoad, capacity: number, { gone, come }: Effect): boolean {
  const change = new Float64Array(times.length + 1);
  for (const [pieces, sign] of [[gone, -1] as const, [come, 1] as const]) {
    for (const { lower, upper, from, to } of pieces) {
      change[firstFrom(times, lower)]! += sign * (to - from);
      change[firstFrom(times, upper)]! -= sign * (to - from);
    }
  }
  let sum = 0;
  for (const [at, live] of bytes.entries()) {
    sum += change[at]!;
    if (live + sum > capacity) return true;
  }
  return false;
}

function changeAt(time: number, gone: readonly Piece[], come: readonly Piece[]): number {
  let sum = 0;
  for (const { lower, upper, from, to } of gone) if (lower <= time && time < upper) sum -= to - from;
  for (const { lower, upper, from, to } of come) if (lower <= time && time < upper) sum += to - from;
  return sum;
}
