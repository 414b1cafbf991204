// Holds the planner to a certified instance.

/**
 * @import { PlanResult } from "../dist/planner/index.js"
 * @import { Problem } from "../dist/problem/index.js"
 * @import { Certified } from "./records.mjs"
 *
 * @typedef {object} Replay
 * @property {readonly string[]} wrong answers that cannot be true, in words
 * @property {readonly string[]} open answers that a limit cut short of the truth, in words
 *
 * @typedef {PlanResult & { readonly said: (text: string) => string }} Asked `said` puts a fault before the answer
 */
import { planSync } from "../dist/planner/index.js";
import { loadBound, toArrays } from "../dist/problem/index.js";
import { simulate } from "../dist/sim/index.js";

/**
 * What the planner says of an instance whose optimum is known. Asked are the least peak, a fit at the optimum, and a
 * fit one byte below it, which has to be refuted.
 *
 * @param {Pick<Certified, "problem" | "load" | "optimum">} record
 * @param {{ timeLimitMs?: number, onProved?: (what: string, problem: Problem, result: PlanResult) => void }} [options]
 * `onProved` hears of the optimum and of the refutation below it
 * @returns {Replay}
 */
export function replay({ problem, load, optimum }, { timeLimitMs = Infinity, onProved } = {}) {
  /** @type {string[]} */
  const wrong = [];
  /** @type {string[]} */
  const open = [];
  const limit = Number.isFinite(timeLimitMs) ? { timeLimitMs } : {};
  /** @type {(question: string, capacity: number | undefined, options: { minimize?: boolean }) => Asked} */
  const ask = (question, capacity, options) => {
    const asked = capacity === undefined ? problem : { ...problem, capacity };
    const result = planSync(asked, { ...limit, ...options });
    const { status, peak, offsets, lowerBound } = result;
    /** @param {string} text */
    const said = (text) => `${question}: ${text} (${status}, peak ${peak}, bound ${lowerBound})`;
    if (offsets !== null && !simulate(asked, offsets).ok) wrong.push(said("its plan fails the simulation"));
    if (peak !== null && peak < optimum) wrong.push(said(`its plan is below the optimum ${optimum}`));
    if (lowerBound > optimum) wrong.push(said(`its bound is above the optimum ${optimum}`));
    return { ...result, said };
  };
  const least = ask("least peak", undefined, { minimize: true });
  if (loadBound(toArrays(problem)) !== load) wrong.push(least.said(`the load bound is not ${load}`));
  // Nothing false was said, but less than the truth: without a limit that would be a fault, too.
  /** @type {(answer: Asked, text: string) => unknown} */
  const miss = (answer, text) => (answer.stoppedBy === null ? wrong : open).push(answer.said(text));
  if (least.status !== "optimal" || least.peak !== optimum) miss(least, `not the optimum ${optimum}`);
  else onProved?.("optimum", problem, least);
  const at = ask("fit at the optimum", optimum, {});
  if (at.offsets === null) miss(at, "no plan");
  if (optimum === 0) return { wrong, open };
  const below = ask("fit one byte below", optimum - 1, {});
  if (below.status !== "infeasible") miss(below, "not refuted");
  else onProved?.("refutation", { ...problem, capacity: optimum - 1 }, below);
  return { wrong, open };
}
