import type { Asking } from "../questions.js";
import type { SuggestedChange } from "./change.js";
import { type Lever, utmost } from "./lever.js";
import type { Trial, Trials } from "./trials.js";

/** Levers at positions with which everything fits. */
export interface Refined {
  readonly trial: Trial;
  /** Whether no lever can be at a lower position while the others stay where they are. */
  readonly isProved: boolean;
}

/**
 * The least that a lever must do, one scale after the other: each is brought as low as the others, at the most that
 * they can do, allow. Null where nothing that it does was found to help.
 */
export function* refinedAlone(trials: Trials, lever: Lever): Asking<Refined | null> {
  if (!lever.isMonotone) return yield* firstThatFits(trials, lever);
  return yield* refined(trials, [lever]);
}

/** The same of several levers together. */
export function* refined(trials: Trials, levers: readonly Lever[]): Asking<Refined | null> {
  const { screen } = trials;
  const at = levers.map(utmost);
  const changes = (): SuggestedChange[] => levers.map((lever, l) => lever.change(at[l]!));
  const isRefuted = (): boolean => screen.refutes(changes());
  if (isRefuted()) return null;
  if (screen.isOver) {
    // Often as little as the load allows is enough: one question then tells it all.
    for (const own of at) for (const scale of own.keys()) own[scale] = leastOf(own, scale, isRefuted);
    const trial: Trial = yield* trials.ask(changes());
    if (trial.verdict === "fits") return { trial, isProved: true };
    for (const [l, lever] of levers.entries()) at[l] = utmost(lever);
  }
  let best: Trial = yield* trials.ask(changes());
  if (best.verdict !== "fits") return null;
  let isProved = true;
  for (const own of at) {
    for (const [scale, most] of own.entries()) {
      const floor = leastOf(own, scale, isRefuted);
      let low = floor - 1;
      let isOpen = false;
      // The least is asked first: often it is enough, as where a load is too great by less than it gives.
      for (let high = most; high - low > 1; ) {
        own[scale] = low < floor && high === most ? floor : Math.floor((low + high) / 2);
        const trial: Trial = yield* trials.ask(changes());
        if (trial.verdict === "fits") {
          high = own[scale]!;
          best = trial;
        } else {
          low = own[scale]!;
          isOpen = trial.verdict === "open";
        }
        own[scale] = high;
      }
      if (isOpen) isProved = false;
    }
  }
  return { trial: best, isProved };
}

/** The least position on a scale that the load does not refute, the others as they are. The scale is left as it was. */
function leastOf(own: number[], scale: number, isRefuted: () => boolean): number {
  const most = own[scale]!;
  let low = -1;
  let high = most;
  while (high - low > 1) {
    own[scale] = Math.floor((low + high) / 2);
    if (isRefuted()) low = own[scale]!;
    else high = own[scale]!;
  }
  own[scale] = most;
  return high;
}

/** Where more need not be better, all positions are tried from the least on, as far as questions go round. */
function* firstThatFits(trials: Trials, lever: Lever): Asking<Refined | null> {
  let isProved = true;
  let left = Math.max(2, Math.ceil(trials.allowance / 8));
  for (let at = 0; at < lever.scales[0]! && left > 0; at++) {
    const trial: Trial = yield* trials.ask([lever.change([at])]);
    if (trial.verdict === "fits") return { trial, isProved };
    if (trial.verdict === "open") isProved = false;
    if (!trial.isLoad) left--;
  }
  if (left === 0) trials.isCut = true;
  return null;
}

/** Questions about the amounts of one set at most. */
const MOST_AMOUNTS = 200;
const MOST_WAYS = 2_000;

/**
 * Several levers together, with the fewest bytes that they can give up. Only what is shrunk has more or fewer: one
 * buffer is brought to its least while the others do all that they can; of several all ways to share are tried.
 */
