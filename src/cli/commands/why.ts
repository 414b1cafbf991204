import {
  explainPeak,
  explainUnknown,
  type GapRecorder,
  infeasibleCore,
  leastCapacity,
  suggest,
} from "../../explain/index.js";
import type { PlanResult } from "../../planner/types.js";
import { loadPolicyOrRules } from "../../policy/index.js";
import type { Problem } from "../../problem/index.js";
import type { ExplainedRow } from "../output/explain-report.js";
import type { ProgressLine } from "../output/progress.js";
import { type Reasons, whyRow } from "../output/why-row.js";

/** How reasons are looked for. */
export interface WhyRun {
  /** Milliseconds for each reason; Infinity is no limit. */
  readonly timeLimitMs: number;
  readonly stepLimit?: number | undefined;
  readonly seed: number;
  readonly policy?: string | undefined;
  readonly signal: AbortSignal;
  readonly progress: ProgressLine;
}

/** Why a run came to what it came to: for machines, and for people as it was found. */
export async function reasonsRow(
  problem: Problem,
  result: PlanResult,
  recorder: GapRecorder,
  run: WhyRun,
): Promise<Pick<ExplainedRow, "why" | "explained">> {
  const reasons = await reasonsOf(problem, result, recorder, run).finally(() => run.progress.clear());
  return { why: whyRow(problem, reasons), explained: { problem, reasons } };
}

/** Changes with which a problem that has no plan would fit; [] for others. Whether these are all of them. */
export async function suggestionsRow(
  problem: Problem,
  result: PlanResult,
  count: number,
  run: WhyRun,
): Promise<Required<Pick<ExplainedRow, "suggestions" | "suggestionsComplete">>> {
  if (result.offsets !== null) return { suggestions: [], suggestionsComplete: true };
  if (run.signal.aborted) return { suggestions: [], suggestionsComplete: false };
  const asked = suggest(problem, { ...optionsOf(run, "what would help"), count, result });
  const found = await asked.finally(() => run.progress.clear());
  const suggestions = found.suggestions.map(({ offsets, ...other }, i) => {
    return { rank: i + 1, ...other, offsets: [...offsets] };
  });
  return { suggestions, suggestionsComplete: found.isComplete };
}

/**
 * A plan is explained as it is. Where there is none, parts of the problem are planned, and never the whole again within
 * its capacity.
 */
async function reasonsOf(problem: Problem, result: PlanResult, recorder: GapRecorder, run: WhyRun): Promise<Reasons> {
  const peak = explainPeak(problem, result.offsets === null ? null : result);
  const nothing = { peak, core: null, least: null, unknown: null };
  if (result.offsets !== null) return nothing;
  if (result.status !== "infeasible") {
    const options = { ...optionsOf(run, "no answer: the closest plan"), recorder };
    return { ...nothing, unknown: await explainUnknown(problem, result, options) };
  }
  const core = await infeasibleCore(problem, { ...optionsOf(run, "no plan: who cannot go together"), result });
  if (run.signal.aborted) return { ...nothing, core };
  return { ...nothing, core, least: await leastCapacity(problem, optionsOf(run, "no plan: what would do")) };
}

function optionsOf({ timeLimitMs, stepLimit, seed, policy, signal, progress }: WhyRun, what: string) {
  return {
    seed,
    signal,
    policy: loadPolicyOrRules(policy ?? "learned", () => {}),
    ...(Number.isFinite(timeLimitMs) && { timeLimitMs }),
    ...(stepLimit !== undefined && { stepLimit }),
    ...(progress.visible && {
      onProgress: ({ steps, elapsedMs }: { readonly steps: number; readonly elapsedMs: number }) =>
        progress.say(what, steps, elapsedMs),
    }),
  };
}
