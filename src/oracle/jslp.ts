import type { Problem } from "../problem/index.js";
import { frameOf } from "./frame.js";
import { answerFromOrder, type MixedIntegerModel, mixedIntegerModel, PEAK } from "./mip.js";
import type { Oracle, OracleOptions } from "./oracle.js";
import { loadOptional } from "./packages.js";

/** As much of javascript-lp-solver 1 as is used here. */
interface Jslp {
  Solve(model: object): JslpResult;
}

interface JslpResult {
  readonly feasible: boolean;
  readonly isIntegral?: boolean;
  readonly result: number;
  /** The variables that are not 0. */
  readonly [variable: string]: number | boolean | undefined;
}

/**
 * javascript-lp-solver's branch and cut. Blocks the calling thread until it ends.
 *
 * At its time limit it says `feasible: true` and gives the relaxation, or whatever it had found, and nothing in the
 * result tells that from an optimum, or an unfinished search from an infeasible model. So `isIntegral` is asked for,
 * and a run that took the whole limit proves nothing.
 */
export const jslp: Oracle = {
  name: "jslp",
  async solve(problem: Problem, { timeLimitMs = Infinity, packageFolders }: OracleOptions = {}) {
    const frame = frameOf(problem);
    const module = await loadOptional<{ default: Jslp }>("javascript-lp-solver", packageFolders);
    const mixed = mixedIntegerModel(frame);
    const model = toJslp(mixed);
    // Of a model without integers it does not say that its solution is integral, and need not.
    const isLinear = !mixed.variables.some(({ isInteger }) => isInteger);
    const startedAt = performance.now();
    // It reads another clock, in whole milliseconds: what ended one before the limit may have been stopped by it.
    const timeout = Math.max(1, Math.floor(timeLimitMs));
    const result = module.default.Solve(Number.isFinite(timeout) ? { ...model, timeout } : model);
    const ranOut = performance.now() - startedAt >= timeout - 1;
    const hasPlan = result.feasible && (isLinear || result.isIntegral === true);
    return answerFromOrder(problem, frame, {
      readValue: hasPlan ? (variable) => Number(result[variable] ?? 0) : null,
      isProved: hasPlan && !ranOut,
      objective: result.result,
      note: ranOut ? "stopped by the time limit" : null,
    });
  },
};

function toJslp({ variables, rows }: MixedIntegerModel): object {
  const constraints: Record<string, object> = {};
  const columns: Record<string, Record<string, number>> = {};
  const ints: Record<string, 1> = {};
  for (const { name, low, high, isInteger } of variables) {
    columns[name] = { [`range ${name}`]: 1 };
    // Nothing is below 0 by itself.
    constraints[`range ${name}`] = low === high ? { equal: low } : low > 0 ? { min: low, max: high } : { max: high };
    if (isInteger) ints[name] = 1;
  }
  columns[PEAK]!.cost = 1;
  for (const [i, { terms, most }] of rows.entries()) {
    constraints[`row ${i}`] = { max: most };
    for (const [name, coefficient] of terms) columns[name]![`row ${i}`] = coefficient;
  }
  return { optimize: "cost", opType: "min", constraints, variables: columns, ints };
}