export function* leastOfSet(trials: Trials, levers: readonly Lever[]): Asking<Refined | null> {
  const shrinking = levers.filter(({ kind }) => kind === "shrink");
  const others = levers.filter(({ kind }) => kind !== "shrink");
  const first: Refined | null = yield* refined(trials, [...shrinking, ...others]);
  if (first === null || shrinking.length < 2) return first;
  // No way to share gives up fewer bytes than the load is too great by.
  if (first.isProved && others.length === 0 && given(first.trial) <= trials.screen.excessBytes) return first;
  const unitBytes = new Amounts(trials, shrinking, others);
  return yield* unitBytes.least(first);
}

function given({ changes }: Trial): number {
  return changes.reduce((sum, change) => sum + (change.kind === "shrink" ? change.from - change.to : 0), 0);
}

/** Amounts of several buffers that are shrunk. */
class Amounts {
  readonly #trials: Trials;
  readonly #shrinking: readonly Lever[];
  readonly #others: readonly Lever[];
  #best: Trial | null = null;
  /** The sum of all positions of the best. */
  #sum = 0;
  #left = MOST_AMOUNTS;
  /** Ways to share that are looked at, whether the load refutes them or they are asked about. */
  #ways = MOST_WAYS;
  #isProved = true;

  constructor(trials: Trials, shrinking: readonly Lever[], others: readonly Lever[]) {
    this.#trials = trials;
    this.#shrinking = shrinking;
    this.#others = others;
  }

  *least(first: Refined): Asking<Refined> {
    this.#sum = this.#shrinking.reduce((sum, lever) => sum + positionIn(first.trial, lever), 0);
    yield* this.#share([], 0);
    const trial = this.#best;
    if (trial === null) return { trial: first.trial, isProved: first.isProved && this.#isProved };
    // Whatever else is changed was at its most.
    const fixed = this.#shrinking.map((lever): Lever => {
      const change = lever.change([positionIn(trial, lever)]);
      return { ...lever, scales: [1], change: () => change };
    });
    const found: Refined | null = yield* refined(this.#trials, [...fixed, ...this.#others]);
    return { trial: found?.trial ?? trial, isProved: found?.isProved === true && this.#isProved };
  }

  get #isOpen(): boolean {
    if (this.#left > 0 && this.#ways > 0) return true;
    this.#isProved = false;
    return false;
  }

  /** Gives each buffer after those at `at` a position. Recursion is as deep as there are buffers. */
  *#share(at: readonly number[], sum: number): Asking<void> {
    const lever = this.#shrinking[at.length]!;
    const most = lever.scales[0]! - 1;
    if (at.length < this.#shrinking.length - 1) {
      for (let own = 0; own <= most && sum + own < this.#sum && this.#isOpen; own++) {
        yield* this.#share([...at, own], sum + own);
      }
      return;
    }
    // The last one takes what makes the sum one less than the best, as long as that fits.
    for (let own = Math.min(most, this.#sum - 1 - sum); own >= 0; own--) {
      if (!this.#isOpen) return;
      this.#ways--;
      const changes = [...at, own].map((position, i) => this.#shrinking[i]!.change([position]));
      const trial: Trial = yield* this.#trials.ask([
        ...changes,
        ...this.#others.map((other) => other.change(utmost(other))),
      ]);
      if (!trial.isLoad) this.#left--;
      if (trial.verdict === "open") this.#isProved = false;
      if (trial.verdict !== "fits") return;
      this.#best = trial;
      this.#sum = sum + own;
    }
  }
}

/** How far a lever was moved. */
function positionIn({ changes }: Trial, lever: Lever): number {
  const wanted = lever.change([0]);
  const least = lever.change([1 < lever.scales[0]! ? 1 : 0]);
  if (wanted.kind !== "shrink" || least.kind !== "shrink") return 0;
  const made = changes.find((change) => change.kind === "shrink" && change.buffer === wanted.buffer);
  if (made?.kind !== "shrink" || wanted.to === least.to) return 0;
  return Math.round((wanted.to - made.to) / (wanted.to - least.to));
}
