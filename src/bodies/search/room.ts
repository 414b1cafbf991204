import type { BodyProblem } from "../body-problem.js";
import type { BodyModel } from "./model.js";

/**
 * Bytes from the base that are always enough, if the bodies can be placed at all: all that may move stacked on all that
 * may not, each above whatever distance it must keep. Infinity where a body suits no offset.
 */
export function roomFor({ base, size, reserved, fixedOffset }: BodyProblem, model: BodyModel): number {
  const { count, rests, rowStart, high, spanFrom, spanLast, bank } = model;
  let level = reserved.reduce((most, { to }) => Math.max(most, to), base);
  for (let b = 0; b < count; b++) if (fixedOffset[b]! >= 0) level = Math.max(level, fixedOffset[b]! + size[b]!);
  // No span ends farther above its body; one that counts in banks ends at most a bank above its piece.
  let farthest = 0;
  for (let k = 0; k < high.length; k++) {
    farthest = Math.max(farthest, high[k]! + (spanFrom[k]! < 0 ? 0 : bank + spanLast[k]! + 1));
  }
  for (let b = 0; b < count; b++) {
    if (fixedOffset[b]! >= 0) continue;
    level = rests.at(b, level + (rowStart[b] === rowStart[b + 1] ? 0 : farthest)) + size[b]!;
  }
  return level - base;
}

/** Bytes from the base that no plan can do without, as its sections say before any decision. */
export function rootPeak(
  model: BodyModel,
  floors: { readonly least: Float64Array; readonly floor: Float64Array; readonly total: Float64Array },
): number {
  const { count, size, base, sectionCount, excess } = model;
  let least = 0;
  for (let b = 0; b < count; b++) least = Math.max(least, floors.least[b]! + size[b]! - base);
  for (let s = 0; s < sectionCount; s++) {
    if (floors.floor[s] !== Infinity) least = Math.max(least, floors.floor[s]! + floors.total[s]! - excess[s]! - base);
  }
  return least;
}
