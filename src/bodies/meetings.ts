import { type BodyProblem, freeBuffers, pairKey } from "./body-problem.js";

/**
 * Sweeps over time, and calls `meet` for every two cells of different bodies that live together, unless their buffers
 * are free of each other. It takes no longer than as many cells live together.
 *
 * @param meet takes the earlier cell, the later one, and their bodies
 * @param mayGoOn asked before the cells that meet one more, with how many live then
 * @returns false where it was not let go on
 */
export function sweepMeetings(
  problem: BodyProblem,
  meet: (x: number, y: number, bodyOfX: number, bodyOfY: number) => void,
  mayGoOn: (alive: number) => boolean,
): boolean {
  const { cellStart, cellLower, cellUpper, cellBuffer, free, buffers, count } = problem;
  const cells = cellLower.length;
  const bodyOf = new Int32Array(cells);
  for (let b = 0; b < count; b++) bodyOf.fill(b, cellStart[b]!, cellStart[b + 1]!);
  const some = freeBuffers(problem);
  const order = Int32Array.from(bodyOf.keys()).sort((x, y) => cellLower[x]! - cellLower[y]!);
  const live = new Int32Array(cells);
  let alive = 0;
  for (const y of order) {
    let kept = 0;
    for (let i = 0; i < alive; i++) if (cellUpper[live[i]!]! > cellLower[y]!) live[kept++] = live[i]!;
    alive = kept;
    if (!mayGoOn(alive)) return false;
    const body = bodyOf[y]!;
    const buffer = cellBuffer[y]!;
    const isFree = some.has(buffer);
    for (let i = 0; i < alive; i++) {
      const x = live[i]!;
      const other = bodyOf[x]!;
      if (other === body) continue;
      if (isFree && free.has(pairKey(cellBuffer[x]!, buffer, buffers))) continue;
      meet(x, y, other, body);
    }
    live[alive++] = y;
  }
  return true;
}
