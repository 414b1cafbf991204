import { alignUp, type Problem } from "../problem/index.js";
import { answer } from "./answer.js";
import type { Frame } from "./frame.js";
import type { OracleResult } from "./oracle.js";

/** A variable of a mixed-integer model, with 0 ≤ low ≤ high. */
export interface Variable {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly isInteger: boolean;
}

/** The sum of coefficient × variable is at most `most`. */
export interface Row {
  readonly terms: readonly (readonly [variable: string, coefficient: number])[];
  readonly most: number;
}

/** Minimise the variable `peak`. */
export interface MixedIntegerModel {
  readonly variables: readonly Variable[];
  readonly rows: readonly Row[];
}

export const PEAK = "peak";

/**
 * The allocation problem as a mixed-integer model, in units from the frame's origin.
 *
 * An offset is `alignment × level`; the level is an integer where the alignment is above 1, and a real number
 * elsewhere, because once the order is settled all that is left are differences of integers. Each pair of neighbours
 * has a binary, 1 where the first lies below the second, and the two rows that it switches have the least constants
 * that the ranges of the offsets allow; what cannot be otherwise is fixed. The peak is bounded by the load from below,
 * where the relaxation alone would say the greatest size.
 */
export function mixedIntegerModel(frame: Frame): MixedIntegerModel {
  const { count, size, alignment, least, most, pairs, loadBound, limit } = frame;
  const variables: Variable[] = [{ name: PEAK, low: loadBound, high: limit, isInteger: false }];
  const rows: Row[] = [];
  for (let b = 0; b < count; b++) {
    const step = alignment[b]!;
    variables.push({ name: levelOf(b), low: least[b]! / step, high: most[b]! / step, isInteger: step > 1 });
    rows.push({
      terms: [
        [levelOf(b), step],
        [PEAK, -1],
      ],
      most: -size[b]!,
    });
  }
  for (const [a, b] of pairs) {
    const below = orderOf(a, b);
    const canBeBelow = least[a]! + size[a]! <= most[b]!;
    const canBeAbove = least[b]! + size[b]! <= most[a]!;
    variables.push({ name: below, low: canBeAbove ? 0 : 1, high: canBeBelow ? 1 : 0, isInteger: true });
    const [x, y] = [alignment[a]!, alignment[b]!];
    // The most by which the ranges alone let the lower one's top exceed the upper one's offset.
    const excess = Math.max(0, most[a]! + size[a]! - least[b]!);
    rows.push({
      terms: [
        [levelOf(a), x],
        [levelOf(b), -y],
        [below, excess],
      ],
      most: excess - size[a]!,
    });
    const excessAbove = Math.max(0, most[b]! + size[b]! - least[a]!);
    rows.push({
      terms: [
        [levelOf(b), y],
        [levelOf(a), -x],
        [below, -excessAbove],
      ],
      most: -size[b]!,
    });
  }
  return { variables, rows };
}

function levelOf(b: number): string {
  return `x${b}`;
}

function orderOf(a: number, b: number): string {
  return `y${a}_${b}`;
}

/**
 * Beyond these many units, a binary that is off by what solvers in floating point take for an integer (1e-5 in GLPK)
 * moves an offset by half a unit and more, and their optimum may be a relaxation's.
 */
const MOST_UNITS = 50_000;

/** What a solver in floating point has to say. */
export interface FloatingOutcome {
  /** The value of a variable, null where there is no integral solution. */
  readonly readValue: ((variable: string) => number) | null;
  /** The solver ran to its end and calls its solution optimal. */
  readonly isProved: boolean;
  /** The solver's own objective, in units. */
  readonly objective: number;
  readonly note: string | null;
}

/**
 * Makes a result of a solution. Only the binaries are taken from it: the offsets are stacked anew, in integers, in the
 * order that they say. An objective that the stack does not meet is no proof, nor is one beyond what floating point
 * resolves.
 */
export function answerFromOrder(problem: Problem, frame: Frame, outcome: FloatingOutcome): OracleResult {
  const { isProved, objective, readValue } = outcome;
  const offsets = readValue === null ? null : stack(frame, readValue);
  if (offsets === null) {
    const note =
      outcome.note ?? (readValue === null ? "ended without a plan" : "its solution is no order of the buffers");
    return answer(problem, frame, { offsets, bound: 0, note });
  }
  const peak = offsets.reduce((top, units, b) => Math.max(top, units + frame.size[b]!), frame.loadBound);
  let note = outcome.note;
  let bound = 0;
  if (isProved && frame.limit > MOST_UNITS) note = "too many units for a proof in floating point";
  else if (isProved && Math.abs(objective - peak) > 0.01) note = `its optimum ${objective} is not the peak of its plan`;
  else if (isProved) bound = peak;
  return answer(problem, frame, { offsets, bound, note });
}

/**
 * Lowest offsets in the order of the binaries: longest paths, relaxed until nothing rises. Null where the order goes
 * round in a circle or above a fixed offset.
 */
function stack(frame: Frame, readValue: (variable: string) => number): number[] | null {
  const { count, size, alignment, isFixed, least, pairs } = frame;
  const offsets = [...least];
  const order = pairs.map(([a, b]) => (readValue(orderOf(a, b)) > 0.5 ? ([a, b] as const) : ([b, a] as const)));
  for (let round = 0; round <= count; round++) {
    let rose = false;
    for (const [lower, upper] of order) {
      const at = alignUp(offsets[lower]! + size[lower]!, alignment[upper]!);
      if (at <= offsets[upper]!) continue;
      if (isFixed[upper]) return null;
      offsets[upper] = at;
      rose = true;
    }
    if (!rose) return offsets;
  }
  return null;
}
