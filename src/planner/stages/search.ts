import { modelSteps } from "../../search/index.js";
import { Ladder } from "../ladder.js";
import { LargeSearch } from "../large-search.js";
import { type Part, partsAbove, setupEntries } from "../parts.js";
import type { RunState } from "../state.js";
import { improvePart } from "./improve.js";
import type { Pause } from "./stage.js";

/** Steps in which a refutation is an easy one: some milliseconds. A step costs more the more buffers there are. */
const SLICE_STEPS = { least: 16, most: 512, timesBuffers: 300_000 };

/** Steps that a search is given before it is measured how long they take: fewer where a step is dear. */
const FIRST_STEPS = { least: 4, most: 512, timesBuffers: 8_000 };

/**
 * To fit, parts take turns of so many steps, and of twice as many each round: one that is hard must not hide one that
 * is refuted soon.
 */
const FIRST_TURN = 4_096;

/** Nanoseconds of preparing a search, for each entry of its rows: where less time is left, it is not begun. */
const SETUP_NS = 40;

/**
 * Cuts time where nothing lives across, and searches each part that is too high by itself, or improves it where it is
 * too large for that.
 */
export function* searchParts(run: RunState): Generator<Pause, void, unknown> {
  if (run.limitReached()) return;
  run.divide(partsAbove(run.arrays, run.incumbent, run.target));
  for (let round = 0; !run.settled; round++) {
    for (const part of run.minimize ? highest(run.parts) : run.parts) {
      if (part.done || part.plan.peak <= run.target) continue;
      const turn = run.minimize ? 1 : FIRST_TURN * 2 ** round;
      yield* part.searchable || isLarge(run, part) ? searchPart(run, part, turn) : improvePart(run, part);
      if (run.settled || run.limitReached()) return;
    }
    if (run.parts.every((part) => part.done || part.plan.peak <= run.target)) return;
  }
}

/** The part with the highest plan: nothing else lowers the peak of the whole. */
function highest(parts: readonly Part[]): Part[] {
  let found: Part | null = null;
  for (const part of parts) {
    if (!part.done && (found === null || part.plan.peak > found.plan.peak)) found = part;
  }
  return found === null ? [] : [found];
}

/** Whether a part is for the methods for large ones. */
function isLarge(run: RunState, { arrays }: Part): boolean {
  return arrays.count > run.limits.largeFrom;
}

/** Goes on with the search of a part for at least so many steps. */
function* searchPart(run: RunState, part: Part, turn: number): Generator<Pause, void, unknown> {
  if (part.searcher === null && isLarge(run, part)) beginLarge(run, part);
  if (part.searcher === null && !hasTimeFor(run, part)) {
    yield* improvePart(run, part);
    return;
  }
  if (part.searcher === null) yield* prepare(run, part);
  const { searcher } = part;
  if (searcher === null || run.limitReached()) return;
  const { threads, stepsAlone, stepLimit } = run.limits;
  // A bound that another part has reached since is enough for this one too.
  if (part.members !== null && run.minimize) searcher.tighten(Math.floor(run.low / searcher.unit), Infinity);
  const turnEnds = searcher.steps + turn;
  if (searcher.steps === 0) part.pace = between(FIRST_STEPS, part);
  while (!searcher.settled && searcher.steps < turnEnds) {
    if (threads > 1 && searcher.steps >= stepsAlone) {
      const asked = yield { lanes: part };
      if (asked === true) break;
    }
    run.searchFor(part, stepLimit - run.steps);
    run.takeStock(part);
    if (run.settled || run.limitReached()) return;
    yield;
  }
  run.takeStock(part);
}

/** Lays a part out for the search, piece by piece. */
function* prepare(run: RunState, part: Part): Generator<Pause, void> {
  const { shouldStop } = run;
  const { arrays, plan: start } = part;
  const { seed, policy, pruning } = run.limits;
  const preparing = modelSteps(arrays, pruning);
  for (;;) {
    const { done, value: model } = preparing.next();
    if (done === true) {
      const capacity = Math.floor(Math.min(arrays.capacity / model.unit, Number.MAX_SAFE_INTEGER));
      const high = Math.min(capacity + 1, Math.ceil(start.peak / model.unit));
      // Where there is nothing else, the bound is the part's own; else a plan of it need only not exceed it.
      const bound = run.low / model.unit;
      const low = Math.max(model.loadBound, run.isAll(part) ? Math.ceil(bound) : Math.floor(bound));
      const goal = { low, high, minimize: run.minimize, slice: between(SLICE_STEPS, part) };
      part.searcher = new Ladder(model, { arrays, start, ...goal, seed, policy, pruning, shouldStop });
      yield;
      return;
    }
    if (run.limitReached()) return;
    yield;
  }
}

/** Begins the methods for large parts. */
function beginLarge(run: RunState, part: Part): void {
  const { minimize, limits, shouldStop } = run;
  const { arrays, plan: start, searchable } = part;
  const { seed, policy, pruning } = limits;
  part.searcher = new LargeSearch({
    arrays,
    start,
    low: run.low,
    high: Math.min(arrays.capacity + 1, start.peak),
    minimize,
    slice: between(SLICE_STEPS, part),
    seed,
    policy,
    pruning,
    ends: !searchable,
    shouldStop,
  });
}

/** Whether preparing a search leaves time for one. */
function hasTimeFor(run: RunState, { arrays }: Part): boolean {
  return run.limits.timeLimitMs - run.elapsedMs > (SETUP_NS * setupEntries(arrays)) / 1e6;
}

/** Steps for a part: fewer the more buffers it has. */
function between({ least, most, timesBuffers }: typeof SLICE_STEPS, { arrays }: Part): number {
  return Math.max(least, Math.min(most, Math.floor(timesBuffers / arrays.count)));
}
