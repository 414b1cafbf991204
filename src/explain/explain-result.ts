import type { PlanResult } from "../planner/index.js";
import type { Problem } from "../problem/index.js";
import { factsOf, remediesOf } from "./core-words.js";
import { explainPeak } from "./explain-peak.js";
import { explainUnknown } from "./explain-unknown.js";
import type { GapRecorder } from "./gap-recorder.js";
import { type InfeasibleCore, infeasibleCore } from "./infeasible-core.js";
import { type LeastCapacities, leastCapacity } from "./least-capacity.js";
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
  const least = await leastCapacity(problem, options);
  return { ...nothing, core: core === null ? null : withLeast(problem, core, least), least };
}

/** A core whose remedies say by how much the whole problem needs its memory raised, and not the core alone. */
function withLeast(problem: Problem, core: InfeasibleCore, { memories }: LeastCapacities): InfeasibleCore {
  const facts = factsOf(problem, core.buffers, core.constraints);
  const own = memories.find(({ memory }) => memory === facts.memory);
  const isShort = own !== undefined && (own.bytes === null || own.bytes > own.capacity);
  if (!isShort) return core;
  return { ...core, remedies: remediesOf(problem, { ...facts, neededBytes: core.neededBytes, time: core.time }, own) };
}
