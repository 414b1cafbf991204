import { type BodyProblem, freeBuffers } from "../body-problem.js";

/** A rectangle of time and bytes. */
interface Rectangle {
  readonly lower: number;
  upper: number;
  readonly from: number;
  readonly to: number;
  readonly buffer: number;
}

/**
 * The same bodies with fewer cells, which occupy the same bytes at the same times: those of one body that overlap or
 * adjoin become one. Cells of a buffer that is free of another stay its own, so that the pair still finds them.
 *
 * Aliases of equal extent that live one after the other become one rectangle, which is what a plain buffer is.
 *
 * @returns the problem itself where there is nothing to merge.
 */
export function mergeCells(problem: BodyProblem): BodyProblem {
  const { count, cellStart, cellLower, cellUpper, cellFrom, cellTo, cellBuffer } = problem;
  if (cellLower.length === count && cellStart.every((start, b) => start === b)) return problem;
  const own = freeBuffers(problem);
  const merged: Rectangle[][] = [];
  let changed = false;
  for (let b = 0; b < count; b++) {
    const [first, end] = [cellStart[b]!, cellStart[b + 1]!];
    const groups = new Map<number, Rectangle[]>();
    for (let c = first; c < end; c++) {
      const buffer = cellBuffer[c]!;
      const key = own.has(buffer) ? buffer : -1;
      const cell = { lower: cellLower[c]!, upper: cellUpper[c]!, from: cellFrom[c]!, to: cellTo[c]!, buffer };
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [cell]);
      else group.push(cell);
    }
    const cells = Array.from(groups.values(), (group) => (group.length === 1 ? group : unionOfRectangles(group)));
    merged.push(cells.flat());
    changed ||= !isSame(problem, first, merged[b]!) || merged[b]!.length !== end - first;
  }
  return changed ? withCells(problem, merged) : problem;
}

/** Whether these are cells of the problem, from the first on. */
function isSame({ cellLower, cellUpper, cellFrom, cellTo }: BodyProblem, first: number, cells: Rectangle[]): boolean {
  return cells.every(({ lower, upper, from, to }, i) => {
    const c = first + i;
    return cellLower[c] === lower && cellUpper[c] === upper && cellFrom[c] === from && cellTo[c] === to;
  });
}

/** The same problem with other cells, given by body. */
export function withCells(problem: BodyProblem, cells: readonly (readonly Readonly<Rectangle>[])[]): BodyProblem {
  const all = cells.flat();
  const cellStart = new Int32Array(problem.count + 1);
  cells.forEach((own, b) => {
    cellStart[b + 1] = cellStart[b]! + own.length;
  });
  return {
    ...problem,
    cellStart,
    cellLower: Float64Array.from(all, ({ lower }) => lower),
    cellUpper: Float64Array.from(all, ({ upper }) => upper),
    cellFrom: Float64Array.from(all, ({ from }) => from),
    cellTo: Float64Array.from(all, ({ to }) => to),
    cellBuffer: Int32Array.from(all, ({ buffer }) => buffer),
  };
}

/** The same area by rectangles that do not overlap, as long in time as they can be. */
function unionOfRectangles(cells: readonly Rectangle[]): Rectangle[] {
  const byTime = cells.toSorted((a, b) => a.lower - b.lower);
  const cuts = [...new Set(cells.flatMap(({ lower, upper }) => [lower, upper]))].sort((a, b) => a - b);
  const found: Rectangle[] = [];
  let live: Rectangle[] = [];
  let open: Rectangle[] = [];
  let next = 0;
  for (const [i, lower] of cuts.entries()) {
    const upper = cuts[i + 1];
    if (upper === undefined) break;
    live = live.filter((cell) => cell.upper > lower);
    while (next < byTime.length && byTime[next]!.lower === lower) live.push(byTime[next++]!);
    live.sort((a, b) => a.from - b.from);
    const spans: { from: number; to: number; buffer: number }[] = [];
    for (const { from, to, buffer } of live) {
      const last = spans.at(-1);
      if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
      else spans.push({ from, to, buffer });
    }
    open = spans.map(({ from, to, buffer }) => {
      const same = open.find((span) => span.from === from && span.to === to);
      if (same !== undefined) {
        same.upper = upper;
        return same;
      }
      const span = { lower, upper, from, to, buffer };
      found.push(span);
      return span;
    });
  }
  return found;
}
