import {
  type ExplainOptions,
  explainResult,
  type GapRecorder,
  type ReasonSought,
  type Suggestion,
  suggest,
} from "../../explain/index.js";
import type { PlanResult } from "../../planner/types.js";
import { loadPolicyOrRules } from "../../policy/index.js";
import type { Problem } from "../../problem/index.js";
import type { ExplainedRow } from "../output/explain-report.js";
import type { ProgressLine } from "../output/progress.js";
import { whyRow } from "../output/why-row.js";
import type { Answer } from "../planners/planner.js";

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
  const optionsFor = (sought: ReasonSought) => optionsOf(run, SOUGHT[sought]);
  const asked = explainResult(problem, result, recorder, optionsFor);
  const reasons = await asked.finally(() => run.progress.clear());
  return { why: whyRow(problem, reasons), explained: { problem, reasons } };
}

/** Changes with which a problem that has no plan would fit; [] for others. */
export async function suggestionsRow(
  problem: Problem,
  result: PlanResult,
  count: number,
  run: WhyRun,
): Promise<Required<Pick<ExplainedRow, "suggestions">>> {
  if (result.offsets !== null || run.signal.aborted) return { suggestions: [] };
  const asked = suggest(problem, { ...optionsOf(run, "what would help"), count, result });
  return suggestionsIn(await asked.finally(() => run.progress.clear()));
}

function suggestionsIn(found: readonly Suggestion[]): Required<Pick<ExplainedRow, "suggestions">> {
  return { suggestions: found.map(({ offsets, ...other }, i) => ({ rank: i + 1, ...other, offsets: [...offsets] })) };
}

/** The same as a server has told it. */
export function rowsOfServer(
  problem: Problem,
  { reasons = null, suggestions }: Answer,
  isSuggesting: boolean,
): Pick<ExplainedRow, "why" | "explained" | "suggestions"> {
  return {
    ...(reasons !== null && { why: whyRow(problem, reasons), explained: { problem, reasons } }),
    ...(isSuggesting && suggestionsIn(suggestions ?? [])),
  };
}

const SOUGHT: Readonly<Record<ReasonSought, string>> = {
  unknown: "no answer: the closest plan",
  core: "no plan: who cannot go together",
  least: "no plan: what would do",
};

function optionsOf({ timeLimitMs, stepLimit, seed, policy, signal, progress }: WhyRun, what: string): ExplainOptions {
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
