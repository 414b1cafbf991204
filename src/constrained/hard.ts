import type { Model } from "../model/model.js";
import { explainPresolve, type Part, type PresolveSteps, presolve, restore } from "../presolve/index.js";
import { BodyRun } from "./body-run.js";
import { constrainedInfeasibility, plainestRefutation } from "./infeasibility.js";
import type { PartRun } from "./part.js";
import { PlainRun } from "./plain-run.js";
import type { Work } from "./request.js";
import type { ConstrainedState } from "./state.js";

/**
 * Whether all that can be better or worse about a plan is the peak of each memory: no buffer has a choice, no term
 * depends on pairs or hints. Then memories are planned one by one, and parts of them too.
 */
export function isHard({ bodies, memories, pairs, terms, limits, problem }: Model): boolean {
  if (bodies.some(({ choices }) => choices.length > 1)) return false;
  const counts = (term: "reuse" | "moved"): boolean => terms.includes(term) || limits[term] !== undefined;
  if (counts("reuse") && pairs.some(({ rule }) => rule === "reuse")) return false;
  if (counts("moved") && problem.buffers.some(({ hint = -1 }) => hint >= 0)) return false;
  if (limits.spill !== undefined && spillOf(bodies) > limits.spill) return false;
  return limits.peak === undefined || memories.length === 1;
}

function spillOf(bodies: Model["bodies"]): number {
  return bodies.reduce((sum, { choices }) => sum + choices[0]!.cost, 0);
}

/** Plans a problem in which nothing is soft but the peak: presolve, then part by part. */
export function* planHard(state: ConstrainedState, steps: PresolveSteps): Work<void> {
  const model = withinLimit(state.model);
  const { bodies, memories, terms } = model;
  const minimize = terms.includes("peak");
  const memoryOf = Int32Array.from(bodies, ({ choices }) => choices[0]!.memory);
  const presolved = presolve(model, memoryOf, new Set(), steps);
  state.presolve = explainPresolve(presolved).map(({ text }) => text);
  yield;
  const { parts, placedPeaks } = presolved;
  const runs = parts.map((part) => runOf(part, state, minimize));
  const spill = spillOf(bodies);
  /** By memory: what no plan peaks below. */
  const lows = placedPeaks.slice();
  const takeStock = (): void => {
    for (const [p, { state: part }] of runs.entries()) {
      const { memory } = parts[p]!;
      lows[memory] = Math.max(lows[memory]!, part.bound);
      if (part.refutation === null || state.infeasibility !== null) continue;
      const plainest = plainestRefutation(model, memory, part.refutation);
      state.refute(constrainedInfeasibility(model, memory, plainest));
    }
    state.raise(
      "peak",
      lows.reduce((sum, low) => sum + low, 0),
    );
    state.raise("spill", spill);
    if (state.infeasibility !== null || runs.some(({ state: part }) => part.offsets === null)) return;
    const peaks = placedPeaks.slice();
    for (const [p, { state: part }] of runs.entries()) {
      const { memory } = parts[p]!;
      peaks[memory] = Math.max(peaks[memory]!, part.peak);
    }
    for (const [m, { capacity }] of memories.entries()) if (peaks[m]! > capacity) return;
    const whole = restore(
      presolved,
      runs.map(({ state: part }) => part.offsets!),
    );
    const peak = peaks.reduce((sum, each) => sum + each, 0);
    if (state.best !== null && peak >= state.best.values.peak) return;
    const { bodyOf, atOf } = model;
    state.offer({
      offsets: Float64Array.from(bodyOf, (body, b) => whole[body]! + atOf[b]!),
      memories: Int32Array.from(bodyOf, (body) => memoryOf[body]!),
      values: { spill, reuse: 0, moved: 0, peak },
    });
  };
  const isOpen = ({ state: part }: PartRun, memory: number): boolean =>
    part.offsets === null || (minimize && part.peak > lows[memory]!);
  for (const run of runs) {
    yield* run.begin();
    if (run.state.refutation !== null) break;
  }
  takeStock();
  for (let p = 0; p < runs.length && state.infeasibility === null; p++) {
    const run = runs[p]!;
    const { memory } = parts[p]!;
    if (!isOpen(run, memory)) continue;
    if (state.leftSteps === 0) state.stop("steps");
    if (state.shouldStop()) return;
    yield* run.search(lows[memory]!);
    takeStock();
  }
  state.settled ||= runs.every((run, p) => !isOpen(run, parts[p]!.memory));
  if (!state.settled && state.leftSteps === 0) state.stop("steps");
}

function runOf(part: Part, state: ConstrainedState, minimize: boolean): PartRun {
  return part.kind === "plain" ? new PlainRun(part, state, minimize) : new BodyRun(part, state, minimize);
}

/** A limit on the peak of the only memory is a capacity. */
function withinLimit(model: Model): Model {
  const { limits, memories } = model;
  if (limits.peak === undefined) return model;
  const most = limits.peak;
  return { ...model, memories: memories.map((memory) => ({ ...memory, capacity: Math.min(memory.capacity, most) })) };
}
