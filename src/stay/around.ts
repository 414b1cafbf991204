import type { ProblemColumns } from "../problem/index.js";
import { Random } from "../problem/random.js";
import { Arrangement } from "./arrangement.js";
import { shove } from "./shove.js";

/** A plan that keeps much of an old one. */
export interface Around {
  /** Null where no plan was found. */
  readonly offsets: Float64Array | null;
  /** Bytes of the buffers that do not lie at their hints. */
  readonly moved: number;
  /** Bytes from the base. */
  readonly peak: number;
  /** Proved: no plan within the limit moves fewer bytes. */
  readonly bound: number;
}

export interface AroundOptions {
  readonly seed: number;
  /** Buffers that are laid somewhere at most, in all tries. */
  readonly effort?: number;
  readonly shouldStop?: () => boolean;
}

/** As many take about as long as planning anew takes, on networks. */
const EFFORT = 80;
/** Buffers that are looked at in all: where much of the old plan fits no more, planning anew takes less. */
const LOOKS = { least: 20_000_000, timesBuffers: 400 };
/** Buffers that are looked at between two pauses: some milliseconds. */
const PAUSE_LOOKS = 1_000_000;
/** Of one try, for each buffer that lies nowhere at first; a chain that is longer has lost its way. */
const CHAIN = 8;
/** Buffers that the bound is asked about, the largest first. */
const MOST_ASKED = 24;
/** How much of its bytes a buffer may weigh more or less in a try. */
const NOISE = 1;

/**
 * Lays buffers around those that stay: all lie at their hints as far as they fit, and each other one goes to the place
 * from which the fewest bytes have to leave, which then look for a place themselves (ejection chains; who was sent away
 * is less willing to go again). Beside that, conflicts are shoved up and down. The best of several tries counts.
 *
 * The bound is exact for one buffer alone: wherever it lies, those that lie in its way at their hints have to move.
 *
 * @param hints absolute; −1 for none
 * @param capacity of the plan, in bytes from the base
 */
export function* aroundSteps(
  columns: ProblemColumns,
  hints: Float64Array,
  capacity: number,
  { seed, effort = EFFORT, shouldStop }: AroundOptions,
): Generator<undefined, Around> {
  const limit = columns.base + capacity;
  const begun = new Arrangement(columns, hints, limit, Math.max(LOOKS.least, LOOKS.timesBuffers * columns.count));
  const loose = begun.keep(shouldStop);
  if (loose === null) return { offsets: null, moved: 0, peak: 0, bound: begun.lost };
  const kept = begun.offsets.slice();
  const { size } = columns;
  const first = Array.from(loose).sort((a, b) => size[b]! - size[a]! || a - b);
  const bound = begun.lost + boundOf(begun, columns, first);
  let best: Around = { offsets: null, moved: Number.POSITIVE_INFINITY, peak: 0, bound };
  const offer = (arrangement: Arrangement): void => {
    arrangement.settleBack();
    const { moved, peak } = arrangement;
    if (best.offsets !== null && (moved > best.moved || (moved === best.moved && peak >= best.peak))) return;
    best = { offsets: arrangement.offsets.slice(), moved, peak, bound };
  };
  const begin = (): Arrangement => {
    begun.offsets.set(kept);
    return begun;
  };
  const random = new Random(seed);
  let left = effort + 2 * first.length;
  const between = Math.max(1, Math.min(64, Math.floor(PAUSE_LOOKS / columns.count)));
  const chain = function* (queue: number[]): Generator<undefined, void> {
    const arrangement = begin();
    for (let steps = CHAIN * (first.length + 4); queue.length > 0 && steps > 0; steps--) {
      const b = queue.shift()!;
      const { offset } = arrangement.cheapest(b);
      left--;
      if (offset < 0 || arrangement.isSpent) return;
      queue.push(...arrangement.place(b, offset));
      if (left % between === 0) {
        yield;
        if (shouldStop?.() === true) return;
      }
    }
    if (queue.length === 0) offer(arrangement);
  };
  yield* chain([...first]);
  if (best.moved === bound) return best;
  for (const way of ["up", "down"] as const) {
    yield;
    if (begun.isSpent || shouldStop?.() === true) return best;
    const arrangement = begin();
    arrangement.relax(() => 0, 0);
    const isOver = (): boolean => arrangement.isSpent || shouldStop?.() === true;
    if (shove(arrangement, columns, first, way, isOver)) offer(arrangement);
    if (best.moved === bound) return best;
  }
  while (left > 0 && first.length > 0 && best.moved > bound && !begun.isSpent && shouldStop?.() !== true) {
    yield;
    begun.relax(() => random.next(), NOISE);
    yield* chain(first.toSorted((a, b) => size[b]! * (0.5 + random.next()) - size[a]! * (0.5 + random.next())));
  }
  return best;
}

/** The greatest of what each buffer costs alone, with all others at their hints. */
function boundOf(arrangement: Arrangement, { fixedOffset }: ProblemColumns, loose: readonly number[]): number {
  const { offsets, hints, count } = arrangement;
  const before = offsets.slice();
  for (let b = 0; b < count; b++) offsets[b] = fixedOffset[b]! >= 0 ? fixedOffset[b]! : hints[b]!;
  let bound = 0;
  for (const b of loose.slice(0, MOST_ASKED)) {
    if (arrangement.isSpent) break;
    const { offset, cost } = arrangement.cheapest(b, true);
    if (offset >= 0) bound = Math.max(bound, cost);
  }
  offsets.set(before);
  return bound;
}
