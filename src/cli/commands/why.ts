import { explainPeak, explainUnknown, type GapRecorder, infeasibleCore, leastCapacity } from "../../explain/index.js";
import type { PlanResult } from "../../planner/types.js";
import { loadPolicyOrRules } from "../../policy/index.js";
import type { Problem } from "../../problem/index.js";
import type { ProgressLine } from "../output/progress.js";
import type { Reasons } from "../output/why-row.js";

/** How reasons are looked for. */
export interface WhyRun {
  /** What listened to the run. */
  readonly recorder: GapRecorder;
  /** Milliseconds for each reason; Infinity is no limit. */
  readonly timeLimitMs: number;
  readonly stepLimit?: number | undefined;
  readonly seed: number;
  readonly policy?: string | undefined;
  readonly signal: AbortSignal;
  readonly progress: ProgressLine;
}

/**
 * Why a run came to what it came to. A plan is explained as it is. Where there is none, parts of the problem are
 * planned, and never the whole again within its capacity.
 */
export async function reasonsOf(problem: Problem, result: PlanResult, run: WhyRun): Promise<Reasons> {
  const { recorder, timeLimitMs, stepLimit, seed, signal, progress } = run;
  const peak = explainPeak(problem, result.offsets === null ? null : result);
  const nothing = { peak, core: null, least: null, unknown: null };
  if (result.offsets !== null) return nothing;
  const options = (what: string) => ({
    seed,
    signal,
    policy: loadPolicyOrRules(run.policy ?? "learned", () => {}),
    ...(Number.isFinite(timeLimitMs) && { timeLimitMs }),
    ...(stepLimit !== undefined && { stepLimit }),
    ...(progress.visible && {
      onProgress: ({ steps, elapsedMs }: { readonly steps: number; readonly elapsedMs: number }) =>
        progress.say(what, steps, elapsedMs),
    }),
  });
  try {
    if (result.status !== "infeasible") {
      const unknown = await explainUnknown(problem, result, { ...options("no answer: the closest plan"), recorder });
      return { ...nothing, unknown };
    }
    const core = await infeasibleCore(problem, { ...options("no plan: who cannot go together"), result });
    if (signal.aborted) return { ...nothing, core };
    return { ...nothing, core, least: await leastCapacity(problem, options("no plan: what capacity would do")) };
  } finally {
    progress.clear();
  }
}
