import type { PlanResult } from "../planner/index.js";
import type { Problem } from "../problem/index.js";
import { explainPeak } from "./explain-peak.js";
import { explainUnknown } from "./explain-unknown.js";
import type { GapRecorder } from "./gap-recorder.js";
import { infeasibleCore } from "./infeasible-core.js";
import { leastCapacity } from "./least-capacity.js";
import type { ExplainOptions } from "./questions.js";
import type { Reasons } from "./reasons.js";

/** What is looked for, one after the other. */
export type ReasonSought = "unknown" | "core" | "least";

/**
 * Explains a result: a plan as it is. Where there is none, parts of the problem are planned, and never the whole again
 * within its capacity.
 *
 * @param recorder what listened to the run
 * @param optionsFor asked before each thing that is looked for
 */
export async function explainResult(
  problem: Problem,
  result: PlanResult,
  recorder: GapRecorder,
  optionsFor: (sought: ReasonSought) => ExplainOptions,
): Promise<Reasons> {
  const peak = explainPeak(problem, result);
  const nothing = { peak, core: null, least: null, unknown: null };
  if (result.offsets !== null) return nothing;
  if (result.status !== "infeasible") {
    return { ...nothing, unknown: await explainUnknown(problem, result, { ...optionsFor("unknown"), recorder }) };
  }
  const core = await infeasibleCore(problem, { ...optionsFor("core"), result });
  const options = optionsFor("least");
  if (options.signal?.aborted === true) return { ...nothing, core };
  return { ...nothing, core, least: await leastCapacity(problem, options) };
}
