import { compile } from "../model/compile.js";
import type { Model } from "../model/model.js";
import type { PlanResult } from "../planner/index.js";
import type { Problem } from "../problem/index.js";
import { type ClosestPlan, checked } from "./closest-plan.js";
import { keyOf } from "./constraint.js";
import { type GapPoint, GapRecorder } from "./gap-recorder.js";
import { assembled, isSplit, leastPlans } from "./least-capacity.js";
import { type Asking, answer, answerSync, Budget, type ExplainOptions } from "./questions.js";
import { Relaxation } from "./relaxation.js";
import { count, percent, shownBytes } from "./words.js";

export interface UnknownExplanation {
  /** The least overflow known; null where no plan is known at all. */
  readonly closest: ClosestPlan | null;
  /** Proved: no plan peaks lower. Bytes. */
  readonly bound: number;
  /** The peak of the closest plan less the bound: what is open. Null without a plan. */
  readonly gap: number | null;
  /** How it shrank over time, in the run and then in the look for a closer plan; [] where nobody listened. */
  readonly curve: readonly GapPoint[];
  /**
   * Whether more time is likely to help, as far as the curve tells: `likely` if something changed in the last quarter
   * of both, `unlikely` if nothing did after the first, or if no limit stopped it; else `unclear`.
   */
  readonly moreTime: "likely" | "unlikely" | "unclear";
  /** All of it in a few sentences. */
  readonly message: string;
}

export interface UnknownOptions extends ExplainOptions {
  /** What listened to the run. */
  readonly recorder?: GapRecorder;
}

/**
 * Tells of a run that ended without a plan and without a proof: the closest plan, how far the bound is, and whether
 * more time is likely to help. The closest plan is the best of those that the run met and of one that is planned anew
 * without capacities, within the limits of the options.
 *
 * @throws InputError for a malformed problem or option
 */
export async function explainUnknown(
  problem: Problem,
  result: PlanResult,
  options: UnknownOptions = {},
): Promise<UnknownExplanation> {
  const budget = new Budget(options);
  return answer(unknownSteps(problem, result, options.recorder, budget), budget, options);
}

/** The same without a promise, in the calling thread. */
export function explainUnknownSync(
  problem: Problem,
  result: PlanResult,
  options: Omit<UnknownOptions, "signal" | "onProgress"> = {},
): UnknownExplanation {
  const budget = new Budget(options);
  return answerSync(unknownSteps(problem, result, options.recorder, budget), budget, options);
}

function* unknownSteps(
  problem: Problem,
  result: PlanResult,
  recorder: GapRecorder | undefined,
  budget: Budget,
): Asking<UnknownExplanation> {
  const model = compile(problem);
  const heard = recorder?.best ?? null;
  const candidates: (ClosestPlan | null)[] = [
    result.offsets === null ? null : checked(model, result.offsets, result.memories),
    heard?.offsets == null ? null : checked(model, heard.offsets, heard.memories),
  ];
  const isKnown = candidates.some((plan) => plan?.overflow === 0);
  let bound = result.lowerBound;
  const further = new GapRecorder();
  let furtherMs: number | null = null;
  if (!isKnown && budget.isOpen) {
    const found = yield* unbounded(model, budget, further);
    candidates.push(found.plan);
    bound = Math.max(bound, found.lowerBound);
    furtherMs = found.ms;
  }
  const closest = candidates.reduce((best, plan) => {
    if (plan === null || (best !== null && best.overflow <= plan.overflow)) return best;
    return plan;
  }, null);
  const runMs = Math.max(result.solveMs, recorder?.elapsedMs ?? 0);
  const totalMs = runMs + (furtherMs ?? 0);
  const heardOf = recorder?.points ?? [];
  const curve =
    heardOf.length === 0 || furtherMs === null
      ? heardOf
      : continued(heardOf, [...further.points, { ms: furtherMs, peak: closest?.peak ?? null, bound }], runMs);
  const lastMs = curve.at(-1)?.ms ?? null;
  const moreTime = outlook(result, lastMs, totalMs);
  const told = { closest, bound, gap: closest === null ? null : closest.peak - bound, curve, moreTime };
  return { ...told, message: messageOf(model, told, lastMs, totalMs) };
}

