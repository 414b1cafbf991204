import type { Problem } from "../problem/index.js";
import { answer } from "./answer.js";
import { type Frame, frameOf } from "./frame.js";
import type { Oracle, OracleOptions } from "./oracle.js";
import { loadOptional } from "./packages.js";

/** As much of or-tools-wasm's CP-SAT as is used here. */
interface CpSat {
  CpModel: new () => CpModel;
  CpSolver: new () => CpSolver;
}

/** A variable, or a number times one. */
interface Expression {
  times(factor: number): Expression;
  minus(other: Expression): Expression;
}

interface CpModel {
  newIntVar(low: number, high: number, name: string): Expression;
  newFixedSizeIntervalVar(start: Expression | number, size: number, name: string): object;
  addLinearConstraint(expression: Expression, low: number, high: number): object;
  addNoOverlap2D(across: readonly object[], up: readonly object[]): object;
  addCumulative(intervals: readonly object[], demands: readonly number[], capacity: Expression): object;
  minimize(objective: Expression): void;
}

interface CpSolver {
  solve(model: CpModel, parameters: object): Promise<unknown>;
  statusName(status: unknown): string;
  value(expression: Expression): number;
  bestObjectiveBound(): number;
}

/** What a status means that is no proof. A plan within the model's limit is known, so it is never infeasible. */
const NOTES: Readonly<Record<string, string>> = {
  FEASIBLE: "stopped by the time limit",
  UNKNOWN: "stopped by the time limit",
  MODEL_INVALID: "refused the model",
  INFEASIBLE: "calls a model infeasible that has a plan",
};

/**
 * CP-SAT, compiled to WebAssembly (or-tools-wasm): rectangles that may not overlap, with time across and address up,
 * and the load of every time as a redundant constraint. It computes in integers, so its bound counts also where it was
 * stopped. Blocks the calling thread for most of its run; `maxTimeInSeconds` is the only limit that it heeds.
 */
export const cpsat: Oracle = {
  name: "cpsat",
  async solve(problem: Problem, { timeLimitMs, packageFolders }: OracleOptions = {}) {
    const frame = frameOf(problem);
    if (frame.count === 0) return answer(problem, frame, { offsets: [], bound: 0, note: null });
    const { CpModel, CpSolver } = await loadOptional<CpSat>("or-tools-wasm/cp-sat", packageFolders);
    const model = new CpModel();
    const offsets = pose(model, problem, frame);
    const solver = new CpSolver();
    const limit = timeLimitMs === undefined ? {} : { maxTimeInSeconds: timeLimitMs / 1000 };
    const status = solver.statusName(await solver.solve(model, { numSearchWorkers: 1, ...limit }));
    const note = NOTES[status] ?? null;
    if (status !== "OPTIMAL" && status !== "FEASIBLE") return answer(problem, frame, { offsets: null, bound: 0, note });
    const bound = Math.ceil(solver.bestObjectiveBound() - 1e-6);
    return answer(problem, frame, { offsets: offsets.map((offset) => Math.round(solver.value(offset))), bound, note });
  },
};

/** Writes the problem into the model and returns the offsets of the frame's buffers. */
function pose(model: CpModel, problem: Problem, frame: Frame): Expression[] {
  const { size, alignment, least, most, ground, loadBound, limit } = frame;
  const buffers = frame.position.map((b) => problem.buffers[b]!);
  const peak = model.newIntVar(loadBound, limit, "peak");
  const offsets = buffers.map((_, b) => {
    const step = alignment[b]!;
    const level = model.newIntVar(least[b]! / step, most[b]! / step, `level ${b}`);
    const offset = step === 1 ? level : level.times(step);
    model.addLinearConstraint(peak.minus(offset), size[b]!, limit);
    return offset;
  });
  const across = buffers.map(({ lower, upper }, b) => model.newFixedSizeIntervalVar(lower, upper - lower, `life ${b}`));
  const up = offsets.map((offset, b) => model.newFixedSizeIntervalVar(offset, size[b]!, `bytes ${b}`));
  model.addNoOverlap2D(across, up);
  // What may not be used at the bottom counts as a load that is always there.
  const first = Math.min(...buffers.map(({ lower }) => lower));
  const last = Math.max(...buffers.map(({ upper }) => upper));
  const always = ground === 0 ? [] : [model.newFixedSizeIntervalVar(first, last - first, "ground")];
  model.addCumulative([...across, ...always], [...size, ...always.map(() => ground)], peak);
  model.minimize(peak);
  return offsets;
}
