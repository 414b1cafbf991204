import { basename } from "node:path";
import { checkedPlan } from "../../explain/index.js";
import { closestOf, headline } from "../../explain/reasons.js";
import type { Document } from "../../formats/index.js";
import { pictureOf, reportOf } from "../../picture/index.js";
import { displayName } from "../input/files.js";
import { reportTemplate } from "../page-files.js";
import type { Subject } from "./picture.js";

/**
 * The report of a result as HTML. Where there is no plan it shows the load, and the closest plan that is known.
 *
 * @param notes what was told of how the file was read
 * @throws Unavailable where the page was not built
 */
export async function reportFor(
  { file, problem, result, reasons, best }: Subject,
  notes: readonly string[],
): Promise<string> {
  const template = reportTemplate();
  const title = basename(displayName(file));
  if (result.offsets !== null) return reportOf(template, [pictureOf(problem, { title, result, notes })]);
  const met = best === null || best.offsets === null ? null : checkedPlan(problem, best.offsets, best.memories);
  const near = (reasons === null ? null : closestOf(reasons)) ?? met;
  const picture = pictureOf(problem, {
    title,
    result,
    notes,
    plan: near === null ? null : { offsets: near.offsets, memories: near.memories, fits: false },
    ...(reasons?.core != null && { core: reasons.core.buffers }),
    ...(reasons !== null && { message: headline(reasons) }),
  });
  return reportOf(template, [picture]);
}

/** The report of two placed files, side by side. @throws Unavailable where the page was not built */
export function reportOfBoth(documents: readonly Document[]): string {
  const pictures = documents.map(({ problem, offsets, memories, fileName, notes }) => {
    const plan = { offsets: offsets!, memories, fits: true };
    return pictureOf(problem, { title: basename(fileName), plan, notes });
  });
  return reportOf(reportTemplate(), pictures);
}
