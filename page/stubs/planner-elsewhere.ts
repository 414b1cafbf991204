/** A run that goes to another thread elsewhere: here it is in one already, and nothing waits for it. */
import type { Clock } from "../../src/planner/clock.js";
import { drive } from "../../src/planner/drive.js";
import type { Verified, WholeRun } from "../../src/planner/elsewhere.js";
import type { Limits } from "../../src/planner/options.js";
import { verifyPlan } from "../../src/planner/result.js";
import { Run } from "../../src/planner/run.js";
import type { Watch } from "../../src/planner/watch.js";

export async function runInThread(
  { columns, arrays, opening }: WholeRun,
  limits: Limits,
  clock: Clock,
  watch: Watch,
): Promise<Verified> {
  const outcome = await drive(new Run(arrays, limits, clock, opening), limits, watch);
  return { outcome, verification: verifyPlan(columns, outcome) };
}
