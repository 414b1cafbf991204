// Holds the planner to a certified instance.
import { planSync } from "../dist/planner/index.js";
import { loadBound, toArrays } from "../dist/problem/index.js";
import { simulate } from "../dist/sim/index.js";

/**
 * What the planner says of an instance whose optimum is known. Asked are the least peak, a fit at the optimum, and a
 * fit one byte below it, which has to be refuted. A buffer that alone is as high as the optimum would be bad input
 * there, not infeasible: then nothing is asked below.
 *
 * `wrong`: answers that cannot be true, in words. `open`: answers that a limit cut short of the truth.
 */
export function replay({ problem, load, optimum }, { timeLimitMs = Infinity } = {}) {
  const wrong = [];
  const open = [];
  const limit = Number.isFinite(timeLimitMs) ? { timeLimitMs } : {};
  const ask = (question, capacity, options) => {
    const asked = capacity === undefined ? problem : { ...problem, capacity };
    const result = planSync(asked, { ...limit, ...options });
    const { status, peak, offsets, lowerBound } = result;
    const said = (text) => `${question}: ${text} (${status}, peak ${peak}, bound ${lowerBound})`;
    if (offsets !== null && !simulate(asked, offsets).ok) wrong.push(said("its plan fails the simulation"));
    if (peak !== null && peak < optimum) wrong.push(said(`its plan is below the optimum ${optimum}`));
    if (lowerBound > optimum) wrong.push(said(`its bound is above the optimum ${optimum}`));
    return { ...result, said };
  };
  const least = ask("least peak", undefined, { minimize: true });
  if (loadBound(toArrays(problem)) !== load) wrong.push(least.said(`the load bound is not ${load}`));
  // Nothing false was said, but less than the truth: without a limit that would be a fault, too.
  const miss = (answer, text) => (answer.stoppedBy === null ? wrong : open).push(answer.said(text));
  if (least.status !== "optimal" || least.peak !== optimum) miss(least, `not the optimum ${optimum}`);
  const at = ask("fit at the optimum", optimum, {});
  if (at.offsets === null) miss(at, "no plan");
  if (!isAskable(problem, optimum - 1)) return { wrong, open };
  const below = ask("fit one byte below", optimum - 1, {});
  if (below.status !== "infeasible") miss(below, "not refuted");
  return { wrong, open };
}

/** Whether a capacity can be asked for at all: a buffer that alone exceeds it is bad input. */
export function isAskable({ buffers }, capacity) {
  return capacity >= 0 && buffers.every(({ size, offset = 0 }) => offset + size <= capacity);
}
