import type { BodyProblem } from "../body-problem.js";

/** Time cut at the ends of all cells, and the slots [from, to) of each. */
export interface CellSlots {
  readonly count: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
}

export function cellSlots({ cellLower, cellUpper }: Pick<BodyProblem, "cellLower" | "cellUpper">): CellSlots {
  const cells = cellLower.length;
  const times = new Float64Array(2 * cells);
  times.set(cellLower);
  times.set(cellUpper, cells);
  times.sort();
  const slotOf = new Map<number, number>();
  for (const time of times) if (!slotOf.has(time)) slotOf.set(time, slotOf.size);
  const slots = (ends: Float64Array): Int32Array => Int32Array.from(ends, (time) => slotOf.get(time)!);
  return { count: Math.max(1, slotOf.size - 1), from: slots(cellLower), to: slots(cellUpper) };
}
