import { basename } from "node:path";
import { closestOf, headline, type Reasons } from "../../explain/reasons.js";
import type { PlanResult } from "../../planner/types.js";
import type { Problem } from "../../problem/index.js";
import { displayName } from "../input/files.js";

/** What is drawn of one file. */
export interface Subject {
  readonly file: string;
  readonly problem: Problem;
  readonly result: PlanResult;
  /** Where they were asked for. */
  readonly reasons: Reasons | null;
  /** The best plan that the run met, whatever its height. */
  readonly best: { readonly offsets: ArrayLike<number> | null; readonly memories: readonly string[] | null } | null;
}

/** The plan as a picture, or, where there is none, what does not fit. */
export async function pictureOf({ file, problem, result, reasons, best }: Subject): Promise<string> {
  const { drawPlan, drawShortage } = await import("../../draw/index.js");
  const title = basename(displayName(file));
  const { offsets, memories, terms, lowerBound, infeasibility, status } = result;
  if (offsets !== null) return drawPlan(problem, offsets, { title, lowerBound, memories, terms });
  const { explainPeak, checkedPlan } = await import("../../explain/index.js");
  const peak = reasons?.peak ?? explainPeak(problem);
  // Without reasons nothing is planned anew: what the run itself knows is drawn.
  const met = best === null || best.offsets === null ? null : checkedPlan(problem, best.offsets, best.memories);
  return drawShortage(problem, {
    title: `${title}: ${status === "infeasible" ? "no plan fits" : "no plan was found"}`,
    memories: peak.memories,
    plan: (reasons === null ? null : closestOf(reasons)) ?? met,
    core: reasons?.core?.buffers ?? infeasibility?.buffers ?? [],
    message: reasons === null ? (infeasibility?.message ?? "") : headline(reasons),
  });
}
