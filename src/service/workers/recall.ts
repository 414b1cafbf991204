import type { PlanResult } from "../../planner/index.js";
import { InputError } from "../../problem/index.js";
import type { SimulationReport } from "../../sim/index.js";
import { answerBytes } from "../wire/answer.js";
import { type Recalled, readRecalled, Unfit } from "../wire/recalled.js";
import { isConstrainedRequest, type PlanTask } from "../wire/task.js";
import type { Ending, Job, WorkerSetting } from "./jobs.js";
import type { Subject } from "./subject.js";
import { subjectOf } from "./subject-of.js";

type RecallJob = Job & { readonly kind: "recall" };

/**
 * Makes an answer of one that was stored where others can write: its plan is replayed, and what the simulator finds is
 * told, not what was stored. An answer that does not stand up to that is `unfit`.
 */
export function recall({ task, answer, isSigned }: RecallJob, { version }: WorkerSetting): Ending {
  try {
    const said = readRecalled(answer, task, version);
    const subject = subjectOf(task);
    const report = said.offsets === null ? null : replayed(said, said.offsets, subject, task.timeline);
    if (report !== null) compare(said, report);
    if (!isSigned) checkClaims(said, report, task);
    const outcome = { ...said, verification: report, operatorOrder: subject.operatorOrder };
    const bytes = answerBytes(outcome, said.stoppedBy, task, version);
    return { kind: "done", bytes, lasting: true, checkable: !isSigned, run: null };
  } catch (error) {
    if (error instanceof Unfit) return { kind: "unfit", why: error.message };
    throw error;
  }
}

/**
 * Whether whoever replays the plan of this result can check all that it claims: its bound is no more than the bytes
 * that live at one time, and nothing rests on a search alone.
 */
export function isCheckable({ status, lowerBound, verification, terms, presolve }: PlanResult): boolean {
  if (status !== "optimal" && status !== "feasible") return false;
  return terms.length === 0 && presolve.length === 0 && lowerBound === verification?.maxLiveBytes;
}

/** @throws Unfit where the plan breaks a rule */
function replayed(
  { memoryIndex }: Recalled,
  offsets: Float64Array,
  subject: Subject,
  timeline: boolean,
): SimulationReport {
  try {
    const memories = memoryIndex === null ? null : Array.from(memoryIndex, (index) => `m${index}`);
    const report = subject.replay({ offsets, memories }, timeline);
    if (!report.ok) throw new Unfit(`its plan breaks a rule: ${report.violations[0]?.message}`);
    return report;
  } catch (error) {
    // A memory that there is not, or none where a buffer has a choice.
    if (error instanceof InputError) throw new Unfit(error.message);
    throw error;
  }
}

/** What is said of a plan must be what the simulator finds. @throws Unfit */
function compare({ status, peak, lowerBound, terms, memoryIndex }: Recalled, report: SimulationReport): void {
  if (peak !== report.peak) throw new Unfit(`its peak is said to be ${peak}, and is ${report.peak}`);
  if (lowerBound > report.peak) throw new Unfit(`its bound, ${lowerBound}, is above its peak, ${report.peak}`);
  const isBest = terms.length > 0 ? terms.every(({ value, bound }) => value === bound) : peak === lowerBound;
  if (isBest !== (status === "optimal")) throw new Unfit(`it is said to be ${status}, with a bound of ${lowerBound}`);
  if ((memoryIndex !== null) !== report.memories.length > 0) throw new Unfit("memories and problem");
  for (const { term, value, bound } of terms) {
    const found = report.terms?.[term];
    if (found !== value) throw new Unfit(`its ${term} is said to be ${value}, and is ${found ?? "nothing"}`);
    if (bound > value) throw new Unfit(`the bound of its ${term}, ${bound}, is above ${value}`);
  }
}

/** Nobody vouches for what it claims: only what a replay shows is taken. @throws Unfit */
function checkClaims(said: Recalled, report: SimulationReport | null, { problem }: PlanTask): void {
  const isPlain = !isConstrainedRequest(problem) && said.terms.length === 0 && said.presolve.length === 0;
  if (report === null || !isPlain) throw new Unfit("nobody vouches for what it claims");
  const { lowerBound } = said;
  const { maxLiveBytes } = report;
  if (lowerBound !== maxLiveBytes) throw new Unfit(`nobody vouches for its bound, ${lowerBound}`);
}
