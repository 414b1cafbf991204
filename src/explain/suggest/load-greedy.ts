import type { Piece } from "../../model/lifetimes.js";
import type { Asking } from "../questions.js";
import { firstFrom } from "./buffer-levers.js";
import type { SuggestedChange, SuggestionKind } from "./change.js";
import { type Lever, utmost } from "./lever.js";
import { Levers } from "./levers.js";
import type { Effect, MemoryLoad } from "./load-screen.js";
import type { Search } from "./singles.js";
import type { Trial } from "./trials.js";

/** Kinds of which a set can bring a load down, one change a buffer. */
const KINDS: readonly SuggestionKind[] = ["shrink", "move", "end", "start", "split"];

/** Parts of each capacity that are left free, one after the other, until the planner finds a place for everything. */
const MARGINS = [0, 1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4];

/** Changes of a set at most, buffers that are compared for each, and questions about leaving one out again. */
const MOST_CHANGES = 1_500;
const MOST_COMPARED = 12;
const MOST_LEFT_OUT = 24;
const MOST_LOOKED_AT = 256;

/**
 * Sets for problems that are too large for the smallest: of each kind one, chosen by the load alone. At the worst time
 * the buffer is changed that frees the most, until no load is beyond its capacity; then one plan shows whether that is
 * enough. Where it is not, the same is done with less capacity.
 */
export function* setsByLoad(search: Search): Asking<void> {
  const { trials, wanted, found, cores } = search;
  trials.refill();
  const levers = new Levers(trials.problem, wanted);
  for (const kind of KINDS) {
    if (!wanted.has(kind)) continue;
    let last = "";
    for (const margin of MARGINS) {
      if (!trials.isOpen) return;
      const choice = new Choice(search, levers, kind, margin);
      const set = choice.changes();
      // Other kinds take about as many changes.
      if (choice.isTooLong && margin === 0) {
        trials.isCut = true;
        return;
      }
      if (set === null) break;
      const key = JSON.stringify(set);
      if (set.length === 0 || key === last) continue;
      last = key;
      let trial: Trial = yield* trials.ask(set);
      if (trial.verdict !== "fits") continue;
      trial = yield* withoutIdle(search, trial);
      const { problem, result, changes } = trial;
      found.add(problem, result!, changes, false);
      break;
    }
  }
  if (cores.length === 0) trials.isCut = true;
}

/** Leaves out again what was not needed; what the load needs is not asked about. */
function* withoutIdle({ trials }: Search, first: Trial): Asking<Trial> {
  let best = first;
  let left = Math.min(MOST_LEFT_OUT, Math.floor(trials.allowance / 8));
  for (const change of first.changes.slice(0, MOST_LOOKED_AT)) {
    const rest = best.changes.filter((each) => each !== change);
    if (rest.length === 0 || left === 0) break;
    const trial: Trial = yield* trials.ask(rest);
    if (trial.verdict === "fits") best = trial;
    if (!trial.isLoad) left--;
  }
  return best;
}

/** The load of one memory with what was chosen so far, and the capacity that it is brought down to. */
interface Place {
  readonly load: MemoryLoad;
  readonly capacity: number;
  readonly bytes: Float64Array;
  /** Positions in `bytes` of what may be beyond the capacity. */
  readonly open: number[];
}

/** Chooses changes of one kind that bring all loads down. */
class Choice {
  /** Whether more changes were needed than a set may have, or than there was time for. */
  isTooLong = false;
  readonly #search: Search;
  readonly #levers: Levers;
  readonly #kind: SuggestionKind;
  readonly #loads: readonly Place[];
  readonly #used = new Set<number>();