/** A curve with what a further run, which began `fromMs` later, has added: lower peaks and higher bounds. */
function continued(curve: readonly GapPoint[], further: readonly GapPoint[], fromMs: number): readonly GapPoint[] {
  const all = [...curve];
  for (const { ms, peak, bound } of further) {
    const last = all.at(-1)!;
    const lower = peak === null ? last.peak : Math.min(peak, last.peak ?? peak);
    const higher = Math.max(bound, last.bound);
    if (lower !== last.peak || higher !== last.bound) all.push({ ms: fromMs + ms, peak: lower, bound: higher });
  }
  return all;
}

/**
 * The least peak without any capacities, a bound that holds with them too, and how long the search took.
 *
 * @param further listens where one memory is planned, so that the peaks on the way are those of the whole
 */
function* unbounded(
  model: Model,
  budget: Budget,
  further: GapRecorder,
): Asking<{ plan: ClosestPlan | null; lowerBound: number; ms: number }> {
  const { problem, memories } = model;
  if (isSplit(model)) {
    const plans = yield* leastPlans(model, budget, memories.length === 1 ? further.hear : undefined);
    const lowerBound = plans.reduce((sum, { result }) => sum + result.lowerBound, 0);
    const ms = plans.reduce((sum, { result }) => sum + result.solveMs, 0);
    return { plan: assembled(model, plans), lowerBound, ms };
  }
  const dropped = new Set(memories.map(({ id }) => keyOf({ kind: "capacity", memory: id ?? "", bytes: 0 })));
  const part = new Relaxation(problem).part([...problem.buffers.keys()], dropped);
  const {
    offsets,
    memories: ids,
    lowerBound,
    solveMs: ms,
  } = yield {
    problem: part,
    stepLimit: budget.leftSteps,
    minimize: true,
    hear: further.hear,
  };
  return { plan: offsets === null ? null : checked(model, offsets, ids), lowerBound, ms };
}

function outlook({ stoppedBy }: PlanResult, lastMs: number | null, totalMs: number): UnknownExplanation["moreTime"] {
  if (stoppedBy === null) return "unlikely";
  if (lastMs === null || totalMs <= 0) return "unclear";
  if (lastMs >= 0.75 * totalMs) return "likely";
  return lastMs <= 0.25 * totalMs ? "unlikely" : "unclear";
}

function messageOf(
  { memories }: Model,
  { closest, bound, gap, moreTime }: Omit<UnknownExplanation, "message">,
  lastMs: number | null,
  totalMs: number,
): string {
  const said: string[] = [];
  if (closest === null) said.push(`no plan is known; none peaks below ${shownBytes(bound)}`);
  else {
    const over = closest.overflow === 0 ? "which fits" : `${count(closest.overflow)} more than there are`;
    said.push(`the closest plan needs ${shownBytes(closest.peak)}, ${over}`);
    const capacity = memories.reduce((sum, memory) => sum + memory.capacity, 0);
    const room = capacity - bound;
    const under = room === 0 ? ", which is the capacity" : `, ${shownBytes(room)} below the capacity`;
    const left = Number.isFinite(room) && room >= 0 ? under : "";
    said.push(`none peaks below ${shownBytes(bound)}${left}: ${shownBytes(gap!)} are open`);
  }
  const ms = (time: number): string => `${count(Math.round(time))} ms`;
  if (lastMs !== null) {
    const since = totalMs > 0 ? ` (${percent(Math.min(1, lastMs / totalMs))} of the time)` : "";
    said.push(`peak or bound last changed after ${ms(lastMs)} of ${ms(totalMs)}${since}`);
  }
  const HELPS = {
    likely: "more time is likely to bring more",
    unlikely: "more of the same time is unlikely to help",
    unclear: "whether more time helps cannot be told from this",
  } as const;
  said.push(HELPS[moreTime]);
  return said.join("; ");
}
