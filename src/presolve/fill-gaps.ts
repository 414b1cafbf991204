import type { BodyProblem } from "../bodies/body-problem.js";
import { mergeCells, withCells } from "../bodies/bounds/merge-cells.js";

/**
 * Fills gaps, windows and times between aliases that lie between the first and the last time of no other body: there
 * the body may as well have its whole extent. Nothing lives with it, so no plan is lost or won, and what fills up
 * becomes one rectangle. That no other body lives there would not do: two that both filled the same time would meet.
 */
export function fillGaps(problem: BodyProblem): BodyProblem {
  const { count, size, cellStart, cellLower, cellUpper, cellFrom, cellTo, cellBuffer } = problem;
  if (cellLower.length === count && isAllWhole(problem)) return problem;
  const lived = Array.from({ length: count }, (_, b) => b).filter((b) => cellStart[b + 1]! > cellStart[b]!);
  const cellsOf = (values: Float64Array, b: number) => values.subarray(cellStart[b]!, cellStart[b + 1]!);
  const lowers = Float64Array.from(lived, (b) => cellsOf(cellLower, b).reduce((x, y) => Math.min(x, y))).sort();
  const uppers = Float64Array.from(lived, (b) => cellsOf(cellUpper, b).reduce((x, y) => Math.max(x, y))).sort();
  let changed = false;
  const cells = Array.from({ length: count }, (_, b) => {
    const own = Array.from({ length: cellStart[b + 1]! - cellStart[b]! }, (_, i) => {
      const c = cellStart[b]! + i;
      const [from, to] = [cellFrom[c]!, cellTo[c]!];
      return { lower: cellLower[c]!, upper: cellUpper[c]!, from, to, buffer: cellBuffer[c]! };
    });
    if (own.length === 0) return own;
    const cuts = [...new Set(own.flatMap(({ lower, upper }) => [lower, upper]))].sort((x, y) => x - y);
    const filled = cuts.slice(1).flatMap((upper, i) => {
      const lower = cuts[i]!;
      const live = own.filter((cell) => cell.lower < upper && lower < cell.upper);
      if (live.some(({ from, to }) => from === 0 && to === size[b])) return [];
      // Of all bodies, those that begin before its end less those that end before its beginning.
      if (rankOf(lowers, upper) - rankOf(uppers, lower + 1) > 1) return [];
      return [{ lower, upper, from: 0, to: size[b]!, buffer: own[0]!.buffer }];
    });
    if (filled.length === 0) return own;
    changed = true;
    return [...own, ...filled];
  });
  return changed ? mergeCells(withCells(problem, cells)) : problem;
}

/** Whether each body is one cell of all its bytes. */
export function isAllWhole(problem: BodyProblem): boolean {
  for (let b = 0; b < problem.count; b++) if (!isRectangle(problem, b)) return false;
  return true;
}

/** Whether the body is one cell of all its bytes. */
export function isRectangle({ size, cellStart, cellFrom, cellTo }: BodyProblem, body: number): boolean {
  const c = cellStart[body]!;
  return cellStart[body + 1] === c + 1 && cellFrom[c] === 0 && cellTo[c] === size[body];
}

/** How many of the ascending values are below. */
function rankOf(values: Float64Array, below: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < below) low = middle + 1;
    else high = middle;
  }
  return low;
}