  constructor(search: Search, levers: Levers, kind: SuggestionKind, margin: number) {
    this.#search = search;
    this.#levers = levers;
    this.#kind = kind;
    this.#loads = search.trials.screen.loads.map((load) => {
      const [capacity, bytes] = [Math.floor(load.capacity * (1 - margin)), load.bytes.slice()];
      return { load, capacity, bytes, open: [...bytes.keys()].filter((at) => bytes[at]! > capacity) };
    });
  }

  /** Null where the kind cannot do it. */
  changes(): SuggestedChange[] | null {
    const chosen: SuggestedChange[] = [];
    for (const place of this.#loads) {
      for (;;) {
        const worst = worstOf(place);
        if (worst < 0) break;
        if (chosen.length === MOST_CHANGES || !this.#search.budget.isOpen) {
          this.isTooLong = true;
          return null;
        }
        const change = this.#best(place, worst);
        if (change === null) return null;
        chosen.push(change);
      }
    }
    return chosen;
  }

  /** What frees the most at one time and around it. */
  #best({ load, capacity, bytes }: Place, worst: number): SuggestedChange | null {
    const { buffers } = this.#search.trials.problem;
    const { costs, trials } = this.#search;
    const time = load.times[worst]!;
    const excess = bytes[worst]! - capacity;
    const worth = (b: number): number => Math.min(buffers[b]!.size, excess) / this.#costOf(b);
    const live = load.pieces
      .filter(({ buffer, lower, upper }) => lower <= time && time < upper && !this.#used.has(buffer))
      .sort((x, y) => {
        const [a, b] = [x.buffer, y.buffer];
        const isCosted = Number(buffers[b]!.id in costs) - Number(buffers[a]!.id in costs);
        return isCosted || worth(b) - worth(a) || y.upper - y.lower - (x.upper - x.lower) || a - b;
      });
    let best: { change: SuggestedChange; effect: Effect; gain: number; buffer: number } | null = null;
    let compared = 0;
    for (const { buffer } of live) {
      if (compared >= MOST_COMPARED) break;
      for (const lever of this.#levers.ofKind(buffer, this.#kind)) {
        const at = this.#amount(lever, bytes, load, capacity);
        const change = lever.change(at);
        const effects = trials.screen.effects([change]);
        const effect = effects.get(load.memory);
        if (effect === undefined || !this.#isRoomElsewhere(effects, load.memory)) continue;
        const gain = gainOf(effect, load, bytes, capacity) / this.#costOf(buffer);
        if (freedAt(effect, time) <= 0 || (best !== null && gain <= best.gain)) continue;
        best = { change, effect, gain, buffer };
      }
      compared++;
    }
    if (best === null) return null;
    this.#used.add(best.buffer);
    for (const [memory, effect] of trials.screen.effects([best.change])) {
      const place = this.#loads.find((each) => each.load.memory === memory);
      if (place !== undefined) apply(effect, place.load, place.bytes);
    }
    return best.change;
  }

  #costOf(b: number): number {
    const { costs, trials } = this.#search;
    return Math.max(costs[trials.problem.buffers[b]!.id] ?? 1, Number.EPSILON);
  }

  /** As much of a size as the load asks for; of lifetimes all that a lever can do. */
  #amount(lever: Lever, bytes: Float64Array, load: MemoryLoad, capacity: number): number[] {
    const most = utmost(lever);
    if (lever.kind !== "shrink") return most;
    const { lower, upper } = this.#search.trials.problem.buffers[lever.buffers[0]!]!;
    let excess = 0;
    for (let at = firstFrom(load.times, lower); at < bytes.length && load.times[at]! < upper; at++) {
      excess = Math.max(excess, bytes[at]! - capacity);
    }
    const first = lever.change([0]);
    const unit = first.kind === "shrink" ? first.from - first.to : 1;
    return [Math.max(0, Math.min(most[0]!, Math.ceil(excess / unit) - 1))];
  }

  /** Whether what comes to other memories has room there. */
  #isRoomElsewhere(effects: ReadonlyMap<string, Effect>, memory: string): boolean {
    return [...effects].every(([id, effect]) => {
      const place = id === memory ? undefined : this.#loads.find((each) => each.load.memory === id);
      if (place === undefined) return true;
      return effect.come.every(({ lower, upper, from, to }) =>
        spanOf(place.load.times, lower, upper).every((at) => place.bytes[at]! + to - from <= place.capacity),
      );
    });
  }
}

/** Where the load is beyond the capacity by the most; −1 where it is nowhere. What is chosen never adds to it. */
function worstOf({ open, bytes, capacity }: Place): number {
  let most = -1;
  let left = 0;
  for (const at of open) {
    if (bytes[at]! <= capacity) continue;
    open[left++] = at;
    if (most < 0 || bytes[at]! > bytes[most]!) most = at;
  }
  open.length = left;
  return most;
}

/** Positions of the spans that a piece meets, in part or as a whole. */
function spanOf(times: Float64Array, lower: number, upper: number): number[] {
  const found: number[] = [];
  for (let at = Math.max(0, firstFrom(times, lower + 1) - 1); at < times.length && times[at]! < upper; at++) {
    if (at + 1 < times.length && times[at + 1]! > lower) found.push(at);
  }
  return found;
}

function freedAt({ gone, come }: Effect, time: number): number {
  const sum = (pieces: readonly Piece[]): number =>
    pieces.reduce((all, { lower, upper, from, to }) => all + (lower <= time && time < upper ? to - from : 0), 0);
  return sum(gone) - sum(come);
}

/** Bytes beyond the capacity that are freed, over all spans of time. */
function gainOf(effect: Effect, { times }: MemoryLoad, bytes: Float64Array, capacity: number): number {
  let gain = 0;
  for (const { lower, upper } of effect.gone) {
    for (let at = firstFrom(times, lower); at < times.length && times[at]! < upper; at++) {
      if (bytes[at]! > capacity) gain += Math.min(bytes[at]! - capacity, freedAt(effect, times[at]!));
    }
  }
  return gain;
}

/** What the load is then. A span that a new piece meets in part counts as a whole. */
function apply({ gone, come }: Effect, { times }: MemoryLoad, bytes: Float64Array): void {
  for (const { lower, upper, from, to } of gone) for (const at of spanOf(times, lower, upper)) bytes[at]! -= to - from;
  for (const { lower, upper, from, to } of come) for (const at of spanOf(times, lower, upper)) bytes[at]! += to - from;
}
