import type { Asking } from "../questions.js";
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
  const at = levers.map(utmost);
  const ask = (): Asking<Trial> => trials.ask(levers.map((lever, l) => lever.change(at[l]!)));
  let best: Trial = yield* ask();
  if (best.verdict !== "fits") return null;
  let isProved = true;
  for (const own of at) {
    for (const [scale, most] of own.entries()) {
      let low = -1;
      let isOpen = false;
      // The least is asked first: often it is enough, as where a load is too great by less than it gives.
      for (let high = most; high - low > 1; ) {
        own[scale] = low < 0 && high === most ? 0 : Math.floor((low + high) / 2);
        const trial: Trial = yield* ask();
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

/** Where more need not be better, all positions are tried from the least on. */
function* firstThatFits(trials: Trials, lever: Lever): Asking<Refined | null> {
  let isProved = true;
  for (let at = 0; at < lever.scales[0]!; at++) {
    const trial: Trial = yield* trials.ask([lever.change([at])]);
    if (trial.verdict === "fits") return { trial, isProved };
    if (trial.verdict === "open") isProved = false;
  }
  return null;
}
