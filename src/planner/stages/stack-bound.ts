import { type StackBound, stackBoundSteps } from "../../bounds/index.js";
import type { RunState } from "../state.js";
import type { Pause } from "./stage.js";

/** Raises the load bound, which the heuristics have not met, to the stack bound, which costs more. */
export function* raiseToStackBound(run: RunState): Generator<Pause, void> {
  const steps = stackBoundSteps(run.arrays, run.low, run.incumbent.offsets);
  let found: StackBound;
  for (;;) {
    const { done, value } = steps.next();
    found = value;
    run.raiseLow(found.bound);
    if (done === true && !run.shouldStop()) run.open();
    if (done === true || run.settled || run.limitReached()) break;
    yield;
  }
  if (run.low <= run.arrays.capacity || found.slot < 0) return;
  run.refute({ cause: "stack", slot: found.slot, height: run.boundOf(run.low) });
}
