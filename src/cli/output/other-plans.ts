import { formatCount } from "../../draw/units.js";
import type { Document, OtherPlan } from "../../formats/index.js";
import type { Problem } from "../../problem/index.js";
import { simulate } from "../../sim/index.js";
import { displayName } from "../input/files.js";
import type { OtherPlanRow, PackRow } from "./rows.js";

/** The plans of others in a document, each replayed where its offsets are known. */
export function otherPlanRows({ problem, otherPlans }: Document): OtherPlanRow[] {
  return otherPlans.map((plan) => ({ planner: plan.planner, peak: plan.peak, ...judged(problem, plan) }));
}

/** Whether it fits into the capacity is to be seen by its peak; here it is asked whether it is a plan at all. */
function judged(problem: Problem, { offsets, peak }: OtherPlan): Pick<OtherPlanRow, "verified" | "violation"> {
  // Where each buffer lies among several memories is not known.
  if (offsets === null || (problem.memories?.length ?? 0) > 1) return { verified: null };
  const { capacity: _, limits: __, memories, ...unbounded } = problem;
  const listed = memories?.map(({ capacity: ___, ...memory }) => memory);
  const report = simulate({ ...unbounded, ...(listed !== undefined && { memories: listed }) }, offsets);
  if (!report.ok) return { verified: false, violation: report.violations[0]?.message ?? "the simulator refuses it" };
  if (report.peak <= peak) return { verified: true };
  return { verified: false, violation: `its offsets need ${formatCount(report.peak)} bytes` };
}

/** A line for people for each plan of others: `model.tflite: TFLM plans 663,552; telaplan 454,656, −31 %`. */
export function otherPlanLines(rows: readonly Pick<PackRow, "file" | "peak" | "otherPlans">[]): string[] {
  return rows.flatMap(({ file, peak: ours, otherPlans = [] }) =>
    otherPlans.map(({ planner, peak, violation }) => {
      const theirs = `${displayName(file)}: ${planner} plans ${formatCount(peak)}`;
      const wrong = violation === undefined ? "" : ` (which is no plan: ${violation})`;
      return `${theirs}${wrong}${ours === null ? "" : `; ${comparison(ours, peak)}`}`;
    }),
  );
}

function comparison(ours: number, theirs: number): string {
  if (ours === theirs) return "telaplan the same";
  const told = `telaplan ${formatCount(ours)}`;
  return theirs === 0 ? told : `${told}, ${percentText((ours / theirs - 1) * 100)}`;
}

/** A change in percent, with its sign: whole from ten on, else two digits that count. */
function percentText(percent: number): string {
  const size = Math.abs(percent);
  const digits = size >= 10 ? String(Math.round(size)) : decimalText(Number(size.toPrecision(2)));
  return `${percent < 0 ? "−" : "+"}${digits} %`;
}

/** Without an exponent. */
function decimalText(value: number): string {
  const text = String(value);
  return text.includes("e") ? value.toFixed(20).replace(/0+$/, "") : text;
}
